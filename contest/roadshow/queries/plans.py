"""Everything that decides who meets whom and when, and what came of it. For who organises the round, and the job."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.roadshow.queries.events import (
    Event,
    PartyFacts,
    Slot,
    Table,
    event_to_run,
    parties_of,
    slots_of,
    tables_of,
)
from contest.roadshow.rules import meetings
from contest.roadshow.rules.meetings import Case, Pair, Plan, value

SCENE_FIT = 50  # of 100: an open need of a counterpart asks for this kind and scene


class PlanFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The latest plan of an event. `is_current`: no wish, time or party has changed since."""

    id: UUID
    state: str
    share: int
    is_to_prove: bool
    error: str
    finished_at: datetime | None
    applied_at: datetime | None
    is_current: bool
    plan: Plan | None

    @property
    def is_underway(self) -> bool:
        return self.state in ("asked", "running")


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting that was proposed; `entry` and `other` are parties, no `seat` is a video link."""

    id: UUID
    entry: UUID
    other: UUID
    slot: UUID
    seat: UUID | None
    state: str


class Timed(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the timetable; `meeting` once it was proposed. A party that ties hide is not told."""

    entry: PartyFacts | None
    other: PartyFacts | None
    seat: Table | None
    meeting: Planned | None


class EventPage(msgspec.Struct, frozen=True, kw_only=True):
    """An event as its organisers see it. `states` counts its meetings."""

    round: RoundFacts
    event: Event
    slots: list[Slot]
    tables: list[Table]
    parties: list[PartyFacts]
    facts: PlanFacts | None
    meetings: list[Planned]

    @property
    def states(self) -> Counter[str]:
        return Counter(one.state for one in self.meetings)

    @property
    def timetable(self) -> list[tuple[Slot, list[Timed]]]:
        """What takes place when: the meetings that were proposed, and before that those of the plan."""
        names, seats = self.names, {str(table.id): table for table in self.tables}
        place = {slot.id: at for at, slot in enumerate(self.slots)}
        plan = None if self.facts is None else self.facts.plan
        rows: list[tuple[int, str, str, str, Planned | None]] = [
            (place[one.slot], str(one.entry), str(one.other), str(one.seat), one)
            for one in self.meetings
            if one.state in ("proposed", "accepted")
        ]
        if not self.meetings and plan is not None:
            rows = [(one.slot, one.entry, one.other, str(one.table), None) for one in plan.meetings]
        made: dict[int, list[Timed]] = {}
        for at, entry, other, seat, one in sorted(rows, key=lambda row: (row[0], row[3], row[1])):
            made.setdefault(at, []).append(
                Timed(entry=names.get(entry), other=names.get(other), seat=seats.get(seat), meeting=one)
            )
        return [(self.slots[at], some) for at, some in sorted(made.items()) if at < len(self.slots)]

    @property
    def names(self) -> dict[str, PartyFacts]:
        return {str(one.id): one for one in self.parties}

    @property
    def loads(self) -> list[tuple[PartyFacts, int, int]]:
        """The parties that joined, the meetings the plan gives each, and what they take at most; the emptiest first."""
        plan = None if self.facts is None else self.facts.plan
        counts: dict[str, int] = {}
        for one in plan.meetings if plan is not None else []:
            for key in one.pair:
                counts[key] = counts.get(key, 0) + 1
        rows = [
            (one, counts.get(str(one.id), 0), self.event.most if one.most is None else one.most)
            for one in self.parties
            if one.joined_at is not None
        ]
        return sorted(rows, key=lambda row: (row[0].side, row[1] / row[2], str(row[0].id)))


_PARTY_ROWS = """
select p.id, p.submission is not null as is_entry, p.is_remote, p.least, p.most,
       (select coalesce(array_agg(a.slot order by a.slot), '{}') from party_away a where a.party = p.id) as away
  from party p
  join roadshow_event e on e.id = p.event
  left join submission s on s.id = p.submission
  left join standing st on st.submission = s.id and st.round = e.round
  left join counterpart c on c.id = p.counterpart
 where p.event = $1 and p.joined_at is not null and p.left_at is null
   and (s.id is null or (s.state = 'submitted' and st.gone = '')) and (c.id is null or c.left_at is null)
   and exists (select from party_person pp where pp.party = p.id)
 order by p.id
"""

_WISHES = """
select w.party, w.about, w.mark, p.submission is not null as is_entry from wish w join party p on p.id = w.party
 where p.event = $1 and w.mark <> 'open' order by w.party, w.about
"""

# An entry and a counterpart one of whose people is too close to it.
_TIED = """
select distinct e.id as entry, o.id as other from party e
  join party o on o.event = e.event and o.counterpart is not null
  join party_person pp on pp.party = o.id
  join submission s on s.id = e.submission
 where e.event = $1 and (s.owner = pp.person
    or exists (select from tie t where t.submission = e.submission and t.person = pp.person))
 order by 1, 2
"""

_FITS = """
select distinct e.id as entry, o.id as other from party e
  join roadshow_event ev on ev.id = e.event
  join submission s on s.id = e.submission
  join standing st on st.submission = s.id and st.round = ev.round
  join submission_version v on v.id = st.version
  join party o on o.event = e.event
  join counterpart c on c.id = o.counterpart
  join need n on n.edition_id = c.edition_id and n.owner = c.organisation and n.state = 'open'
 where e.event = $1
   and (cardinality(n.entry_kinds) = 0 or s.kind = any(n.entry_kinds))
   and (cardinality(n.scenes) = 0 or exists (
        select from zone_scene z where z.edition_id = n.edition_id and z.key = any(n.scenes)
           and (z.key = v.scene or v.scene = any(z.same_as))))
 order by 1, 2
"""


async def case_of(*, event: Event) -> tuple[Case, list[Slot], list[Table]]:
    """What a plan is worked out from; slots by their order. Asks nobody who is looking."""
    slots, tables = await slots_of(event.id), await tables_of(event.id)
    number = {slot.id: at for at, slot in enumerate(slots)}
    rows = await db.fetch(_PARTY_ROWS, event.id)
    entries, others = (
        [
            meetings.Party(
                key=str(row["id"]),
                free=frozenset(range(len(slots))) - {number[slot] for slot in row["away"]},
                floor=event.floor if is_entry else 0,
                least=row["least"],
                most=event.most if row["most"] is None else row["most"],
                is_remote=row["is_remote"],
            )
            for row in rows
            if row["is_entry"] == is_entry
        ]
        for is_entry in (True, False)
    )
    wishes = await _wishes(event)
    barred = frozenset(await _pairs(_TIED, event))
    fits = dict.fromkeys(await _pairs(_FITS, event), SCENE_FIT)
    rooms = sorted({table.room for table in tables})
    case = Case(
        entries=entries,
        others=others,
        worths={pair: worth for pair, worth in value.wished(wishes, fits).items() if pair not in barred},
        slots=[_minutes(slot, slots[0]) for slot in slots],
        tables=[meetings.Table(key=str(table.id), room=table.room) for table in tables],
        walks={(one, other): event.walk_minutes for one in rooms for other in rooms if one < other},
        entry_musts=frozenset(pair for pair, marks in wishes.items() if marks[0] == value.MUST),
        other_musts=frozenset(pair for pair, marks in wishes.items() if marks[1] == value.MUST),
        never=frozenset(pair for pair, marks in wishes.items() if value.NEVER in marks),
        barred=barred,
    )
    return case, slots, tables


def _minutes(slot: Slot, first: Slot) -> meetings.Slot:
    start, end = ((at - first.starts_at).total_seconds() / 60 for at in (slot.starts_at, slot.ends_at))
    return meetings.Slot(start=int(start), end=int(end))


async def _wishes(event: Event) -> dict[Pair, tuple[str, str]]:
    marks: dict[Pair, list[str]] = {}
    for row in await db.fetch(_WISHES, event.id):
        pair = (row["party"], row["about"]) if row["is_entry"] else (row["about"], row["party"])
        key = str(pair[0]), str(pair[1])
        marks.setdefault(key, [value.OPEN, value.OPEN])[0 if row["is_entry"] else 1] = row["mark"]
    return {pair: (ours, theirs) for pair, (ours, theirs) in marks.items()}


async def _pairs(statement: str, event: Event) -> list[Pair]:
    return [(str(row["entry"]), str(row["other"])) for row in await db.fetch(statement, event.id)]


def mark_of(case: Case) -> str:
    """The same for the same wishes, times, tables and parties."""
    sets = [sorted(getattr(case, name)) for name in ("entry_musts", "other_musts", "never", "barred")]
    parties = [
        (one.key, sorted(one.free), one.floor, one.least, one.most, one.is_remote)
        for one in (*case.entries, *case.others)
    ]
    told = (sets, parties, sorted(case.worths.items()), case.slots, case.tables, sorted(case.walks.items()))
    return sha256(msgspec.json.encode(told)).hexdigest()


_PLAN = """
select p.id, p.state, p.share, p.is_to_prove, p.error, p.finished_at, p.applied_at, p.mark, p.plan, p.event
  from meeting_plan p
"""


async def event_page(*, actor: Actor, round_id: UUID) -> EventPage:
    """The event of a round, for who organises it."""
    facts, event = await event_to_run(actor=actor, round_id=round_id)
    row = await db.fetchrow(f"{_PLAN} where p.event = $1 order by p.asked_at desc, p.id desc limit 1", event.id)
    case, slots, tables = await case_of(event=event)
    return EventPage(
        round=facts,
        event=event,
        slots=slots,
        tables=tables,
        parties=await parties_of(actor=actor, event_id=event.id),
        facts=None if row is None else _facts(row, mark_of(case)),
        meetings=await meetings_of(event.id),
    )


def _facts(row: Mapping[str, object], mark: str) -> PlanFacts:
    said = {name: row[name] for name in PlanFacts.__struct_fields__ if name in row.keys()}  # noqa: SIM118
    raw = row["plan"]
    plan = None if raw is None else msgspec.json.decode(str(raw), type=Plan)
    return PlanFacts(**{**said, "plan": plan, "is_current": row["mark"] == mark})  # type: ignore[arg-type]


async def meetings_of(event_id: UUID) -> list[Planned]:
    """All meetings of an event, also those that are off. For organisers: the caller has asked."""
    rows = await db.fetch(
        "select id, entry, other, slot, seat, state from meeting where event = $1 order by id", event_id
    )
    return [Planned(**row) for row in rows]


async def event_of_meeting(*, actor: Actor, meeting_id: UUID) -> tuple[RoundFacts, Event]:
    """The round and event of a meeting, for who organises there; else `NotFound`."""
    round_id = await db.fetchval(
        "select e.round from meeting m join roadshow_event e on e.id = m.event where m.id = $1", meeting_id
    )
    if round_id is None:
        raise NotFound
    return await event_to_run(actor=actor, round_id=round_id)


async def event_of_plan(*, actor: Actor, plan_id: UUID) -> tuple[RoundFacts, Event]:
    """The round and event of a plan, for who organises there; else `NotFound`."""
    round_id = await db.fetchval(
        "select e.round from meeting_plan p join roadshow_event e on e.id = p.event where p.id = $1", plan_id
    )
    if round_id is None:
        raise NotFound
    return await event_to_run(actor=actor, round_id=round_id)
