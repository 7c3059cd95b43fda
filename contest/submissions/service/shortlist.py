"""What is asked of entries that advance: the rest of their form, opened until a day."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.challenge import queries as challenge
from contest.lib import db, outbox
from contest.lib.actor import SYSTEM
from contest.lib.config import settings
from contest.lib.ids import uuid7
from contest.notifications.service import queue_message
from contest.submissions import queries, rules
from contest.submissions.rules.screening import leading, open_until, shortlist_fields

ENTRIES_EACH = 50  # a job that fails is done again for so many, not for all

_ADVANCED = """
select s.id, s.edition as edition_id, s.form, r.time_zone, r.blindness, v.id as version, v.content,
       coalesce(x.shortlist_days, 14) as days, array(select key from scene where scene.edition = s.edition) as scenes
  from standing st join submission s on s.id = st.submission join round r on r.id = st.round
  join lateral (select * from submission_version v where v.submission = s.id order by number desc limit 1) v on true
  left join screening_round x on x.round = r.id
 where st.round = $1 and st.submission = any($2) and st.state = 'advanced' and s.state = 'submitted'
   and not exists (select 1 from information_request q where q.submission = s.id and q.round = st.round
                      and q.purpose = 'shortlist' and q.closed_at is null)
 order by s.code for update of st
"""

_OPEN = """
insert into information_request (id, submission, round, version, purpose, fields, note, asked_by, asked_at, until)
values ($1, $2, $3, $4, 'shortlist', $5, '', $6, $7, $8)
"""

_CLOSE = """
update information_request set closed_at = $3
 where round = $1 and submission = any($2) and purpose = 'shortlist' and closed_at is null
"""

_FILES = "select id, pages from file where id = any($1)"

_MAIL = """
select s.id as submission_id, s.code, s.title_en, s.title_zh, s.edition as edition_id, s.form, q.fields, q.until,
       r.id as round_id, r.time_zone, r.blindness, r.name_en as round_name_en, r.name_zh as round_name_zh
  from information_request q join submission s on s.id = q.submission join round r on r.id = q.round
 where q.id = $1 and q.purpose = 'shortlist' and q.closed_at is null
"""


async def standings_moved(*, round_id: UUID, states: dict[UUID, str], asked_by: UUID | None, now: datetime) -> None:
    """Ask for the shortlist's questions to be opened to those that advance, and close them to the others: a decision
    that is reversed takes its questions back. Inside the caller's `work()`."""
    advanced = [entry for entry, state in states.items() if state == "advanced"]
    await db.execute(_CLOSE, round_id, [entry for entry in states if entry not in set(advanced)], now)
    for first in range(0, len(advanced), ENTRIES_EACH):
        some = advanced[first : first + ENTRIES_EACH]
        await outbox.emit("submission.advanced", round_id=round_id, submission_ids=some, asked_by=asked_by)


async def open_shortlist(
    *, round_id: UUID, submission_ids: Sequence[UUID], asked_by: UUID | None, now: datetime
) -> None:
    """Open to each of these entries the questions that its shortlist has to answer, where any is left; run by a job.

    They stay open until the end of the day, where the round is, so many days from now as the round says.
    """
    rows = await db.fetch(_ADVANCED, round_id, list(submission_ids))
    contents = {row["id"]: msgspec.json.decode(row["content"]) for row in rows}
    held = [UUID(file["file_id"]) for content in contents.values() for file in content["files"]]
    pages = {row["id"]: row["pages"] for row in await db.fetch(_FILES, held)} if held else {}
    for row in rows:
        content = contents[row["id"]]
        form = await challenge.form_asked(row["form"], blindness=row["blindness"])
        values = {name: content[name] for name in rules.COLUMNS} | content["answers"]
        fields = shortlist_fields(form, values, _attached(content, pages), row["scenes"])
        if not fields:
            continue
        request_id, until = uuid7(), open_until(now, days=row["days"], zone=row["time_zone"])
        asked = (row["id"], round_id, row["version"], list(fields), asked_by, now, until)
        await db.execute(_OPEN, request_id, *asked)
        await record(
            actor=SYSTEM,
            action="submission.open_shortlist",
            thing="submission",
            thing_id=row["id"],
            data={"round": round_id, "request": request_id, "fields": list(fields), "until": until},
        )
        await outbox.emit("submission.shortlist_opened", request_id=request_id)


def _attached(content: dict[str, Any], pages: dict[UUID, int | None]) -> dict[str, rules.Attached]:
    """The files of a version: each was checked before it could be handed in."""
    return {
        file["field"]: rules.Attached(
            field=file["field"], name=file["name"], state="checked", pages=pages.get(UUID(file["file_id"]))
        )
        for file in content["files"]
    }


async def mail_shortlist(*, request_id: UUID) -> None:
    """Write to the entry's team what is asked of the shortlist, and until when."""
    row = await db.fetchrow(_MAIL, request_id)
    if row is None:
        return
    form = await challenge.form_asked(row["form"], blindness=row["blindness"])
    for to in await queries.team_recipients(submission_id=row["submission_id"]):
        await queue_message(
            kind="submissions/shortlisted",
            to=to,
            context={
                **row,
                "asked": [field.label for field in leading(form, row["fields"])],
                "address": f"{settings().public_url}/submissions/{row['code']}",
            },
            edition_id=row["edition_id"],
            round_id=row["round_id"],
            about=[row["submission_id"]],
        )
