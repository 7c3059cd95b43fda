"""What is sent about cohorts and ventures."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.incubator.rules import CohortPlan, StepPlan
from contest.incubator.rules.cohorts import LONGEST_NAME
from contest.incubator.rules.stages import LONGEST_REASON

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


class MoveForm(msgspec.Struct):
    cohort: UUID
