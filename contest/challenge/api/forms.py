"""The forms of an edition: their versions, a draft that is written as a whole, and publishing."""

from typing import Any
from uuid import UUID

import msgspec

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import WRITE_FORMS
from contest.challenge import queries, rules, service
from contest.challenge.api import shapes
from contest.challenge.rules import forms
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.web.api import cleaned, delete, get, post, put
from contest.lib.web.request import Request

TAGS: dict[str, Any] = {"tags": ["forms"], "guards": [scoped(WRITE_FORMS)]}
MOST_BYTES = 1024 * 1024


@get("/editions/{edition_id:uuid}/forms", operation_id="listForms", summary="The forms of an edition", **TAGS)
async def listed(request: Request, edition_id: UUID) -> shapes.Versions:
    """Every version of each kind, the newest first."""
    if not rules.may_organise(actor_of(request), edition_id=edition_id):
        raise NotFound
    return await _listed(edition_id)


async def _listed(edition_id: UUID) -> shapes.Versions:
    found = await queries.form_versions(edition_id=edition_id)
    return shapes.Versions(msgspec.convert(found, list[shapes.Line], from_attributes=True))


@post("/editions/{edition_id:uuid}/forms/{kind:str}", operation_id="beginForm", summary="Begin a version", **TAGS)
async def begin(request: Request, edition_id: UUID, kind: str) -> shapes.Version:
    """A draft that begins as the newest version stands; the draft there is, if any."""
    actor = actor_of(request)
    async with work():
        form_id = await service.begin_form(actor=actor, edition_id=edition_id, kind=kind, now=clock.now())
    return await _version(request, form_id)


@get("/forms/{form_id:uuid}", operation_id="readFormVersion", summary="What a version asks", **TAGS)
async def read(request: Request, form_id: UUID) -> shapes.Version:
    """Of a draft with what is in the way of publishing it."""
    return await _version(request, form_id)


async def _held(request: Request, form_id: UUID) -> queries.FormVersion:
    found = await queries.form_version(actor=actor_of(request), form_id=form_id)
    if found is None:
        raise NotFound
    return found


async def _version(request: Request, form_id: UUID) -> shapes.Version:
    found = await _held(request, form_id)
    scenes = [scene.key for scene in await queries.scenes(edition_id=found.edition_id)]
    faults = forms.faults(found.form, scenes) if found.state == "draft" else []
    return shapes.version(found, [shapes.Fault(one.place, str(one.message)) for one in faults])


@put(
    "/forms/{form_id:uuid}",
    operation_id="writeForm",
    summary="Write a draft",
    request_max_body_size=MOST_BYTES,
    **TAGS,
)
async def write(request: Request, form_id: UUID, data: shapes.Write) -> shapes.Version:
    """All of it. It may be incomplete: `faults` says what is. 409 where somebody changed it since it was read."""
    kind = (await _held(request, form_id)).kind
    try:
        form = shapes.form(kind, cleaned(data))
    except msgspec.ValidationError:
        raise Invalid(N_("Write a number."), field="questions") from None
    async with work():
        await service.write_form(
            actor=actor_of(request), form_id=form_id, form=form, revision=data.revision, now=clock.now()
        )
    return await _version(request, form_id)


@post("/forms/{form_id:uuid}/publish", operation_id="publishForm", summary="Publish a draft", **TAGS)
async def publish(request: Request, form_id: UUID, data: shapes.Publish) -> shapes.Version:
    """New entries are written with it; those begun before keep theirs."""
    said = cleaned(data)
    async with work():
        await service.publish_form(
            actor=actor_of(request),
            form_id=form_id,
            revision=said.revision,
            reason_en=said.reason_en,
            reason_zh=said.reason_zh,
            now=clock.now(),
        )
    return await _version(request, form_id)


@delete("/forms/{form_id:uuid}", operation_id="discardForm", summary="Give a draft up", **TAGS)
async def discard(request: Request, form_id: UUID) -> shapes.Versions:
    """The published versions stay."""
    edition_id = (await _held(request, form_id)).edition_id
    async with work():
        await service.discard_form(actor=actor_of(request), form_id=form_id, now=clock.now())
    return await _listed(edition_id)


ROUTES: list[Any] = [listed, begin, read, write, publish, discard]
