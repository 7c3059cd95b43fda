"""What came of a meeting: said by each side for itself, and asked for once; and what was signed at an event."""

from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from contest.audit.service import record
from contest.lib import clock, db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.roadshow.queries import event_to_run, my_meeting, parties_of, silent
from contest.roadshow.rules import after
from contest.roadshow.rules.after import Outcome
from contest.zone import queries as zone
from contest.zone import service as zone_service

REMIND_AFTER, REMIND_WITHIN = timedelta(hours=20), timedelta(days=14)

_SAY = """
insert into meeting_outcome (id, meeting, party, outcome, next_step, who, next_on, note, said_by, said_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (meeting, party) do update
   set outcome = $4, next_step = $5, who = $6, next_on = $7, note = $8, said_by = $9, said_at = $10
"""


async def say_outcome(*, actor: Actor, meeting_id: UUID, said: Outcome, now: datetime) -> UUID:
    """What the actor's party says came of a meeting that has begun; said again it is changed. Returns the party."""
    found = await my_meeting(actor=actor, meeting_id=meeting_id)
    after.check_outcome(said)
    if now < found.meeting.starts_at:
        raise Conflict(N_("This meeting has not begun."))
    await db.execute(
        _SAY, uuid7(), meeting_id, found.party.id, said.outcome, said.next_step, said.who, said.next_on, said.note,
        actor.person_id, now,
    )  # fmt: skip
    data = {"party": found.party.id, "outcome": said.outcome}
    await record(actor=actor, action="roadshow.outcome", thing="meeting", thing_id=meeting_id, data=data)
    return found.party.id


_LINK = """
insert into event_agreement (id, event, agreement, entry, other, linked_by, linked_at)
values ($1, $2, $3, $4, $5, $6, $7) on conflict (agreement) do nothing returning id
"""


async def link_agreement(
    *, actor: Actor, round_id: UUID, agreement_id: UUID, pair: tuple[UUID, UUID] | None, now: datetime
) -> None:
    """An agreement that the actor keeps was signed at a round's event: once, wherever else it is named. Who organises
    that round keeps it from now on.

    `pair`: the entry and the counterpart of the event who signed it, where it came of their introduction.
    """
    facts, event = await event_to_run(actor=actor, round_id=round_id)
    found = await zone.agreement(actor=actor, agreement_id=agreement_id)
    if found.edition_id != facts.edition_id:
        raise NotFound
    entry, other = pair or (None, None)
    sides = {one.id: one.side for one in await parties_of(actor=actor, event_id=event.id)}
    if pair is not None and (sides.get(pair[0]), sides.get(pair[1])) != ("entry", "other"):
        raise NotFound
    made = await db.fetchval(_LINK, uuid7(), event.id, agreement_id, entry, other, actor.person_id, now)
    if made is None:
        raise Conflict(N_("This agreement is linked to an event already."))
    await zone_service.place_agreement(actor=actor, agreement_id=agreement_id, round_id=round_id)
    data = {"agreement": agreement_id, "entry": entry, "other": other}
    await record(actor=actor, action="roadshow.agreement", thing="round", thing_id=round_id, data=data)


async def unlink_agreement(*, actor: Actor, round_id: UUID, agreement_id: UUID) -> None:
    """It was not signed there after all; it stays in the register."""
    _facts, event = await event_to_run(actor=actor, round_id=round_id)
    await zone_service.agreement_to_keep(actor=actor, agreement_id=agreement_id)
    gone = await db.fetchval(
        "delete from event_agreement where event = $1 and agreement = $2 returning id", event.id, agreement_id
    )
    if gone is None:
        raise NotFound
    data = {"agreement": agreement_id}
    await record(actor=actor, action="roadshow.unagreement", thing="round", thing_id=round_id, data=data)


async def chase_outcomes() -> None:
    """Ask each party once, the day after an event, what came of its meetings. Runs by itself, inside a `work()`."""
    now = clock.now()
    rows = await silent(since=now - REMIND_WITHIN, until=now - REMIND_AFTER)
    for party_id, people in groupby(rows, key=lambda one: one.party_id):
        await db.execute("update party set reminded_at = $2 where id = $1", party_id, now)
        await outbox.emit("meetings.over", round_id=next(people).round_id, party_id=party_id)
