"""The programme of an event: as it would be released now, and as it was."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from contest.accounts.queries import named_sql
from contest.challenge.queries import RoundFacts
from contest.judging.rules.pitching import Moments
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.roadshow.queries.events import Event, PartyFacts, event_to_run, parties_of, slots_of
from contest.roadshow.rules import programme as rules
from contest.roadshow.rules.programme import Changes, Draw, Item, MeetingTime, PitchTime, Programme

MOST = 1_000_000

# An entry that takes part in the event $1.
_ENTRIES = """
  from party p
  join roadshow_event e on e.id = p.event
  join submission s on s.id = p.submission and s.state = 'submitted'
  join standing st on st.submission = s.id and st.round = e.round and st.gone = ''
"""
_HERE = " where p.event = $1 and p.joined_at is not null and p.left_at is null"

_ORDER = f"""
select t.id, t.party, s.code, t.moved_because, t.begun_at, t.questions_at, t.change_at, t.over_at, t.held_at
{_ENTRIES} join pitch t on t.party = p.id {_HERE} order by t.place
"""

_MEETINGS = """
select m.id::text, m.entry::text, m.other::text, coalesce(t.name, '') as "table", coalesce(t.room, '') as room,
       sl.starts_at, sl.ends_at
  from meeting m join meeting_slot sl on sl.id = m.slot left join meeting_table t on t.id = m.seat
 where m.event = $1 and m.state in ('accepted', 'published') order by sl.starts_at, m.id
"""

# When a party has a meeting, or can't come: no pitch should be then.
_BUSY = """
select a.party::text, sl.starts_at, sl.ends_at, true as is_away
  from party_away a join meeting_slot sl on sl.id = a.slot where sl.event = $1
union all
select x.party::text, sl.starts_at, sl.ends_at, false
  from meeting m join meeting_slot sl on sl.id = m.slot cross join lateral (values (m.entry), (m.other)) as x(party)
 where m.event = $1 and m.state in ('proposed', 'accepted', 'published')
"""


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """A version of the programme as it was released."""

    id: UUID
    number: int
    content: Programme
    note_en: str
    note_zh: str
    released_at: datetime


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """An entry in the running order, and what the clock said of it."""

    id: UUID
    party: str
    code: str
    moved_because: str
    moments: Moments | None


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a programme. `key`: no_session, too_long, same_room, away, meeting."""

    key: str
    party: str = ""
    minutes: int = 0
    titles: list[Item] = []


class ProgrammePage(msgspec.Struct, frozen=True, kw_only=True):
    """A programme as its organisers see it, beside what they released last. `parties`: less those that ties hide."""

    round: RoundFacts
    event: Event
    now: Programme
    running: list[Running]
    releases: list[Release]
    changes: Changes
    affected: int
    waiting: int
    trouble: list[Trouble]
    parties: list[PartyFacts]

    @property
    def names(self) -> dict[str, PartyFacts]:
        return {str(one.id): one for one in self.parties}

    @property
    def own(self) -> list[Item]:
        """The items that can be changed: the blocks of meetings come from the slots."""
        return [one for one in self.now.items if one.kind != rules.MEETINGS]


class PublicParty(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who takes part and lets the public know. `code` of an entry, `kind` of what it is."""

    code: str
    kind: str
    name_en: str
    name_zh: str


# Entries whose owners, in a round that names any, and counterparts who, agreed to be named in public.
_PUBLIC = f"""
select s.code, s.kind, v.title_en as name_en, v.title_zh as name_zh
{_ENTRIES} join round r on r.id = e.round and r.publicity <> 'codes'
  join submission_version v on v.id = st.version {_HERE} and {named_sql("s.owner")}
union all
select '', c.kind, o.name_en, o.name_zh from party p
  join counterpart c on c.id = p.counterpart and c.left_at is null and c.is_named
  join organisation o on o.id = c.organisation
{_HERE}
 order by 1, 3, 4
"""  # noqa: S608 - no value is in it


async def items_of(event_id: UUID) -> list[Item]:
    """The items that organisers made, in their order."""
    rows = await db.fetch(
        "select id::text, kind, title_en, title_zh, room, starts_at, ends_at from programme_item"
        " where event = $1 order by starts_at, ends_at, id",
        event_id,
    )
    return [Item(**row) for row in rows]


async def entries_here(event_id: UUID) -> dict[str, UUID]:
    """The entries that take part, by code: their parties. Asks nobody who is looking."""
    rows = await db.fetch(f"select s.code, p.id {_ENTRIES} {_HERE} order by s.code", event_id)
    return {row["code"]: row["id"] for row in rows}


async def running_order(event_id: UUID) -> list[Running]:
    """Who pitches, in their order; who no longer takes part has no place. Asks nobody who is looking."""
    names = Moments.__struct_fields__
    return [
        Running(
            id=row["id"],
            party=str(row["party"]),
            code=row["code"],
            moved_because=row["moved_because"],
            moments=None if row["begun_at"] is None else Moments(**{name: row[name] for name in names}),
        )
        for row in await db.fetch(_ORDER, event_id)
    ]


async def programme_of(*, event: Event) -> tuple[Programme, timedelta]:
    """The programme as it would be released now, and how long its pitches run past their last session.

    Asks nobody who is looking.
    """
    items, order = await items_of(event.id), await running_order(event.id)
    slots = [(slot.starts_at, slot.ends_at) for slot in await slots_of(event.id)]
    draws = await db.fetch(
        "select number, seed, source, codes, reason, drawn_at from pitch_draw where event = $1 order by number",
        event.id,
    )
    pitches, over = pitch_times(event, items, order)
    whole = sorted([*items, *rules.blocks(slots)], key=_first)
    made = Programme(
        items=whole,
        pitches=pitches,
        meetings=[MeetingTime(**row) for row in await db.fetch(_MEETINGS, event.id)],
        draws=[Draw(**row) for row in draws],
        minutes=event.minutes,
    )
    return made, over


def _first(one: Item) -> tuple[datetime, datetime, str]:
    return one.starts_at, one.ends_at, one.id


def pitch_times(event: Event, items: Sequence[Item], order: Sequence[Running]) -> tuple[list[PitchTime], timedelta]:
    """When each pitches; nobody does where there is no session for it."""
    sessions = [one for one in items if one.kind == "pitches"]
    if not sessions:
        return [], timedelta()
    return rules.pitch_times(sessions, [(one.party, one.code, one.moved_because) for one in order], event.minutes)


async def releases_of(event_id: UUID) -> list[Release]:
    """The versions that were released, the newest first."""
    rows = await db.fetch(
        "select id, number, content, note_en, note_zh, released_at from programme_release where event = $1"
        " order by number desc",
        event_id,
    )
    return [_release(row) for row in rows]


async def last_release(event_id: UUID, *, upto: int = MOST) -> Release | None:
    """The version that holds now, or the one that did with the number `upto`; None before the first."""
    row = await db.fetchrow(
        "select id, number, content, note_en, note_zh, released_at from programme_release where event = $1"
        " and number <= $2 order by number desc limit 1",
        event_id,
        upto,
    )
    return None if row is None else _release(row)


def _release(row: Any) -> Release:
    return Release(**{**row, "content": msgspec.json.decode(row["content"], type=Programme)})


async def programme_page(*, actor: Actor, round_id: UUID) -> ProgrammePage:
    """The programme of a round's event, for who organises it."""
    facts, event = await event_to_run(actor=actor, round_id=round_id)
    made, over = await programme_of(event=event)
    releases = await releases_of(event.id)
    parties = await parties_of(actor=actor, event_id=event.id)
    before = releases[0].content if releases else Programme()
    changes = rules.changes(before, made)
    waiting = len(await entries_here(event.id))
    return ProgrammePage(
        round=facts,
        event=event,
        now=made,
        running=await running_order(event.id),
        releases=releases,
        changes=changes,
        affected=len(changes.affected([str(one.id) for one in parties if one.joined_at is not None])),
        waiting=waiting,
        trouble=await _trouble(event, made, over),
        parties=parties,
    )


async def _trouble(event: Event, made: Programme, over: timedelta) -> list[Trouble]:
    found = []
    has_draw = bool(made.draws)
    if has_draw and not any(one.kind == "pitches" for one in made.items):
        found.append(Trouble(key="no_session"))
    if over:
        found.append(Trouble(key="too_long", minutes=-(-int(over.total_seconds()) // 60)))
    found += [Trouble(key="same_room", titles=[first, second]) for first, second in rules.clashes(made.items)]
    times = {one.party: (one.starts_at, one.ends_at) for one in made.pitches}
    for row in await db.fetch(_BUSY, event.id):
        if row["party"] in times and rules.overlap(times[row["party"]], (row["starts_at"], row["ends_at"])):
            one = Trouble(key="away" if row["is_away"] else "meeting", party=row["party"])
            found += [one] if one not in found else []
    return found


async def who_is_public(event_id: UUID) -> list[PublicParty]:
    """Who takes part and lets the public know. Public."""
    return [PublicParty(**row) for row in await db.fetch(_PUBLIC, event_id)]


async def item_to_edit(*, actor: Actor, round_id: UUID, item_id: UUID) -> tuple[RoundFacts, Item]:
    """One item, for who organises the round; else `NotFound`."""
    facts, event = await event_to_run(actor=actor, round_id=round_id)
    found = next((one for one in await items_of(event.id) if one.id == str(item_id)), None)
    if found is None:
        raise NotFound
    return facts, found
