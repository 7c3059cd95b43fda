"""Mails about more time: to everybody in a round, or to one person. Written by jobs."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.lib import db, outbox
from contest.lib.config import settings
from contest.notifications.service import queue_message

PEOPLE_EACH = 100  # a job that fails is done again for so many, not for all

_CONCERNED = """
select distinct p.person from submission s join round_change c on c.round = s.round join lateral (
        select s.owner as person
         union all select person from team_member where submission = s.id and left_at is null) p on true
 where c.id = $1 and s.state in ('draft', 'submitted') order by p.person
"""

_MOVED = """
select p.id, p.time_zone as own_zone, r.id as round_id, r.edition as edition_id, r.name_en as round_name_en,
       r.name_zh as round_name_zh, r.time_zone, c.was, c.becomes, c.reason_en, c.reason_zh,
       array_agg(s.id order by s.code) as entries, array_agg(s.code order by s.code) as codes,
       bool_or(s.is_demo) as is_demo, bool_or(s.state = 'draft') as has_draft
  from round_change c join round r on r.id = c.round join submission s on s.round = r.id
  join person p on p.id = s.owner
    or exists (select 1 from team_member m where m.submission = s.id and m.person = p.id and m.left_at is null)
 where c.id = $1 and p.id = any($2) and s.state in ('draft', 'submitted')
 group by p.id, r.id, c.id order by p.id
"""

_EXTENSION = """
select x.person, x.until, x.reason, x.revoked_at, x.kinds, p.time_zone as own_zone, r.id as round_id,
       r.edition as edition_id, r.name_en as round_name_en, r.name_zh as round_name_zh, r.time_zone, r.closes_at,
       e.is_demo
  from extension x join person p on p.id = x.person join round r on r.id = x.round join edition e on e.id = r.edition
 where x.id = $1
"""


async def spread_moved(*, change_id: UUID) -> None:
    """Start a job for each hundred of those who have a draft or an entry in a round whose deadline was moved."""
    people = [row["person"] for row in await db.fetch(_CONCERNED, change_id)]
    for first in range(0, len(people), PEOPLE_EACH):
        await outbox.emit("submission.deadline_moved", change_id=change_id, people=people[first : first + PEOPLE_EACH])


async def mail_moved(*, change_id: UUID, people: Sequence[UUID]) -> None:
    """Write to these people, one mail each however many entries they have: the old and the new deadline, and why."""
    rows = await db.fetch(_MOVED, change_id, list(people))
    known = await accounts.recipients([row["id"] for row in rows])
    for row in rows:
        to = known[row["id"]]
        await queue_message(
            kind="submissions/moved",
            to=msgspec.structs.replace(to, is_demo=to.is_demo or row["is_demo"]),
            context={**row, "address": _address(row)},
            edition_id=row["edition_id"],
            round_id=row["round_id"],
            about=row["entries"],
        )


def _address(row: Any) -> str:
    codes = row["codes"]
    return f"{settings().public_url}/submissions" + (f"/{codes[0]}" if len(codes) == 1 else "")


async def mail_extension(*, extension_id: UUID, is_revoked: bool) -> None:
    """Write to the applicant until when they may hand in and why; or, taken back, that the round's deadline counts."""
    row = await db.fetchrow(_EXTENSION, extension_id)
    if row is None or (row["revoked_at"] is not None) != is_revoked:
        return
    to = await accounts.recipient(row["person"])
    await queue_message(
        kind="submissions/extension",
        to=msgspec.structs.replace(to, is_demo=to.is_demo or row["is_demo"]),
        context={**row, "is_revoked": is_revoked, "address": f"{settings().public_url}/submissions"},
        edition_id=row["edition_id"],
        round_id=row["round_id"],
    )
