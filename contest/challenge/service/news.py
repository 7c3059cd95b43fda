"""News of a new call, to those who agreed to mails that the contest does not need. Written by jobs."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.lib import db, outbox
from contest.lib.config import settings
from contest.notifications.service import queue_message

PEOPLE_EACH = 100  # a job that fails is done again for so many, not for all

# A demonstration writes to its own people only, and a real call never to invented ones.
_READERS = f"""
select p.id from person p join round r on r.id = $1 join edition e on e.id = r.edition
 where p.is_demo = e.is_demo and {accounts.written_to_sql("p.id")}
"""  # noqa: S608 - constants only
_OF_THESE = f"{_READERS} and p.id = any($2) order by p.id"

_CALL = """
select r.id as round_id, r.edition as edition_id, r.slug as round_slug, r.name_en as round_name_en,
       r.name_zh as round_name_zh, r.time_zone, r.closes_at, e.slug as edition_slug, e.name_en as edition_name_en,
       e.name_zh as edition_name_zh, e.is_demo
  from round r join edition e on e.id = r.edition where r.id = $1 and r.state = 'open'
"""


async def spread_news(*, round_id: UUID) -> None:
    """Start a job for each hundred of those who want to hear of a round that has opened."""
    people = [row["id"] for row in await db.fetch(f"{_READERS} order by p.id", round_id)]
    for first in range(0, len(people), PEOPLE_EACH):
        await outbox.emit("round.announced", round_id=round_id, people=people[first : first + PEOPLE_EACH])


async def mail_news(*, round_id: UUID, people: Sequence[UUID]) -> None:
    """Write to these people of the call, while it is open: to those who agree to it now, for one may have taken that
    back since."""
    row = await db.fetchrow(_CALL, round_id)
    if row is None:
        return
    willing = [one["id"] for one in await db.fetch(_OF_THESE, round_id, list(people))]
    known = await accounts.recipients(willing)
    site = settings().public_url
    for person_id in willing:
        to = known[person_id]
        await queue_message(
            kind="challenge/news",
            to=msgspec.structs.replace(to, is_demo=to.is_demo or row["is_demo"]),
            context={
                **row,
                "address": f"{site}/calls/{row['edition_slug']}/{row['round_slug']}",
                "consents": f"{site}/account/consents",
            },
            edition_id=row["edition_id"],
            round_id=row["round_id"],
        )
