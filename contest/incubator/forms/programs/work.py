"""What programs send and are told about milestones, money, and what is asked of the zone's desk."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.incubator import queries
from contest.incubator.forms.programs import Number, told
from contest.incubator.rules.prizes import LONGEST_CONDITION, LONGEST_NAME, MOST_CONDITIONS, PrizePlan
from contest.incubator.rules.tranches import MOST_TRANCHES, GrantPlan, Part

Name = Annotated[str, Meta(max_length=LONGEST_NAME)]


class MilestoneOf(msgspec.Struct, frozen=True, kw_only=True):
    """`state`: late, submitted, returned, due, planned, accepted or dropped; `after`: the one it waits for."""

    id: UUID
    venture_id: UUID
    venture_en: str
    venture_zh: str
    code: str
    title: str
    deliverable: str
    due_on: date
    owner: UUID | None
    owner_name: str
    after: UUID | None
    after_title: str
    state: str
    note: str


def milestone(found: queries.Milestone, today: date) -> MilestoneOf:
    return told(found, MilestoneOf, state=found.shown(today))


class MilestonePage(msgspec.Struct, frozen=True, kw_only=True):
    total: int
    pages: int
    milestones: list[MilestoneOf]


class EventOf(msgspec.Struct, frozen=True, kw_only=True):
    what: str
    reason: str
    from_on: date | None
    to_on: date | None
    by: str
    at: datetime


class ShownBy(msgspec.Struct, frozen=True, kw_only=True):
    """A document; `link_id` is what an `evidence` names."""

    id: UUID
    link_id: UUID
    name: str


class MilestoneWhole(msgspec.Struct, frozen=True, kw_only=True):
    milestone: MilestoneOf
    documents: list[ShownBy]
    events: list[EventOf]


class RequestOf(msgspec.Struct, frozen=True, kw_only=True):
    """`state`: answered, withdrawn, late or open."""

    id: UUID
    venture_id: UUID
    title_en: str
    title_zh: str
    kind: str
    text: str
    state: str
    asker: str
    asked_at: datetime
    owner: UUID | None
    owner_name: str
    due_on: date
    answer: str
    answerer: str
    answered_at: datetime | None


def request(found: queries.ServiceRequest, today: date) -> RequestOf:
    return told(found, RequestOf, state=found.state(today))


class DeskOf(msgspec.Struct, frozen=True, kw_only=True):
    """`days`: the median that an answer took; null where there is none yet."""

    days: float | None
    requests: list[RequestOf]


class ConditionOf(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    text: str
    met_on: date | None
    file_id: UUID | None


class PrizeOf(msgspec.Struct, frozen=True, kw_only=True):
    """`state`: settled, lapsed, late or open; without an amount it is no money."""

    id: UUID
    venture_id: UUID
    name_en: str
    name_zh: str
    amount: str | None
    currency: str
    state: str
    settle_by: date
    settled_on: date | None
    lapsed_on: date | None
    reason: str
    conditions: list[ConditionOf]


def prize(found: queries.Prize, today: date) -> PrizeOf:
    return told(found, PrizeOf, state=found.state(today))


class PromisePrize(msgspec.Struct, frozen=True, kw_only=True):
    name_en: Name = ""
    name_zh: Name = ""
    amount: Number | None = None
    currency: Annotated[str, Meta(max_length=3)] = ""
    settle_by: date
    conditions: Annotated[
        list[Annotated[str, Meta(min_length=1, max_length=LONGEST_CONDITION)]], Meta(max_length=MOST_CONDITIONS)
    ] = []

    def plan(self) -> PrizePlan:
        return PrizePlan(
            name_en=self.name_en, name_zh=self.name_zh, amount=None if self.amount is None else Decimal(self.amount),
            currency=self.currency, settle_by=self.settle_by, conditions=tuple(self.conditions),
        )  # fmt: skip


class ApprovalOf(msgspec.Struct, frozen=True, kw_only=True):
    person: UUID
    name: str
    at: datetime


class TrancheOf(msgspec.Struct, frozen=True, kw_only=True):
    """`missing`: what its release still waits for, in words."""

    id: UUID
    position: int
    amount: str
    milestone: UUID
    milestone_title: str
    milestone_state: str
    approvals: list[ApprovalOf]
    overdue: int
    missing: list[str]
    released_on: date | None
    reference: str


class GrantOf(msgspec.Struct, frozen=True, kw_only=True):
    """`rate`: CNY for one of its currency on the day it was fixed. Without a grant everything is empty."""

    id: UUID | None
    amount: str | None
    currency: str
    rate: str | None
    fixed_on: date | None
    tranches: list[TrancheOf]


def grant(found: queries.Grant | None) -> GrantOf:
    if found is None:
        return GrantOf(id=None, amount=None, currency="", rate=None, fixed_on=None, tranches=[])
    return told(
        found, GrantOf,
        tranches=[told(one, TrancheOf, missing=[str(words) for words in one.missing]) for one in found.tranches],
    )  # fmt: skip


class PartOf(msgspec.Struct, frozen=True):
    """A share in percent, released after a milestone."""

    milestone: UUID
    percent: Number


class FixGrant(msgspec.Struct, frozen=True, kw_only=True):
    amount: Number
    currency: Annotated[str, Meta(max_length=3)]
    rate: Number
    parts: Annotated[list[PartOf], Meta(min_length=1, max_length=MOST_TRANCHES)]

    def plan(self) -> GrantPlan:
        parts = tuple(Part(one.milestone, Decimal(one.percent)) for one in self.parts)
        return GrantPlan(amount=Decimal(self.amount), currency=self.currency, rate=Decimal(self.rate), parts=parts)
