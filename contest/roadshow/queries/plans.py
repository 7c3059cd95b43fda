"""Plans of an event and the meetings that came of them. For who organises the round, and the job."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.roadshow.queries.cases import case_of, mark_of
from contest.roadshow.queries.events import (
    Event,
    PartyFacts,
    Slot,
    Table,
    event_to_run,
    parties_of,
)
from contest.roadshow.rules.meetings import Case, Meeting, Plan
from contest.roadshow.rules.meetings.compare import Beside, beside

MOST_PLANS = 10
STANDING = ("proposed", "accepted", "published")  # a meeting that may take place


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


class PlansPage(msgspec.Struct, frozen=True, kw_only=True):
    """The last plans of an event, each beside the meetings that stand, by hand or by a plan."""

    round: RoundFacts
    event: Event
    stands: list[Meeting]
    plans: list[tuple[PlanFacts, Beside]]


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
            if one.state in STANDING
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


async def plans_page(*, actor: Actor, round_id: UUID) -> PlansPage:
    """The last plans of a round's event beside what stands, for who organises it."""
    facts, event = await event_to_run(actor=actor, round_id=round_id)
    rows = await db.fetch(
        f"{_PLAN} where p.event = $1 and p.state = 'done' order by p.asked_at desc, p.id desc limit {MOST_PLANS}",
        event.id,
    )
    case, slots, _tables = await case_of(event=event)
    stands = standing(case, [slot.id for slot in slots], await meetings_of(event.id))
    plans = [_facts(row, mark_of(case)) for row in rows]
    return PlansPage(
        round=facts,
        event=event,
        stands=stands,
        plans=[(one, beside(one.plan.meetings, stands)) for one in plans if one.plan is not None],
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


def standing(case: Case, slots: list[UUID], planned: list[Planned]) -> list[Meeting]:
    """The meetings that may take place, as the rules know them; those of parties who left are off."""
    here = {party.key for party in (*case.entries, *case.others)}
    return [
        Meeting(
            entry=str(one.entry),
            other=str(one.other),
            slot=slots.index(one.slot),
            table=None if one.seat is None else str(one.seat),
            worth=case.worths.get((str(one.entry), str(one.other)), 1),
        )
        for one in planned
        if one.state in STANDING and {str(one.entry), str(one.other)} <= here
    ]


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
