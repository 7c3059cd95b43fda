"""Going on without the reviews that a judge owes."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.judging.queries.rounds import hold_round, judging_set_up, round_to_run
from contest.judging.service.ledger import write_down
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_

LONGEST_REASON = 1000


async def waive_reviews(*, actor: Actor, round_id: UUID, judge_id: UUID, reason: str, now: datetime) -> int:
    """A round does not wait for a judge: what they have not signed counts for nothing. Returns how many that are.

    The reason stands in the ledger of scores. What they signed stays and counts.
    """
    await hold_round(round_id)
    facts = await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    if facts.state not in {"judging", "deliberation"}:
        raise Conflict(N_("Reviews are waived while a round is judged, before its result is published."))
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise Invalid(field="reason", message=N_("Give the reason."))
    count = await end_unsigned(actor=actor, judging_id=judging.id, judge_id=judge_id, reason=reason)
    if not count:
        raise NotFound
    await record(
        actor=actor,
        action="review.waive",
        thing="round",
        thing_id=round_id,
        data={"judge": judge_id, "reviews": count, "at": now},
        texts={"reason": reason},
    )
    return count


async def end_unsigned(*, actor: Actor, judging_id: UUID, judge_id: UUID, reason: str) -> int:
    """Waive every review of a judge that is not signed, each in the ledger; how many that are."""
    ended = await db.fetch(
        "update review set state = 'waived', reason = $3, revision = revision + 1"
        " where judging_round = $1 and judge = $2 and state in ('assigned', 'draft', 'reopened') returning id",
        judging_id,
        judge_id,
        reason,
    )
    for row in sorted(ended, key=lambda one: one["id"]):
        await write_down(actor=actor, step="waived", review_id=row["id"], texts={"reason": reason})
    return len(ended)
