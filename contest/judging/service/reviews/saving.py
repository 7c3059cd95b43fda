"""Keeping what a judge wrote so far: by a button, or while they type."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.judging.rules import scores, steps
from contest.judging.service.reviews.held import Held, StaleReview, hold_own, refuse_closed
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import uuid7
from contest.lib.merging import Change, Saved, merge

LONGEST_COMMENT = 4000
LONGEST_NOTE = 1000


class Writing(msgspec.Struct, frozen=True, kw_only=True):
    """What a judge writes: points and notes by criterion key, and the two comments.

    Points of None take a point back; a key that is missing is left as it is.
    """

    points: Mapping[str, Decimal | None]
    notes: Mapping[str, str]
    comment_applicant: str
    comment_panel: str


def check_writing(held: Held, written: Writing) -> None:
    problems: dict[str, Lazy | str] = {}
    if (set(written.points) | set(written.notes)) - set(held.weights):
        raise Invalid(N_("The rubric has no such criterion."))
    for key, value in written.points.items():
        if value is not None and not scores.is_on_scale(value, highest=held.highest, step=held.step):
            problems[f"score_{key}"] = N_(
                "Give points from 0 to %(highest)s, in steps of %(step)s.",
                highest=f"{held.highest.normalize():f}",
                step=f"{held.step.normalize():f}",
            )
    texts = {"to_applicant": written.comment_applicant, "to_panel": written.comment_panel}
    lengths = [(name, text, LONGEST_COMMENT) for name, text in texts.items()]
    lengths += [(f"note_{key}", text, LONGEST_NOTE) for key, text in written.notes.items()]
    for name, text, most in lengths:
        if len(text) > most:
            problems[name] = N_("Use at most %(most)s characters.", most=most)
    if problems:
        raise Invalid(fields=problems)


# One statement: the review, the points that were given, the points that were taken back.
_SAVE = """
with saved as (
    update review set state = $2, comment_applicant = $3, comment_panel = $4, saved_at = $5, notes = $10::jsonb,
           revision = revision + 1
     where id = $1 returning id
), cleared as (
    delete from score using saved where review = saved.id and criterion = any($6::uuid[])
)
insert into score (id, review, criterion, points)
select given.id, saved.id, given.criterion, given.points
  from saved, unnest($7::uuid[], $8::uuid[], $9::numeric[]) as given(id, criterion, points)
on conflict (review, criterion) do update set points = excluded.points
"""


async def write(held: Held, written: Writing, now: datetime) -> None:
    ids = {one.key: one.id for one in held.criteria}
    given = {ids[key]: value for key, value in written.points.items() if value is not None}
    notes = {key: text for key, text in {**held.notes, **written.notes}.items() if text}
    await db.execute(
        _SAVE,
        held.id,
        steps.saved_state(held.state),
        written.comment_applicant,
        written.comment_panel,
        now,
        [ids[key] for key, value in written.points.items() if value is None],
        [uuid7() for _ in given],
        list(given),
        list(given.values()),
        msgspec.json.encode(notes).decode(),
    )


async def save_review(
    *,
    actor: Actor,
    review_id: UUID,
    revision: int,
    points: Mapping[str, Decimal | None],
    comment_applicant: str,
    comment_panel: str,
    notes: Mapping[str, str] | None = None,
    now: datetime,
) -> int:
    """Keep what a judge wrote so far; returns the new revision, with which the next save must come.

    `points` and `notes` are by criterion key: None takes a point back, a key that is missing is left as it is.
    Raises `StaleReview` when `revision` is not the one that is stored: nothing is overwritten unseen.
    """
    held = await hold_own(actor, review_id)
    refuse_closed(held)
    written = Writing(
        points=points, notes=notes or {}, comment_applicant=comment_applicant, comment_panel=comment_panel
    )
    check_writing(held, written)
    if held.revision != revision:
        raise StaleReview(revision=held.revision)
    await write(held, written, now)
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


async def autosave_review(
    *,
    actor: Actor,
    review_id: UUID,
    revision: int,
    changes: Mapping[str, Change],
    points: Mapping[str, Decimal | None],
    now: datetime,
) -> Saved:
    """Write what nobody else changed since the judge began; `points` are the scores among `changes`, as numbers.

    `revision` is what their form was made from: where another window saved since, they are told all that is there now.
    No record of the audit and none of the ledger: it is the judge's own typing, and counts for nothing until signed.
    """
    held = await hold_own(actor, review_id)
    refuse_closed(held)
    texts = held.texts
    if set(changes) - set(texts):
        raise Invalid(N_("The rubric has no such criterion."))
    merged = merge(texts, changes)
    taken = {**texts, **merged.taken}
    written = Writing(
        points={key: value for key, value in points.items() if f"score_{key}" in merged.taken},
        notes={key: taken[f"note_{key}"] for key in held.weights},
        comment_applicant=taken["to_applicant"],
        comment_panel=taken["to_panel"],
    )
    check_writing(held, written)
    if merged.taken:
        await write(held, written, now)
    return Saved(
        revision=held.revision + bool(merged.taken),
        saved_at=now if merged.taken or held.saved_at is None else held.saved_at,
        theirs=merged.theirs,
        values={} if revision == held.revision else taken,
    )


async def skip_review(*, actor: Actor, review_id: UUID, now: datetime) -> None:
    """Put a review aside: it stays open, and comes again when the others of the pile are done."""
    held = await hold_own(actor, review_id)
    if held.state == "signed":
        raise Conflict(N_("This review is signed: there is nothing to put aside."))
    await db.execute("update review set skipped_at = $2 where id = $1", held.id, now)
