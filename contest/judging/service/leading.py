"""Where entries go that a decision lets advance: entered in the next round when it is final, taken back with it."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.judging.queries import decisions
from contest.judging.queries.rounds import hold_round, round_to_run
from contest.judging.rules import steps
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.submissions.service import enter_next, leave_next


async def lead_to(*, actor: Actor, decision_id: UUID, into: UUID | None) -> None:
    """Say which round the entries go on to that this decision lets advance; None: to none. Until it is final."""
    found = await decisions.decision_facts(decision_id=decision_id)
    if found is None:
        raise NotFound
    await hold_round(found.round_id)
    held = await decisions.decision_facts(decision_id=decision_id) or found
    facts = await round_to_run(actor=actor, round_id=held.round_id)
    await decisions.refuse_tied(actor=actor, round_id=held.round_id)
    if held.state not in steps.LEADING:
        raise Conflict(N_("This decision has taken that step already, or cannot take it now."))
    if into is not None and into not in {one.id for one in await decisions.onward(actor=actor, facts=facts)}:
        raise Invalid(field="into", message=N_("Choose one of the answers offered."))
    await db.execute("update decision set leads_to = $2 where id = $1", decision_id, into)
    await record(actor=actor, action="decision.lead_to", thing="decision", thing_id=decision_id, data={"into": into})


async def go_on(*, actor: Actor, decision: decisions.DecisionFacts, outcomes: dict[UUID, str], now: datetime) -> None:
    """Enter in the next round, where one was named, what a decision that becomes final lets advance."""
    if decision.leads_to is not None and (entries := _advanced(outcomes)):
        await enter_next(
            actor=actor, round_id=decision.round_id, into=decision.leads_to, submission_ids=entries, now=now
        )


async def come_back(*, actor: Actor, decision: decisions.DecisionFacts, outcomes: dict[UUID, str]) -> None:
    """Take them out of the next round where a final decision is reversed; `Conflict` if they have judges there."""
    if decision.leads_to is None or not (entries := _advanced(outcomes)):
        return
    if await db.fetchval(
        "select exists (select from review rv join judging_round jr on jr.id = rv.judging_round"
        " where jr.round = $1 and rv.submission = any($2::uuid[]))",
        decision.leads_to,
        entries,
    ):
        raise Conflict(N_("The entries have judges in the round that they went on to: this decision holds there."))
    await leave_next(actor=actor, round_id=decision.round_id, into=decision.leads_to, submission_ids=entries)


def _advanced(outcomes: dict[UUID, str]) -> list[UUID]:
    return [key for key, outcome in outcomes.items() if outcome == "advanced"]
