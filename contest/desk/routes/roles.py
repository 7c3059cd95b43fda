"""People and roles: who works on the contest where, appointing somebody, and taking a role back."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts import queries as accounts
from contest.accounts import service as accounts_service
from contest.accounts.guards import actor_of, requires
from contest.accounts.rules import may_give, roles
from contest.challenge import queries as challenge
from contest.challenge.rules import may_found
from contest.desk import rules, service
from contest.desk.forms import Appoint, TakeBack
from contest.lib import clock
from contest.lib.countries import countries, country_name
from contest.lib.db import work
from contest.lib.errors import Conflict, Invalid, NotAllowed
from contest.lib.i18n import N_
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

ROLES = "/desk/roles"
BLANK = dict.fromkeys(Appoint.__struct_fields__, "")
Refusal = (Invalid, Conflict, NotAllowed)

organisers = requires(rules.PROGRAMME, rules.ROUND)


async def _page(
    request: Request, *, wrong: str = "", error: Invalid | Conflict | NotAllowed | None = None
) -> Response[bytes]:
    """The whole page; `wrong` is the form in which something is: "appoint", the id of a grant, or "factor-" and
    the id of a person.
    """
    actor = actor_of(request)
    sent = await typed(request) if error is not None else {}
    places = await challenge.places(actor=actor)
    lines = await accounts.grants_in_reach(actor=actor, roles=roles.APPOINTED, now=clock.now())
    offered = [
        role
        for role in roles.APPOINTED
        if may_found(actor)
        or any(may_give(actor, role=role, edition_id=one.edition_id, round_id=one.round_id) for one in places)
    ]
    return page(
        "desk/roles.html",
        request,
        status=error.status if error else 200,
        lines=lines,
        places={(one.edition_id, one.round_id): one for one in places},
        offered=offered,
        role_words=roles.WORDS,
        meanings=roles.MEANINGS,
        is_everywhere=may_found(actor),
        wrong=wrong,
        countries=countries(),
        country_name=country_name,
        values=BLANK | (sent if wrong == "appoint" else {}),
        ending=sent.get("reason", ""),
        errors={} if error is None else error.fields if isinstance(error, Invalid) else {"": error.message},
        is_demo=actor.is_demo,
    )


@get(ROLES, guards=[organisers])
async def people_and_roles(request: Request) -> Response[bytes]:
    return await _page(request)


@post(ROLES, guards=[organisers], status_code=200)
async def appoint(request: Request) -> Response[bytes]:
    try:
        form = await parse(request, Appoint)
        async with work():
            await service.appoint(
                actor=actor_of(request),
                email=form.email,
                name=form.name,
                locale=form.locale,
                role=form.role,
                place=form.place,
                reason=form.reason,
                until=form.until,
                country=form.country,
                now=clock.now(),
            )
    except Refusal as error:
        return await _page(request, wrong="appoint", error=error)
    flash(request, N_("The role is given, and a mail says so."))
    return redirect(ROLES)


@post(ROLES + "/{grant_id:uuid}/take-back", guards=[organisers], status_code=200)
async def take_back(request: Request, grant_id: UUID) -> Response[bytes]:
    try:
        form = await parse(request, TakeBack)
        async with work():
            await service.take_back(actor=actor_of(request), grant_id=grant_id, reason=form.reason, now=clock.now())
    except Refusal as error:
        return await _page(request, wrong=str(grant_id), error=error)
    flash(request, N_("The role is taken back."))
    return redirect(ROLES)


@post(ROLES + "/people/{person_id:uuid}/reset-factor", guards=[requires(rules.PROGRAMME)], status_code=200)
async def reset_factor(request: Request, person_id: UUID) -> Response[bytes]:
    try:
        form = await parse(request, TakeBack)
        async with work():
            await accounts_service.reset_factor(actor=actor_of(request), person_id=person_id, reason=form.reason)
    except Refusal as error:
        return await _page(request, wrong=f"factor-{person_id}", error=error)
    flash(request, N_("The second factor is taken off. They set up another one at their next sign-in."))
    return redirect(ROLES)


ROUTES: list[Any] = [people_and_roles, appoint, take_back, reset_factor]
