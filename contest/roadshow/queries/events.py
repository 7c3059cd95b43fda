"""An event as its organisers see it."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts, round_facts
from contest.challenge.rules import may_organise
from contest.judging.rules.pitching import Minutes
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.submissions.queries import ties_hide_sql


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """The meetings of a round."""

    id: UUID
    venue_en: str
    venue_zh: str
    wishes_close_at: datetime
    floor: int
    most: int
    musts: int
    walk_minutes: int
    pitch_minutes: int
    question_minutes: int
    change_minutes: int
    seats: int | None
    visa_days: int

    @property
    def minutes(self) -> Minutes:
        return Minutes(pitch=self.pitch_minutes, questions=self.question_minutes, change=self.change_minutes)


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """A time for meetings."""

    id: UUID
    starts_at: datetime
    ends_at: datetime


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A table in its room."""

    id: UUID
    name: str
    room: str


class PartyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A party as organisers see it; `wishes` it said, `away` slots in which it can't come. `side`: entry, other."""

    id: UUID
    side: str
    code: str
    name_en: str
    name_zh: str
    kind: str
    is_remote: bool
    least: int
    most: int | None
    joined_at: datetime | None
    absent_at: datetime | None
    recording: str
    people: int
    wishes: int
    away: int


_PARTIES = f"""
select p.id, case when p.submission is null then 'other' else 'entry' end as side, coalesce(s.code, '') as code,
       coalesce(v.title_en, o.name_en, '') as name_en, coalesce(v.title_zh, o.name_zh, '') as name_zh,
       coalesce(s.kind, c.kind) as kind, p.is_remote, p.least, p.most, p.joined_at, p.absent_at, p.recording,
       (select count(*) from party_person pp where pp.party = p.id) as people,
       (select count(*) from wish w where w.party = p.id and w.mark <> 'open') as wishes,
       (select count(*) from party_away a where a.party = p.id) as away
  from party p
  join roadshow_event e on e.id = p.event
  left join submission s on s.id = p.submission
  left join standing st on st.submission = s.id and st.round = e.round
  left join submission_version v on v.id = st.version
  left join counterpart c on c.id = p.counterpart
  left join organisation o on o.id = c.organisation
 where p.event = $1 and p.left_at is null and (s.id is null or (s.state = 'submitted' and st.gone = ''))
   and (c.id is null or c.left_at is null) and (s.id is null or {ties_hide_sql("$2")})
 order by side, code, name_en, p.id
"""  # noqa: S608 - no value is in it


async def round_to_run(*, actor: Actor, round_id: UUID) -> RoundFacts:
    """The round, for those who organise it; to all others it is `NotFound`."""
    facts = await round_facts(round_id=round_id)
    if facts is None or not may_organise(actor, edition_id=facts.edition_id, round_id=facts.id):
        raise NotFound
    return facts


async def event_of(*, round_id: UUID) -> Event | None:
    """The event of a round, or None before it was laid out. Asks nobody who is looking."""
    row = await db.fetchrow(
        "select id, venue_en, venue_zh, wishes_close_at, floor, most, musts, walk_minutes, pitch_minutes,"
        " question_minutes, change_minutes, seats, visa_days from roadshow_event where round = $1",
        round_id,
    )
    return None if row is None else Event(**row)


async def event_to_run(*, actor: Actor, round_id: UUID) -> tuple[RoundFacts, Event]:
    """The round and its event; `NotFound` before it was laid out, and to who does not organise there."""
    facts = await round_to_run(actor=actor, round_id=round_id)
    event = await event_of(round_id=round_id)
    if event is None:
        raise NotFound
    return facts, event


async def slots_of(event_id: UUID) -> list[Slot]:
    """The slots of an event, in their order."""
    rows = await db.fetch(
        "select id, starts_at, ends_at from meeting_slot where event = $1 order by starts_at", event_id
    )
    return [Slot(**row) for row in rows]


async def tables_of(event_id: UUID) -> list[Table]:
    """The tables of an event, by their numbers."""
    rows = await db.fetch(
        "select id, name, room from meeting_table where event = $1 order by length(name), name", event_id
    )
    return [Table(**row) for row in rows]


async def parties_of(*, actor: Actor, event_id: UUID) -> list[PartyFacts]:
    """Who takes part in an event or was asked to, less what ties hide from this organiser: the caller has asked."""
    return [PartyFacts(**row) for row in await db.fetch(_PARTIES, event_id, actor.person_id)]


INVARIANTS: dict[str, str] = {
    "people come to an event for parties of it": """
        select pp.id from party_person pp join party p on p.id = pp.party where pp.event <> p.event""",
    "meetings are of parties, slots and tables of their event, an entry with a counterpart": """
        select m.id from meeting m join party e on e.id = m.entry join party o on o.id = m.other
          join meeting_slot sl on sl.id = m.slot left join meeting_table t on t.id = m.seat
         where e.event <> m.event or o.event <> m.event or sl.event <> m.event or t.event <> m.event
            or e.submission is null or o.counterpart is null""",
    "nobody meets whom one of them never wants to meet": """
        select m.id from meeting m join wish w on w.mark = 'never'
           and ((w.party = m.entry and w.about = m.other) or (w.party = m.other and w.about = m.entry))
         where m.state = 'proposed' and w.said_at < m.made_at""",
    "the running order counts from one without a gap": """
        select event from pitch group by event having count(distinct place) <> count(*) or max(place) <> count(*)""",
    "what came of a meeting is said by its own parties": """
        select o.id from meeting_outcome o join meeting m on m.id = o.meeting
         where o.party not in (m.entry, m.other)""",
    "an agreement is linked to the event of its round, and to an entry and a counterpart who come there": """
        select l.id from event_agreement l join agreement a on a.id = l.agreement
          join roadshow_event v on v.id = l.event join round r on r.id = v.round
          left join party e on e.id = l.entry left join party o on o.id = l.other
         where r.edition <> a.edition_id or a.round_id is distinct from r.id or e.event <> l.event or o.event <> l.event
            or e.counterpart is not null or o.submission is not null""",
    "what pitches is an entry of its event, and was drawn": """
        select t.id from pitch t join party p on p.id = t.party left join submission s on s.id = p.submission
         where p.event <> t.event or s.id is null or not exists (
               select from pitch_draw d where d.event = t.event and s.code = any(d.codes))""",
    "versions of a programme, and draws, are numbered without a gap": """
        select event from programme_release group by event having count(*) <> max(number)
         union all
        select event from pitch_draw group by event having count(*) <> max(number)""",
}
