"""Keeping what a judge wrote so far."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from contest.audit.service import record
from contest.judging.rules import scores, steps
from contest.judging.service.reviews.held import Held, StaleReview, hold_own, refuse_closed
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import uuid7

LONGEST_COMMENT = 4000


def _check(held: Held, points: Mapping[str, Decimal | None], comments: Mapping[str, str]) -> None:
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
    held = await hold_own(actor, review_id)
    refuse_closed(held)
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
