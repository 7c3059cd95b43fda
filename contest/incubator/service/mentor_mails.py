"""Mails about mentors. Each runs inside its job's `work()`."""

from typing import Any
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.incubator import queries
from contest.incubator.service.mails import worded
from contest.lib import db
from contest.lib.config import settings
from contest.notifications.service import queue_message

_VENTURE = """
select n.id, n.submission, s.edition, e.is_demo, v.title_en, v.title_zh,
       array(select m.person from venture_person m where m.venture = n.id and m.left_at is null
              order by m.role, m.person) as team
  from venture n
  join submission s on s.id = n.submission
  join edition e on e.id = s.edition
  join submission_version v on v.id = n.version
 where n.id = $1
"""


async def tell_paired(*, pairing_id: UUID) -> None:
    """Tell a mentor whom they are with, and a venture's people who is with them; nobody where it ended since."""
    row = await db.fetchrow(
        "select g.venture, g.until_on, m.person, p.name from mentoring g join mentor m on m.id = g.mentor"
        " join person p on p.id = m.person where g.id = $1 and g.reason = ''",
        pairing_id,
    )
    if row is None:
        return
    venture = await db.fetchrow(_VENTURE, row["venture"])
    assert venture is not None  # a pairing has one
    for person_id in (row["person"], *venture["team"]):
        is_mentor = person_id == row["person"]
        path = f"/incubator/ventures/{venture['id']}/{'pre-read' if is_mentor else 'mentors'}"
        context = {"mentor": row["name"], "is_mentor": is_mentor, "until_on": row["until_on"]}
        await _write("incubator/paired", person_id, venture, path, context)


async def tell_hour(*, hour_id: UUID, venture_id: UUID, is_booked: bool) -> None:
    """Tell a mentor that an hour was booked and what it is about, or both sides that it is free again."""
    hour, venture = await queries.hour(hour_id=hour_id), await db.fetchrow(_VENTURE, venture_id)
    if venture is None or is_booked != (hour.venture_id == venture_id):
        return  # changed again since, which its own mail says
    to = [hour.person_id] if is_booked else [hour.person_id, *venture["team"]]
    rows = await db.fetch("select id, time_zone from person where id = any($1::uuid[])", to)
    zones = {row["id"]: row["time_zone"] for row in rows}
    for person_id in to:
        is_mentor = person_id == hour.person_id
        path = f"/incubator/ventures/{venture_id}/{'pre-read' if is_mentor else 'mentors'}"
        context = {
            "mentor": hour.mentor, "starts_at": hour.starts_at, "place": hour.place, "question": hour.question,
            "is_booked": is_booked, "time_zone": zones[person_id],
        }  # fmt: skip
        await _write("incubator/hour", person_id, venture, path, context)


async def _write(kind: str, person_id: UUID, venture: Any, path: str, context: dict[str, Any]) -> None:
    person = (await accounts.recipients([person_id]))[person_id]
    await queue_message(
        kind=kind,
        to=msgspec.structs.replace(person, is_demo=person.is_demo or venture["is_demo"]),
        context={
            **context,
            "title": worded(person.locale, venture["title_en"], venture["title_zh"]),
            "url": settings().public_url + path,
        },
        edition_id=venture["edition"],
        about=[venture["submission"]],
    )
