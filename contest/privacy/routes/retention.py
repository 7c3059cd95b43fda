"""How long what is kept, what goes next, what is held back, and what went."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.accounts.rules import PROGRAMME
from contest.accounts.rules.roles import COMPLIANCE
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Conflict, Invalid
from contest.lib.i18n import N_
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.privacy import service
from contest.privacy.forms import HoldBack, Keep
from contest.privacy.queries import retention as queries
from contest.privacy.rules import retention as rules

RETENTION = "/desk/retention"

keepers = requires(COMPLIANCE, PROGRAMME)


async def _page(request: Request, error: Invalid | Conflict | None = None, *, kind: str = "") -> Response[bytes]:
    """`kind`: whose form the error is of; "": the form of a hold."""
    actor, now = actor_of(request), clock.now()
    return page(
        "privacy/retention.html",
        request,
        status=error.status if error else 200,
        kept=await queries.kept_rules(actor=actor, now=now),
        holds=await queries.holds(actor=actor),
        gone=await queries.gone(actor=actor),
        kinds=rules.KINDS,
        fewest=rules.FEWEST,
        most=rules.MOST,
        wrong=kind,
        values=await typed(request) if error is not None else {},
        errors={} if error is None else error.fields if isinstance(error, Invalid) else {"": error.message},
    )


@get(RETENTION, guards=[keepers])
async def retention(request: Request) -> Response[bytes]:
    """Every kind of data: how long it is kept and how much goes next; holds and the log below."""
    return await _page(request)


@get(RETENTION + "/{kind:str}", guards=[keepers])
async def going(request: Request, kind: str) -> Response[bytes]:
    """The entries of a kind that go within the next 90 days."""
    lines = await queries.going(actor=actor_of(request), key=kind, now=clock.now())
    months, started_at = await queries.months_of(kind)
    return page(
        "privacy/going.html",
        request,
        lines=lines,
        kind=rules.KINDS[kind],
        months=months,
        is_started=started_at is not None,
        goes_on=lambda ended_at: rules.months_before(ended_at, -months),
        now=clock.now(),
        shown=queries.SHOWN,
    )


@post(RETENTION + "/kinds/{kind:str}", guards=[keepers], status_code=200)
async def keep(request: Request, kind: str) -> Response[bytes]:
    try:
        form = await parse(request, Keep)
        months = int(form.months) if form.months.isascii() and form.months.isdigit() else 0
        async with work():
            await service.keep_for(
                actor=actor_of(request), kind=kind, months=months, starts=form.then == "start", now=clock.now()
            )
    except Invalid as error:
        return await _page(request, error, kind=kind)
    said = N_("What is older goes by itself from now on."), N_("Nothing of it goes by itself.")
    flash(request, said[form.then != "start"])
    return redirect(RETENTION)


@post(RETENTION + "/holds", guards=[keepers], status_code=200)
async def hold(request: Request) -> Response[bytes]:
    try:
        form = await parse(request, HoldBack)
        async with work():
            await service.hold(actor=actor_of(request), code=form.code, reason=form.reason, now=clock.now())
    except Invalid as error:
        return await _page(request, error)
    flash(request, N_("Held back: nothing of it goes until you lift this."))
    return redirect(RETENTION)


@post(RETENTION + "/holds/{hold_id:uuid}/lift", guards=[keepers], status_code=200)
async def lift(request: Request, hold_id: UUID) -> Response[bytes]:
    try:
        async with work():
            await service.lift(actor=actor_of(request), hold_id=hold_id, now=clock.now())
    except Conflict as error:
        return await _page(request, error)
    flash(request, N_("No longer held back."))
    return redirect(RETENTION)


ROUTES: list[Any] = [retention, going, keep, hold, lift]
