"""Giving entries to judges."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.judging.queries import panel
from contest.judging.queries.rounds import Judging, hold_round, judging_set_up, round_to_run
from contest.judging.rules import steps
from contest.judging.rules.assignment import Case, Entry, Judge, Plan, Shortage, work_out
from contest.judging.service.panel import write_found_ties
from contest.lib import db, killable, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.submissions.queries import judge_reads_sql

PLAN_SECONDS = 60.0

_ENTRIES = f"""
select s.id, s.code, s.kind, st.version, v.content->>'scene' as scene,
       (select coalesce(array_agg(rv.judge), '{{}}') from review rv
         where rv.judging_round = $2 and rv.submission = s.id and rv.state <> 'recused'
           and (rv.state = 'signed' or {judge_reads_sql("rv.judge")})) as judges
  from standing st
  join submission s on s.id = st.submission and s.state = 'submitted'
  join submission_version v on v.id = st.version
 where st.round = $1 and st.state in ('eligible', 'in_review')
"""  # noqa: S608 - no value is in it


class Assigned(msgspec.Struct, frozen=True, kw_only=True):
    """How many reviews were given out now, and what could not be filled; a shortage's `key` is the entry's code."""

    made: int
    short: list[Shortage]


async def assign(*, actor: Actor, round_id: UUID, now: datetime) -> Assigned:
    """Give every eligible entry its judges, keeping those it has. Only judges who declared their conflicts read.

    May be asked again, as after a recusal or with one judge more; while judging is open, who got new reviews is told.
    """
    await hold_round(round_id)
    facts = await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    if facts.state not in steps.DECLARING:
        raise Conflict(N_("Judges are assigned after the call has closed and before the decision."))
    await write_found_ties(judging_id=judging.id, round_id=round_id, now=now)
    declared = [seat for seat in await panel.seats(judging_id=judging.id) if seat.declared_at is not None]
    if not declared:
        raise Conflict(N_("No judge of this panel has declared their conflicts yet."))
    entries = await db.fetch(_ENTRIES, round_id, judging.id)
    barred = await panel.written_ties(round_id=round_id) | await panel.kept_from(judging_id=judging.id)
    case = Case(
        entries=[Entry(key=str(row["id"]), scene=row["scene"]) for row in entries],
        judges=[Judge(key=str(one.person_id), scenes=frozenset(one.scenes), most=one.most) for one in declared],
        each=judging.reviews_each,
        tied=frozenset((str(entry), str(person)) for entry, person in barred),
        kept=frozenset((str(row["id"]), str(judge)) for row in entries for judge in row["judges"]),
    )
    plan = await killable.run(work_out, case, seconds=PLAN_SECONDS)
    await _write(plan, entries={str(row["id"]): row for row in entries}, judging=judging, now=now)
    told = sorted({judge for _, judge in plan.pairs})
    if told and judging.opened_at is not None:
        await outbox.emit("judging.opened", round_id=round_id, judge_ids=told)
    await record(
        actor=actor,
        action="judging.assign",
        thing="round",
        thing_id=round_id,
        data={"pairs": plan.pairs, "short": [one.key for one in plan.short]},
    )
    codes = {str(row["id"]): row["code"] for row in entries}
    return Assigned(
        made=len(plan.pairs), short=[msgspec.structs.replace(one, key=codes[one.key]) for one in plan.short]
    )


async def _write(plan: Plan, *, entries: dict[str, Any], judging: Judging, now: datetime) -> None:
    await db.execute(
        """insert into review (id, judging_round, submission, version, judge, rubric, state, comment_applicant,
                               comment_panel, revision, assigned_at)
           select r.id, $1, r.submission, r.version, r.judge, r.rubric, 'assigned', '', '', 1, $2
             from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[])
               as r(id, submission, version, judge, rubric)""",
        judging.id,
        now,
        [uuid7() for _ in plan.pairs],
        [UUID(entry) for entry, _ in plan.pairs],
        [entries[entry]["version"] for entry, _ in plan.pairs],
        [UUID(judge) for _, judge in plan.pairs],
        [judging.rubric_for(entries[entry]["kind"]) for entry, _ in plan.pairs],
    )
