"""Objections to a decision: of their own entries for a team, all of them for who answers."""

from datetime import datetime
from typing import Any
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


class EvidenceLine(msgspec.Struct, frozen=True, kw_only=True):
    """A file that shows what an objection says; only a checked one can be opened."""

    id: UUID
    name: str
    state: str


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
    files: list[EvidenceLine] = []


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
select (select coalesce(json_agg(json_build_object('id', f.id, 'name', f.name, 'state', f.state) order by f.id), '[]')
          from objection_file l join file f on f.id = l.file where l.objection = o.id and f.state <> 'dropped')::text
       as files,
       s.id as submission_id, s.code, v.title_en, v.title_zh, v.translated_title, i.outcome,
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


def _line(row: Any) -> ObjectionLine:
    return ObjectionLine(**dict(row) | {"files": msgspec.json.decode(row["files"], type=list[EvidenceLine])})


async def my_objections(*, actor: Actor, decision_id: UUID, now: datetime) -> ObjectionPage:
    """The entries of a published decision that the actor may edit, and what they wrote of others; none is an answer.

    `NotFound` before it is published.
    """
    found = await decision_facts(decision_id=decision_id)
    if found is None or found.published_at is None:
        raise NotFound
    own = _LINES.format(which=team_sql("$2", to="edit"), mine="and o.by_team")
    lines = [_line(row) for row in await db.fetch(own, decision_id, actor.person_id)]
    by_me = _LINES.format(which="o.raised_by = $2", mine="and not o.by_team")
    others = [_line(row) for row in await db.fetch(by_me, decision_id, actor.person_id)]
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
        lines=[_line(row) for row in rows],
        is_heard=_is_heard(found, now),
        may_answer=not await has_judged(actor=actor, round_id=found.round_id),
    )


async def evidence(*, actor: Actor, objection_id: UUID, file_id: UUID, now: datetime) -> UUID:
    """The file, for who wrote the objection, the team in whose name it was written, and who answers it."""
    decision_id = await decision_of_objection(objection_id=objection_id)
    mine = await my_objections(actor=actor, decision_id=decision_id, now=now)
    lines = [*mine.lines, *mine.others]
    if objection_id not in {line.id for line in lines}:
        lines = (await objections_to_answer(actor=actor, decision_id=decision_id, now=now)).lines
    if file_id not in {file.id for line in lines if line.id == objection_id for file in line.files}:
        raise NotFound
    return file_id


class OwnObjection(msgspec.Struct, frozen=True, kw_only=True):
    """An objection of the actor's own, as far as adding to it goes."""

    decision_id: UUID
    state: str
    files: int
    is_scan_waived: bool


async def own_objection(*, actor: Actor, objection_id: UUID) -> OwnObjection:
    """What the actor raised; else `NotFound`."""
    row = await db.fetchrow(
        "select o.decision as decision_id, o.state, e.scan_waiver <> '' as is_scan_waived,"
        " (select count(*) from objection_file l join file f on f.id = l.file"
        "   where l.objection = o.id and f.state not in ('dropped', 'refused')) as files"
        " from objection o join decision d on d.id = o.decision join round r on r.id = d.round"
        " join edition e on e.id = r.edition where o.id = $1 and o.raised_by = $2 for update of o",
        objection_id,
        actor.person_id,
    )
    if row is None:
        raise NotFound
    return OwnObjection(**row)


async def has_judged(*, actor: Actor, round_id: UUID) -> bool:
    """Whether the actor has, or had, a seat in the round's panel."""
    return actor.person_id in await judges_of(round_id=round_id)


async def judges_of(*, round_id: UUID) -> set[UUID]:
    """Who has, or had, a seat in the round's panel. Asks nobody who is looking."""
    rows = await db.fetch(
        "select m.person from panel_member m join judging_round jr on jr.id = m.judging_round"
        " where jr.round = $1 and m.accepted_at is not null",
        round_id,
    )
    return {row["person"] for row in rows}


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
