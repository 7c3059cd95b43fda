"""How an edition and a round are screened, for who organises them."""

from typing import Any
from uuid import UUID

from contest.accounts.guards import actor_of
from contest.lib import clock
from contest.lib.db import work
from contest.lib.web.api import cleaned, get, put
from contest.lib.web.request import Request
from contest.submissions import queries, service
from contest.submissions.api.deadlines import organised, runs
from contest.submissions.api.shapes import plan as shapes
from contest.submissions.rules import Words
from contest.submissions.rules.screening import Reason

RUNS: dict[str, Any] = {"tags": ["screening"], "guards": [runs]}


@get("/rounds/{round_id:uuid}/plan", operation_id="readPlan", summary="How a round is screened", **RUNS)
async def plan(request: Request, round_id: UUID) -> shapes.Plan:
    """With what its edition says."""
    return await _plan(request, round_id)


async def _plan(request: Request, round_id: UUID) -> shapes.Plan:
    facts = await organised(request, round_id)
    found = await queries.screening_plan(edition_id=facts.edition_id, round_id=round_id)
    cap = await queries.cap(edition_id=facts.edition_id)
    return shapes.Plan(
        reasons=list(found.reasons),
        ai_policy_en=found.ai_policy.en,
        ai_policy_zh=found.ai_policy.zh,
        per_person=cap.per_person,
        per_organisation=cap.per_organisation,
        needs_second=found.needs_second,
        judges_read_letters=found.judges_read_letters,
        shortlist_days=found.shortlist_days,
    )


@put("/rounds/{round_id:uuid}/plan", operation_id="planRound", summary="Say how a round is screened", **RUNS)
async def set_round(request: Request, round_id: UUID, data: shapes.PlanRound) -> shapes.Plan:
    """What is proposed or open already stays as it was."""
    await organised(request, round_id)
    actor = actor_of(request)
    async with work():
        await service.set_second_person(actor=actor, round_id=round_id, needs_second=data.needs_second)
        await service.let_judges_read_letters(actor=actor, round_id=round_id, may=data.judges_read_letters)
        await service.set_shortlist_days(actor=actor, round_id=round_id, days=data.shortlist_days)
    return await _plan(request, round_id)


@put("/editions/{edition_id:uuid}/plan", operation_id="planEdition", summary="Say how an edition is screened", **RUNS)
async def set_edition(request: Request, edition_id: UUID, data: shapes.PlanEdition) -> shapes.EditionPlan:
    """For who organises all of it. What was said already keeps the words it was said with."""
    actor, said = actor_of(request), cleaned(data)
    reasons = [Reason(one.key, one.en, one.zh) for one in said.reasons]
    policy = Words(said.ai_policy_en, said.ai_policy_zh)
    async with work():
        await service.plan_screening(
            actor=actor, edition_id=edition_id, reasons=reasons, ai_policy=policy, now=clock.now()
        )
        await service.set_cap(
            actor=actor,
            edition_id=edition_id,
            per_person=said.per_person,
            per_organisation=said.per_organisation,
        )
    found, cap = await queries.screening_plan(edition_id=edition_id), await queries.cap(edition_id=edition_id)
    return shapes.EditionPlan(
        reasons=list(found.reasons),
        ai_policy_en=found.ai_policy.en,
        ai_policy_zh=found.ai_policy.zh,
        per_person=cap.per_person,
        per_organisation=cap.per_organisation,
    )


ROUTES: list[Any] = [plan, set_round, set_edition]
