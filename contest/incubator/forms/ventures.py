"""What is sent about cohorts and ventures."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.incubator.rules import CohortPlan, StepPlan
from contest.incubator.rules.alerts import LONGEST_NOTE
from contest.incubator.rules.cohorts import LONGEST_NAME
from contest.incubator.rules.desk import LONGEST_TEXT, Handling
from contest.incubator.rules.landing import LONGEST_BLOCKER, MOST_STEPS, Report, StepText
from contest.incubator.rules.milestones import LONGEST_TITLE, MilestonePlan, Move
from contest.incubator.rules.prizes import PrizePlan
from contest.incubator.rules.stages import LONGEST_REASON
from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy

Name = Annotated[str, Meta(max_length=LONGEST_NAME)]


class CohortForm(msgspec.Struct, kw_only=True):
    name_en: Name = ""
    name_zh: Name = ""
    starts_on: date
    ends_on: date

    def plan(self) -> CohortPlan:
        return CohortPlan(name_en=self.name_en, name_zh=self.name_zh, starts_on=self.starts_on, ends_on=self.ends_on)


class TakeInForm(msgspec.Struct, kw_only=True):
    cohort: UUID
    entries: list[UUID] = []


class StepForm(msgspec.Struct, kw_only=True):
    to: Annotated[str, Meta(max_length=20)]
    happened_on: date
    reason: Annotated[str, Meta(max_length=LONGEST_REASON)] = ""
    evidence: UUID | None = None
    next_on: date | None = None

    def plan(self) -> StepPlan:
        return StepPlan(
            to=self.to, happened_on=self.happened_on, reason=self.reason, evidence=self.evidence, next_on=self.next_on
        )


class ReportForm(msgspec.Struct, kw_only=True):
    owner: UUID | None = None
    due_on: date | None = None
    begun_on: date | None = None
    done_on: date | None = None
    blocker: Annotated[str, Meta(max_length=LONGEST_BLOCKER)] = ""
    evidence: UUID | None = None

    def report(self) -> Report:
        return Report(**msgspec.structs.asdict(self))


def read_template(fields: dict[str, Any]) -> list[StepText]:
    """The steps of a template as they were typed, in order; a line without a name is left out."""
    found: list[StepText] = []
    errors: dict[str, Lazy | str] = {}
    for number in range(1, MOST_STEPS + 4):
        en, zh, days = (str(fields.get(f"{name}_{number}", "")) for name in ("en", "zh", "days"))
        if not en and not zh:
            continue
        if not days.isdecimal() or len(days) > 4:
            errors[f"days_{number}"] = N_("Enter a number.")
            continue
        found.append(StepText(en, zh, int(days)))
    if errors:
        raise Invalid(fields=errors)
    return found


class MoveForm(msgspec.Struct):
    cohort: UUID


class RequestForm(msgspec.Struct, kw_only=True):
    kind: Annotated[str, Meta(max_length=20)]
    text: Annotated[str, Meta(max_length=LONGEST_TEXT)]


class HandlingForm(msgspec.Struct, kw_only=True):
    owner: UUID | None = None
    due_on: date
    answer: Annotated[str, Meta(max_length=LONGEST_TEXT)] = ""

    def plan(self) -> Handling:
        return Handling(owner=self.owner, due_on=self.due_on, answer=self.answer)


class PrizeForm(msgspec.Struct, kw_only=True):
    name_en: Annotated[str, Meta(max_length=200)] = ""
    name_zh: Annotated[str, Meta(max_length=200)] = ""
    amount: Decimal | None = None
    currency: Annotated[str, Meta(max_length=3)] = ""
    settle_by: date
    conditions: str = ""

    def plan(self) -> PrizePlan:
        """Each line that holds something is a condition."""
        lines = tuple(line.strip() for line in self.conditions.split("\n") if line.strip())
        return PrizePlan(**msgspec.structs.asdict(self) | {"conditions": lines})


class MetForm(msgspec.Struct, kw_only=True):
    met_on: date
    evidence: UUID | None = None


class SettleForm(msgspec.Struct, kw_only=True):
    settled_on: date


class LapseForm(msgspec.Struct, kw_only=True):
    reason: Annotated[str, Meta(max_length=LONGEST_REASON)] = ""


class ChangeForm(msgspec.Struct, kw_only=True):
    title: Annotated[str, Meta(max_length=LONGEST_TITLE)]
    deliverable: Annotated[str, Meta(max_length=LONGEST_TEXT)] = ""
    owner: UUID | None = None
    after: UUID | None = None

    def plan(self, due_on: date) -> MilestonePlan:
        return MilestonePlan(due_on=due_on, **msgspec.structs.asdict(self))


class MilestoneForm(msgspec.Struct, kw_only=True):
    title: Annotated[str, Meta(max_length=LONGEST_TITLE)]
    deliverable: Annotated[str, Meta(max_length=LONGEST_TEXT)] = ""
    due_on: date
    owner: UUID | None = None
    after: UUID | None = None

    def plan(self) -> MilestonePlan:
        return MilestonePlan(**msgspec.structs.asdict(self))


class PlanAllForm(msgspec.Struct, kw_only=True):
    title: Annotated[str, Meta(max_length=LONGEST_TITLE)]
    deliverable: Annotated[str, Meta(max_length=LONGEST_TEXT)] = ""
    due_on: date
    ventures: list[UUID] = []

    def plan(self) -> MilestonePlan:
        return MilestonePlan(title=self.title, deliverable=self.deliverable, due_on=self.due_on)


class MoveDayForm(msgspec.Struct, kw_only=True):
    to: date
    reason: Annotated[str, Meta(max_length=LONGEST_REASON)] = ""

    def move(self) -> Move:
        return Move(to=self.to, reason=self.reason)


class SubmitForm(msgspec.Struct, kw_only=True):
    documents: list[UUID] = []
    note: Annotated[str, Meta(max_length=LONGEST_TEXT)] = ""


class DecideForm(msgspec.Struct, kw_only=True):
    verdict: Annotated[str, Meta(max_length=20)]
    reason: Annotated[str, Meta(max_length=LONGEST_REASON)] = ""


class DropForm(msgspec.Struct, kw_only=True):
    reason: Annotated[str, Meta(max_length=LONGEST_REASON)] = ""


class BulkForm(msgspec.Struct, kw_only=True):
    act: Literal["move", "accepted", "returned", "drop"]
    milestones: list[UUID] = []
    to: date | None = None
    days: int | None = None
    reason: Annotated[str, Meta(max_length=LONGEST_REASON)] = ""

    def move(self) -> Move:
        return Move(to=self.to, days=self.days, reason=self.reason)


class AcknowledgeForm(msgspec.Struct, kw_only=True):
    note: Annotated[str, Meta(max_length=LONGEST_NOTE)] = ""
