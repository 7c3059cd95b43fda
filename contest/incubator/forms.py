"""What is sent about cohorts and ventures."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.incubator.rules import CohortPlan, StepPlan
from contest.incubator.rules.cohorts import LONGEST_NAME
from contest.incubator.rules.landing import LONGEST_BLOCKER, MOST_STEPS, Report, StepText
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
