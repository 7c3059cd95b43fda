"""How an edition and a round are screened."""

from typing import Any
from uuid import UUID

import msgspec

from contest.lib import db
from contest.submissions.rules import Words
from contest.submissions.rules.screening import DEFAULT_REASONS, Plan, Reason

_PLAN = """
select p.reasons, coalesce(p.ai_policy_en, '') as ai_policy_en, coalesce(p.ai_policy_zh, '') as ai_policy_zh,
       coalesce((select needs_second from screening_round where round = $2), false) as needs_second,
       coalesce((select judges_read_letters from screening_round where round = $2), false) as judges_read_letters,
       coalesce((select shortlist_days from screening_round where round = $2), 14) as shortlist_days
  from (select 1) as one left join screening_plan p on p.edition = $1
"""


async def screening_plan(*, edition_id: UUID, round_id: UUID | None = None) -> Plan:
    """The plan for a verb or a page, which has asked who it is for; the defaults where nobody has made one, and for a
    round where none is named."""
    row: Any = await db.fetchrow(_PLAN, edition_id, round_id)
    return Plan(
        reasons=DEFAULT_REASONS if row["reasons"] is None else tuple(reasons_of(row["reasons"])),
        ai_policy=Words(row["ai_policy_en"], row["ai_policy_zh"]),
        needs_second=row["needs_second"],
        judges_read_letters=row["judges_read_letters"],
        shortlist_days=row["shortlist_days"],
    )


def reasons_of(stored: str) -> list[Reason]:
    """Reasons as a row holds them."""
    return msgspec.json.decode(stored, type=list[Reason])
