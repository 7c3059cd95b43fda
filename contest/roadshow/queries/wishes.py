"""An event as one of its parties sees it: what it said itself, and of the others only that they take part.

Nothing here depends on what another party wished for: not a line, an order, a count.
"""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.accounts.queries import sends_to_sql as person_sends_to_sql
from contest.accounts.queries import shares_contacts_sql
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.roadshow.queries.events import Slot
from contest.submissions.queries import sends_to_sql, ties_hide_sql


class MyParty(msgspec.Struct, frozen=True, kw_only=True):
    """A party for which the actor comes, its event and its round; `own_zone` is the one the actor lives by."""

    id: UUID
    side: str
    name_en: str
    name_zh: str
    is_remote: bool
    least: int
    most: int | None
    joined_at: datetime | None
    left_at: datetime | None
    recording: str
    event_id: UUID
    venue_en: str
    venue_zh: str
    wishes_close_at: datetime
    musts: int
    usual_most: int
    round_id: UUID
    round_slug: str
    round_en: str
    round_zh: str
    time_zone: str
    own_zone: str
    edition_id: UUID
    edition_slug: str
    edition_en: str
    edition_zh: str
    is_demo: bool


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody to meet, and what was wished of them. `about` is what they say of themselves."""

    id: UUID
    code: str
    name_en: str
    name_zh: str
    kind: str
    about_en: str
    about_zh: str
    mark: str
    note: str


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting of a party: `other` is the other one, `answer` its own, `contacts` (name, address) the other side's,
    after both said yes."""

    id: UUID
    other: UUID
    state: str
    name_en: str
    name_zh: str
    starts_at: datetime
    ends_at: datetime
    seat: str | None
    room: str | None
    answer: bool | None
    made_at: datetime
    contacts: list[tuple[str, str]]
    outcome: str

    @property
    def is_firm(self) -> bool:
        return self.state in ("accepted", "published")


class WishPage(msgspec.Struct, frozen=True, kw_only=True):
    """All that a party sees of an event."""

    party: MyParty
    slots: list[Slot]
    away: frozenset[UUID]
    lines: list[Line]
    meetings: list[Meeting]

    @property
    def musts(self) -> int:
        return sum(line.mark == "must" for line in self.lines)


_MINE = """
select p.id, case when p.submission is null then 'other' else 'entry' end as side,
       coalesce(v.title_en, o.name_en, '') as name_en, coalesce(v.title_zh, o.name_zh, '') as name_zh,
       p.is_remote, p.least, p.most, p.joined_at, p.left_at, p.recording, e.id as event_id, e.venue_en, e.venue_zh,
       e.wishes_close_at, e.musts, e.most as usual_most, r.id as round_id, r.slug as round_slug, r.name_en as round_en,
       r.name_zh as round_zh, r.time_zone,
       me.time_zone as own_zone, ed.id as edition_id, ed.slug as edition_slug, ed.name_en as edition_en,
       ed.name_zh as edition_zh, ed.is_demo
  from party p
  join party_person pp on pp.party = p.id and pp.person = $1
  join person me on me.id = pp.person
  join roadshow_event e on e.id = p.event
  join round r on r.id = e.round
  join edition ed on ed.id = r.edition
  left join submission s on s.id = p.submission
  left join standing st on st.submission = s.id and st.round = e.round
  left join submission_version v on v.id = st.version
  left join counterpart c on c.id = p.counterpart
  left join counterpart_person cp on cp.counterpart = c.id and cp.person = pp.person
  left join organisation o on o.id = c.organisation
 where (s.id is not null or (c.left_at is null and cp.accepted_at is not null and cp.left_at is null))
"""

# Of entries only what was handed in, what their owners let be read and what may be sent to the country of the party $2,
# and none that a tie hides from the actor $3.
_ENTRIES = f"""
select p.id, s.code, v.title_en as name_en, v.title_zh as name_zh, s.kind,
       coalesce(v.content->>'summary_en', '') as about_en, coalesce(v.content->>'summary_zh', '') as about_zh,
       coalesce(w.mark, 'open') as mark, coalesce(w.note, '') as note
  from party p
  join roadshow_event e on e.id = p.event
  join submission s on s.id = p.submission and s.state = 'submitted'
  join standing st on st.submission = s.id and st.round = e.round and st.gone = ''
  join submission_version v on v.id = st.version
  join sharing_consent k on k.submission = s.id and k.level <> 'none'
  join party mine on mine.id = $2
  join counterpart c on c.id = mine.counterpart
  join organisation o on o.id = c.organisation
  left join wish w on w.party = $2 and w.about = p.id
 where p.event = $1 and p.joined_at is not null and p.left_at is null and {ties_hide_sql("$3")}
   and {sends_to_sql("o.country")}
 order by s.code
"""  # noqa: S608 - no value is in it

_OTHERS = """
select p.id, '' as code, o.name_en, o.name_zh, c.kind, c.about_en, c.about_zh,
       coalesce(w.mark, 'open') as mark, coalesce(w.note, '') as note
  from party p
  join counterpart c on c.id = p.counterpart and c.left_at is null
  join organisation o on o.id = c.organisation
  left join wish w on w.party = $2 and w.about = p.id
 where p.event = $1 and p.joined_at is not null and p.left_at is null and $3::uuid is not null
 order by o.name_en, o.name_zh, p.id
"""

# Contacts only where both said yes, and only of people who agreed to share them, and to send them where the reader's
# side is. What the other answered is not told: a meeting that was declined is gone for both.
_LET_READ = f"k.level <> 'none' and {sends_to_sql('mo.country')}"
_SHARED = (
    shares_contacts_sql("pe.id")
    + " and "
    + person_sends_to_sql("select pe.id", "coalesce(s.country, o.country)", "coalesce(ms.country, mo.country)")
)
_MEETINGS = f"""
select m.id, x.id as other, m.state,
       case when {_LET_READ} then v.title_en else coalesce(o.name_en, s.code) end as name_en,
       case when {_LET_READ} then v.title_zh else coalesce(o.name_zh, '') end as name_zh,
       sl.starts_at, sl.ends_at, t.name as seat, t.room, case when m.entry = $1 then m.entry_yes else m.other_yes end
       as answer, m.made_at,
       case when m.state in ('accepted', 'published') then
         (select coalesce(json_agg(json_build_array(pe.name, pe.email) order by pe.email), '[]') from party_person pp
            join person pe on pe.id = pp.person
           where pp.party = x.id and {_SHARED})
       else '[]'::json end as contacts, coalesce(oc.outcome, '') as outcome
  from meeting m
  left join meeting_outcome oc on oc.meeting = m.id and oc.party = $1
  join party x on x.id = case when m.entry = $1 then m.other else m.entry end
  join roadshow_event e on e.id = m.event
  join meeting_slot sl on sl.id = m.slot
  left join meeting_table t on t.id = m.seat
  left join submission s on s.id = x.submission
  left join standing st on st.submission = s.id and st.round = e.round
  left join submission_version v on v.id = st.version
  left join sharing_consent k on k.submission = s.id
  left join counterpart c on c.id = x.counterpart
  left join organisation o on o.id = c.organisation
  join party mine on mine.id = $1
  left join submission ms on ms.id = mine.submission
  left join counterpart mc on mc.id = mine.counterpart
  left join organisation mo on mo.id = mc.organisation
 where (m.entry = $1 or m.other = $1) and m.state in ('proposed', 'accepted', 'published')
   and (s.id is null or {ties_hide_sql("$2")})
 order by sl.starts_at
"""  # noqa: S608 - as above


async def my_parties(*, actor: Actor) -> list[MyParty]:
    """The parties for which the actor comes, the newest event first."""
    if actor.person_id is None:
        return []
    rows = await db.fetch(f"{_MINE} order by e.created_at desc, p.id", actor.person_id)
    return [MyParty(**row) for row in rows]


async def my_party(*, actor: Actor, party_id: UUID) -> MyParty:
    """One of them; `NotFound` to all others."""
    row = None if actor.person_id is None else await db.fetchrow(f"{_MINE} and p.id = $2", actor.person_id, party_id)
    if row is None:
        raise NotFound
    return MyParty(**row)


async def lines_for(*, actor: Actor, party: MyParty) -> list[Line]:
    """Whom a party may wish for; nobody before it joined."""
    if party.joined_at is None:
        return []
    rows = await db.fetch(_OTHERS if party.side == "entry" else _ENTRIES, party.event_id, party.id, actor.person_id)
    return [Line(**row) for row in rows]


async def wish_page(*, actor: Actor, party_id: UUID) -> WishPage:
    """What a party sees of its event."""
    party = await my_party(actor=actor, party_id=party_id)
    times = await db.fetch(
        "select sl.id, sl.starts_at, sl.ends_at, a.id is not null as is_away from meeting_slot sl"
        " left join party_away a on a.slot = sl.id and a.party = $2 where sl.event = $1 order by sl.starts_at",
        party.event_id,
        party.id,
    )
    return WishPage(
        party=party,
        slots=[Slot(id=row["id"], starts_at=row["starts_at"], ends_at=row["ends_at"]) for row in times],
        away=frozenset(row["id"] for row in times if row["is_away"]),
        lines=await lines_for(actor=actor, party=party),
        meetings=await party_meetings(actor=actor, party_id=party.id),
    )


async def party_meetings(*, actor: Actor, party_id: UUID) -> list[Meeting]:
    """The meetings of the actor's party that may take place. The caller has found it for the actor."""
    rows = await db.fetch(_MEETINGS, party_id, actor.person_id)
    return [
        Meeting(**{**row, "contacts": msgspec.json.decode(row["contacts"], type=list[tuple[str, str]])}) for row in rows
    ]
