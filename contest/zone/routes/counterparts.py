"""The counterparts of an edition: invited here, with the people who act for them."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires, signed_in
from contest.lib import clock
from contest.lib.countries import countries
from contest.lib.db import work
from contest.lib.errors import AppError, Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.languages import LANGUAGES
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.zone import queries, rules, service
from contest.zone.forms import AboutForm, CounterpartForm, PersonForm, TermsForm
from contest.zone.routes.shared import errors_of, head_of, register_of, to

EDITION = "/zone/editions/{edition_id:uuid}"
ONE = "/zone/counterparts/{counterpart_id:uuid}"
organises = requires(*rules.ORGANISERS)


@get(EDITION + "/counterparts", guards=[organises])
async def counterparts(request: Request, edition_id: UUID) -> Response[bytes]:
    """Whom the edition invited to meet its entrants."""
    return await _list(request, edition_id)


async def _list(
    request: Request, edition_id: UUID, fields: dict[str, Any] | None = None, error: AppError | None = None
) -> Response[bytes]:
    head = await register_of(request, edition_id)
    actor = actor_of(request)
    return page(
        "zone/counterparts.html",
        request,
        status=200 if error is None else error.status,
        edition_id=edition_id,
        edition=head,
        counterparts=await queries.counterparts(actor=actor, edition_id=edition_id),
        kinds=rules.COUNTERPART_KINDS,
        countries=countries(),
        may_run=rules.may_run(actor, edition_id=edition_id),
        typed=fields or {},
        errors=errors_of(error),
        is_demo=head.is_demo,
    )


@post(EDITION + "/counterparts", guards=[organises])
async def invite_counterpart(request: Request, edition_id: UUID) -> Response[bytes]:
    await register_of(request, edition_id)
    try:
        form = await parse(request, CounterpartForm)
        async with work():
            made = await service.invite_counterpart(
                actor=actor_of(request),
                edition_id=edition_id,
                kind=form.kind,
                name_en=form.name_en,
                name_zh=form.name_zh,
                country=form.country,
                now=clock.now(),
            )
    except Invalid as error:
        return await _list(request, edition_id, await typed(request), error)
    flash(request, _("Now ask the people who act for it."))
    return to(f"/zone/counterparts/{made}")


@get(ONE, guards=[signed_in])
async def counterpart(request: Request, counterpart_id: UUID) -> Response[bytes]:
    """A counterpart: who acts for it, and what it says of itself."""
    return await _one(request, counterpart_id)


async def _one(
    request: Request,
    counterpart_id: UUID,
    wrong: str = "",
    fields: dict[str, Any] | None = None,
    error: AppError | None = None,
) -> Response[bytes]:
    actor = actor_of(request)
    found = await queries.counterpart(actor=actor, counterpart_id=counterpart_id)
    mine = {one.id for one in await queries.my_counterparts(actor=actor)}
    needs = await queries.needs(actor=actor, edition_id=found.edition_id)
    typed_languages = (fields or {}).get("languages", [])
    return page(
        "zone/counterpart.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        edition=await head_of(found.edition_id),
        people=await queries.members(counterpart_id=counterpart_id),
        needs=[one for one in needs if one.owner == found.organisation],
        kinds=rules.COUNTERPART_KINDS,
        need_kinds=rules.KINDS,
        states=rules.STATES,
        languages=LANGUAGES,
        may_invite=rules.may_read(actor, edition_id=found.edition_id),
        may_change=rules.may_change(actor, edition_id=found.edition_id, is_owner=counterpart_id in mine),
        acts=counterpart_id in mine,
        wrong=wrong,
        typed=fields or {},
        typed_languages=[typed_languages] if isinstance(typed_languages, str) else typed_languages,
        errors=errors_of(error),
        is_demo=found.is_demo,
    )


@post(ONE, guards=[signed_in])
async def edit_counterpart(request: Request, counterpart_id: UUID) -> Response[bytes]:
    try:
        form = await parse(request, AboutForm)
        async with work():
            await service.edit_counterpart(actor=actor_of(request), counterpart_id=counterpart_id, plan=form.plan())
    except Invalid as error:
        return await _one(request, counterpart_id, "about", await typed(request), error)
    flash(request, _("Saved."))
    return to(f"/zone/counterparts/{counterpart_id}")


@post(ONE + "/people", guards=[organises])
async def invite_person(request: Request, counterpart_id: UUID) -> Response[bytes]:
    try:
        form = await parse(request, PersonForm)
        async with work():
            await service.invite_person(
                actor=actor_of(request),
                counterpart_id=counterpart_id,
                email=form.email,
                name=form.name,
                locale=form.locale,
                now=clock.now(),
            )
    except Invalid as error:
        return await _one(request, counterpart_id, "person", await typed(request), error)
    flash(request, _("The mail is on its way."))
    return to(f"/zone/counterparts/{counterpart_id}")


@post(ONE + "/people/{member_id:uuid}/remove", guards=[organises])
async def remove_person(request: Request, counterpart_id: UUID, member_id: UUID) -> Response[bytes]:
    async with work():
        await service.remove_person(
            actor=actor_of(request), counterpart_id=counterpart_id, person_id=member_id, now=clock.now()
        )
    return to(f"/zone/counterparts/{counterpart_id}")


@get(EDITION + "/terms", guards=[requires(rules.PROGRAMME)])
async def terms(request: Request, edition_id: UUID) -> Response[bytes]:
    """What counterparts agree to."""
    return await _terms(request, edition_id)


async def _terms(
    request: Request, edition_id: UUID, fields: dict[str, Any] | None = None, error: AppError | None = None
) -> Response[bytes]:
    head = await register_of(request, edition_id, to_run=True)
    return page(
        "zone/terms.html",
        request,
        status=200 if error is None else error.status,
        edition_id=edition_id,
        edition=head,
        terms=await queries.terms_in_force(edition_id=edition_id),
        typed=fields,
        errors=errors_of(error),
        is_demo=head.is_demo,
    )


@post(EDITION + "/terms", guards=[requires(rules.PROGRAMME)])
async def publish_terms(request: Request, edition_id: UUID) -> Response[bytes]:
    await register_of(request, edition_id, to_run=True)
    try:
        form = await parse(request, TermsForm)
        async with work():
            await service.publish_terms(
                actor=actor_of(request),
                edition_id=edition_id,
                body_en=form.body_en,
                body_zh=form.body_zh,
                now=clock.now(),
            )
    except Invalid as error:
        return await _terms(request, edition_id, await typed(request), error)
    flash(request, _("Published. Whoever is invited from now on agrees to this version."))
    return to(f"/zone/editions/{edition_id}/terms")


@get("/zone", guards=[requires(rules.COUNTERPART)])
async def mine(request: Request) -> Response[bytes]:
    """The counterparts for which somebody acts, with the needs of each."""
    actor = actor_of(request)
    found = await queries.my_counterparts(actor=actor)
    if not found:
        raise NotFound
    return page(
        "zone/mine.html",
        request,
        counterparts=found,
        agreements=await queries.my_agreements(actor=actor),
        kinds=rules.COUNTERPART_KINDS,
        is_demo=all(one.is_demo for one in found),
    )


ROUTES: list[Any] = [
    counterparts,
    invite_counterpart,
    counterpart,
    edit_counterpart,
    invite_person,
    remove_person,
    terms,
    publish_terms,
    mine,
]
