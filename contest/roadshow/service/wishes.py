"""What a party says of itself and wishes for."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.roadshow.queries import MyParty, lines_for, my_party
from contest.roadshow.rules import wishes


async def _held(*, actor: Actor, party_id: UUID, now: datetime) -> MyParty:
    """The actor's party while wishes are open, held until the end of the transaction."""
    await db.execute("select 1 from party where id = $1 for update", party_id)
    party = await my_party(actor=actor, party_id=party_id)
    wishes.check_open(close_at=party.wishes_close_at, has_left=party.left_at is not None, now=now)
    return party


async def join_event(*, actor: Actor, party_id: UUID, now: datetime) -> None:
    """Take part: from now on the other side sees the name and the summary."""
    await _held(actor=actor, party_id=party_id, now=now)
    await db.execute("update party set joined_at = coalesce(joined_at, $2) where id = $1", party_id, now)
    await record(actor=actor, action="roadshow.join", thing="party", thing_id=party_id)


async def leave_event(*, actor: Actor, party_id: UUID, now: datetime) -> None:
    """No longer take part: their meetings are off. Of what was wished nothing is kept."""
    await db.execute("select 1 from party where id = $1 for update", party_id)
    await my_party(actor=actor, party_id=party_id)
    await db.execute("update party set left_at = coalesce(left_at, $2) where id = $1", party_id, now)
    await db.execute(
        "update meeting set state = 'cancelled' where (entry = $1 or other = $1) and state in ('proposed', 'accepted')",
        party_id,
    )
    await db.execute("delete from wish where party = $1", party_id)
    await record(actor=actor, action="roadshow.leave", thing="party", thing_id=party_id)


async def set_times(
    *,
    actor: Actor,
    party_id: UUID,
    is_remote: bool,
    least: int,
    most: int | None,
    free: Collection[UUID],
    now: datetime,
) -> None:
    """When a party can come (`free` slots), whether in person, and how many meetings it wants."""
    party = await _held(actor=actor, party_id=party_id, now=now)
    slots = {row["id"] for row in await db.fetch("select id from meeting_slot where event = $1", party.event_id)}
    if not set(free) <= slots:
        raise NotFound
    wishes.check_times(least=least, most=most, slots=len(slots))
    await db.execute(
        "update party set is_remote = $2, least = $3, most = $4 where id = $1", party_id, is_remote, least, most
    )
    away = sorted(slots - set(free))
    await db.execute("delete from party_away where party = $1", party_id)
    await db.execute(
        "insert into party_away (id, party, slot) select a.id, $1, a.slot from unnest($2::uuid[], $3::uuid[])"
        " as a(id, slot)",
        party_id,
        [uuid7() for _ in away],
        away,
    )
    await record(actor=actor, action="roadshow.times", thing="party", thing_id=party_id, data={"free": len(free)})


async def wish(*, actor: Actor, party_id: UUID, marks: Mapping[UUID, str], now: datetime) -> None:
    """Mark whom a party must, would like to, or never wants to meet; those not named stay as they were.

    Who is no longer there, or was never shown, is passed over: no answer tells which.
    """
    party = await _held(actor=actor, party_id=party_id, now=now)
    if party.joined_at is None:
        raise Conflict(N_("Take part first."))
    lines = await lines_for(actor=actor, party=party)
    said = {line.id: marks.get(line.id, line.mark) for line in lines}
    wishes.check_marks(said, musts=party.musts)
    changed = {line.id: said[line.id] for line in lines if said[line.id] != line.mark}
    await db.execute(
        """insert into wish (id, party, about, mark, note, said_at)
           select w.id, $1, w.about, w.mark, '', $2 from unnest($3::uuid[], $4::uuid[], $5::text[])
               as w(id, about, mark)
           on conflict (party, about) do update set mark = excluded.mark, said_at = excluded.said_at""",
        party_id,
        now,
        [uuid7() for _ in changed],
        list(changed),
        list(changed.values()),
    )
    await record(actor=actor, action="roadshow.wish", thing="party", thing_id=party_id, data={"marks": len(changed)})


async def note_wish(*, actor: Actor, party_id: UUID, about: UUID, note: str, now: datetime) -> None:
    """Keep a note on somebody to meet, for the party's own people."""
    party = await _held(actor=actor, party_id=party_id, now=now)
    if about not in {line.id for line in await lines_for(actor=actor, party=party)}:
        raise NotFound
    if len(note) > wishes.LONGEST_NOTE:
        raise Invalid(N_("Use at most %(most)s characters.", most=wishes.LONGEST_NOTE), field="note")
    await db.execute(
        """insert into wish (id, party, about, mark, note, said_at) values ($1, $2, $3, 'open', $4, $5)
           on conflict (party, about) do update set note = excluded.note""",
        uuid7(), party_id, about, note, now,
    )  # fmt: skip


async def answer_meeting(*, actor: Actor, meeting_id: UUID, is_yes: bool) -> UUID:
    """Say yes or no to a meeting that was proposed; with the second yes it is accepted. Returns the actor's party."""
    row = await db.fetchrow(
        """select m.state, pp.party, pp.party = m.entry as is_entry from meeting m
             join party_person pp on pp.party in (m.entry, m.other) and pp.person = $2
            where m.id = $1 for update of m""",
        meeting_id,
        actor.person_id,
    )
    if row is None:
        raise NotFound
    party: UUID = row["party"]
    await my_party(actor=actor, party_id=party)
    if row["state"] not in ("proposed", "accepted"):
        raise Conflict(N_("This meeting is off."))
    await db.execute(
        """update meeting m set entry_yes = n.entry_yes, other_yes = n.other_yes,
                  state = case when n.entry_yes is false or n.other_yes is false then 'declined'
                               when n.entry_yes and n.other_yes then 'accepted' else 'proposed' end
             from (select case when $2 then $3 else entry_yes end as entry_yes,
                          case when $2 then other_yes else $3 end as other_yes from meeting where id = $1) n
            where m.id = $1""",
        meeting_id,
        row["is_entry"],
        is_yes,
    )
    await record(actor=actor, action="roadshow.answer", thing="meeting", thing_id=meeting_id, data={"yes": is_yes})
    return party
