"""What a party says of itself and wishes for."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.roadshow.queries import STANDING, MyParty, lines_for, my_party
from contest.roadshow.rules import wishes
from contest.submissions.service import agree_to_sharing


async def _held(*, actor: Actor, party_id: UUID, now: datetime) -> MyParty:
    """The actor's party while wishes are open, held until the end of the transaction."""
    await db.execute("select 1 from party where id = $1 for update", party_id)
    party = await my_party(actor=actor, party_id=party_id)
    wishes.check_open(close_at=party.wishes_close_at, has_left=party.left_at is not None, now=now)
    return party


async def join_event(*, actor: Actor, party_id: UUID, now: datetime) -> None:
    """Take part: from now on the other side sees the name and the summary.

    Of an entry that is its owner's to allow: joining says so for them; others of the team join once they have.
    """
    party = await _held(actor=actor, party_id=party_id, now=now)
    if party.side == "entry":
        await _let_read(actor, party_id, now)
    await db.execute("update party set joined_at = coalesce(joined_at, $2) where id = $1", party_id, now)
    await record(actor=actor, action="roadshow.join", thing="party", thing_id=party_id)


_LEVEL = """
select s.code, s.owner, coalesce(k.level, 'none') as level from party p join submission s on s.id = p.submission
  left join sharing_consent k on k.submission = s.id where p.id = $1
"""


async def _let_read(actor: Actor, party_id: UUID, now: datetime) -> None:
    row = await db.fetchrow(_LEVEL, party_id)
    assert row is not None
    if row["level"] != "none":
        return
    if row["owner"] != actor.person_id:
        raise Conflict(N_("The owner of the entry says first that its title and summary may be read."))
    await agree_to_sharing(actor=actor, code=row["code"], level="summary", now=now)


_CALLED_OFF = """
select id, case when entry = $1 then other else entry end as whose from meeting
 where (entry = $1 or other = $1) and state in ('accepted', 'published') order by id
"""


async def leave_event(*, actor: Actor, party_id: UUID, now: datetime) -> None:
    """No longer take part: their meetings are off, and who had accepted one is told. Of wishes nothing is kept."""
    await db.execute("select 1 from party where id = $1 for update", party_id)
    party = await my_party(actor=actor, party_id=party_id)
    await db.execute("update party set left_at = coalesce(left_at, $2) where id = $1", party_id, now)
    off = await db.fetch(_CALLED_OFF, party_id)
    freed = await db.fetch(
        "update meeting set state = 'cancelled' where (entry = $1 or other = $1)"
        " and state in ('proposed', 'accepted', 'published') returning id",
        party_id,
    )
    if freed:
        await outbox.emit("meetings.freed", round_id=party.round_id)
    for row in off:
        await outbox.emit("meeting.called_off", meeting_id=row["id"], party_id=row["whose"])
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
    """Say yes or no to a meeting that was proposed; with the second yes it is accepted. Returns the actor's party.

    Who had accepted what is now declined is told: it may stand in their calendar.
    """
    row = await db.fetchrow(
        """select m.state, pp.party, pp.party = m.entry as is_entry,
                  case when pp.party = m.entry then m.other else m.entry end as whose from meeting m
             join party_person pp on pp.party in (m.entry, m.other) and pp.person = $2
            where m.id = $1 for update of m""",
        meeting_id,
        actor.person_id,
    )
    if row is None:
        raise NotFound
    party = await my_party(actor=actor, party_id=row["party"])
    if row["state"] not in STANDING:
        raise Conflict(N_("This meeting is off."))
    await db.execute(
        """update meeting m set entry_yes = n.entry_yes, other_yes = n.other_yes,
                  state = case when n.entry_yes is false or n.other_yes is false then 'declined'
                               when m.state = 'published' then m.state
                               when n.entry_yes and n.other_yes then 'accepted' else 'proposed' end
             from (select case when $2 then $3 else entry_yes end as entry_yes,
                          case when $2 then other_yes else $3 end as other_yes from meeting where id = $1) n
            where m.id = $1""",
        meeting_id,
        row["is_entry"],
        is_yes,
    )
    if not is_yes:
        await outbox.emit("meetings.freed", round_id=party.round_id)
    if not is_yes and row["state"] != "proposed":
        await outbox.emit("meeting.called_off", meeting_id=meeting_id, party_id=row["whose"])
    await record(actor=actor, action="roadshow.answer", thing="meeting", thing_id=meeting_id, data={"yes": is_yes})
    return party.id
