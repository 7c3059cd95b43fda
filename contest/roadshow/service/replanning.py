"""Filling the time that declined and cancelled meetings freed, with as little change as can be."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.lib import db, killable, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.roadshow.queries import Planned, case_of, event_to_run, meetings_of
from contest.roadshow.rules.meetings import Case, Meeting, Pair, Replan

SECONDS = 60.0


class Worked(msgspec.Struct, frozen=True, kw_only=True):
    """A re-plan before it is written: `stood` tells which meetings it was worked out from."""

    replan: Replan
    stood: str
    slots: list[UUID]


class Refilled(msgspec.Struct, frozen=True, kw_only=True):
    """How many meetings are new, and how many were moved."""

    added: int
    moved: int


def replan_aside(case: Case, published: list[Meeting], lost: list[Pair], since: int) -> Replan:
    """In the other process."""
    from contest.roadshow.rules.meetings.replan import replan  # noqa: PLC0415 - numpy and ortools take a second

    return replan(case, published, lost=set(lost), since=since)


_STOOD = """
select coalesce(md5(string_agg(id::text || state || slot::text, ',' order by id)), '') from meeting where event = $1
"""


def standing(case: Case, slots: list[UUID], meetings: list[Planned]) -> list[Meeting]:
    """The meetings that may take place, as the rules know them; those of parties who left are off."""
    here = {party.key for party in (*case.entries, *case.others)}
    return [
        Meeting(
            entry=str(one.entry),
            other=str(one.other),
            slot=slots.index(one.slot),
            table=None if one.seat is None else str(one.seat),
            worth=case.worths.get((str(one.entry), str(one.other)), 1),
        )
        for one in meetings
        if one.state in ("proposed", "accepted") and {str(one.entry), str(one.other)} <= here
    ]


async def work_out_refill(*, actor: Actor, round_id: UUID, now: datetime) -> Worked:
    """New meetings for who lost one, in slots that are still to come. Outside of any transaction; writes nothing."""
    _facts, event = await event_to_run(actor=actor, round_id=round_id)
    stood = await db.fetchval(_STOOD, event.id)
    found = await meetings_of(event.id)
    case, slots, _tables = await case_of(event=event)
    stands = standing(case, [slot.id for slot in slots], found)
    lost = [(str(one.entry), str(one.other)) for one in found if one.state in ("declined", "cancelled")]
    since = sum(slot.starts_at <= now for slot in slots)
    try:
        made = await killable.run(replan_aside, case, stands, lost, since, seconds=SECONDS)
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
    await _write(event.id, [*moved, *worked.replan.added], worked.slots, now)
    done = Refilled(added=len(worked.replan.added), moved=len(moved))
    if done.added or done.moved:
        await outbox.emit("meetings.proposed", round_id=facts.id)
    await record(
        actor=actor, action="roadshow.refill", thing="round", thing_id=facts.id, data=msgspec.to_builtins(done)
    )
    return done


async def _write(event_id: UUID, meetings: list[Meeting], slots: list[UUID], now: datetime) -> None:
    await db.execute(
        """insert into meeting (id, event, slot, seat, entry, other, state, made_at)
           select m.id, $1, m.slot, m.seat, m.entry, m.other, 'proposed', $2
             from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[])
               as m(id, slot, seat, entry, other)
           on conflict (event, entry, other) do update
              set slot = excluded.slot, seat = excluded.seat, state = 'proposed', entry_yes = null, other_yes = null,
                  made_at = excluded.made_at""",
        event_id,
        now,
        [uuid7() for _ in meetings],
        [slots[one.slot] for one in meetings],
        [None if one.table is None else UUID(one.table) for one in meetings],
        [UUID(one.entry) for one in meetings],
        [UUID(one.other) for one in meetings],
    )
