"""What somebody is asked before they enter."""

from uuid import UUID

import msgspec

from contest.challenge.rules.checks import Question
from contest.lib import db


async def planned_check(*, edition_id: UUID, round_id: UUID | None) -> list[Question]:
    """The questions of the edition, or of the round itself, for the pages of who runs it."""
    found = await db.fetchval(
        "select questions from self_check where edition = $1 and round is not distinct from $2", edition_id, round_id
    )
    return msgspec.json.decode(found, type=list[Question]) if found else []


async def self_check(*, round_id: UUID) -> list[Question]:
    """What is asked before somebody enters this round: its own questions, else its edition's. As public as the call."""
    found = await db.fetchval(
        "select k.questions from self_check k join round r on r.edition = k.edition"
        " where r.id = $1 and (k.round = r.id or k.round is null) order by k.round is null limit 1",
        round_id,
    )
    return msgspec.json.decode(found, type=list[Question]) if found else []
