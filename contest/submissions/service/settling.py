"""What becomes of somebody's entries when they are erased."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.submissions.queries.settling import entries_to_settle
from contest.submissions.service.standings import add_tie

_TAKE_OVER = """
with left_team as (
    update team_member set left_at = $3 where submission = $1 and person = $2 and left_at is null
)
update submission set owner = $2 where id = $1
"""


async def settle_entries(*, actor: Actor, person_id: UUID, now: datetime) -> None:
    """An entry with a team passes on to the member who may do most; one that somebody had alone is emptied next.

    What is not decided yet leaves the contest with them. A result stays, and its entry is known by its code.
    """
    await db.execute("select from submission where owner = $1 for update", person_id)
    for entry in await entries_to_settle(person_id=person_id):
        if entry.heir_id is not None:
            await db.execute(_TAKE_OVER, entry.id, entry.heir_id, now)
            for one in (entry.heir_id, person_id):
                await add_tie(
                    actor=actor, submission_id=entry.id, person_id=one, kind="own", source="found", reason="", now=now
                )
            await outbox.emit("submission.team_changed", submission_id=entry.id)
        else:
            state = entry.state if entry.is_decided else "withdrawn"
            await db.execute(
                "update submission set erased_at = $2, state = $3, saved_at = $2 where id = $1", entry.id, now, state
            )
        data = {"passed_to": entry.heir_id, "is_decided": entry.is_decided}
        await record(actor=actor, action="submission.erase", thing="submission", thing_id=entry.id, data=data)
