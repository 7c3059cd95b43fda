"""The days on which people work, by time zone."""

from typing import Any

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of
from contest.challenge import service
from contest.challenge.queries import days as queries
from contest.challenge.routes.shared import programme, see_other
from contest.challenge.rules.days import text_of
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import typed
from contest.lib.web.render import page
from contest.lib.web.request import Request

DAYS = "/challenge/days"


@get(DAYS, guards=[programme])
async def days(request: Request) -> Response[bytes]:
    """The calendar of one zone: the first, or the one that was asked for."""
    return await _page(request, request.query_params.get("zone", ""))


@post(DAYS, guards=[programme], status_code=200)
async def write_days(request: Request) -> Response[Any]:
    sent = await typed(request)
    zone = str(sent.get("zone", ""))
    try:
        async with work():
            await service.write_calendar(
                actor=actor_of(request), zone=zone, text=str(sent.get("days", "")), now=clock.now()
            )
    except Invalid as error:
        return await _page(request, zone, error, str(sent.get("days", "")))
    flash(request, _("Kept. Notices and terms that begin from now on are counted by it."))
    return see_other(f"{DAYS}?zone={zone}")


async def _page(request: Request, zone: str, error: Invalid | None = None, text: str = "") -> Response[bytes]:
    zones = await queries.calendar_zones()
    if zone and zone not in zones:
        raise NotFound
    chosen = zone or (zones[0] if zones else "")
    found = await queries.calendar(chosen)
    return page(
        "challenge/days.html",
        request,
        status=error.status if error else 200,
        zones=zones,
        chosen=chosen,
        found=found,
        text=text if error else text_of(found),
        errors=error.fields if error else {},
    )


ROUTES: list[Any] = [days, write_days]
