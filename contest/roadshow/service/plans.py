"""A plan of meetings, from the question to what is proposed to people."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.challenge.queries import round_facts
from contest.lib import aloud, clock, db, killable, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.roadshow.queries import Event, case_of, entries_here, event_of, event_of_plan, event_to_run, mark_of
from contest.roadshow.rules.meetings import Case, Plan
from contest.submissions.queries.suggestions import scores

SECONDS = 300.0


def plan_aloud(case: Case, is_to_prove: bool, told: str) -> Plan:
    """In the other process: the plan of a case; the share that is done is written into the file `told`."""
    from contest.roadshow.rules.meetings.plan import plan  # noqa: PLC0415 - numpy, scipy and ortools take a second

    return plan(case, tell=aloud.teller(told), is_to_prove=is_to_prove)


async def ask_plan(*, actor: Actor, round_id: UUID, is_to_prove: bool = False, now: datetime) -> UUID:
    """Ask for a plan; a job works it out. What was asked before is stopped. Returns the plan's id."""
    facts, event = await event_to_run(actor=actor, round_id=round_id)
    await db.execute("select 1 from roadshow_event where id = $1 for no key update", event.id)
    await _check_unanswered(event.id)
    await db.execute(
        "update meeting_plan set state = 'stopped', finished_at = $2"
        " where event = $1 and state in ('asked', 'running')",
        event.id,
        now,
    )
    plan_id = uuid7()
    await db.execute(
        """insert into meeting_plan (id, event, state, share, is_to_prove, mark, error, asked_by, asked_at)
           values ($1, $2, 'asked', 0, $3, '', '', $4, $5)""",
        plan_id, event.id, is_to_prove, actor.person_id, now,
    )  # fmt: skip
    await outbox.emit("meetings.asked", plan_id=plan_id)
    await record(actor=actor, action="roadshow.plan", thing="round", thing_id=facts.id, data={"plan": plan_id})
    return plan_id


async def _check_unanswered(event_id: UUID) -> None:
    if await db.fetchval(
        "select exists (select from meeting where event = $1 and (entry_yes is not null or other_yes is not null))",
        event_id,
    ):
        raise Conflict(N_("People have answered what was proposed to them: a new plan would undo it."))


async def stop_plan(*, actor: Actor, plan_id: UUID, now: datetime) -> None:
    """Stop a plan that is still being worked out; its process ends within a second."""
    await event_of_plan(actor=actor, plan_id=plan_id)
    stopped = await db.fetchval(
        "update meeting_plan set state = 'stopped', finished_at = $2"
        " where id = $1 and state in ('asked', 'running') returning true",
        plan_id,
        now,
    )
    if not stopped:
        raise Conflict(N_("This plan is no longer being worked out."))
    await record(actor=actor, action="roadshow.stop_plan", thing="plan", thing_id=plan_id)


async def work_out_plan(*, plan_id: UUID) -> None:
    """What the job does, in transactions of its own: each step of the way is seen at once."""
    begun = await db.fetchrow(
        "update meeting_plan p set state = 'running', share = 0 from roadshow_event e"
        " where p.id = $1 and p.state in ('asked', 'running') and e.id = p.event returning e.round, p.is_to_prove",
        plan_id,
    )
    event = None if begun is None else await event_of(round_id=begun["round"])
    if begun is None or event is None:
        return
    try:
        await _work_out_fits(event, begun["round"])
        case, _slots, _tables = await case_of(event=event)
        plan = await aloud.run(plan_aloud, case, begun["is_to_prove"], hear=_hearer(plan_id), seconds=SECONDS)
    except killable.Killed as error:
        await _end(plan_id, "failed", error=str(error))
        return
    if plan is not None:
        await _end(plan_id, "done", plan=plan, mark=mark_of(case))


_ORGANISATIONS = """
select p.id, c.organisation from party p join counterpart c on c.id = p.counterpart
 where p.event = $1 and p.joined_at is not null and p.left_at is null
"""


async def _work_out_fits(event: Event, round_id: UUID) -> None:
    """Keep how well each entry fits what each counterpart looks for: the register's own scores."""
    facts = await round_facts(round_id=round_id)
    assert facts is not None
    entries = await entries_here(event.id)
    others: dict[UUID, UUID] = {row["organisation"]: row["id"] for row in await db.fetch(_ORGANISATIONS, event.id)}
    found = await scores(round_id=round_id, edition_id=facts.edition_id, codes=list(entries), owners=list(others))
    async with db.work():
        await db.execute("delete from meeting_fit where event = $1", event.id)
        await db.execute(
            "insert into meeting_fit (id, event, entry, other, score) select f.id, $1, f.entry, f.other, f.score"
            " from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::int[]) as f(id, entry, other, score)",
            event.id,
            [uuid7() for _ in found],
            [entries[one.code] for one in found],
            [others[one.owner] for one in found],
            [one.score for one in found],
        )


def _hearer(plan_id: UUID) -> Callable[[int], Awaitable[bool]]:
    async def hear(share: int) -> bool:
        return bool(
            await db.fetchval(
                "update meeting_plan set share = $2 where id = $1 and state = 'running' returning true", plan_id, share
            )
        )

    return hear


async def _end(plan_id: UUID, state: str, *, plan: Plan | None = None, mark: str = "", error: str = "") -> None:
    await db.execute(
        """update meeting_plan set state = $2::text, share = case when $2::text = 'done' then 1000 else share end,
                  plan = $3::jsonb, mark = $4, error = $5, finished_at = $6
            where id = $1 and state = 'running'""",
        plan_id, state, None if plan is None else msgspec.json.encode(plan).decode(), mark, error[:500], clock.now(),
    )  # fmt: skip


async def propose_plan(*, actor: Actor, plan_id: UUID, now: datetime) -> int:
    """Propose the meetings of a plan to both sides of each; how many. What was proposed before is replaced.

    `Conflict` where somebody has answered already, or a wish, a time or a party changed since the plan was made.
    """
    facts, event = await event_of_plan(actor=actor, plan_id=plan_id)
    await db.execute("select 1 from roadshow_event where id = $1 for no key update", event.id)
    await _check_unanswered(event.id)
    row = await db.fetchrow("select state, plan, mark, applied_at from meeting_plan where id = $1", plan_id)
    assert row is not None
    if row["state"] != "done" or row["applied_at"] is not None:
        raise Conflict(N_("This plan is not done, or was proposed already."))
    case, slots, _tables = await case_of(event=event)
    if row["mark"] != mark_of(case):
        raise Conflict(N_("Wishes, times or who takes part have changed since this plan was made. Plan anew."))
    plan = msgspec.json.decode(row["plan"], type=Plan)
    ids = await _write(plan, event=event, slots=[slot.id for slot in slots], now=now)
    await db.execute("update meeting_plan set applied_at = $2 where id = $1", plan_id, now)
    await outbox.emit("meetings.proposed", round_id=facts.id, meeting_ids=ids)
    data = {"plan": plan_id, "meetings": len(plan.meetings)}
    await record(actor=actor, action="roadshow.propose", thing="round", thing_id=facts.id, data=data)
    return len(plan.meetings)


async def _write(plan: Plan, *, event: Event, slots: list[UUID], now: datetime) -> list[UUID]:
    await db.execute("delete from meeting where event = $1", event.id)
    ids = [uuid7() for _ in plan.meetings]
    await db.execute(
        """insert into meeting (id, event, slot, seat, entry, other, state, made_at)
           select m.id, $1, m.slot, m.seat, m.entry, m.other, 'proposed', $2
             from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[])
               as m(id, slot, seat, entry, other)""",
        event.id,
        now,
        ids,
        [slots[one.slot] for one in plan.meetings],
        [None if one.table is None else UUID(one.table) for one in plan.meetings],
        [UUID(one.entry) for one in plan.meetings],
        [UUID(one.other) for one in plan.meetings],
    )
    return ids
