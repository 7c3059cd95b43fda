"""A register as its keepers and its owners see it, and one need of it."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires, signed_in
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import AppError, Conflict, Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.languages import LANGUAGES
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, parse, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.zone import queries, rules, service
from contest.zone.forms import OwnerForm, StepForm, read_need, written_need
from contest.zone.routes.shared import errors_of, head_of, register_of, to

EDITION = "/zone/editions/{edition_id:uuid}/needs"
NEED = "/zone/needs/{need_id:uuid}"


@get(EDITION, guards=[requires(*rules.ORGANISERS)])
async def register(request: Request, edition_id: UUID) -> Response[bytes]:
    """Every need of an edition, with what they amount to."""
    head = await register_of(request, edition_id)
    actor = actor_of(request)
    return page(
        "zone/register.html",
        request,
        edition_id=edition_id,
        edition=head,
        needs=await queries.needs(actor=actor, edition_id=edition_id),
        totals=await queries.totals(edition_id=edition_id),
        scenes={one.key: one for one in await queries.scenes(edition_id=edition_id)},
        kinds=rules.KINDS,
        states=rules.STATES,
        publicity=rules.PUBLICITY,
        may_run=rules.may_run(actor, edition_id=edition_id),
        is_demo=head.is_demo,
    )


@get(EDITION + "/new", guards=[signed_in])
async def new_need(request: Request, edition_id: UUID) -> Response[bytes]:
    """The form of a new need, for who keeps the register and who acts for an owner in it."""
    return await _form(request, edition_id, {})


@post(EDITION + "/new", guards=[signed_in])
async def create_need(request: Request, edition_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    await _owners(request, edition_id)
    try:
        owner = convert(fields, OwnerForm).owner
        async with work():
            made = await service.create_need(
                actor=actor_of(request), edition_id=edition_id, owner=owner, plan=read_need(fields), now=clock.now()
            )
    except Invalid as error:
        return await _form(request, edition_id, fields, error=error)
    flash(request, _("Saved as a draft. Open it when it is ready."))
    return to(f"/zone/needs/{made}")


@get(NEED, guards=[signed_in])
async def need(request: Request, need_id: UUID) -> Response[bytes]:
    """One need, with the steps that it may take."""
    return await _need(request, need_id)


async def _need(request: Request, need_id: UUID, error: AppError | None = None) -> Response[bytes]:
    actor = actor_of(request)
    found = await queries.need(actor=actor, need_id=need_id)
    may_change = rules.may_change(actor, edition_id=found.edition_id, is_owner=found.is_owner)
    return page(
        "zone/need.html",
        request,
        status=200 if error is None else error.status,
        need=found,
        edition=await head_of(found.edition_id),
        scenes={one.key: one for one in await queries.scenes(edition_id=found.edition_id)},
        kinds=rules.KINDS,
        states=rules.STATES,
        publicity=rules.PUBLICITY,
        languages=LANGUAGES,
        steps=rules.step_words(found.state) if may_change else {},
        in_the_way=rules.opening_faults(found) if found.state == "draft" else [],
        may_change=may_change,
        may_read_all=rules.may_read(actor, edition_id=found.edition_id),
        errors=errors_of(error),
        is_demo=found.is_demo,
    )


@get(NEED + "/edit", guards=[signed_in])
async def edit_form(request: Request, need_id: UUID) -> Response[bytes]:
    found = await _own(request, need_id)
    return await _form(request, found.edition_id, written_need(found), need=found)


@post(NEED + "/edit", guards=[signed_in])
async def edit_need(request: Request, need_id: UUID) -> Response[bytes]:
    found, fields = await _own(request, need_id), await typed(request)
    try:
        async with work():
            await service.edit_need(actor=actor_of(request), need_id=need_id, plan=read_need(fields), now=clock.now())
    except Invalid as error:
        return await _form(request, found.edition_id, fields, need=found, error=error)
    flash(request, _("Saved."))
    return to(f"/zone/needs/{need_id}")


@post(NEED + "/step", guards=[signed_in])
async def step_need(request: Request, need_id: UUID) -> Response[bytes]:
    await _own(request, need_id)
    try:
        form = await parse(request, StepForm)
        async with work():
            await service.step_need(actor=actor_of(request), need_id=need_id, to=form.to, now=clock.now())
    except Conflict as error:
        return await _need(request, need_id, error)
    return to(f"/zone/needs/{need_id}")


async def _own(request: Request, need_id: UUID) -> queries.Need:
    """The need, for who may change it."""
    actor = actor_of(request)
    found = await queries.need(actor=actor, need_id=need_id)
    if not rules.may_change(actor, edition_id=found.edition_id, is_owner=found.is_owner):
        raise NotFound
    return found


async def _owners(request: Request, edition_id: UUID) -> tuple[list[queries.Owner], set[str]]:
    """For whom the actor may write a need, and of which kinds; `NotFound` where for nobody."""
    actor = actor_of(request)
    owners = await queries.owners(edition_id=edition_id)
    if rules.may_run(actor, edition_id=edition_id):
        return owners, set(rules.KINDS)
    acts = [one for one in await queries.my_counterparts(actor=actor) if one.edition_id == edition_id]
    if not acts:
        raise NotFound
    own = {one.organisation for one in acts}
    kinds = {kind for one in acts for kind in rules.OWNERS_KINDS[one.kind]}
    return [one for one in owners if one.id in own], kinds


async def _form(
    request: Request,
    edition_id: UUID,
    fields: dict[str, Any],
    *,
    need: queries.Need | None = None,
    error: Invalid | None = None,
) -> Response[bytes]:
    owners, kinds = await _owners(request, edition_id)
    edition = await head_of(edition_id)
    several = {
        name: [fields[name]] if isinstance(fields.get(name), str) else fields.get(name, [])
        for name in ("scenes", "entry_kinds", "languages")
    }
    return page(
        "zone/need_form.html",
        request,
        status=200 if error is None else error.status,
        edition_id=edition_id,
        edition=edition,
        need=need,
        owners=owners,
        kinds={kind: words for kind, words in rules.KINDS.items() if kind in kinds},
        scenes=await queries.scenes(edition_id=edition_id),
        publicity=rules.PUBLICITY,
        languages=LANGUAGES,
        typed={"publicity": "none", **fields, **several},
        errors=errors_of(error),
        may_run=rules.may_run(actor_of(request), edition_id=edition_id),
        is_demo=edition.is_demo,
    )


ROUTES: list[Any] = [register, new_need, create_need, need, edit_form, edit_need, step_need]
