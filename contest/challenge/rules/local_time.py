"""Local time as an organiser types it, in the zone of a round; and back."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from msgspec import Struct


class Missing(Struct, frozen=True):
    """Clocks jump over this local time; `instead` is the moment they jump, the first that exists after it."""

    instead: datetime


class Twice(Struct, frozen=True):
    """Clocks are put back over this local time: it occurs at `first` and again at `second`."""

    first: datetime
    second: datetime


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Whether `name` is a zone of the tz database, such as `Asia/Shanghai`."""
    return name in _zones()


def _read(day: str, clock: str) -> datetime | None:
    """The local time without its zone. `24:00` is the next day's 00:00; full-width figures are taken as typed."""
    day, clock = unicodedata.normalize("NFKC", day).strip(), unicodedata.normalize("NFKC", clock).strip()
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day) or not re.fullmatch(r"[0-9]{1,2}:[0-9]{2}", clock):
        return None
    hour, minute = (int(part) for part in clock.split(":"))
    try:
        start = date.fromisoformat(day)
        if not 2000 <= start.year <= 2200:
            return None
        if (hour, minute) == (24, 0):
            return datetime.combine(start + timedelta(days=1), time())
        return datetime.combine(start, time(hour, minute))
    except ValueError:
        return None


def moment_of(day: str, clock: str, zone: str, which: str = "") -> datetime | Missing | Twice | None:
    """The moment (UTC) that `2026-05-15`, `24:00` means in `zone`; None where it cannot be read as a local time.

    `which` is `first` or `second` and answers a `Twice`; elsewhere it says nothing.
    """
    local = _read(day, clock)
    if local is None:
        return None
    here = ZoneInfo(zone)
    first = local.replace(tzinfo=here, fold=0).astimezone(UTC)
    second = local.replace(tzinfo=here, fold=1).astimezone(UTC)
    if first == second:
        return first
    if first > second:
        return Missing(_jump(second, first, here))
    if which == "first":
        return first
    if which == "second":
        return second
    return Twice(first, second)


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The moment between the two at which the zone's offset changes, to the second."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


class Change(Struct, frozen=True):
    """Clocks are put on (or, with fewer than 0 `minutes`, back) at a moment."""

    at: datetime
    minutes: int


def changes(zone: str, begin: datetime, end: datetime) -> list[Change]:
    """Every change of a zone's clocks between two moments, in order."""
    here, found, day = ZoneInfo(zone), [], begin.astimezone(UTC)
    while day < end:
        following = min(day + timedelta(days=1), end)
        was, becomes = day.astimezone(here).utcoffset(), following.astimezone(here).utcoffset()
        assert was is not None
        assert becomes is not None
        if was != becomes:
            found.append(Change(_jump(day, following, here), round((becomes - was).total_seconds() / 60)))
        day = following
    return found


class LocalTime(Struct, frozen=True):
    """A moment as the form shows it: `2026-05-16`, `00:00`, and which one where it occurs twice."""

    day: str
    clock: str
    which: str = ""


def local_time(at: datetime, zone: str) -> LocalTime:
    """What `moment_of` reads back as `at`, to the minute."""
    local = at.astimezone(ZoneInfo(zone))
    day, clock = f"{local.date()}", f"{local:%H:%M}"
    if not isinstance(moment_of(day, clock, zone), Twice):
        return LocalTime(day, clock)
    return LocalTime(day, clock, "second" if local.fold else "first")
