"""A judge who is erased judges no more."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.judging.service.ledger import write_down
from contest.judging.service.panel import leave
from contest.lib import db
from contest.lib.actor import Actor

_RELEASE = """
update review set state = 'recused', reason = null, recusal = 'other', comment_applicant = '', comment_panel = '',
                  notes = '{}', total = null, signed_at = null, revision = revision + 1
 where id = $1
"""

_OPEN = """
select id, state from review where judge = $1 and state in ('assigned', 'draft', 'reopened') order by id for update
"""

_SEATS = """
select m.id, r.id as round_id, r.edition as edition_id
  from panel_member m join judging_round j on j.id = m.judging_round join round r on r.id = j.round
 where m.person = $1 and m.left_at is null order by m.id
"""


async def release_judge(*, actor: Actor, person_id: UUID, now: datetime) -> int:
    """Give back what a judge has not signed, with its drafts, and empty their seats; how many reviews it were.

    What they signed counts on, under a pseudonym: the arithmetic of a result stays as it was.
    """
    rows = await db.fetch(_OPEN, person_id)
    for row in rows:
        await db.execute("delete from score where review = $1", row["id"])
        await db.execute(_RELEASE, row["id"])
        if row["state"] == "reopened":  # the ledger knows of it
            await write_down(actor=actor, step="recused", review_id=row["id"], data={"why": "other"})
        await record(actor=actor, action="review.release", thing="review", thing_id=row["id"])
    for seat in await db.fetch(_SEATS, person_id):
        await leave(
            person_id=person_id,
            seat_id=seat["id"],
            edition_id=seat["edition_id"],
            round_id=seat["round_id"],
            now=now,
        )
    return len(rows)
