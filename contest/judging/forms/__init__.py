"""What comes in from the pages of judging."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.judging.rules.decisions import Choice
from contest.judging.rules.rubrics import AnchorDraft, CriterionDraft, RubricDraft
from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy
from contest.lib.web.forms import convert

Line = Annotated[str, Meta(min_length=1, max_length=120)]


class ReviewForm(msgspec.Struct, kw_only=True):
    """A review as it was sent; `points` by criterion, None where the field was left empty."""

    revision: int
    is_signed: bool
    points: dict[str, Decimal | None]
    to_applicant: str
    to_panel: str


class SetUpForm(msgspec.Struct, kw_only=True):
    rubric_id: UUID
    rule: Literal["trimmed", "mean"]
    reviews_each: int
    least_valid: int
    talent_rubric_id: UUID | None = None


class ConflictsForm(msgspec.Struct, kw_only=True):
    """What a judge ticked; `is_complete` is their word that it is all."""

    is_complete: Literal["yes"]
    people: list[str] = []
    organisations: list[str] = []


class ReasonForm(msgspec.Struct, kw_only=True):
    reason: Annotated[str, Meta(max_length=1000)]


def decimal_of(text: str) -> Decimal:
    """A number as people type it: `7,5` and full-width figures too. Raises `InvalidOperation`."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", ".")
    if not re.fullmatch(r"[+-]?\d{1,6}(\.\d{1,6})?", plain):
        raise InvalidOperation
    return Decimal(plain)


def read_review(fields: dict[str, Any]) -> ReviewForm:
    """The review form; points that are no number are `Invalid`, each named."""
    points: dict[str, Decimal | None] = {}
    problems: dict[str, Lazy | str] = {}
    for name, value in fields.items():
        if not name.startswith("score_"):
            continue
        try:
            points[name.removeprefix("score_")] = decimal_of(value) if value else None
        except (InvalidOperation, TypeError):
            problems[name] = N_("Enter a number.")
    revision = str(fields.get("revision", ""))
    if problems:
        raise Invalid(fields=problems)
    if not revision.isdecimal() or len(revision) > 9:
        raise Invalid(N_("This form is not complete. Open the review again."))
    return ReviewForm(
        revision=int(revision),
        is_signed=fields.get("then") == "sign",
        points=points,
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


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("\t" if "\t" in line else "|")]


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:40]


def _criteria(text: str) -> list[CriterionDraft]:
    """`weight | English | Chinese | guide in English | guide in Chinese`, one a line, as pasted from a spreadsheet."""
    made = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        cells = [*_cells(line), "", ""][:5]
        weight = cells[0].rstrip(" %")
        key = _key(cells[1]) if len(cells) > 1 else ""
        if len(cells) < 5 or not (weight.isdecimal() and len(weight) < 4 and key and cells[2]):
            raise Invalid(field="criteria", message=N_("Line %(n)s is not: weight | name | Chinese name.", n=number))
        if max(len(cells[1]), len(cells[2])) > 160:
            raise Invalid(field="criteria", message=N_("Line %(n)s has a name that is too long.", n=number))
        made.append(
            CriterionDraft(
                key=key, weight=int(weight), name_en=cells[1], name_zh=cells[2], guide_en=cells[3], guide_zh=cells[4]
            )
        )
    return made


def _anchors(text: str) -> list[AnchorDraft]:
    """`points | English | Chinese`, one a line."""
    made = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        cells = _cells(line)
        try:
            made.append(AnchorDraft(points=decimal_of(cells[0]), en=cells[1], zh=cells[2]))
        except (InvalidOperation, IndexError):
            raise Invalid(
                field="anchors", message=N_("Line %(n)s is not: points | English | Chinese.", n=number)
            ) from None
    return made


class _RubricFields(msgspec.Struct, kw_only=True):
    key: Annotated[str, Meta(max_length=40, pattern=r"^[a-z0-9_]+$")]
    name_en: Line
    name_zh: Line
    criteria: str
    highest: str
    step: str
    anchors: str = ""


def read_rubric(fields: dict[str, Any]) -> RubricDraft:
    """The rubric form. Numbers that are none, and lines that cannot be read, are `Invalid`, the line named."""
    form = convert(fields, _RubricFields)
    numbers: dict[str, Decimal] = {}
    for name in ("highest", "step"):
        try:
            numbers[name] = decimal_of(getattr(form, name))
        except InvalidOperation:
            raise Invalid(field=name, message=N_("Enter a number.")) from None
    return RubricDraft(
        key=form.key,
        name_en=form.name_en,
        name_zh=form.name_zh,
        criteria=_criteria(form.criteria),
        anchors=_anchors(form.anchors),
        **numbers,
    )


def written(criteria: list[Any], anchors: list[Any]) -> dict[str, str]:
    """A rubric's lines as the form takes them, for a copy to be changed."""
    return {
        "criteria": "\n".join(
            " | ".join([str(one.weight), one.name_en, one.name_zh, one.guide_en, one.guide_zh]) for one in criteria
        ),
        "anchors": "\n".join(f"{one.points} | {one.en} | {one.zh}" for one in anchors),
    }
