"""The days on which people work: one calendar for each time zone, which every round in it counts by."""

from datetime import datetime

from contest.audit.service import record
from contest.challenge import rules
from contest.challenge.queries.days import calendar_zones
from contest.challenge.rules.days import read
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotAllowed, NotFound
from contest.lib.ids import uuid7


async def write_calendar(*, actor: Actor, zone: str, text: str, now: datetime) -> int:
    """Replace what is written of a zone's days; how many there are. A notice that runs keeps the end it has."""
    if not actor.has(rules.PROGRAMME):
        raise NotAllowed
    if zone not in await calendar_zones():
        raise NotFound
    days = read(text)
    await db.execute("delete from calendar_day where time_zone = $1", zone)
    await db.execute(
        'insert into calendar_day (id, time_zone, "on", is_worked, name, written_at)'
        " select id, $2, day, worked, name, $6 from unnest($1::uuid[], $3::date[], $4::bool[], $5::text[])"
        " as made(id, day, worked, name)",
        [uuid7() for _ in days],
        zone,
        [day.on for day in days],
        [day.is_worked for day in days],
        [day.name for day in days],
        now,
    )
    data = {"zone": zone, "days": len(days)}
    await record(actor=actor, action="calendar.write", thing="calendar", thing_id=None, data=data, texts={"days": text})
    return len(days)
