"""Mails about entries, written by jobs."""

from typing import Any
from uuid import UUID

from contest.challenge import queries as challenge
from contest.lib import db
from contest.lib.config import settings
from contest.notifications.service import queue_message
from contest.submissions import queries
from contest.submissions.rules import Words

_SCREENED = """
select s.code, s.title_en, s.title_zh, s.edition as edition_id, s.form, st.state, st.reason,
       st.reasons, r.name_en as round_name_en, r.name_zh as round_name_zh, r.time_zone, q.fields, q.until
  from standing st join submission s on s.id = st.submission join round r on r.id = st.round
  left join information_request q on q.submission = s.id and q.round = r.id and q.answered_at is null
       and q.closed_at is null and st.state = 'more_wanted'
 where st.submission = $1 and st.round = $2
"""

_ASKED = """
select s.id as submission_id, s.code, s.title_en, s.title_zh, s.edition as edition_id, s.form,
       r.id as round_id, r.time_zone, q.fields, q.until, q.note, q.answered_at, q.expired_at,
       q.purpose
  from information_request q join submission s on s.id = q.submission join round r on r.id = q.round where q.id = $1
"""


async def mail_receipt(*, version_id: UUID) -> None:
    """Queue the receipt of a version to everybody on the entry's team."""
    receipt = await queries.receipt_mail(version_id=version_id)
    for to in await queries.team_recipients(submission_id=receipt.submission_id):
        await queue_message(
            kind="submissions/receipt",
            to=to,
            context={
                "receipt": receipt,
                "address": f"{settings().public_url}/submissions/{receipt.code}/receipts/{receipt.number}",
            },
            edition_id=receipt.edition_id,
            about=[receipt.submission_id],
        )


async def _asked_for(row: Any) -> list[Words]:
    """The questions that an applicant was asked, in the words of their form."""
    form = await challenge.form_with_copies(row["form"])
    return [field.label for key in row["fields"] or () if (field := form.at(key)) is not None]


async def mail_verdict(*, submission_id: UUID, round_id: UUID, verdict: str) -> None:
    """Write the news of a screening. A question goes at once, for its time runs; of a verdict a draft is made, which
    an organiser looks at before it goes. A verdict changed since is not news."""
    row = await db.fetchrow(_SCREENED, submission_id, round_id)
    if row is None or row["state"] != verdict:
        return
    for to in await queries.team_recipients(submission_id=submission_id):
        await queue_message(
            kind="submissions/screened",
            to=to,
            context={
                **row,
                "reasons": queries.reasons_of(row["reasons"]),
                "asked": await _asked_for(row),
                "address": f"{settings().public_url}/submissions/{row['code']}",
            },
            edition_id=row["edition_id"],
            round_id=round_id,
            about=[submission_id],
        )


async def mail_reminder(*, request_id: UUID) -> None:
    """Remind an applicant of a question, or tell that its time is over. What was answered meanwhile is not news."""
    row = await db.fetchrow(_ASKED, request_id)
    if row is None or row["answered_at"] is not None:
        return
    for to in await queries.team_recipients(submission_id=row["submission_id"]):
        await queue_message(
            kind="submissions/reminder",
            to=to,
            context={
                **row,
                "asked": await _asked_for(row),
                "address": f"{settings().public_url}/submissions/{row['code']}",
            },
            edition_id=row["edition_id"],
            round_id=row["round_id"],
            about=[row["submission_id"]],
        )
