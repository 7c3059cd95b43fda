"""What programs send and are told about cohorts, ventures and how they land."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.impact.rules import Assessment
from contest.incubator import queries
from contest.incubator.forms.programs import told
from contest.incubator.rules.landing import LONGEST_NAME, MOST_DAYS, MOST_STEPS, StepText
from contest.submissions.queries import Answer, FrozenEntry


class CohortOf(msgspec.Struct, frozen=True, kw_only=True):
    """`registered`: how many of its ventures are."""

    id: UUID
    name_en: str
    name_zh: str
    starts_on: date
    ends_on: date
    ventures: int
    registered: int


class CandidateOf(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that may become a venture."""

    submission_id: UUID
    code: str
    kind: str
    title_en: str
    title_zh: str
    organisation_name: str
    country: str
    round_en: str
    round_zh: str
    outcome: str
    award_en: str
    award_zh: str
    decided_at: datetime


class CardOf(msgspec.Struct, frozen=True, kw_only=True):
    """A venture in a list. `is_reversed`: the decision that it stands on was taken back."""

    id: UUID
    code: str
    kind: str
    title_en: str
    title_zh: str
    cohort_en: str
    cohort_zh: str
    stage: str
    stage_on: date
    next_on: date | None
    awarded_on: date
    registered_on: date | None
    lead: str
    is_reversed: bool


class DueOf(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be done: a report, a milestone, or a step agreed in a session."""

    venture_id: UUID
    what: str
    id: UUID
    name: str
    due_on: date


class MyVentures(msgspec.Struct, frozen=True, kw_only=True):
    ventures: list[CardOf]
    due: list[DueOf]


class LandedOf(msgspec.Struct, frozen=True, kw_only=True):
    """`registered` of the `of` ventures whose time of so many months is over; `percent`: null where it is nobody's."""

    months: int
    registered: int
    of: int
    percent: int | None


class PaceOf(msgspec.Struct, frozen=True, kw_only=True):
    """`days`: the median from award to licence."""

    ventures: int
    registered: int
    days: float | None
    landed: list[LandedOf]


class LateOf(msgspec.Struct, frozen=True, kw_only=True):
    """What is late or blocked: a step, request, prize, milestone or report."""

    what: str
    id: UUID
    name_en: str
    name_zh: str
    venture_id: UUID
    title_en: str
    title_zh: str
    due_on: date | None
    owner_name: str
    blocker: str


class MarkOf(msgspec.Struct, frozen=True, kw_only=True):
    """Something on a day: step, expected, due, milestone, starts or ends."""

    day: date
    what: str
    id: UUID
    name_en: str
    name_zh: str
    stage: str


class StallOf(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the weekly list: by which rule, why, and what could be done."""

    id: UUID
    venture_id: UUID
    code: str
    title_en: str
    title_zh: str
    stage: str
    rule: str
    since: date
    week_on: date
    reason: str
    action: str
    lead: str
    note: str
    acknowledger: str
    acknowledged_at: datetime | None


class PersonOf(msgspec.Struct, frozen=True, kw_only=True):
    person_id: UUID
    name: str
    role: str


class DocumentOf(msgspec.Struct, frozen=True, kw_only=True):
    """`link_id` is what an `evidence` names; `is_judged`: of the version that was judged."""

    id: UUID
    link_id: UUID
    name: str
    size: int
    state: str
    is_judged: bool
    added_at: datetime


class StageOf(msgspec.Struct, frozen=True, kw_only=True):
    stage: str
    happened_on: date
    reason: str
    by: str
    at: datetime
    file_id: UUID | None


class LandingStepOf(msgspec.Struct, frozen=True, kw_only=True):
    """`evidence` is the `link_id` of a document; `days`: that it took, or has taken so far."""

    id: UUID
    position: int
    name_en: str
    name_zh: str
    state: str
    owner: UUID | None
    owner_name: str
    due_on: date | None
    begun_on: date | None
    done_on: date | None
    days: int | None
    blocker: str
    evidence: UUID | None


class VentureOf(msgspec.Struct, frozen=True, kw_only=True):
    """`number`: which version of its entry was judged."""

    id: UUID
    edition_id: UUID
    code: str
    kind: str
    number: int
    title_en: str
    title_zh: str
    summary_en: str
    summary_zh: str
    organisation_name: str
    country: str
    scene_en: str
    scene_zh: str
    round_en: str
    round_zh: str
    cohort_id: UUID
    cohort_en: str
    cohort_zh: str
    stage: str
    stage_on: date
    next_on: date | None
    awarded_on: date
    registered_on: date | None
    is_reversed: bool
    people: list[PersonOf]
    documents: list[DocumentOf]
    stages: list[StageOf]
    landing: list[LandingStepOf]


def landing_step(found: queries.LandingStep, today: date) -> LandingStepOf:
    return told(found, LandingStepOf, state=found.state(today), days=found.days(today))


def venture(
    found: queries.Venture,
    *,
    people: Sequence[queries.Member],
    documents: Sequence[queries.FileLine],
    stages: Sequence[queries.StepLine],
    landing: Sequence[queries.LandingStep],
    today: date,
) -> VentureOf:
    return told(
        found, VentureOf, people=people, documents=documents, stages=stages,
        landing=[landing_step(one, today) for one in landing],
    )  # fmt: skip


class JudgedOf(msgspec.Struct, frozen=True, kw_only=True):
    """The version of its entry that a venture stands on. `impact`: what was computed from its answers."""

    number: int
    code: str
    kind: str
    scene: str
    title_en: str
    title_zh: str
    summary_en: str
    summary_zh: str
    translated_title: str
    translated_summary: str
    organisation_name: str
    country: str
    answers: list[Answer]
    impact: Assessment | None


def judged(found: FrozenEntry, number: int) -> JudgedOf:
    same = {name: getattr(found, name) for name in JudgedOf.__struct_fields__ if name != "number"}
    return JudgedOf(number=number, **same)


class DayOf(msgspec.Struct, frozen=True, kw_only=True):
    """A milestone or a step (`what`) on its day. `changed_at` rises with every change."""

    id: UUID
    what: str
    name: str
    venture: str
    venture_id: UUID
    day: date
    is_done: bool
    changed_at: datetime


class TemplateStep(msgspec.Struct, frozen=True, kw_only=True):
    """A step that is due so many days after the award; it has a name in both languages."""

    name_en: Annotated[str, Meta(max_length=LONGEST_NAME)] = ""
    name_zh: Annotated[str, Meta(max_length=LONGEST_NAME)] = ""
    days: Annotated[int, Meta(ge=0, le=MOST_DAYS)]


class SaveTemplate(msgspec.Struct, frozen=True, kw_only=True):
    steps: Annotated[list[TemplateStep], Meta(max_length=MOST_STEPS)]

    def plan(self) -> list[StepText]:
        return [StepText(one.name_en, one.name_zh, one.days) for one in self.steps]


class Added(msgspec.Struct, frozen=True):
    """The id of a file whose check begins; the venture's `documents` say how it ended."""

    id: UUID
