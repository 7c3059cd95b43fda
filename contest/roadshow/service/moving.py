"""Changing a meeting by hand: checked at once, and asked of both again."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_, Lazy
from contest.roadshow.queries import case_of, event_of_meeting, meetings_of, standing
from contest.roadshow.rules.meetings import check

# The words are the organiser's: who takes part is told none of them.
PROBLEMS = {
    check.NEVER: N_("One side never wants to meet the other."),
    check.BARRED: N_("They are too close to each other."),
    check.AWAY: N_("One of them can’t come then."),
    check.BUSY: N_("One of them has another meeting then."),
    check.LIMIT: N_("One of them has as many meetings as they take."),
    check.TABLE_TAKEN: N_("This table is taken then."),
    check.NO_TABLE: N_("They meet in person: choose a table."),
    check.TOO_FAR: N_("This table is too far from where one of them sits before or after."),
}


async def move_meeting(*, actor: Actor, meeting_id: UUID, slot_id: UUID, table_id: UUID | None, now: datetime) -> UUID:
    """Put a meeting at another time or table; `Invalid` says what forbids it. Returns the round.

    Both are asked again. A meeting that is off comes back by it.
    """
    facts, event = await event_of_meeting(actor=actor, meeting_id=meeting_id)
    await db.execute("select 1 from roadshow_event where id = $1 for no key update", event.id)
    found = await meetings_of(event.id)
    case, slots, tables = await case_of(event=event)
    one = next(meeting for meeting in found if meeting.id == meeting_id)
    order = [slot.id for slot in slots]
    if slot_id not in order or (table_id is not None and table_id not in {table.id for table in tables}):
        raise NotFound
    here = {party.key for party in (*case.entries, *case.others)}
    if not {str(one.entry), str(one.other)} <= here:
        raise Conflict(N_("One of them no longer takes part."))
    changed = msgspec.structs.replace(one, slot=slot_id, seat=table_id, state="proposed")
    [after] = standing(case, order, [changed])
    faults: dict[str, Lazy | str] = {
        "table" if kind in (check.TABLE_TAKEN, check.NO_TABLE, check.TOO_FAR) else "slot": PROBLEMS[kind]
        for kind, _ in check.problems(case, standing(case, order, found), after)
    }
    if faults:
        raise Invalid(fields=faults)
    await db.execute(
        "update meeting set slot = $2, seat = $3, state = 'proposed', entry_yes = null, other_yes = null, made_at = $4"
        " where id = $1",
        meeting_id,
        slot_id,
        table_id,
        now,
    )
    await outbox.emit("meetings.proposed", round_id=facts.id, meeting_ids=[meeting_id])
    await record(
        actor=actor,
        action="roadshow.move",
        thing="meeting",
        thing_id=meeting_id,
        data={"slot": slot_id, "seat": table_id},
    )
    return facts.id
