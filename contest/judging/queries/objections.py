"""Objections to a decision: of their own entries for a team, all of them for who answers."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts, round_facts
from contest.judging.queries.decisions import DecisionFacts, decision_facts, refuse_tied
from contest.judging.queries.rounds import round_to_run
from contest.judging.rules import objections
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.submissions.queries import team_sql


class ObjectionLine(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of a decision with the objection to it; `id` is None where there is none."""

    submission_id: UUID
    code: str
    title_en: str
    title_zh: str
    translated_title: str
    outcome: str
    id: UUID | None
    state: str | None
    text: str | None
    evidence: str | None
    raised_at: datetime | None
    raised_by: str | None
    by_team: bool | None
    answer_due_at: datetime | None
    answer: str | None
    answered_at: datetime | None


class ObjectionPage(msgspec.Struct, frozen=True, kw_only=True):
    """A decision and its objections; `is_heard`: another may still be written.

    `others`: those that the reader wrote about other people's entries; `codes`: the entries that they may write about.
    `may_answer`: they have not judged in the round.
    """

    round: RoundFacts
    decision: DecisionFacts
    lines: list[ObjectionLine]
    is_heard: bool
    others: list[ObjectionLine] = []
    codes: list[str] = []
    may_answer: bool = False


_LINES = """
select s.id as submission_id, s.code, v.title_en, v.title_zh, v.translated_title, i.outcome,
       o.id, o.state, o.text, o.evidence, o.raised_at, p.name as raised_by, o.by_team, o.answer_due_at, o.answer,
       o.answered_at
  from decision_item i
  join decision d on d.id = i.decision
  join submission s on s.id = i.submission
  join standing st on st.submission = s.id and st.round = d.round
  join submission_version v on v.id = st.version
  left join objection o on o.decision = d.id and o.submission = s.id {mine}
  left join person p on p.id = o.raised_by
 where d.id = $1 and {which}
 order by o.raised_at, s.code
"""


async def my_objections(*, actor: Actor, decision_id: UUID, now: datetime) -> ObjectionPage:
    """The entries of a published decision that the actor may edit, and what they wrote of others; none is an answer.

    `NotFound` before it is published.
    """
    found = await decision_facts(decision_id=decision_id)
    if found is None or found.published_at is None:
        raise NotFound
    own = _LINES.format(which=team_sql("$2", to="edit"), mine="and o.by_team")
    lines = [ObjectionLine(**row) for row in await db.fetch(own, decision_id, actor.person_id)]
    by_me = _LINES.format(which="o.raised_by = $2", mine="and not o.by_team")
    others = [ObjectionLine(**row) for row in await db.fetch(by_me, decision_id, actor.person_id)]
    written = [line.code for line in [*lines, *others]]
    rows = await db.fetch(_PUBLISHED, decision_id, written)
    facts = await round_facts(round_id=found.round_id)
    assert facts is not None
    return ObjectionPage(
        round=facts,
        decision=found,
        lines=lines,
        is_heard=_is_heard(found, now),
        others=others,
        codes=[row["code"] for row in rows],
    )


_PUBLISHED = """
select s.code from decision_item i join submission s on s.id = i.submission and s.state = 'submitted'
 where i.decision = $1 and i.outcome in ('advanced', 'awarded') and s.code <> all($2::text[]) order by s.code
"""


async def objections_to_answer(*, actor: Actor, decision_id: UUID, now: datetime) -> ObjectionPage:
    """Every objection to a decision, for who runs its round and is too close to no entry of it."""
    found = await decision_facts(decision_id=decision_id)
    if found is None:
        raise NotFound
    facts = await round_to_run(actor=actor, round_id=found.round_id)
    await refuse_tied(actor=actor, round_id=found.round_id)
    rows = await db.fetch(_LINES.format(which="o.id is not null", mine=""), decision_id)
    return ObjectionPage(
        round=facts,
        decision=found,
        lines=[ObjectionLine(**row) for row in rows],
        is_heard=_is_heard(found, now),
        may_answer=not await has_judged(actor=actor, round_id=found.round_id),
    )


async def has_judged(*, actor: Actor, round_id: UUID) -> bool:
    """Whether the actor has, or had, a seat in the round's panel."""
    return bool(
        await db.fetchval(
            "select exists (select from panel_member m join judging_round jr on jr.id = m.judging_round"
            " where jr.round = $1 and m.person = $2 and m.accepted_at is not null)",
            round_id,
            actor.person_id,
        )
    )


def _is_heard(found: DecisionFacts, now: datetime) -> bool:
    return objections.is_heard(state=found.state, notice_ends_at=found.notice_ends_at, now=now)


async def decision_of_objection(*, objection_id: UUID) -> UUID:
    """The decision that it is about; `NotFound` where there is none. Asks nobody who is looking."""
    found: UUID | None = await db.fetchval("select decision from objection where id = $1", objection_id)
    if found is None:
        raise NotFound
    return found


async def states_of(*, decision_id: UUID) -> list[str]:
    """The states of the objections to a decision. Asks nobody who is looking."""
    return [row["state"] for row in await db.fetch("select state from objection where decision = $1", decision_id)]
