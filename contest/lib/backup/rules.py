"""When a backup is due, how archives are named, and which of them are kept. Pure."""

from collections.abc import Callable, Collection
from datetime import datetime, time, timedelta

DAILY, WEEKLY, MONTHLY = 7, 4, 12
KEPT_AT_MOST = timedelta(days=366)  # people are told until when backups hold them
AGAIN_AFTER = timedelta(hours=1)  # one that failed
LATE_AFTER = timedelta(hours=26)  # a day, and two hours to make it
REHEARSED_EVERY = timedelta(days=90)

PARTS = (
    "fetch",
    "check",
    "files",
    "database",
    "count",
    "migrate",
    "erase",
    "invariants",
    "chains",
    "figures",
)  # of a rehearsal

_NAME = "contest-%Y%m%dT%H%M%SZ.sealed"
_PERIODS: tuple[tuple[int, Callable[[datetime], tuple[int, ...]]], ...] = (
    (DAILY, lambda at: (at.year, at.month, at.day)),
    (WEEKLY, lambda at: at.isocalendar()[:2]),
    (MONTHLY, lambda at: (at.year, at.month)),
)


def name_of(at: datetime) -> str:
    """The name of an archive made at `at` (UTC)."""
    return at.strftime(_NAME)


def moment_of(name: str, like: datetime) -> datetime | None:
    """When an archive of this name was made, in the zone of `like` (UTC); None for what is none of ours."""
    try:
        return datetime.strptime(name, _NAME).replace(tzinfo=like.tzinfo)
    except ValueError:
        return None


def to_delete(names: Collection[str], *, now: datetime) -> list[str]:
    """Which archives go: those that are not the newest of one of the last 7 days, 4 weeks or 12 months that have any,
    and those older than `KEPT_AT_MOST`. Other names are let alone."""
    made = {name: at for name in names if (at := moment_of(name, now)) is not None}
    newest_first = sorted(made, key=lambda name: made[name], reverse=True)
    kept = set[str]()
    for count, period in _PERIODS:
        first: dict[tuple[int, ...], str] = {}
        for name in newest_first:
            first.setdefault(period(made[name]), name)
        kept.update(list(first.values())[:count])
    return [name for name in newest_first if name not in kept or now - made[name] > KEPT_AT_MOST]


def time_of(text: str) -> time | None:
    """`03:15` as a time of the day (UTC); None where it is none."""
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - only the time is taken
    except ValueError:
        return None


def is_due(*, at: time, done: datetime | None, tried: datetime | None, now: datetime) -> bool:
    """Whether a backup has to begin: none was made since the last time of day `at`, and none failed in the last hour.

    `done` is when the last good one began, `tried` when the last one of any end did.
    """
    last = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    if last > now:
        last -= timedelta(days=1)
    if done is not None and done >= last:
        return False
    return tried is None or tried < last or now - tried >= AGAIN_AFTER
