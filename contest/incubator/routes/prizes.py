"""Prizes of a venture: their conditions, and by when they are settled."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires, signed_in
from contest.incubator import queries, rules, service
from contest.incubator.forms import LapseForm, MetForm, PrizeForm, SettleForm
from contest.incubator.routes.shared import errors_of
from contest.incubator.rules.money import CURRENCIES
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import AppError, Conflict, Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

PRIZES = "/incubator/ventures/{venture_id:uuid}/prizes"
PRIZE = "/incubator/prizes/{prize_id:uuid}"


@get(PRIZES, guards=[signed_in])
async def prizes(request: Request, venture_id: UUID) -> Response[bytes]:
    """The prizes of a venture; for who runs its incubator with the form of one more."""
    return await _prizes(request, venture_id)


@post(PRIZES, guards=[requires(rules.MANAGER)])
async def promise(request: Request, venture_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    if not _leads(request, await queries.venture(actor=actor, venture_id=venture_id)):
        raise NotFound
    try:
        plan = convert(fields, PrizeForm).plan()
        async with work():
            made = await service.promise_prize(actor=actor, venture_id=venture_id, plan=plan, now=clock.now())
    except Invalid as error:
        return await _prizes(request, venture_id, fields, error)
    flash(request, _("Saved."))
    return redirect(f"/incubator/prizes/{made}")


async def _prizes(
    request: Request, venture_id: UUID, fields: dict[str, Any] | None = None, error: AppError | None = None
) -> Response[bytes]:
    found = await queries.venture(actor=actor_of(request), venture_id=venture_id)
    leads = _leads(request, found)
    if fields is None:
        en, zh = await queries.promised(venture_id=venture_id) if leads else ("", "")
        fields = {"name_en": en, "name_zh": zh, "currency": ""}
    return page(
        "incubator/prizes.html",
        request,
        status=200 if error is None else error.status,
        venture=found,
        prizes=await queries.prizes(venture_id=venture_id),
        leads=leads,
        currencies=CURRENCIES,
        today=service.today_of(found, clock.now()),
        typed=fields,
        errors=errors_of(error),
        is_demo=found.is_demo,
    )


@get(PRIZE, guards=[signed_in])
async def prize(request: Request, prize_id: UUID) -> Response[bytes]:
    """One prize with its conditions."""
    return await _prize(request, prize_id)


@post(PRIZE + "/conditions/{condition_id:uuid}", guards=[requires(rules.MANAGER)])
async def meet(request: Request, prize_id: UUID, condition_id: UUID) -> Response[bytes]:
    """A condition is met."""
    actor, fields = actor_of(request), await typed(request)
    await _led(request, prize_id)
    try:
        form = convert(fields, MetForm)
        async with work():
            await service.meet_condition(
                actor=actor,
                prize_id=prize_id,
                condition_id=condition_id,
                met_on=form.met_on,
                evidence=form.evidence,
                now=clock.now(),
            )
    except (Invalid, Conflict) as error:
        return await _prize(request, prize_id, fields | {"condition": str(condition_id)}, error)
    flash(request, _("Saved."))
    return redirect(f"/incubator/prizes/{prize_id}")


@post(PRIZE + "/settle", guards=[requires(rules.MANAGER)])
async def settle(request: Request, prize_id: UUID) -> Response[bytes]:
    """The prize was handed over."""
    actor, fields = actor_of(request), await typed(request)
    await _led(request, prize_id)
    try:
        form = convert(fields, SettleForm)
        async with work():
            await service.settle_prize(actor=actor, prize_id=prize_id, settled_on=form.settled_on, now=clock.now())
    except (Invalid, Conflict) as error:
        return await _prize(request, prize_id, fields, error)
    flash(request, _("Saved."))
    return redirect(f"/incubator/prizes/{prize_id}")


@post(PRIZE + "/lapse", guards=[requires(rules.MANAGER)])
async def lapse(request: Request, prize_id: UUID) -> Response[bytes]:
    """The prize is not given after all."""
    actor, fields = actor_of(request), await typed(request)
    await _led(request, prize_id)
    try:
        form = convert(fields, LapseForm)
        async with work():
            await service.lapse_prize(actor=actor, prize_id=prize_id, reason=form.reason, now=clock.now())
    except (Invalid, Conflict) as error:
        return await _prize(request, prize_id, fields, error)
    flash(request, _("Saved."))
    return redirect(f"/incubator/prizes/{prize_id}")


async def _prize(
    request: Request, prize_id: UUID, fields: dict[str, Any] | None = None, error: AppError | None = None
) -> Response[bytes]:
    found, venture = await queries.prize(actor=actor_of(request), prize_id=prize_id)
    return page(
        "incubator/prize.html",
        request,
        status=200 if error is None else error.status,
        prize=found,
        venture=venture,
        leads=_leads(request, venture),
        documents=[one for one in await queries.files(venture_id=venture.id) if one.state == "checked"],
        today=service.today_of(venture, clock.now()),
        typed=fields or {},
        errors=errors_of(error),
        is_demo=venture.is_demo,
    )


def _leads(request: Request, of: queries.Venture) -> bool:
    return not of.is_team and rules.may_run(actor_of(request), edition_id=of.edition_id)


async def _led(request: Request, prize_id: UUID) -> None:
    """To who does not lead the venture nothing is there."""
    _found, venture = await queries.prize(actor=actor_of(request), prize_id=prize_id)
    if not _leads(request, venture):
        raise NotFound


ROUTES: list[Any] = [prizes, promise, prize, meet, settle, lapse]
