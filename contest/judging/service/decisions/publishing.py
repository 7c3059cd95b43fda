"""A decision takes its steps: published, final; taken back only by a new decision with a reason."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.challenge.queries import RoundFacts
from contest.challenge.queries.days import worked_days
from contest.challenge.service import step_round
from contest.judging.queries import decisions
from contest.judging.queries.ranking import EntryLine, ranked_entries
from contest.judging.queries.rounds import hold_round, judging_set_up, round_to_run
from contest.judging.rules import steps
from contest.judging.rules.decisions import Choice, unfinished
from contest.judging.service.checks import refuse_unchecked, unchecked
from contest.judging.service.decisions.drafting import draft_decision
from contest.judging.service.leading import come_back, go_on
from contest.judging.service.objections import refuse_hindered
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.submissions.service import set_standings


async def _hold(actor: Actor, decision_id: UUID, to: str) -> tuple[decisions.DecisionFacts, RoundFacts]:
    """The decision and its round, held, where the actor may take it to the state `to`."""
    found = await decisions.decision_facts(decision_id=decision_id)
    if found is None:
        raise NotFound
    await hold_round(found.round_id)
    held = await decisions.decision_facts(decision_id=decision_id) or found
    facts = await round_to_run(actor=actor, round_id=held.round_id)
    await decisions.refuse_tied(actor=actor, round_id=held.round_id)
    if not steps.may_step_decision(held.state, to):
        raise Conflict(N_("This decision has taken that step already, or cannot take it now."))
    return held, facts


_PUBLISH = "update decision set state = 'published', published_at = $2, notice_ends_at = $3 where id = $1"


async def publish_decision(
    *,
    actor: Actor,
    decision_id: UUID,
    seen: str,
    choices: Mapping[UUID, Choice] | None = None,
    chosen_over: str = "",
    now: datetime,
) -> datetime:
    """Publish the draft: the public notice opens, and the figures behind each outcome are frozen.

    `choices` are saved first; `chosen_over` is the mark of the outcomes that they were made over. `seen` is that of
    all else that is published (`queries.decisions.beside`): `Invalid` where any of it is not what was looked at.
    Returns when the notice ends. A round without a notice is final at once, unless an award waits for its checks.
    """
    held, facts = await _hold(actor, decision_id, "published")
    if choices:
        await draft_decision(actor=actor, round_id=facts.id, choices=choices, seen=chosen_over, now=now)
    if facts.state != "deliberation":
        raise Conflict(N_("Judging of this round goes on: draft its decision again before you publish it."))
    judging = await judging_set_up(round_id=held.round_id)
    items = await decisions.decision_items(decision_id=decision_id)
    if seen != decisions.beside(facts, held, items, set(choices or {})):
        raise Invalid(N_("What is published has changed since you opened this page. Look at it again, on every page."))
    entries = await ranked_entries(facts=facts, judging=judging)
    _refuse_other_figures(entries, items)
    _refuse_unfinished(items)
    known = await worked_days(facts.time_zone)
    ends_at = steps.notice_end(now, days=facts.notice_days, zone=facts.time_zone, known=known)
    await db.execute(_PUBLISH, decision_id, now, ends_at)
    await step_round(actor=actor, round_id=held.round_id, to="notice", now=now)
    await outbox.emit("decision.published", decision_id=decision_id)
    data = {"notice_ends_at": ends_at, "items": [[line.code, line.rank, str(line.score)] for line in entries]}
    await record(actor=actor, action="decision.publish", thing="decision", thing_id=decision_id, data=data)
    if facts.notice_days == 0 and await unchecked(decision_id) is None:
        await close_notice(actor=actor, decision_id=decision_id, now=now)
    return ends_at


def _refuse_other_figures(entries: list[EntryLine], items: list[decisions.Item]) -> None:
    """What was drafted rests on the figures as they are now."""
    drafted = {item.submission_id: (item.rank, item.score) for item in items}
    if drafted != {line.submission_id: (line.rank, line.score) for line in entries}:
        raise Conflict(N_("The figures have changed since this decision was drafted. Draft it again."))


def _refuse_unfinished(items: list[decisions.Item]) -> None:
    problems = {
        f"award_en_{item.code}": wrong
        for item in items
        if (wrong := unfinished(Choice(outcome=item.outcome, award_en=item.award_en, award_zh=item.award_zh)))
    }
    if problems:
        raise Invalid(fields=dict(problems))


async def close_notice(*, actor: Actor, decision_id: UUID, now: datetime) -> None:
    """Make a published decision final, once its notice has ended: every entry gets its standing, awards are made."""
    held, _ = await _hold(actor, decision_id, "final")
    if held.notice_ends_at is not None and now < held.notice_ends_at:
        raise Conflict(N_("The public notice is still open."), ends_at=held.notice_ends_at)
    await refuse_hindered(decision_id)
    await refuse_unchecked(decision_id)
    await db.execute("update decision set state = 'final', final_at = $2 where id = $1", decision_id, now)
    outcomes = {item.submission_id: item.outcome for item in await decisions.decision_items(decision_id=decision_id)}
    await set_standings(actor=actor, round_id=held.round_id, states=outcomes, now=now)
    await go_on(actor=actor, decision=held, outcomes=outcomes, now=now)
    await step_round(actor=actor, round_id=held.round_id, to="decided", now=now)
    await outbox.emit("decision.final", decision_id=decision_id)
    await record(actor=actor, action="decision.close", thing="decision", thing_id=decision_id)


_ANEW = """
insert into decision (id, round, state, rule, reason, drafted_by, drafted_at, ask, leads_to, onward_accepted_at,
                      onward_refused_at, reverses)
select $1, round, 'drafted', rule, $3, $4, $5, ask, leads_to, onward_accepted_at, onward_refused_at, id
  from decision where id = $2
"""

_ITEMS_ANEW = """
insert into decision_item (id, decision, submission, outcome, rank, score, award_en, award_zh, way, reserve, reason)
select n.id, $1, i.submission, i.outcome, i.rank, i.score, i.award_en, i.award_zh, i.way, i.reserve, i.reason
  from decision_item i join unnest($3::uuid[], $4::uuid[]) as n(id, submission) using (submission)
 where i.decision = $2
"""


async def reverse_decision(*, actor: Actor, decision_id: UUID, reason: str, now: datetime) -> UUID:
    """Take a published or final decision back, for a reason that is published. Returns the draft that replaces it.

    The round goes back to deliberation; the entries of a final decision are in review again.
    """
    held, _ = await _hold(actor, decision_id, "reversed")
    reason = reason.strip()
    if not reason:
        raise Invalid(field="reason", message=N_("Give the reason."))
    await db.execute("update decision set state = 'reversed' where id = $1", decision_id)
    made = uuid7()
    await db.execute(_ANEW, made, decision_id, reason, actor.person_id, now)
    items = await decisions.decision_items(decision_id=decision_id)
    entries = [item.submission_id for item in items]
    await db.execute(_ITEMS_ANEW, made, decision_id, [uuid7() for _ in items], entries)
    if held.state == "final":
        states = dict.fromkeys(entries, "in_review")
        await come_back(actor=actor, decision=held, outcomes={item.submission_id: item.outcome for item in items})
        await set_standings(actor=actor, round_id=held.round_id, states=states, now=now)
    await step_round(actor=actor, round_id=held.round_id, to="deliberation", now=now)
    await outbox.emit("decision.reversed", decision_id=decision_id, replaced_by=made)
    data, texts = {"replaced_by": made}, {"reason": reason}
    await record(actor=actor, action="decision.reverse", thing="decision", thing_id=decision_id, data=data, texts=texts)
    return made
