"""A review is signed, or taken back: each step goes into the ledger of scores."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from contest.audit.service import record
from contest.challenge.service import step_round
from contest.judging.rules import permissions, scores, steps
from contest.judging.rules.ledger import signing_step
from contest.judging.service.ledger import signed_before, write_down
from contest.judging.service.reviews.held import Held, StaleReview, hold, hold_its_round, hold_own, refuse_closed
from contest.lib import db, outbox
from contest.lib.actor import SYSTEM, Actor
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from contest.lib.i18n import N_
from contest.submissions.service import add_tie

LONGEST_REASON = 1000


async def sign_review(*, actor: Actor, review_id: UUID, revision: int, now: datetime) -> Decimal:
    """A judge stands by what is saved: it gets its total and is locked. Every criterion must have points.

    Returns the total, 0.00 to 100.00.
    """
    held = await hold_own(actor, review_id)
    refuse_closed(held)
    if held.revision != revision:
        raise StaleReview(revision=held.revision)
    total = await sign_held(held, actor=actor, now=now)
    await record(actor=actor, action="review.sign", thing="review", thing_id=held.id, data={"total": total})
    return total


async def sign_held(held: Held, *, actor: Actor, now: datetime) -> Decimal:
    """Sign a review as it is held: part of the verbs by which its judge signs, or who confirms their sheet of paper."""
    if missing := [one.key for one in held.criteria if one.key not in held.points]:
        raise Invalid(
            N_("Give points on every criterion, then sign."),
            fields={f"score_{key}": N_("Give points here.") for key in missing},
        )
    if not steps.may_step_review(held.state, "signed"):
        raise Conflict(N_("Save the review before you sign it."))
    total = scores.review_total(held.points, held.weights, highest=held.highest)
    await db.execute(
        "update review set state = 'signed', total = $2, signed_at = $3, revision = revision + 1 where id = $1",
        held.id,
        total,
        now,
    )
    await outbox.emit("review.signed", review_id=held.id, round_id=held.round_id)
    before = await signed_before(held.id)
    await write_down(
        actor=actor,
        step=signing_step(held.points, before),
        review_id=held.id,
        data={"total": total, "points": held.points, "was": before},
        texts={
            "comment_applicant": held.comment_applicant,
            "comment_panel": held.comment_panel,
            **{f"note_{key}": text for key, text in held.notes.items()},
        },
    )
    return total


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason:
        raise Invalid(field="reason", message=N_("Give the reason."))
    if len(reason) > LONGEST_REASON:
        raise Invalid(field="reason", message=N_("Use at most %(most)s characters.", most=LONGEST_REASON))
    return reason


_RECUSE = """
update review set state = 'recused', reason = $2, recusal = $3, total = null, signed_at = null, revision = revision + 1
 where id = $1
"""


async def recuse(*, actor: Actor, review_id: UUID, why: str = "other", reason: str = "", now: datetime) -> None:
    """A judge is too close to an entry after all: the review counts no longer, the entry is hidden from them.

    `why` is one of `steps.RECUSALS`; `reason` says it in words, and must for `other`.
    """
    await hold_its_round(review_id)
    held = await hold_own(actor, review_id)
    if held.round_state not in steps.DECIDING:
        raise Conflict(N_("The result of this round is published: a recusal now is for the organiser to decide."))
    if why not in steps.RECUSALS:
        raise Invalid(field="why", message=N_("Choose one of the answers offered."))
    reason = _reason(reason) if why == "other" or reason.strip() else ""
    await db.execute(_RECUSE, held.id, reason, why)
    await add_tie(
        actor=actor,
        submission_id=held.submission,
        person_id=held.judge,
        kind="declared",
        source="declared",
        reason=reason,
        now=now,
    )
    await write_down(
        actor=actor,
        step="recused",
        review_id=held.id,
        data={**_taken_back(held), "why": why},
        texts={"reason": reason},
    )
    await record(actor=actor, action="review.recuse", thing="review", thing_id=held.id)
    await recuse_tied(judging_id=held.judging_id)


_TIED = """
select rv.id from review rv
 where rv.judging_round = $1 and rv.state <> 'recused'
   and exists (select from tie t where t.submission = rv.submission and t.person = rv.judge)
 order by rv.id
"""


async def recuse_tied(*, judging_id: UUID) -> None:
    """End the reviews of a round whose judges turn out to be tied to the entry; a signed score no longer counts."""
    for row in await db.fetch(_TIED, judging_id):
        held = await hold(row["id"])
        await db.execute(_RECUSE, held.id, "tie", None)
        if held.state == "signed":
            await write_down(actor=SYSTEM, step="recused", review_id=held.id, data={**_taken_back(held), "why": "tie"})


async def reopen_review(*, actor: Actor, review_id: UUID, reason: str, now: datetime) -> None:
    """An organiser lets a judge change a signed review, for a reason that the judge reads. Judging goes on then."""
    await hold_its_round(review_id)
    held = await hold(review_id)
    place: dict[str, Any] = {"edition_id": held.edition_id, "round_id": held.round_id}
    if not permissions.may_follow(actor, **place) or await _is_tied(actor, held.submission):
        raise NotFound
    if not permissions.may_run(actor, **place):
        raise NotAllowed
    if not steps.may_step_review(held.state, "reopened"):
        raise Conflict(N_("Only a signed review can be reopened."))
    if held.round_state not in steps.DECIDING:
        raise Conflict(N_("The result of this round is published: its reviews can no longer be reopened."))
    if held.is_past:
        raise Conflict(N_("The stage of this review is closed: entries were taken on by it."))
    reason = _reason(reason)
    if held.round_state == "deliberation":
        await step_round(actor=actor, round_id=held.round_id, to="judging", now=now)
    await db.execute(
        "update review set state = 'reopened', reason = $2, total = null, signed_at = null, revision = revision + 1"
        " where id = $1",
        held.id,
        reason,
    )
    await write_down(actor=actor, step="reopened", review_id=held.id, data=_taken_back(held), texts={"reason": reason})
    await record(actor=actor, action="review.reopen", thing="review", thing_id=held.id)


def _taken_back(held: Held) -> dict[str, Any]:
    """The signed points and total that no longer count; nothing of a draft, which was never more than that."""
    return {"total": held.total, "points": held.points} if held.state == "signed" else {}


async def _is_tied(actor: Actor, submission_id: UUID) -> bool:
    return bool(
        await db.fetchval(
            "select exists (select from tie where submission = $1 and person = $2)", submission_id, actor.person_id
        )
    )
