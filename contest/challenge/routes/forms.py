"""The forms of an edition: their versions, the draft that is worked on, what is different, and publishing."""

from typing import Any
from uuid import UUID

from litestar import get, post, route
from litestar.response import Redirect, Response

from contest.accounts.guards import actor_of
from contest.audit.service import record_refusal
from contest.challenge import queries, service
from contest.challenge.forms import PublishForm
from contest.challenge.routes.shared import EDITIONS, edition_at, programme, see_other
from contest.challenge.rules import forms
from contest.challenge.rules.forms import differences
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request

FORMS = "/challenge/forms"


async def version_at(request: Request, form_id: UUID, *, draft: bool = False) -> queries.FormVersion:
    """The version of an address, for who organises its edition; `draft`: only while it can be changed."""
    found = await queries.form_version(actor=actor_of(request), form_id=form_id)
    if found is None or (draft and found.state != "draft"):
        raise NotFound
    return found


async def scenes_of(version: queries.FormVersion) -> list[forms.Scene]:
    found = await queries.scenes(edition_id=version.edition_id)
    return [forms.Scene(scene.key, scene.name_en, scene.name_zh) for scene in found]


@get(EDITIONS + "/{slug:str}/forms", guards=[programme])
async def editions_forms(request: Request, slug: str) -> Response[bytes]:
    """Each kind of entry with the version that counts, the draft, and those before."""
    found = await edition_at(request, slug, whole=True)
    versions = await queries.form_versions(edition_id=found.id)
    scenes = [scene.key for scene in await queries.scenes(edition_id=found.id)]
    kinds = []
    for kind in forms.KINDS:
        own = [one for one in versions if one.kind == kind]
        draft = next((one for one in own if one.state == "draft"), None)
        kinds.append(
            {
                "kind": kind,
                "draft": draft,
                "faults": len(forms.faults(draft.form, scenes)) if draft else 0,
                "published": [one for one in own if one.state == "published"],
            }
        )
    return page(
        "challenge/forms.html",
        request,
        edition=found,
        kinds=kinds,
        may_change=found.state != "closed",
        is_demo=found.is_demo,
    )


@post(EDITIONS + "/{slug:str}/forms/{kind:str}", guards=[programme])
async def begin_form(request: Request, slug: str, kind: str) -> Redirect:
    """Begin the next version of a form, or go on with the draft there is."""
    found = await edition_at(request, slug, whole=True)
    async with work():
        form_id = await service.begin_form(actor=actor_of(request), edition_id=found.id, kind=kind, now=clock.now())
    return see_other(f"{FORMS}/{form_id}")


@get(FORMS + "/{form_id:uuid}", guards=[programme])
async def form(request: Request, form_id: UUID) -> Response[bytes]:
    """A version, section by section; a draft is changed here."""
    version = await version_at(request, form_id)
    scenes = await scenes_of(version)
    faults = forms.faults(version.form, [scene.key for scene in scenes]) if version.state == "draft" else []
    fields = [field.key for field in version.form.fields]
    return page(
        "challenge/form.html",
        request,
        version=version,
        faults=[(fault, _address(version, fault.place)) for fault in faults],
        faulty={fault.place for fault in faults},
        words=WORDS,
        shapes={field.key: differences.limits(field) for field in version.form.fields},
        asked_where={
            field.key: differences.conditions(version.form, field.shown_if, scenes) for field in version.form.fields
        },
        numbers={key: place for place, key in enumerate(fields, 1)},
        is_demo=version.is_demo,
    )


WORDS = {
    "types": differences.TYPE_WORDS,
    "stages": differences.STAGE_WORDS,
    "readers": differences.READER_WORDS,
}


def _address(version: queries.FormVersion, place: str) -> str:
    """Where a fault is mended: the page of its question or section."""
    here = f"{FORMS}/{version.id}"
    if version.form.at(place):
        return f"{here}/questions/{place}"
    return f"{here}/sections/{place}" if version.form.section(place) else f"{here}/questions/new"


@post(FORMS + "/{form_id:uuid}/discard", guards=[programme])
async def discard_form(request: Request, form_id: UUID) -> Redirect:
    version = await version_at(request, form_id)
    async with work():
        await service.discard_form(actor=actor_of(request), form_id=form_id, now=clock.now())
    flash(request, _("The draft is gone. The form that is used stays."))
    return see_other(f"{EDITIONS}/{version.edition_slug}/forms")


@get(FORMS + "/{form_id:uuid}/changes", guards=[programme])
async def changes(request: Request, form_id: UUID, since: UUID | None = None) -> Response[bytes]:
    """What this version asks otherwise than another one of its kind: without a choice, the one before it."""
    version = await version_at(request, form_id)
    versions = await queries.form_versions(edition_id=version.edition_id, kind=version.kind)
    others = [one for one in versions if one.id != version.id and one.number < version.number]
    before = next((one for one in others if since in {None, one.id}), None)
    if since is not None and before is None:
        raise NotFound
    return page(
        "challenge/form_changes.html",
        request,
        version=version,
        before=before,
        others=others,
        found=differences.differences(before.form, version.form, await scenes_of(version)) if before else [],
        is_demo=version.is_demo,
    )


@route(FORMS + "/{form_id:uuid}/publish", http_method=["GET", "POST"], guards=[programme])
async def publish_form(request: Request, form_id: UUID) -> Response[Any]:
    """What would change for whom; then the version that new entries are written with."""
    version = await version_at(request, form_id)
    if request.method == "GET":
        return await _publish_page(request, version)
    sent = await parse(request, PublishForm)
    try:
        async with work():
            await service.publish_form(
                actor=actor_of(request),
                form_id=form_id,
                revision=sent.revision,
                reason_en=sent.reason_en,
                reason_zh=sent.reason_zh,
                now=clock.now(),
            )
    except (Invalid, Conflict) as error:
        errors: dict[str, Any] = error.fields if isinstance(error, Invalid) else {"": error.message}
        if isinstance(error, Conflict):
            await record_refusal(actor=actor_of(request), action="publish_form", error=error)
        fresh = await version_at(request, form_id)
        return await _publish_page(request, fresh, errors=errors, values=await typed(request), status=error.status)
    flash(request, _("Published. New entries are written with this version."))
    return see_other(f"{FORMS}/{form_id}")


async def _publish_page(
    request: Request,
    version: queries.FormVersion,
    *,
    errors: dict[str, Any] | None = None,
    values: dict[str, Any] | None = None,
    status: int = 200,
) -> Response[bytes]:
    if version.state != "draft":
        raise NotFound
    scenes = await scenes_of(version)
    versions = await queries.form_versions(edition_id=version.edition_id, kind=version.kind)
    before = next(one for one in versions if one.state == "published")
    faults = forms.faults(version.form, [scene.key for scene in scenes])
    return page(
        "challenge/form_publish.html",
        request,
        status=status,
        version=version,
        before=before,
        faults=[(fault, _address(version, fault.place)) for fault in faults],
        found=differences.differences(before.form, version.form, scenes),
        promises=await queries.promised(edition_id=version.edition_id, kind=version.kind),
        errors=errors or {},
        values=values or {},
        is_demo=version.is_demo,
    )


ROUTES = [editions_forms, begin_form, form, discard_form, changes, publish_form]
