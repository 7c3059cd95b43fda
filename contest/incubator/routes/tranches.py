"""The grant of a venture and its tranches."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires, signed_in
from contest.incubator import queries, rules, service
from contest.incubator.forms import ReleaseForm, read_grant
from contest.incubator.routes.milestones import leads
from contest.incubator.routes.shared import errors_of
from contest.incubator.rules.money import CURRENCIES
from contest.incubator.rules.tranches import MOST_TRANCHES
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import AppError, Conflict, Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

GRANT = "/incubator/ventures/{venture_id:uuid}/grant"
TRANCHE = "/incubator/tranches/{tranche_id:uuid}"


@get(GRANT, guards=[signed_in])
async def grant(request: Request, venture_id: UUID) -> Response[bytes]:
    """What a venture is given in parts, and what each part waits for."""
    return await _grant(request, venture_id, {})


@post(GRANT, guards=[requires(rules.MANAGER)])
async def fix(request: Request, venture_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    if not leads(request, await queries.venture(actor=actor, venture_id=venture_id)):
        raise NotFound
    try:
        plan = read_grant(fields)
        async with work():
            await service.fix_grant(actor=actor, venture_id=venture_id, plan=plan, now=clock.now())
    except (Invalid, Conflict) as error:
        return await _grant(request, venture_id, fields, error)
    flash(request, _("Saved."))
    return redirect(f"/incubator/ventures/{venture_id}/grant")


@post(TRANCHE + "/approve", guards=[requires(rules.MANAGER)])
async def approve(request: Request, tranche_id: UUID) -> Response[bytes]:
    """One of two says that it may be released."""
    venture = await _led(request, tranche_id)
    try:
        async with work():
            await service.approve_tranche(actor=actor_of(request), tranche_id=tranche_id, now=clock.now())
    except Conflict as error:
        return await _grant(request, venture.id, {}, error)
    flash(request, _("Approved."))
    return redirect(f"/incubator/ventures/{venture.id}/grant")


@post(TRANCHE + "/release", guards=[requires(rules.MANAGER)])
async def release(request: Request, tranche_id: UUID) -> Response[bytes]:
    """It was paid elsewhere: when, and under which reference."""
    venture = await _led(request, tranche_id)
    fields = await typed(request)
    try:
        form = convert(fields, ReleaseForm)
        async with work():
            await service.release_tranche(
                actor=actor_of(request),
                tranche_id=tranche_id,
                released_on=form.released_on,
                reference=form.reference,
                now=clock.now(),
            )
    except (Invalid, Conflict) as error:
        return await _grant(request, venture.id, fields | {"tranche": str(tranche_id)}, error)
    flash(request, _("Saved."))
    return redirect(f"/incubator/ventures/{venture.id}/grant")


async def _led(request: Request, tranche_id: UUID) -> queries.Venture:
    """To who does not lead the venture nothing is there."""
    found = await queries.tranche_venture(actor=actor_of(request), tranche_id=tranche_id)
    if not leads(request, found):
        raise NotFound
    return found


async def _grant(
    request: Request, venture_id: UUID, fields: dict[str, Any], error: AppError | None = None
) -> Response[bytes]:
    actor = actor_of(request)
    found = await queries.venture(actor=actor, venture_id=venture_id)
    today = service.today_of(found, clock.now())
    return page(
        "incubator/grant.html",
        request,
        status=200 if error is None else error.status,
        venture=found,
        grant=await queries.grant(venture_id=venture_id, today=today),
        milestones=[one for one in await queries.milestones(venture_id=venture_id) if one.state != "dropped"],
        leads=leads(request, found),
        reader=actor.person_id,
        currencies=CURRENCIES,
        lines=MOST_TRANCHES,
        today=today,
        typed=fields,
        errors=errors_of(error),
        is_demo=found.is_demo,
    )


ROUTES: list[Any] = [grant, fix, approve, release]
