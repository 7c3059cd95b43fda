"""A venture held for a verb, and the day it is where its award was made."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from contest.incubator import queries, rules
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound


def today_of(of: queries.Venture, now: datetime) -> date:
    """The day it is where the venture's award was made."""
    return now.astimezone(ZoneInfo(of.time_zone)).date()


async def hold(actor: Actor, venture_id: UUID) -> queries.Venture:
    """The venture, held until the transaction ends, for who sees it."""
    await db.fetchval("select id from venture where id = $1 for update", venture_id)
    return await queries.venture(actor=actor, venture_id=venture_id)


async def hold_led(actor: Actor, venture_id: UUID) -> queries.Venture:
    """The same, for who runs its incubator and is not of its team."""
    found = await hold(actor, venture_id)
    if found.is_team or not rules.may_run(actor, edition_id=found.edition_id):
        raise NotFound
    return found


async def checked_files(venture_id: UUID) -> set[UUID]:
    """The lines of a venture's documents that passed their check: what may show something."""
    return {one.link_id for one in await queries.files(venture_id=venture_id) if one.state == "checked"}
