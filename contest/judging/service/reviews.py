"""A judge's review: saved as often as they like, signed once, taken back only with a reason."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.challenge.service import step_round
from contest.judging.queries.rounds import hold_round
from contest.judging.rules import permissions, scores, steps
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import uuid7
from contest.submissions.queries import judge_reads_sql
from contest.submissions.service import add_tie

LONGEST_COMMENT = 4000
LONGEST_REASON = 1000


class StaleReview(Conflict):
    """The review was saved elsewhere since this form was opened; `revision` is what it is now."""

    code = "stale_review"
    default = N_("This review was saved in another window or by another device since you opened it.")

    def __init__(self, *, revision: int) -> None:
        super().__init__(revision=revision)
        self.revision = revision


class _Criterion(msgspec.Struct, frozen=True):
    id: UUID
    key: str
    weight: int


class _Held(msgspec.Struct, frozen=True, kw_only=True):
    """A review under lock, with what its steps depend on."""

    id: UUID
    judge: UUID
    submission: UUID
    state: str
    revision: int
    signed_at: datetime | None
    round_id: UUID
    edition_id: UUID
    round_state: str
    is_hidden: bool
    highest: Decimal
    step: Decimal
    criteria: list[_Criterion]
    points: dict[str, Decimal]
    comment_applicant: str
    comment_panel: str

    @property
    def weights(self) -> dict[str, int]:
        return {one.key: one.weight for one in self.criteria}


_HOLD = f"""
select rv.id, rv.judge, rv.submission, rv.state, rv.revision, rv.signed_at, rv.comment_applicant, rv.comment_panel,
       r.id as round_id, r.edition as edition_id, r.state as round_state,
       s.state <> 'submitted' or not {judge_reads_sql("rv.judge")} as is_hidden,
       ru.highest, ru.step,
       (select json_agg(json_build_array(c.id, c.key, c.weight) order by c.position)
          from criterion c where c.rubric = rv.rubric) as criteria,
       (select coalesce(json_object_agg(c.key, sc.points::text), '{{}}')
          from score sc join criterion c on c.id = sc.criterion where sc.review = rv.id) as points
  from review rv
  join judging_round jr on jr.id = rv.judging_round
  join round r on r.id = jr.round
  join submission s on s.id = rv.submission
  join rubric ru on ru.id = rv.rubric
 where rv.id = $1 for update of rv
"""  # noqa: S608 - no value is in it


async def _hold(review_id: UUID) -> _Held:
    row = await db.fetchrow(_HOLD, review_id)
    if row is None:
        raise NotFound
    criteria = [_Criterion(*one) for one in msgspec.json.decode(row["criteria"], type=list[tuple[UUID, str, int]])]
    points = msgspec.json.decode(row["points"], type=dict[str, Decimal])
    return _Held(**{**row, "criteria": criteria, "points": points})


async def _hold_its_round(review_id: UUID) -> None:
    """Before figures that a decision rests on are taken back: a decision is not published between look and change."""
    round_id = await db.fetchval(
        "select jr.round from review rv join judging_round jr on jr.id = rv.judging_round where rv.id = $1", review_id
    )
    if round_id is not None:
        await hold_round(round_id)


async def _hold_own(actor: Actor, review_id: UUID) -> _Held:
    """The actor's own review, readable by them; a signed one can be neither saved nor signed again."""
    held = await _hold(review_id)
    if held.judge != actor.person_id or not permissions.may_read_review(
        actor,
        judge_id=held.judge,
        edition_id=held.edition_id,
        round_id=held.round_id,
        state=held.state,
        round_state=held.round_state,
        is_hidden=held.is_hidden,
    ):
        raise NotFound
    return held


def _refuse_closed(held: _Held) -> None:
    if held.state == "signed":
        raise Conflict(
            N_("This review is signed. It cannot be changed or signed again; the organiser can reopen it."),
            signed_at=held.signed_at,
        )
    if held.round_state != "judging":
        raise Conflict(N_("Judging of this round is over: reviews can no longer be changed."))


def _check(held: _Held, points: Mapping[str, Decimal | None], comments: Mapping[str, str]) -> None:
    problems: dict[str, Lazy | str] = {}
    for key, value in points.items():
        if key not in held.weights:
            raise Invalid(N_("The rubric has no such criterion."))
        if value is not None and not scores.is_on_scale(value, highest=held.highest, step=held.step):
            problems[f"score_{key}"] = N_(
                "Give points from 0 to %(highest)s, in steps of %(step)s.",
                highest=f"{held.highest.normalize():f}",
                step=f"{held.step.normalize():f}",
            )
    for name, text in comments.items():
        if len(text) > LONGEST_COMMENT:
            problems[name] = N_("Use at most %(most)s characters.", most=LONGEST_COMMENT)
    if problems:
        raise Invalid(fields=problems)


# One statement: the review, the points that were given, the points that were taken back.
_SAVE = """
with saved as (
    update review set state = $2, comment_applicant = $3, comment_panel = $4, saved_at = $5, revision = revision + 1
     where id = $1 returning id
), cleared as (
    delete from score using saved where review = saved.id and criterion = any($6::uuid[])
)
insert into score (id, review, criterion, points)
select given.id, saved.id, given.criterion, given.points
  from saved, unnest($7::uuid[], $8::uuid[], $9::numeric[]) as given(id, criterion, points)
on conflict (review, criterion) do update set points = excluded.points
"""


async def save_review(
    *,
    actor: Actor,
    review_id: UUID,
    revision: int,
    points: Mapping[str, Decimal | None],
    comment_applicant: str,
    comment_panel: str,
    now: datetime,
) -> int:
    """Keep what a judge wrote so far; returns the new revision, with which the next save must come.

    `points` are by criterion key: None takes a point back, a key that is missing is left as it is.
    Raises `StaleReview` when `revision` is not the one that is stored: nothing is overwritten unseen.
    """
    held = await _hold_own(actor, review_id)
    _refuse_closed(held)
    _check(held, points, {"to_applicant": comment_applicant, "to_panel": comment_panel})
    if held.revision != revision:
        raise StaleReview(revision=held.revision)
    ids = {one.key: one.id for one in held.criteria}
    given = {ids[key]: value for key, value in points.items() if value is not None}
    await db.execute(
        _SAVE,
        held.id,
        steps.saved_state(held.state),
        comment_applicant,
        comment_panel,
        now,
        [ids[key] for key, value in points.items() if value is None],
        [uuid7() for _ in given],
        list(given),
        list(given.values()),
    )
    await record(
        actor=actor,
        action="review.save",
        thing="review",
        thing_id=held.id,
        data={
            "revision": revision + 1,
            "points": {key: None if value is None else str(value) for key, value in points.items()},
        },
    )
    return revision + 1


async def sign_review(*, actor: Actor, review_id: UUID, revision: int, now: datetime) -> Decimal:
    """A judge stands by what is saved: it gets its total and is locked. Every criterion must have points.

    Returns the total, 0.00 to 100.00.
    """
    held = await _hold_own(actor, review_id)
    _refuse_closed(held)
    if held.revision != revision:
        raise StaleReview(revision=held.revision)
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
    await record(
        actor=actor,
        action="review.sign",
        thing="review",
        thing_id=held.id,
        data={"total": str(total), "points": {key: str(value) for key, value in held.points.items()}},
        texts={"comment_applicant": held.comment_applicant, "comment_panel": held.comment_panel},
    )
    return total


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason:
        raise Invalid(field="reason", message=N_("Give the reason."))
    if len(reason) > LONGEST_REASON:
        raise Invalid(field="reason", message=N_("Use at most %(most)s characters.", most=LONGEST_REASON))
    return reason


async def recuse(*, actor: Actor, review_id: UUID, reason: str, now: datetime) -> None:
    """A judge is too close to an entry after all: the review counts no longer, the entry is hidden from them."""
    await _hold_its_round(review_id)
    held = await _hold_own(actor, review_id)
    if held.round_state not in steps.DECIDING:
        raise Conflict(N_("The result of this round is published: a recusal now is for the organiser to decide."))
    reason = _reason(reason)
    await db.execute(
        "update review set state = 'recused', reason = $2, total = null, signed_at = null, revision = revision + 1"
        " where id = $1",
        held.id,
        reason,
    )
    await add_tie(
        actor=actor,
        submission_id=held.submission,
        person_id=held.judge,
        kind="declared",
        source="declared",
        reason=reason,
        now=now,
    )
    await record(
        actor=actor, action="review.recuse", thing="review", thing_id=held.id, data={}, texts={"reason": reason}
    )


async def reopen_review(*, actor: Actor, review_id: UUID, reason: str, now: datetime) -> None:
    """An organiser lets a judge change a signed review, for a reason that the judge reads. Judging goes on then."""
    await _hold_its_round(review_id)
    held = await _hold(review_id)
    place: dict[str, Any] = {"edition_id": held.edition_id, "round_id": held.round_id}
    if not permissions.may_follow(actor, **place) or await _is_tied(actor, held.submission):
        raise NotFound
    if not permissions.may_run(actor, **place):
        raise NotAllowed
    if not steps.may_step_review(held.state, "reopened"):
        raise Conflict(N_("Only a signed review can be reopened."))
    if held.round_state not in steps.DECIDING:
        raise Conflict(N_("The result of this round is published: its reviews can no longer be reopened."))
    reason = _reason(reason)
    if held.round_state == "deliberation":
        await step_round(actor=actor, round_id=held.round_id, to="judging", now=now)
    await db.execute(
        "update review set state = 'reopened', reason = $2, total = null, signed_at = null, revision = revision + 1"
        " where id = $1",
        held.id,
        reason,
    )
    await record(
        actor=actor, action="review.reopen", thing="review", thing_id=held.id, data={}, texts={"reason": reason}
    )


async def _is_tied(actor: Actor, submission_id: UUID) -> bool:
    return bool(
        await db.fetchval(
            "select exists (select from tie where submission = $1 and person = $2)", submission_id, actor.person_id
        )
    )
