"""Pages of partners: their links and nominations; and the page of who was nominated."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, public, requires, signed_in
from contest.challenge import rules, service
from contest.challenge.forms import LinkForm, NominationForm, PartnerPersonForm, PermissionForm
from contest.challenge.queries import acting as queries
from contest.challenge.routes.shared import see_other
from contest.challenge.rules import partners as partner_rules
from contest.lib import clock
from contest.lib.config import settings
from contest.lib.db import work
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web import limits
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request

HOME = "/partners"
acting = requires(partner_rules.PARTNER)


@get(HOME, guards=[acting])
async def partners(request: Request) -> Response[bytes]:
    """The partners that this person acts for."""
    found = await queries.my_partners(actor=actor_of(request))
    return page(
        "challenge/partners.html", request, partners=found, is_demo=bool(found) and all(one.is_demo for one in found)
    )


@get(HOME + "/{partner_id:uuid}", guards=[signed_in])
async def partner(request: Request, partner_id: UUID) -> Response[bytes]:
    """One partner: its links with what was counted, and whom it nominated."""
    return await _page(request, partner_id)


@post(HOME + "/{partner_id:uuid}/links", guards=[signed_in])
async def add_link(request: Request, partner_id: UUID) -> Response[Any]:
    try:
        form = await parse(request, LinkForm)
        async with work():
            await service.make_link(
                actor=actor_of(request),
                partner_id=partner_id,
                round_id=form.round_id,
                label=form.label,
                now=clock.now(),
            )
    except Invalid as error:
        return await _page(request, partner_id, "link", error.fields, await typed(request))
    return see_other(f"{HOME}/{partner_id}#links")


@post(HOME + "/{partner_id:uuid}/nominations", guards=[signed_in])
async def nominate(request: Request, partner_id: UUID) -> Response[Any]:
    try:
        form = await parse(request, NominationForm)
        async with work():
            await service.nominate(
                actor=actor_of(request),
                partner_id=partner_id,
                round_id=form.round_id,
                name=form.name,
                email=form.email,
                reason=form.reason,
                locale=form.locale,
                now=clock.now(),
            )
    except Invalid as error:
        return await _page(request, partner_id, "nomination", error.fields, await typed(request))
    flash(request, _("The mail is on its way."))
    return see_other(f"{HOME}/{partner_id}#nominations")


@post(HOME + "/{partner_id:uuid}/nominations/{nomination_id:uuid}/withdraw", guards=[signed_in])
async def withdraw(request: Request, partner_id: UUID, nomination_id: UUID) -> Response[Any]:
    async with work():
        await service.withdraw_nomination(
            actor=actor_of(request), partner_id=partner_id, nomination_id=nomination_id, now=clock.now()
        )
    return see_other(f"{HOME}/{partner_id}#nominations")


@post(HOME + "/{partner_id:uuid}/permission", guards=[requires(rules.PROGRAMME)])
async def permit(request: Request, partner_id: UUID) -> Response[Any]:
    """Record that the partner may be named in public, or that it may no longer: for who organises the edition."""
    actor = actor_of(request)
    try:
        form = await parse(request, PermissionForm)
        async with work():
            if form.then == "end":
                await service.end_permission(actor=actor, partner_id=partner_id)
            else:
                await service.record_permission(
                    actor=actor, partner_id=partner_id, words=form.permission, now=clock.now()
                )
    except Invalid as error:
        return await _page(request, partner_id, "permission", error.fields, await typed(request))
    return see_other(f"{HOME}/{partner_id}#permission")


@post(HOME + "/{partner_id:uuid}/people", guards=[requires(rules.PROGRAMME)])
async def name_person(request: Request, partner_id: UUID) -> Response[Any]:
    """Let somebody act for the partner: for who organises the edition."""
    try:
        form = await parse(request, PartnerPersonForm)
        async with work():
            await service.name_for_partner(
                actor=actor_of(request),
                partner_id=partner_id,
                email=form.email,
                name=form.name,
                locale=form.locale,
                now=clock.now(),
            )
    except Invalid as error:
        return await _page(request, partner_id, "person", error.fields, await typed(request))
    return see_other(f"{HOME}/{partner_id}#people")


async def _page(
    request: Request,
    partner_id: UUID,
    wrong: str = "",
    errors: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
) -> Response[bytes]:
    actor, now = actor_of(request), clock.now()
    found = await queries.partner_page(actor=actor, partner_id=partner_id)
    if found is None:
        raise NotFound
    organises = rules.may_organise(actor, edition_id=found.edition_id)
    return page(
        "challenge/partner.html",
        request,
        status=422 if errors else 200,
        partner=found,
        links=await queries.links(partner_id=partner_id),
        nominations=await queries.nominations(partner_id=partner_id),
        targets=await queries.targets(edition_id=found.edition_id, now=now) if found.edition_state == "open" else [],
        people=await queries.people_of(partner_id=partner_id) if organises else None,
        states=partner_rules.STATES,
        site=settings().public_url,
        wrong=wrong,
        errors=errors or {},
        values=values or {},
        is_demo=found.is_demo,
    )


@get("/nominations/{key:str}", guards=[public])
async def nomination(request: Request, key: str) -> Response[bytes]:
    """Who nominated the reader, why, and what they can do."""
    await limits.hit(f"nomination:{limits.address(request.scope)}", most=60, seconds=600)
    found, now = await queries.nominated(digest=service.digest_of(key)), clock.now()
    if found is None:
        raise NotFound
    is_open = rules.takes_entries(state=found.round_state, opens_at=found.opens_at, closes_at=found.closes_at, now=now)
    return page(
        "challenge/nomination.html",
        request,
        nomination=found,
        key=key,
        may_answer=partner_rules.may_answer(state=found.state, expires_at=found.expires_at, now=now) and is_open,
        is_demo=found.is_demo,
    )


@post("/nominations/{key:str}/decline", guards=[public])
async def decline(request: Request, key: str) -> Response[Any]:
    await limits.hit(f"nomination:{limits.address(request.scope)}", most=60, seconds=600)
    async with work():
        await service.decline_nomination(key=key, now=clock.now())
    return see_other(f"/nominations/{key}")


ROUTES = [partners, partner, add_link, nominate, withdraw, permit, name_person, nomination, decline]
