"""What comes in from the pages of judging; rubrics in `rubrics`."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.judging.rules.decisions import Choice
from contest.judging.rules.steps import RECUSALS
from contest.judging.rules.versions import plain
from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy
from contest.lib.merging import Change
from contest.lib.web.changes import Changes

Line = Annotated[str, Meta(min_length=1, max_length=120)]


class ReviewForm(msgspec.Struct, kw_only=True):
    """A review as it was sent; `points` and `notes` by criterion, a point None where the field was left empty.

    `then` is `save`, `next` or `sign`.
    """

    revision: int
    then: str
    points: dict[str, Decimal | None]
    notes: dict[str, str]
    to_applicant: str
    to_panel: str


class SetUpForm(msgspec.Struct, kw_only=True):
    rubric_id: UUID
    rule: Literal["trimmed", "mean", "calibrated"]
    reviews_each: int
    least_valid: int
    stages: Literal["usual", "one"] = "one"
    feedback: Literal["band", "rank", "nothing"] = "band"
    talent_rubric_id: UUID | None = None


class ConflictsForm(msgspec.Struct, kw_only=True):
    """What a judge ticked; `is_complete` is their word that it is all."""

    is_complete: Literal["yes"]
    people: list[str] = []
    organisations: list[str] = []


class RecusalForm(msgspec.Struct, kw_only=True):
    why: Literal[RECUSALS]  # type: ignore[valid-type]
    reason: Annotated[str, Meta(max_length=1000)] = ""


class ReasonForm(msgspec.Struct, kw_only=True):
    reason: Annotated[str, Meta(max_length=1000)]


class FeedbackForm(msgspec.Struct, kw_only=True):
    """How many per cent of the judges' words are drawn to be read first."""

    share: int


class OnwardForm(msgspec.Struct, kw_only=True):
    """The round that entries go on to, or none."""

    into: UUID | None = None


class PairForm(msgspec.Struct, kw_only=True):
    """What is ruled about one judge and one entry; `page` is where the organiser goes back to."""

    entry: UUID
    judge: UUID
    ruling: Literal["pinned", "forbidden", "free"]
    page: Annotated[int, Meta(ge=1, le=10_000)] = 1


class JudgeReasonForm(msgspec.Struct, kw_only=True):
    """Something that becomes of a judge, and why."""

    judge: UUID
    reason: Annotated[str, Meta(max_length=1000)]


def number(text: str) -> Decimal:
    """A number as people type it: `7,5` and full-width figures too. Raises `InvalidOperation`."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", ".")
    if not re.fullmatch(r"[+-]?\d{1,6}(\.\d{1,6})?", plain):
        raise InvalidOperation
    return Decimal(plain)


def points_in(fields: Mapping[str, Any]) -> dict[str, Decimal | None]:
    """The scores among these fields, by criterion; what is no number is `Invalid`, each named."""
    points: dict[str, Decimal | None] = {}
    problems: dict[str, Lazy | str] = {}
    for name, value in fields.items():
        if not name.startswith("score_"):
            continue
        try:
            points[name.removeprefix("score_")] = number(value) if value else None
        except (InvalidOperation, TypeError):
            problems[name] = N_("Enter a number.")
    if problems:
        raise Invalid(fields=problems)
    return points


def as_saved(sent: Changes) -> dict[str, Change]:
    """The changes with their scores written as they are kept: `7,50` is `7.5`."""
    return {
        key: Change(_plain(change.was), _plain(change.now)) if key.startswith("score_") else change
        for key, change in sent.changes.items()
    }


def _plain(text: str) -> str:
    try:
        return plain(number(text)) if text else ""
    except InvalidOperation:
        return text


def read_review(fields: dict[str, Any]) -> ReviewForm:
    """The review form; points that are no number are `Invalid`, each named."""
    points = points_in(fields)
    revision = str(fields.get("revision", ""))
    if not revision.isdecimal() or len(revision) > 9:
        raise Invalid(N_("This form is not complete. Open the review again."))
    return ReviewForm(
        revision=int(revision),
        then=str(fields.get("then", "save")),
        points=points,
        notes={name.removeprefix("note_"): str(text) for name, text in fields.items() if name.startswith("note_")},
        to_applicant=str(fields.get("to_applicant", "")),
        to_panel=str(fields.get("to_panel", "")),
    )


def read_choices(fields: dict[str, Any], ids: dict[str, UUID]) -> dict[UUID, Choice]:
    """The outcomes of a draft by entry; `ids` are the entries' by their codes."""
    return {
        entry: Choice(
            outcome=str(fields[f"outcome_{code}"]),
            award_en=str(fields.get(f"award_en_{code}", "")),
            award_zh=str(fields.get(f"award_zh_{code}", "")),
        )
        for code, entry in ids.items()
        if f"outcome_{code}" in fields
    }
