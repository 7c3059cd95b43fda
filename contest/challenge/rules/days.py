"""Working days where a round's people live: weekends, and what its calendar says otherwise."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from contest.lib.errors import Invalid
from contest.lib.i18n import N_

MOST = 1000
LONGEST_NAME = 80
_LINE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*/\s*(\d{4}-\d{2}-\d{2}))?\s+(off|work|休|班)(?:\s+(.*))?")
_WORKED = {"work": True, "班": True, "off": False, "休": False}


class Day(msgspec.Struct, frozen=True):
    """A day on which nobody works, or a weekend's day that is worked to make up for one."""

    on: date
    is_worked: bool
    name: str


def read(text: str) -> list[Day]:
    """The days of a text: `2026-10-01/2026-10-07 off National Day` a line. `Invalid` (field `days`) names the line."""
    found: dict[date, Day] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        trouble = Invalid(
            N_("Line %(n)s cannot be read. Write a day, then “off” or “work”, then its name.", n=number), field="days"
        )
        matched = _LINE.fullmatch(line.strip())
        if matched is None:
            raise trouble
        try:
            first = date.fromisoformat(matched[1])
            last = date.fromisoformat(matched[2]) if matched[2] else first
        except ValueError:
            raise trouble from None
        if last < first or (last - first).days > 31:
            raise trouble
        for more in range((last - first).days + 1):
            on = first + timedelta(days=more)
            found[on] = Day(on, _WORKED[matched[3]], (matched[4] or "").strip()[:LONGEST_NAME])
    if len(found) > MOST:
        raise Invalid(N_("At most %(n)s days.", n=MOST), field="days")
    return [found[on] for on in sorted(found)]


def text_of(days: Sequence[Day]) -> str:
    """The days as `read` takes them, those that follow each other under one name in one line."""
    lines: list[tuple[date, date, Day]] = []
    for day in days:
        if lines and lines[-1][1] + timedelta(days=1) == day.on:
            first, _, before = lines[-1]
            if (before.is_worked, before.name) == (day.is_worked, day.name) and (day.on - first).days <= 31:
                lines[-1] = (first, day.on, before)
                continue
        lines.append((day.on, day.on, day))
    return "\n".join(
        f"{first}{f'/{last}' if last != first else ''} {'work' if day.is_worked else 'off'} {day.name}".rstrip()
        for first, last, day in lines
    )


def is_worked(on: date, known: Mapping[date, bool]) -> bool:
    """What the calendar says of a day; without a word from it Monday to Friday are worked."""
    return known.get(on, on.weekday() < 5)


def end_of_working_days(start: datetime, *, days: int, zone: str, known: Mapping[date, bool]) -> datetime:
    """24:00 (UTC), in the zone, of the `days`-th working day after the day of `start`."""
    here = ZoneInfo(zone)
    day = start.astimezone(here).date()
    while days > 0:
        day += timedelta(days=1)
        days -= is_worked(day, known)
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=here).astimezone(UTC)
