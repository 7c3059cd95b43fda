"""Objecting to a published decision, and answering."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.challenge.queries.days import worked_days
from contest.challenge.rules.days import end_of_working_days
from contest.judging.queries import decisions, objections
from contest.judging.queries.rounds import hold_round, round_to_run
from contest.judging.rules import objections as rules
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7

_RAISE = """
insert into objection (id, decision, submission, raised_by, by_team, raised_at, text, evidence, answer_due_at, state,
                       answer)
select $1, $2, s.id, $4, $5, $6, $7, $8, $9, 'open', '' from submission s
 where s.code = $3
   and not ($5::bool and exists (select from objection where decision = $2 and submission = s.id and by_team))
on conflict (decision, submission, raised_by) do nothing returning id
"""


async def raise_objection(
    *, actor: Actor, decision_id: UUID, code: str, text: str, evidence: str, now: datetime
) -> UUID:
    """Object to a published decision while its notice runs: once for each entry. Returns the objection's id.

    A team does so about its own entry, whatever became of it; anybody under their name about one that was named.
    """
    found = await decisions.decision_facts(decision_id=decision_id)
    if found is None:
        raise NotFound
    await hold_round(found.round_id)
    page = await objections.my_objections(actor=actor, decision_id=decision_id, now=now)
    by_team = code in {line.code for line in page.lines}
    if not by_team and code not in {*page.codes, *(line.code for line in page.others)}:
        raise NotFound
    if not page.is_heard:
        raise Conflict(N_("Objections are heard while the public notice runs."))
    if not by_team and not (actor.email_confirmed and actor.name):
        raise Conflict(N_("Confirm your e-mail address first: an objection bears a name that can be asked."))
    faults = {"text": rules.problem(text), "evidence": rules.problem(evidence)}
    if wrong := {field: message for field, message in faults.items() if message is not None}:
        raise Invalid(fields=dict(wrong))
    days = await worked_days(page.round.time_zone)
    due = end_of_working_days(now, days=rules.ANSWER_DAYS, zone=page.round.time_zone, known=days)
    made: UUID | None = await db.fetchval(
        _RAISE, uuid7(), decision_id, code, actor.person_id, by_team, now, text.strip(), evidence.strip(), due
    )
    if made is None:
        raise Conflict(N_("An objection about this entry has been written already."))
    await outbox.emit("objection.raised", decision_id=decision_id)
    texts = {"text": text.strip(), "evidence": evidence.strip()}
    data = {"by_team": by_team, "answer_due_at": due}
    await record(actor=actor, action="objection.raise", thing="objection", thing_id=made, data=data, texts=texts)
    return made


async def answer_objection(*, actor: Actor, objection_id: UUID, upholds: bool, answer: str, now: datetime) -> UUID:
    """Who runs the round, and has not judged in it, answers for reasons that the objector reads. Returns the decision.

    What is upheld keeps the decision from becoming final: it is reversed by another one.
    """
    decision_id = await objections.decision_of_objection(objection_id=objection_id)
    found = await decisions.decision_facts(decision_id=decision_id)
    assert found is not None
    await hold_round(found.round_id)
    await round_to_run(actor=actor, round_id=found.round_id)
    await decisions.refuse_tied(actor=actor, round_id=found.round_id)
    if await objections.has_judged(actor=actor, round_id=found.round_id):
        raise NotAllowed(N_("Who has judged in this round answers no objection to it."))
    if wrong := rules.problem(answer):
        raise Invalid(field=f"answer_{objection_id}", message=wrong)
    done = await db.fetchval(
        "update objection set state = $2, answer = $3, answered_by = $4, answered_at = $5"
        " where id = $1 and state = 'open' returning id",
        objection_id,
        "upheld" if upholds else "dismissed",
        answer.strip(),
        actor.person_id,
        now,
    )
    if done is None:
        raise Conflict(N_("This is answered already."))
    await outbox.emit("objection.answered", objection_id=objection_id)
    await record(
        actor=actor,
        action="objection.answer",
        thing="objection",
        thing_id=objection_id,
        data={"upholds": upholds},
        texts={"answer": answer.strip()},
    )
    return found.id


async def refuse_hindered(decision_id: UUID) -> None:
    """`Conflict` where an objection keeps a decision from becoming final."""
    if hindrance := rules.hinders(await objections.states_of(decision_id=decision_id)):
        raise Conflict(hindrance)
