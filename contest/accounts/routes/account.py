"""One's own account."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

import msgspec
from litestar import get, post
from litestar.response import Response

from contest.accounts import queries, service
from contest.accounts.forms import ChangePassword, Details
from contest.accounts.guards import actor_of, origin, signed_in
from contest.accounts.routes.answers import Refusal, carried, come_in, has_factor
from contest.accounts.rules import roles
from contest.accounts.rules.factor import is_asked, may_hold
from contest.lib import clock, db, i18n
from contest.lib.actor import Grant
from contest.lib.countries import countries
from contest.lib.errors import Invalid, TooMany
from contest.lib.i18n import N_
from contest.lib.web import session
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

_REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")

PlaceNames = Callable[[list[UUID]], Awaitable[dict[UUID, tuple[str, str]]]]

# What the composition root adds: how editions and rounds are called (English, Chinese), which is known above only.
place_names: list[PlaceNames] = []


@cache
def _zones() -> list[tuple[str, str]]:
    known = sorted(name for name in available_timezones() if name.split("/")[0] in _REGIONS and "/" in name)
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in known)]


async def names_of(held: Sequence[Grant | queries.TokenLine]) -> dict[UUID, tuple[str, str]]:
    """How the editions and rounds are called in which these hold."""
    ids = [place for one in held for place in (one.edition_id, one.round_id) if place is not None]
    names: dict[UUID, tuple[str, str]] = {}
    for ask in place_names if ids else []:
        names |= await ask(ids)
    return names


async def _roles(request: Request) -> list[dict[str, Any]]:
    actor = actor_of(request)
    grants = (*actor.grants, *actor.waiting)
    names = await names_of(grants)
    return [
        {
            "word": roles.WORDS[grant.role],
            "is_everywhere": grant.edition_id is None and grant.round_id is None,
            "places": [names[place] for place in (grant.edition_id, grant.round_id) if place in names],
            "until": grant.expires_at,
        }
        for grant in grants
    ]


_PERSON = """
select country, password_hash is not null as has_password,
       (select coalesce(json_agg(json_build_object('name', v.name, 'reason', w.reason, 'began_at', w.began_at,
                                                   'ended_at', w.ended_at) order by w.id desc), '[]')
          from person_viewing w join person v on v.id = w.viewer where w.person = person.id) as viewings
  from person where id = $1
"""


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody looked through the eyes of whose account it is."""

    name: str
    reason: str
    began_at: datetime
    ended_at: datetime


async def _page(request: Request, form: str = "", error: Invalid | TooMany | None = None) -> Response[bytes]:
    """The whole page; `form` is the part in which something is wrong."""
    actor = actor_of(request)
    row = await db.fetchrow(_PERSON, actor.id)
    assert row is not None
    known = {
        "name": actor.name,
        "locale": actor.locale,
        "time_zone": actor.time_zone,
        "country": row["country"],
    }
    typed = (await carried(request))["typed"] if form == "details" else {}
    errors = {} if error is None else error.fields if isinstance(error, Invalid) else {"": error.message}
    return page(
        "accounts/account.html",
        request,
        status=200 if error is None else error.status,
        values=known | typed,
        errors=errors,
        wrong=form,
        roles=await _roles(request),
        zones=_zones(),
        countries=countries(),
        has_password=row["has_password"],
        asks_factor=is_asked(actor),
        may_hold=may_hold(actor),
        viewings=msgspec.json.decode(row["viewings"], type=list[Looked]),
    )


@get("/account", guards=[signed_in])
async def account(request: Request) -> Response[bytes]:
    return await _page(request)


@post("/account", guards=[signed_in], status_code=200)
async def change_details(request: Request) -> Response[bytes]:
    try:
        form = await parse(request, Details)
        async with db.work():
            await service.change_details(
                actor=actor_of(request),
                name=form.name,
                locale=form.locale,
                time_zone=form.time_zone,
                country=form.country,
                now=clock.now(),
            )
    except Invalid as error:
        return await _page(request, "details", error)
    session.remember(request.scope, "lang", form.locale, max_age=365 * 24 * 3600)
    with i18n.using(form.locale):
        flash(request, N_("Your account is changed."))
    return redirect("/account")


@post("/account/password", guards=[signed_in], status_code=200)
async def change_password(request: Request) -> Response[bytes]:
    try:
        form = await parse(request, ChangePassword)
        who = await service.change_password(
            actor=actor_of(request),
            password=form.password,
            new_password=form.new_password,
            origin=origin(request),
        )
    except Refusal as error:
        return await _page(request, "password", error)
    await come_in(request, who, has_factor=has_factor(request))
    flash(request, N_("Your password is changed, and every other browser is signed out."))
    return redirect("/account")


@post("/account/confirm", guards=[signed_in], status_code=200)
async def confirm(request: Request) -> Response[bytes]:
    """Mail a code that proves the address."""
    actor = actor_of(request)
    try:
        await service.mail_code(
            email=actor.email, purpose="sign_in", locale=actor.locale, origin=origin(request), now=clock.now()
        )
    except Refusal as error:
        return await _page(request, "confirm", error)
    return page(
        "accounts/code.html",
        request,
        errors={},
        is_new=False,
        typed={"email": actor.email},
        next="/account",
        kept="",
    )


@post("/account/sign-out-everywhere", guards=[signed_in], status_code=200)
async def sign_out_everywhere(request: Request) -> Response[bytes]:
    await service.sign_out_everywhere(actor=actor_of(request))
    await session.end(request.scope)
    flash(request, N_("Every browser is signed out."))
    return redirect("/sign-in")


ROUTES = [account, change_details, change_password, confirm, sign_out_everywhere]
