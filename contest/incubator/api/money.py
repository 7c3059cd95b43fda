"""Grants with their tranches, and prizes, for programs. The system records; it does not pay."""

from typing import Any
from uuid import UUID

from contest.accounts.guards import actor_of
from contest.incubator import queries, service
from contest.incubator.api.shared import BOTH, RUNS, VENTURE, venture_of
from contest.incubator.forms import LapseForm, MetForm, ReleaseForm, SettleForm
from contest.incubator.forms.programs import work as shapes
from contest.lib import clock
from contest.lib.db import work
from contest.lib.web.api import cleaned, get, post, put
from contest.lib.web.request import Request

PRIZE = "/prizes/{prize_id:uuid}"
TRANCHE = "/tranches/{tranche_id:uuid}"


@get(VENTURE + "/grant", operation_id="readGrant", summary="What a venture is given in parts", **BOTH)
async def grant(request: Request, venture_id: UUID) -> shapes.GrantOf:
    """And what each part waits for."""
    return await _grant(await venture_of(request, venture_id))


async def _grant(found: queries.Venture) -> shapes.GrantOf:
    return shapes.grant(await queries.grant(venture_id=found.id, today=service.today_of(found, clock.now())))


@post(VENTURE + "/grant", operation_id="fixGrant", summary="Fix it", **RUNS)
async def fix(request: Request, venture_id: UUID, data: shapes.FixGrant) -> shapes.GrantOf:
    """For good: its currency, its rate, and after which milestones it is released."""
    plan = cleaned(data).plan()
    async with work():
        await service.fix_grant(actor=actor_of(request), venture_id=venture_id, plan=plan, now=clock.now())
    return await _grant(await venture_of(request, venture_id))


@post(TRANCHE + "/approvals", operation_id="approveTranche", summary="Approve a release", **RUNS)
async def approve(request: Request, tranche_id: UUID) -> shapes.GrantOf:
    """One of two different people; only when its milestone is accepted and no report is overdue."""
    found = await queries.tranche_venture(actor=actor_of(request), tranche_id=tranche_id)
    async with work():
        await service.approve_tranche(actor=actor_of(request), tranche_id=tranche_id, now=clock.now())
    return await _grant(found)


@post(TRANCHE + "/release", operation_id="releaseTranche", summary="It was paid elsewhere", **RUNS)
async def release(request: Request, tranche_id: UUID, data: ReleaseForm) -> shapes.GrantOf:
    """When, and under which reference."""
    said, actor = cleaned(data), actor_of(request)
    found = await queries.tranche_venture(actor=actor, tranche_id=tranche_id)
    async with work():
        await service.release_tranche(
            actor=actor, tranche_id=tranche_id, released_on=said.released_on, reference=said.reference, now=clock.now()
        )
    return await _grant(found)


@get(VENTURE + "/prizes", operation_id="listPrizes", summary="The prizes of a venture", **BOTH)
async def prizes(request: Request, venture_id: UUID) -> list[shapes.PrizeOf]:
    """The next to be settled first."""
    return await _prizes(await venture_of(request, venture_id))


async def _prizes(found: queries.Venture) -> list[shapes.PrizeOf]:
    today = service.today_of(found, clock.now())
    return [shapes.prize(one, today) for one in await queries.prizes(venture_id=found.id)]


@post(VENTURE + "/prizes", operation_id="promisePrize", summary="Promise one", **RUNS)
async def promise(request: Request, venture_id: UUID, data: shapes.PromisePrize) -> list[shapes.PrizeOf]:
    """With its conditions, and by when it is settled."""
    plan, actor = cleaned(data).plan(), actor_of(request)
    async with work():
        await service.promise_prize(actor=actor, venture_id=venture_id, plan=plan, now=clock.now())
    return await _prizes(await venture_of(request, venture_id))


@put(PRIZE + "/conditions/{condition_id:uuid}", operation_id="meetCondition", summary="A condition is met", **RUNS)
async def meet(request: Request, prize_id: UUID, condition_id: UUID, data: MetForm) -> list[shapes.PrizeOf]:
    """With the document that shows it, by its `link_id`."""
    actor = actor_of(request)
    _prize, found = await queries.prize(actor=actor, prize_id=prize_id)
    async with work():
        await service.meet_condition(
            actor=actor, prize_id=prize_id, condition_id=condition_id, met_on=data.met_on, evidence=data.evidence,
            now=clock.now(),
        )  # fmt: skip
    return await _prizes(found)


@post(PRIZE + "/settle", operation_id="settlePrize", summary="It was handed over", **RUNS)
async def settle(request: Request, prize_id: UUID, data: SettleForm) -> list[shapes.PrizeOf]:
    """Only when all its conditions are met."""
    actor = actor_of(request)
    _prize, found = await queries.prize(actor=actor, prize_id=prize_id)
    async with work():
        await service.settle_prize(actor=actor, prize_id=prize_id, settled_on=data.settled_on, now=clock.now())
    return await _prizes(found)


@post(PRIZE + "/lapse", operation_id="lapsePrize", summary="It is not given after all", **RUNS)
async def lapse(request: Request, prize_id: UUID, data: LapseForm) -> list[shapes.PrizeOf]:
    """For a reason."""
    said, actor = cleaned(data), actor_of(request)
    _prize, found = await queries.prize(actor=actor, prize_id=prize_id)
    async with work():
        await service.lapse_prize(actor=actor, prize_id=prize_id, reason=said.reason, now=clock.now())
    return await _prizes(found)


ROUTES: list[Any] = [grant, fix, approve, release, prizes, promise, meet, settle, lapse]
