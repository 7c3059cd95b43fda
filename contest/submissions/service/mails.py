"""Mails about entries, written by jobs."""

from uuid import UUID

from contest.accounts import queries as accounts
from contest.lib import db
from contest.lib.config import settings
from contest.notifications.service import Recipient, queue_message
from contest.submissions import queries

_SCREENED = """
select s.code, s.title_en, s.title_zh, s.owner, s.is_demo, s.edition as edition_id, st.state, st.reason,
       r.name_en as round_name_en, r.name_zh as round_name_zh
  from standing st join submission s on s.id = st.submission join round r on r.id = st.round
 where st.submission = $1 and st.round = $2
"""


async def _to(person_id: UUID, *, is_demo: bool) -> Recipient:
    found = await accounts.recipient(person_id)
    return Recipient(
        person_id=person_id,
        email=found.email,
        name=found.name,
        locale=found.locale,
        is_demo=found.is_demo or is_demo,
    )


async def mail_receipt(*, version_id: UUID) -> None:
    """Queue the receipt of a version to whoever owns the entry."""
    receipt = await queries.receipt_mail(version_id=version_id)
    await queue_message(
        kind="submissions/receipt",
        to=await _to(receipt.owner_id, is_demo=receipt.is_demo),
        context={
            "receipt": receipt,
            "address": f"{settings().public_url}/submissions/{receipt.code}/receipts/{receipt.number}",
        },
        edition_id=receipt.edition_id,
        about=[receipt.submission_id],
    )


async def mail_verdict(*, submission_id: UUID, round_id: UUID, verdict: str) -> None:
    """Draft the news of a screening; an organiser looks at it before it goes. A verdict changed since is not news."""
    row = await db.fetchrow(_SCREENED, submission_id, round_id)
    if row is None or row["state"] != verdict:
        return
    await queue_message(
        kind="submissions/screened",
        to=await _to(row["owner"], is_demo=row["is_demo"]),
        context={**row, "address": f"{settings().public_url}/submissions/{row['code']}"},
        needs_approval=True,
        edition_id=row["edition_id"],
        round_id=round_id,
        about=[submission_id],
    )
