"""The end of a stage: its best entries are taken on to the next one."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.judging.queries.rounds import hold_round
from contest.judging.queries.stages import stage_page
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid
from contest.lib.i18n import N_
from contest.lib.ids import uuid7

_TAKE_ON = """
insert into stage_entry (id, judging_round, kind, submission, taken_at)
select e.id, $1, $2, e.submission, $3 from unnest($4::uuid[], $5::uuid[]) as e(id, submission)
"""


async def take_on(*, actor: Actor, round_id: UUID, seen: str, now: datetime) -> int:
    """Close the stage that is judged, and take the best of its entries on to the next. Returns how many go on.

    `seen` is the mark of the figures that were looked at: `Invalid` where they are others now. The reviews of the
    closed stage stay as they are signed; judges for the next one are assigned after it.
    """
    await hold_round(round_id)
    found = await stage_page(actor=actor, round_id=round_id)
    if found.round.state != "judging":
        raise Conflict(N_("Entries are taken on while the round is judged."))
    if found.unsigned:
        raise Conflict(
            N_("%(count)s reviews are not signed. Wait for them, or waive them with a reason.", count=found.unsigned)
        )
    if seen != found.mark:
        raise Invalid(N_("The figures have changed since you looked. This is who goes on now."))
    if not found.going:
        raise Conflict(N_("No entry would go on."))
    ids, entries = [uuid7() for _ in found.going], [line.submission_id for line in found.going]
    await db.execute(_TAKE_ON, found.judging.id, found.following.kind, now, ids, entries)
    await db.execute("update judging_round set stage = $2 where id = $1", found.judging.id, found.following.kind)
    await record(
        actor=actor,
        action="judging.take_on",
        thing="round",
        thing_id=round_id,
        data={
            "from": found.judging.stage,
            "to": found.following.kind,
            "on": [[line.code, line.rank, str(line.score)] for line in found.going],
            "behind": [[line.code, line.rank, str(line.score)] for line in found.behind],
        },
    )
    return len(found.going)
