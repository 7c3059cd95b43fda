"""Mails of an incubator. Each runs inside its job's `work()`."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.incubator import queries
from contest.incubator.rules import MANAGER, may_run
from contest.incubator.rules.reports import BY_LINK, KINDS
from contest.lib import db
from contest.lib.config import settings
from contest.notifications.service import queue_message

_TAKEN_IN = """
select m.person, n.id, n.submission, s.edition, e.is_demo, e.name_en as edition_en, e.name_zh as edition_zh,
       c.name_en as cohort_en, c.name_zh as cohort_zh, v.title_en, v.title_zh
  from venture n
  join cohort c on c.id = n.cohort
  join submission s on s.id = n.submission
  join edition e on e.id = s.edition
  join submission_version v on v.id = n.version
  join venture_person m on m.venture = n.id and m.left_at is null
 where n.id = any($1::uuid[]) order by n.id, m.role, m.person
"""


def worded(locale: str, en: str, zh: str) -> str:
    """A name in the reader's language, or in the one it has."""
    return (zh or en) if locale == "zh" else (en or zh)


async def tell_taken_in(*, venture_ids: Sequence[UUID]) -> None:
    """Tell everybody who works on these ventures that they were taken in, and where theirs is."""
    rows = await db.fetch(_TAKEN_IN, list(venture_ids))
    people = await accounts.recipients([row["person"] for row in rows])
    for row in rows:
        person = people[row["person"]]
        await queue_message(
            kind="incubator/taken_in",
            to=msgspec.structs.replace(person, is_demo=person.is_demo or row["is_demo"]),
            context={
                "title": worded(person.locale, row["title_en"], row["title_zh"]),
                "edition": worded(person.locale, row["edition_en"], row["edition_zh"]),
                "cohort": worded(person.locale, row["cohort_en"], row["cohort_zh"]),
                "url": f"{settings().public_url}/incubator/ventures/{row['id']}",
            },
            edition_id=row["edition"],
            about=[row["submission"]],
        )


_REPORT = f"""
select m.person, r.kind, r.due_on, n.id, n.submission, s.edition, e.is_demo, v.title_en, v.title_zh
  from venture_report r
  join venture n on n.id = r.venture
  join submission s on s.id = n.submission
  join edition e on e.id = s.edition
  join submission_version v on v.id = n.version
  join venture_person m on m.venture = n.id and m.left_at is null
 where r.id = $1 and {queries.OPEN_REPORT} and {queries.NEWEST} order by m.role, m.person
"""  # noqa: S608 - fixed conditions


async def ask_for_report(*, report_id: UUID, is_reminder: bool) -> None:
    """Ask a venture's people for a report, each by a link of their own; nobody where it is moot by now."""
    rows = await db.fetch(_REPORT, report_id)
    people = await accounts.recipients([row["person"] for row in rows])
    for row in rows:
        person = people[row["person"]]
        key = queries.report_key(report_id, person.person_id or report_id)
        await queue_message(
            kind="incubator/report",
            to=msgspec.structs.replace(person, is_demo=person.is_demo or row["is_demo"]),
            context={
                "title": worded(person.locale, row["title_en"], row["title_zh"]),
                "what": KINDS[row["kind"]],
                "due_on": row["due_on"],
                "url": f"{settings().public_url}/incubator/reports/{report_id}",
                "link": "",
                "is_reminder": is_reminder,
            },
            secrets={"link": f"{settings().public_url}/reports?key={key}"} if row["kind"] in BY_LINK else None,
            edition_id=row["edition"],
            about=[row["submission"]],
        )


async def tell_stalls(*, now: datetime) -> None:
    """Tell who runs an incubator that the list of this week is there; each hears of what they may see."""
    editions = await db.fetch(
        "select distinct e.id, e.name_en, e.name_zh, e.is_demo from stall_alert a join venture n on n.id = a.venture"
        " join submission s on s.id = n.submission join edition e on e.id = s.edition"
        " where a.ended_on is null and a.acknowledged_at is null order by e.id"
    )
    for edition in editions:
        people = await accounts.people_with_role(role=MANAGER, edition_id=edition["id"], round_id=None, now=now)
        for person in people:
            actor = await accounts.actor(person_id=person.person_id, epoch=None, now=now) if person.person_id else None
            if actor is None or not may_run(actor, edition_id=edition["id"]):
                continue
            lines = await queries.stall_alerts(actor=actor, edition_id=edition["id"])
            ventures = {one.venture_id for one in lines if one.acknowledged_at is None}
            if ventures:
                await queue_message(
                    kind="incubator/stalls",
                    to=msgspec.structs.replace(person, is_demo=person.is_demo or edition["is_demo"]),
                    context={
                        "edition": worded(person.locale, edition["name_en"], edition["name_zh"]),
                        "count": len(ventures),
                        "url": f"{settings().public_url}/incubator/editions/{edition['id']}/alerts",
                    },
                    edition_id=edition["id"],
                )
