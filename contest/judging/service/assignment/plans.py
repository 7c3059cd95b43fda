"""A plan of who judges what, from the question to the reviews."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.judging.queries.assignment import EntryFacts, Terms, case_of, hold_plan, mark_of, plan_facts
from contest.judging.queries.rounds import Judging, hold_round, judging_set_up, round_to_run
from contest.judging.rules import steps
from contest.judging.rules.assignment import Pair, Plan, Shortage
from contest.judging.service.assignment import computing
from contest.judging.service.panel import write_found_ties
from contest.lib import clock, db, killable, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7


class Assigned(msgspec.Struct, frozen=True, kw_only=True):
    """How many reviews were given out and taken back, and what could not be filled (`key` is the entry's code)."""

    made: int
    dropped: int
    short: list[Shortage]


async def ask_plan(
    *, actor: Actor, round_id: UUID, is_fair: bool = True, more: Sequence[UUID] = (), now: datetime
) -> UUID:
    """Ask for a plan; a job works it out. Reviews that are begun stay in it. Returns the plan's id.

    May be asked again, as after a recusal or with one judge more: what was asked before is stopped. `more` are entries
    that want one review beyond those they have.
    """
    await hold_round(round_id)
    facts = await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    if facts.state not in steps.DECLARING:
        raise Conflict(N_("Judges are assigned after the call has closed and before the decision."))
    await write_found_ties(judging_id=judging.id, round_id=round_id, now=now)
    if not await db.fetchval(
        "select exists (select from panel_member where judging_round = $1 and left_at is null"
        " and declared_at is not null)",
        judging.id,
    ):
        raise Conflict(N_("No judge of this panel has declared their conflicts yet."))
    await db.execute(
        "update assignment_plan set state = 'stopped', finished_at = $2"
        " where judging_round = $1 and state in ('asked', 'running')",
        judging.id,
        now,
    )
    plan_id = uuid7()
    await db.execute(
        """insert into assignment_plan (id, judging_round, state, share, terms, mark, error, asked_by, asked_at)
           values ($1, $2, 'asked', 0, $3::jsonb, '', '', $4, $5)""",
        plan_id,
        judging.id,
        msgspec.json.encode(Terms(is_fair=is_fair, more=list(more))).decode(),
        actor.person_id,
        now,
    )
    await outbox.emit("assignment.asked", plan_id=plan_id)
    await record(actor=actor, action="assignment.ask", thing="round", thing_id=round_id, data={"plan": plan_id})
    return plan_id


async def stop_plan(*, actor: Actor, plan_id: UUID, now: datetime) -> None:
    """Stop a plan that is still being worked out; its process ends within a second."""
    await hold_plan(actor=actor, plan_id=plan_id)
    stopped = await db.fetchval(
        "update assignment_plan set state = 'stopped', finished_at = $2"
        " where id = $1 and state in ('asked', 'running') returning true",
        plan_id,
        now,
    )
    if not stopped:
        raise Conflict(N_("This plan is no longer being worked out."))
    await record(actor=actor, action="assignment.stop", thing="plan", thing_id=plan_id)


async def work_out_plan(*, plan_id: UUID) -> None:
    """What the job does, in transactions of its own: each step of the way is seen at once.

    The mark is read before the case: what changes meanwhile makes the plan old, not wrong unseen.
    """
    found = await plan_facts(plan_id=plan_id)
    begun = await db.fetchval(
        "update assignment_plan set state = 'running', share = 0 where id = $1 and state in ('asked', 'running')"
        " returning terms",
        plan_id,
    )
    if found is None or begun is None:
        return
    round_id, judging_id = found
    mark = await mark_of(round_id=round_id, judging_id=judging_id)
    terms = msgspec.json.decode(begun, type=Terms)
    case, _ = await case_of(round_id=round_id, judging=await judging_set_up(round_id=round_id), terms=terms)

    async def hear(share: int) -> bool:
        return bool(
            await db.fetchval(
                "update assignment_plan set share = $2 where id = $1 and state = 'running' returning true",
                plan_id,
                share,
            )
        )

    try:
        plan = await computing.work_out(case, hear)
    except killable.Killed as error:
        await _end(plan_id, "failed", error=str(error))
        return
    if plan is not None:
        await _end(plan_id, "done", plan=plan, mark=mark)


async def _end(plan_id: UUID, state: str, *, plan: Plan | None = None, mark: str = "", error: str = "") -> None:
    await db.execute(
        """update assignment_plan set state = $2::text, share = case when $2::text = 'done' then 1000 else share end,
                  plan = $3::jsonb, mark = $4, error = $5, finished_at = $6
            where id = $1 and state = 'running'""",
        plan_id,
        state,
        None if plan is None else msgspec.json.encode(plan).decode(),
        mark,
        error[:500],
        clock.now(),
    )


async def apply_plan(*, actor: Actor, plan_id: UUID, now: datetime) -> Assigned:
    """Make the reviews of a plan, and take back those it drops. While judging is open, who got new ones is told.

    `Conflict` where the panel, the entries or their reviews are no longer those that it was worked out from.
    """
    found = await plan_facts(plan_id=plan_id)
    if found is None:
        raise NotFound
    await hold_round(found[0])
    facts, judging = await hold_plan(actor=actor, plan_id=plan_id)
    row = await db.fetchrow("select state, plan, mark, terms, applied_at from assignment_plan where id = $1", plan_id)
    assert row is not None
    if row["state"] != "done" or row["applied_at"] is not None:
        raise Conflict(N_("This plan is not done, or has been applied already."))
    if facts.state not in steps.DECLARING:
        raise Conflict(N_("Judges are assigned after the call has closed and before the decision."))
    if row["mark"] != await mark_of(round_id=facts.id, judging_id=judging.id):
        raise Conflict(N_("The panel, the entries or their reviews have changed since this plan was made. Plan anew."))
    plan = msgspec.json.decode(row["plan"], type=Plan)
    terms = msgspec.json.decode(row["terms"], type=Terms)
    _, entries = await case_of(round_id=facts.id, judging=judging, terms=terms)
    await _write(plan, entries={str(one.id): one for one in entries}, judging=judging, now=now)
    await db.execute("update assignment_plan set applied_at = $2 where id = $1", plan_id, now)
    told = sorted({judge for _, judge in plan.pairs})
    if told and judging.opened_at is not None:
        await outbox.emit("judging.opened", round_id=facts.id, judge_ids=told)
    await record(
        actor=actor,
        action="judging.assign",
        thing="round",
        thing_id=facts.id,
        data={"pairs": plan.pairs, "dropped": plan.dropped, "short": [one.key for one in plan.short]},
    )
    codes = {str(one.id): one.code for one in entries}
    short = [msgspec.structs.replace(one, key=codes[one.key]) for one in plan.short]
    return Assigned(made=len(plan.pairs), dropped=len(plan.dropped), short=short)


async def _write(plan: Plan, *, entries: dict[str, EntryFacts], judging: Judging, now: datetime) -> None:
    # A recused or waived review of the same pair gives way: only a pin brings such a pair back.
    both: tuple[list[UUID], list[UUID]] = _ids(plan.dropped)
    await db.execute(
        "delete from review rv using unnest($2::uuid[], $3::uuid[]) as d(submission, judge)"
        " where rv.judging_round = $1 and rv.submission = d.submission and rv.judge = d.judge"
        " and rv.stage = $4 and rv.state = 'assigned'",
        judging.id,
        *both,
        judging.stage,
    )
    pairs = plan.pairs
    columns: list[Any] = [*_ids(pairs)]
    await db.execute(
        """insert into review (id, judging_round, submission, version, judge, rubric, state, comment_applicant,
                               comment_panel, revision, assigned_at, stage)
           select r.id, $1, r.submission, r.version, r.judge, r.rubric, 'assigned', '', '', 1, $2, $8
             from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[])
               as r(id, submission, judge, version, rubric)
           on conflict (judging_round, submission, judge, stage) do nothing""",
        judging.id,
        now,
        [uuid7() for _ in pairs],
        *columns,
        [entries[entry].version for entry, _ in pairs],
        [judging.rubric_for(entries[entry].kind) for entry, _ in pairs],
        judging.stage,
    )


def _ids(pairs: Sequence[Pair]) -> tuple[list[UUID], list[UUID]]:
    return [UUID(entry) for entry, _ in pairs], [UUID(judge) for _, judge in pairs]


async def assign(*, actor: Actor, round_id: UUID, now: datetime) -> Assigned:
    """Plan and apply at once, where nobody looks at the plan in between: a demonstration that is played."""
    plan_id = await ask_plan(actor=actor, round_id=round_id, now=now)
    await work_out_plan(plan_id=plan_id)
    return await apply_plan(actor=actor, plan_id=plan_id, now=now)
