"""How an entry came to be begun, for staff alone: judges never see it."""

from uuid import UUID

import msgspec

from contest.challenge import queries as challenge
from contest.challenge.rules.checks import Question, outcome
from contest.lib import db


class Came(msgspec.Struct, frozen=True, kw_only=True):
    """Who nominated the entry's applicant, with their reason, and what of the call did not fit by their own answers."""

    partner_en: str
    partner_zh: str
    reason: str
    unfit: list[Question]


_CAME = """
select coalesce(p.name_en, '') as partner_en, coalesce(p.name_zh, '') as partner_zh, coalesce(n.reason, '') as reason,
       o.self_check, s.round
  from origin o join submission s on s.id = o.submission
  left join nomination n on n.id = o.nomination left join partner p on p.id = n.partner
 where o.submission = $1 and (o.nomination is not null or o.self_check is not null)
"""


async def came_by(*, submission_id: UUID) -> Came | None:
    """How this entry came, for who was found to be its staff; None where nothing is kept of it."""
    row = await db.fetchrow(_CAME, submission_id)
    if row is None:
        return None
    answers = msgspec.json.decode(row["self_check"] or "{}", type=dict[str, str])
    questions = await challenge.self_check(round_id=row["round"]) if answers else []
    return Came(
        partner_en=row["partner_en"],
        partner_zh=row["partner_zh"],
        reason=row["reason"],
        unfit=outcome(questions, answers).unfit,
    )
