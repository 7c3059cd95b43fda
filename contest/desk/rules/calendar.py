"""The dates of rounds side by side: what gets in whose way, and where clocks change in between."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from contest.challenge.rules import local_time
from contest.challenge.rules.days import Day

LOOKS_BACK = timedelta(days=150)


class Line(Struct, frozen=True, kw_only=True):
    """The dates of a round; `starts_at` and `ends_at` are those of its programme and meetings, where there are any."""

    id: UUID
    city: str
    time_zone: str
    opens_at: datetime
    closes_at: datetime
    reviews_due_at: datetime
    starts_at: datetime | None = None
    ends_at: datetime | None = None


class Clash(Struct, frozen=True, kw_only=True):
    """`what`: two calls in one `city` at once, two `events` at the same time, or `judges` who read in both: so many."""

    what: str
    one: UUID
    other: UUID
    count: int = 0


class Shift(Struct, frozen=True, kw_only=True):
    """Clocks change in a round's zone while its call is open or its reviews are written."""

    round: UUID
    at: datetime
    minutes: int
    during: str


class DayOff(Struct, frozen=True, kw_only=True):
    """A date of a round lies on a day on which nobody works where it is; `name` as its calendar has it."""

    round: UUID
    what: str
    on: date
    name: str


class Moment(Struct, frozen=True, kw_only=True):
    """One line of the list of dates: a round `opens`, `closes`, has its `event`, or its reviews are `due`."""

    at: datetime
    what: str
    round: UUID


class Bar(Struct, frozen=True, kw_only=True):
    """A stretch of the picture, in per cent of its width."""

    what: str
    x: float
    width: float


def clashes(lines: Sequence[Line], shared: Mapping[tuple[UUID, UUID], int]) -> list[Clash]:
    """What two rounds get in each other's way with. `shared`: how many judges two of them have in common."""
    found = []
    for one, other in combinations(lines, 2):
        in_the_way = []
        are_in_one_city = one.city and one.city == other.city
        if are_in_one_city and _overlap(one.opens_at, one.closes_at, other.opens_at, other.closes_at):
            in_the_way.append(("city", 0))
        if _overlap(one.starts_at, one.ends_at, other.starts_at, other.ends_at):
            in_the_way.append(("events", 0))
        count = shared.get((one.id, other.id), 0) or shared.get((other.id, one.id), 0)
        if count and _overlap(one.closes_at, one.reviews_due_at, other.closes_at, other.reviews_due_at):
            in_the_way.append(("judges", count))
        found += [Clash(what=what, one=one.id, other=other.id, count=many) for what, many in in_the_way]
    return found


def _overlap(a: datetime | None, b: datetime | None, c: datetime | None, d: datetime | None) -> bool:
    if a is None or b is None or c is None or d is None:
        return False
    return a < d and c < b


def shifts(lines: Iterable[Line]) -> list[Shift]:
    """Every change of clocks between a round's opening and the day its reviews are due, in order."""
    found = []
    for line in lines:
        for change in local_time.changes(line.time_zone, line.opens_at, line.reviews_due_at):
            during = "call" if change.at <= line.closes_at else "reading"
            found.append(Shift(round=line.id, at=change.at, minutes=change.minutes, during=during))
    return sorted(found, key=lambda one: one.at)


def days_off(lines: Iterable[Line], known: Mapping[str, Sequence[Day]]) -> list[DayOff]:
    """Dates of rounds on a public holiday of their own zone, in order. `known`: what is written of its days."""
    off = {zone: {day.on: day.name for day in days if not day.is_worked} for zone, days in known.items()}
    found = []
    for line in lines:
        there = off.get(line.time_zone, {})
        for what, on in _days(line):
            if on in there:
                found.append(DayOff(round=line.id, what=what, on=on, name=there[on]))
    return sorted(found, key=lambda one: (one.on, one.what))


def _days(line: Line) -> list[tuple[str, date]]:
    """On which days of its zone a round's dates lie: what ends at midnight ends on the day before."""
    here, last = ZoneInfo(line.time_zone), timedelta(microseconds=1)
    found = [
        ("opens", line.opens_at.astimezone(here).date()),
        ("closes", (line.closes_at - last).astimezone(here).date()),
        ("due", (line.reviews_due_at - last).astimezone(here).date()),
    ]
    if line.starts_at is not None and line.ends_at is not None:
        first, final = line.starts_at.astimezone(here).date(), (line.ends_at - last).astimezone(here).date()
        found += [("event", first + timedelta(days=more)) for more in range((final - first).days + 1)]
    return found


def moments(lines: Iterable[Line], now: datetime) -> list[Moment]:
    """Every date that is still to come, in order."""
    found = []
    for line in lines:
        dates = {"opens": line.opens_at, "closes": line.closes_at, "due": line.reviews_due_at, "event": line.starts_at}
        found += [Moment(at=at, what=what, round=line.id) for what, at in dates.items() if at is not None and at >= now]
    return sorted(found, key=lambda one: (one.at, one.what))


class Span(Struct, frozen=True):
    """From when to when the picture shows."""

    begin: datetime
    end: datetime

    def at(self, moment: datetime) -> float:
        """Where a moment lies, in per cent."""
        return max(0.0, min(100.0, 100 * (moment - self.begin) / (self.end - self.begin)))


def span(lines: Sequence[Line], now: datetime) -> Span:
    """All dates of the last months and to come, and now, with a week on either side."""
    begin = max(min([now, *(line.opens_at for line in lines)]), now - LOOKS_BACK)
    end = max([now, *(line.reviews_due_at for line in lines), *(line.ends_at for line in lines if line.ends_at)])
    return Span(begin - timedelta(days=7), end + timedelta(days=7))


def bars(line: Line, over: Span) -> list[Bar]:
    """A round in the picture: its call, the reading after it, and its event."""
    stretches = [("call", line.opens_at, line.closes_at), ("reading", line.closes_at, line.reviews_due_at)]
    if line.starts_at is not None and line.ends_at is not None:
        stretches.append(("event", line.starts_at, line.ends_at))
    return [
        Bar(what=what, x=over.at(begin), width=max(0.4, over.at(end) - over.at(begin)))
        for what, begin, end in stretches
        if end > over.begin
    ]


def months(over: Span) -> list[tuple[datetime, float]]:
    """The first of some months in the picture, and where it lies: four at most."""
    each = next(months for months in (1, 2, 3, 6, 12, 120) if over.end - over.begin < timedelta(days=months * 122))
    found, at = [], over.begin.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    while (at := (at + timedelta(days=32)).replace(day=1)) < over.end:
        if (at.month - 1) % each == 0:
            found.append((at, over.at(at)))
    return found
