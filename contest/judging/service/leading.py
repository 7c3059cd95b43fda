"""Where entries go that a decision lets advance: entered in the next round when it is final, taken back with it."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.judging.queries import decisions
from contest.judging.queries.rounds import hold_round, round_to_run
from contest.judging.rules.permissions import may_run
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.submissions.service import enter_next, leave_next


async def lead_to(*, actor: Actor, decision_id: UUID, into: UUID | None, now: datetime) -> None:
    """Say which round the entries go on to that this decision lets advance; None: to none. Until they have gone.

    Whoever runs the next round too has accepted with that; else its organisers are asked (`accept_onward`).
    """
    found = await decisions.decision_facts(decision_id=decision_id)
    if found is None:
        raise NotFound
    await hold_round(found.round_id)
    held = await decisions.decision_facts(decision_id=decision_id) or found
    facts = await round_to_run(actor=actor, round_id=held.round_id)
    await decisions.refuse_tied(actor=actor, round_id=held.round_id)
    if not held.may_lead:
        raise Conflict(N_("This decision has taken that step already, or cannot take it now."))
    if into is not None and into not in {one.id for one in await decisions.onward(facts=facts)}:
        raise Invalid(field="into", message=N_("Choose one of the answers offered."))
    runs_it = into is not None and may_run(actor, edition_id=facts.edition_id, round_id=into)
    await db.execute(
        "update decision set leads_to = $2, onward_accepted_at = $3, onward_refused_at = null where id = $1",
        decision_id,
        into,
        now if runs_it else None,
    )
    if into is not None and not runs_it:
        await outbox.emit("onward.asked", decision_id=decision_id, into=into)
    await record(actor=actor, action="decision.lead_to", thing="decision", thing_id=decision_id, data={"into": into})
    await _go_if_final(actor, decision_id, now)


async def accept_onward(*, actor: Actor, decision_id: UUID, accepts: bool, now: datetime) -> UUID:
    """Who runs the next round takes the entries that another round sends on to it, or does not. Returns that round."""
    found = await decisions.decision_facts(decision_id=decision_id)
    if found is None or found.leads_to is None:
        raise NotFound
    await hold_round(found.round_id)
    held = await decisions.decision_facts(decision_id=decision_id)
    if held is None or held.leads_to != found.leads_to or held.state == "reversed":
        raise NotFound
    await round_to_run(actor=actor, round_id=found.leads_to)
    if held.is_answered:
        raise Conflict(N_("This is answered already."))
    await db.execute(
        "update decision set onward_accepted_at = $2, onward_refused_at = $3 where id = $1",
        decision_id,
        now if accepts else None,
        None if accepts else now,
    )
    data = {"into": found.leads_to, "accepts": accepts}
    await record(actor=actor, action="decision.accept_onward", thing="decision", thing_id=decision_id, data=data)
    await _go_if_final(actor, decision_id, now)
    return found.leads_to


async def _go_if_final(actor: Actor, decision_id: UUID, now: datetime) -> None:
    """What was final before it was said, or accepted, where its entries go on to: they go now."""
    decision = await decisions.decision_facts(decision_id=decision_id)
    if decision is not None and decision.state == "final":
        items = await decisions.decision_items(decision_id=decision_id)
        outcomes = {item.submission_id: item.outcome for item in items}
        await go_on(actor=actor, decision=decision, outcomes=outcomes, now=now)


async def go_on(*, actor: Actor, decision: decisions.DecisionFacts, outcomes: dict[UUID, str], now: datetime) -> None:
    """Enter in the next round, where one was named and has accepted, what a final decision lets advance."""
    if decision.leads_to is not None and decision.onward_accepted_at is not None and (entries := _advanced(outcomes)):
        await enter_next(
            actor=actor, round_id=decision.round_id, into=decision.leads_to, submission_ids=entries, now=now
        )


async def come_back(*, actor: Actor, decision: decisions.DecisionFacts, outcomes: dict[UUID, str]) -> None:
    """Take them out of the next round where a final decision is reversed; `Conflict` if they have judges there."""
    if decision.leads_to is None or decision.onward_accepted_at is None or not (entries := _advanced(outcomes)):
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
