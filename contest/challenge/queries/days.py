"""Reads of the days on which people work, by the time zone they live in."""

from collections.abc import Collection
from datetime import date

from contest.challenge.rules.days import Day
from contest.lib import db


async def calendar_zones() -> list[str]:
    """The time zones of all cities and rounds, by name."""
    rows = await db.fetch("select time_zone from city union select time_zone from round order by time_zone")
    return [row["time_zone"] for row in rows]


async def calendar(zone: str) -> list[Day]:
    """What is written of the days in this zone, in order."""
    rows = await db.fetch('select "on", is_worked, name from calendar_day where time_zone = $1 order by "on"', zone)
    return [Day(row["on"], row["is_worked"], row["name"]) for row in rows]


async def calendars(zones: Collection[str]) -> dict[str, list[Day]]:
    """The same of several zones; one statement."""
    rows = await db.fetch(
        'select time_zone, "on", is_worked, name from calendar_day where time_zone = any($1) order by "on"', list(zones)
    )
    found: dict[str, list[Day]] = {}
    for row in rows:
        found.setdefault(row["time_zone"], []).append(Day(row["on"], row["is_worked"], row["name"]))
    return found


async def worked_days(zone: str) -> dict[date, bool]:
    """The same for a reckoning: whether each day that is not as weekdays say is worked."""
    return {day.on: day.is_worked for day in await calendar(zone)}
