"""Who does not come on the day: their meetings are off in one tap, and the time of the others is free again."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.roadshow.queries import event_to_run, parties_of

_OFF = """
select m.id, m.state, case when m.entry = $1 then m.other else m.entry end as whose
  from meeting m join meeting_slot sl on sl.id = m.slot
 where (m.entry = $1 or m.other = $1) and m.state in ('proposed', 'accepted', 'published') and sl.ends_at > $2
 order by m.id for update of m
"""


async def mark_absent(*, actor: Actor, round_id: UUID, party_id: UUID, now: datetime) -> int:
    """A party does not come: its meetings that are not over are off, and who had accepted one is told; how many.

    What is free by it is not filled here: `work_out_refill` and `refill` do, or propose nothing.
    """
    await _held(actor, round_id, party_id)
    await db.execute("update party set absent_at = coalesce(absent_at, $2) where id = $1", party_id, now)
    off = await db.fetch(_OFF, party_id, now)
    await db.execute("update meeting set state = 'no_show' where id = any($1::uuid[])", [row["id"] for row in off])
    for row in off:
        if row["state"] != "proposed":
            await outbox.emit("meeting.called_off", meeting_id=row["id"], party_id=row["whose"])
    await record(actor=actor, action="roadshow.absent", thing="party", thing_id=party_id, data={"meetings": len(off)})
    return len(off)


async def mark_back(*, actor: Actor, round_id: UUID, party_id: UUID) -> None:
    """They came after all: from now on they can have meetings again; those that are off stay so."""
    await _held(actor, round_id, party_id)
    await db.execute("update party set absent_at = null where id = $1", party_id)
    await record(actor=actor, action="roadshow.back", thing="party", thing_id=party_id)


async def _held(actor: Actor, round_id: UUID, party_id: UUID) -> None:
    _facts, event = await event_to_run(actor=actor, round_id=round_id)
    await db.execute("select 1 from roadshow_event where id = $1 for no key update", event.id)
    shown = {one.id for one in await parties_of(actor=actor, event_id=event.id) if one.joined_at is not None}
    if party_id not in shown:
        raise NotFound
