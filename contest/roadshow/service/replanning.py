"""Filling the time that declined and cancelled meetings freed, with as little change as can be."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.lib import db, killable, outbox
from contest.lib.actor import SYSTEM, Actor
from contest.lib.errors import Conflict
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.roadshow.queries import case_of, event_to_run, meetings_of, standing
from contest.roadshow.rules.meetings import Case, Meeting, Pair, Replan

SECONDS = 60.0
TRIES = 3
OFF = ("declined", "cancelled", "no_show")


class Worked(msgspec.Struct, frozen=True, kw_only=True):
    """A re-plan before it is written: `stood` tells which meetings it was worked out from."""

    replan: Replan
    stood: str
    slots: list[UUID]


class Refilled(msgspec.Struct, frozen=True, kw_only=True):
    """How many meetings are new, and how many were moved."""

    added: int
    moved: int


def replan_aside(case: Case, published: list[Meeting], lost: list[Pair], since: int, may_move: bool) -> Replan:
    """In the other process."""
    from contest.roadshow.rules.meetings.replan import replan  # noqa: PLC0415 - numpy and ortools take a second

    return replan(case, published, lost=set(lost), since=since, may_move=may_move)


_STOOD = """
select coalesce(md5(string_agg(id::text || state || slot::text, ',' order by id)), '') from meeting where event = $1
"""


async def work_out_refill(*, actor: Actor, round_id: UUID, may_move: bool = True, now: datetime) -> Worked:
    """New meetings for who lost one, in slots that are still to come. Outside of any transaction; writes nothing.

    Where others `may_move`, two in a hundred of what stands do so at most.
    """
    _facts, event = await event_to_run(actor=actor, round_id=round_id)
    stood = await db.fetchval(_STOOD, event.id)
    found = await meetings_of(event.id)
    case, slots, _tables = await case_of(event=event)
    stands = standing(case, [slot.id for slot in slots], found)
    lost = [(str(one.entry), str(one.other)) for one in found if one.state in OFF]
    since = sum(slot.starts_at <= now for slot in slots)
    try:
        made = await killable.run(replan_aside, case, stands, lost, since, may_move, seconds=SECONDS)
    except killable.Killed as error:
        raise Conflict(N_("No new meetings could be worked out: %(error)s.", error=str(error))) from error
    return Worked(replan=made, stood=stood, slots=[slot.id for slot in slots])


async def refill(*, actor: Actor, round_id: UUID, worked: Worked, now: datetime) -> Refilled:
    """Propose what was worked out: all of it, or nothing where somebody answered in between (`Conflict`).

    Who is moved is asked again. Everybody with a new proposal is told.
    """
    facts, event = await event_to_run(actor=actor, round_id=round_id)
    await db.execute("select 1 from roadshow_event where id = $1 for no key update", event.id)
    await db.execute("select 1 from meeting where event = $1 for update", event.id)
    if await db.fetchval(_STOOD, event.id) != worked.stood:
        raise Conflict(N_("Somebody has answered in the meantime. Try again."))
    moved = [after for _, after in worked.replan.moved]
    pairs = [[UUID(one.entry) for one in moved], [UUID(one.other) for one in moved]]
    # off their old places first: two that change places would stand in each other's way
    await db.execute(
        "update meeting m set state = 'cancelled' from unnest($2::uuid[], $3::uuid[]) as n(entry, other)"
        " where m.event = $1 and m.entry = n.entry and m.other = n.other",
        event.id,
        *pairs,
    )
    ids = await _write(event.id, [*moved, *worked.replan.added], worked.slots, now)
    done = Refilled(added=len(worked.replan.added), moved=len(moved))
    if done.added or done.moved:
        await outbox.emit("meetings.proposed", round_id=facts.id, meeting_ids=ids)
    await record(
        actor=actor, action="roadshow.refill", thing="round", thing_id=facts.id, data=msgspec.to_builtins(done)
    )
    return done


async def refill_freed(*, round_id: UUID, now: datetime) -> None:
    """What the job does once somebody has declined or left: the freed time is proposed to others, and nobody moves.

    Somebody may answer meanwhile: then it is worked out anew, and in the end left to the next one who frees a time.
    """
    for _ in range(TRIES):
        worked = await work_out_refill(actor=SYSTEM, round_id=round_id, may_move=False, now=now)
        if not worked.replan.added:
            return
        try:
            async with db.work():
                await refill(actor=SYSTEM, round_id=round_id, worked=worked, now=now)
        except Conflict:
            continue
        return


async def _write(event_id: UUID, meetings: list[Meeting], slots: list[UUID], now: datetime) -> list[UUID]:
    rows = await db.fetch(
        """insert into meeting (id, event, slot, seat, entry, other, state, made_at)
           select m.id, $1, m.slot, m.seat, m.entry, m.other, 'proposed', $2
             from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[])
               as m(id, slot, seat, entry, other)
           on conflict (event, entry, other) do update
              set slot = excluded.slot, seat = excluded.seat, state = 'proposed', entry_yes = null, other_yes = null,
                  made_at = excluded.made_at
           returning id""",
        event_id,
        now,
        [uuid7() for _ in meetings],
        [slots[one.slot] for one in meetings],
        [None if one.table is None else UUID(one.table) for one in meetings],
        [UUID(one.entry) for one in meetings],
        [UUID(one.other) for one in meetings],
    )
    return [row["id"] for row in rows]
