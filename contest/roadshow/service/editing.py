"""Changing an event that is laid out: what stands for people is never taken from under them."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.roadshow.queries import Event, event_to_run, slots_of, tables_of
from contest.roadshow.rules import events
from contest.roadshow.rules.events import MOST_TABLES, EventEdit

_STANDING = "select count(*) from meeting where state in ('proposed', 'accepted', 'published') and "


async def _held(*, actor: Actor, round_id: UUID) -> Event:
    _facts, event = await event_to_run(actor=actor, round_id=round_id)
    await db.execute("select 1 from roadshow_event where id = $1 for no key update", event.id)
    return event


async def edit_event(*, actor: Actor, round_id: UUID, plan: EventEdit) -> None:
    """What may change of an event. What was wished and planned stays; a plan that was not proposed is old by it."""
    event = await _held(actor=actor, round_id=round_id)
    slots = await slots_of(event.id)
    events.check_edit(plan, first_at=slots[0].starts_at if slots else None)
    await db.execute(
        "update roadshow_event set venue_en = $2, venue_zh = $3, walk_minutes = $4, wishes_close_at = $5, floor = $6,"
        " most = $7, musts = $8, seats = $9, visa_days = $10 where id = $1",
        event.id, *msgspec.structs.astuple(plan),
    )  # fmt: skip
    data = {name: getattr(plan, name) for name in ("floor", "most", "musts", "wishes_close_at")}
    await record(actor=actor, action="roadshow.edit", thing="round", thing_id=round_id, data=data)


async def add_slot(*, actor: Actor, round_id: UUID, starts_at: datetime, minutes: int, now: datetime) -> UUID:
    """One more time for meetings; everybody can come then until they say otherwise."""
    event = await _held(actor=actor, round_id=round_id)
    others = [(slot.starts_at, slot.ends_at) for slot in await slots_of(event.id)]
    events.check_slot(starts_at, minutes, others=others, now=now)
    slot_id = uuid7()
    await db.execute(
        "insert into meeting_slot (id, event, starts_at, ends_at) values ($1, $2, $3, $4)",
        slot_id, event.id, starts_at, starts_at + timedelta(minutes=minutes),
    )  # fmt: skip
    await record(actor=actor, action="roadshow.add_slot", thing="round", thing_id=round_id, data={"slot": slot_id})
    return slot_id


async def remove_slot(*, actor: Actor, round_id: UUID, slot_id: UUID) -> None:
    """Take a time away; `Conflict` where meetings stand in it, or it is the only one."""
    event = await _held(actor=actor, round_id=round_id)
    slots = [slot.id for slot in await slots_of(event.id)]
    if slot_id not in slots:
        raise NotFound
    others = [slot for slot in slots if slot != slot_id]
    if await db.fetchval(f"{_STANDING} slot = $1", slot_id):
        raise Conflict(N_("Meetings stand at this time: move them first."))
    if not others:
        raise Conflict(N_("An event keeps one time at least."))
    # what is off keeps that it was: its time tells nobody anything any more
    await db.execute("update meeting set slot = $2 where slot = $1", slot_id, others[0])
    await db.execute("delete from meeting_slot where id = $1", slot_id)
    await record(actor=actor, action="roadshow.remove_slot", thing="round", thing_id=round_id, data={"slot": slot_id})


async def add_tables(*, actor: Actor, round_id: UUID, room: str, count: int) -> None:
    """More tables in a room, numbered on."""
    event = await _held(actor=actor, round_id=round_id)
    known = await tables_of(event.id)
    left = MOST_TABLES - len(known)
    if not 1 <= count <= left:
        raise Invalid(N_("Give a number from %(least)s to %(most)s.", least=min(1, left), most=left), field="count")
    last = max((int(table.name) for table in known if table.name.isdecimal()), default=0)
    await db.execute(
        "insert into meeting_table (id, event, name, room) select t.id, $1, t.name, $3"
        " from unnest($2::uuid[], $4::text[]) as t(id, name)",
        event.id, [uuid7() for _ in range(count)], room, [str(last + at) for at in range(1, count + 1)],
    )  # fmt: skip
    await record(actor=actor, action="roadshow.add_tables", thing="round", thing_id=round_id, data={"count": count})


async def remove_table(*, actor: Actor, round_id: UUID, table_id: UUID) -> None:
    """Take a table away; `Conflict` where meetings stand at it."""
    event = await _held(actor=actor, round_id=round_id)
    if table_id not in {table.id for table in await tables_of(event.id)}:
        raise NotFound
    if await db.fetchval(f"{_STANDING} seat = $1", table_id):
        raise Conflict(N_("Meetings stand at this table: move them first."))
    await db.execute("update meeting set seat = null where seat = $1", table_id)
    await db.execute("delete from meeting_table where id = $1", table_id)
    await record(
        actor=actor, action="roadshow.remove_table", thing="round", thing_id=round_id, data={"table": table_id}
    )
