"""What programs send and are told about what ventures report, and what funders are told of it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.incubator import queries
from contest.incubator.forms.programs import Number, number, told
from contest.incubator.rules.funders import ReportPlan
from contest.incubator.rules.impact import Realised, YearLine
from contest.incubator.rules.indicators import Figure, of_report
from contest.incubator.rules.reports import LONGEST_TEXT, Sent
from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy

Text = Annotated[str, Meta(max_length=LONGEST_TEXT)]


class ReportOf(msgspec.Struct, frozen=True, kw_only=True):
    """`kind`: pulse, quarter, year or alumni; `state`: sent, moot, late or open."""

    id: UUID
    venture_id: UUID
    title_en: str
    title_zh: str
    code: str
    kind: str
    period_on: date
    until_on: date
    due_on: date
    state: str
    sent_at: datetime | None
    reopened_at: datetime | None
    sender: str
    news: str
    trouble: str
    is_running: bool | None


def report(found: queries.Report, today: date) -> ReportOf:
    return told(found, ReportOf, state=found.state(today))


class FigureOf(msgspec.Struct, frozen=True, kw_only=True):
    """Claimed until `verified_at`; `evidence` is the `link_id` of a document."""

    id: UUID
    report_id: UUID
    indicator: str
    until_on: date
    value: str
    unit: str
    evidence: UUID | None
    verified_at: datetime | None
    verifier: str


class SpanOf(msgspec.Struct, frozen=True):
    """tCO2e."""

    low: float
    central: float
    high: float


class YearOf(msgspec.Struct, frozen=True, kw_only=True):
    """A year after the award: what the judged entry planned, and what came about."""

    year: int
    planned: SpanOf | None
    realised: SpanOf | None
    is_verified: bool


class VentureReports(msgspec.Struct, frozen=True, kw_only=True):
    reports: list[ReportOf]
    figures: list[FigureOf]
    years: list[YearOf]


def venture_reports(
    reports: Sequence[queries.Report], values: Sequence[queries.Value], years: Sequence[YearLine], today: date
) -> VentureReports:
    return VentureReports(
        reports=[report(one, today) for one in reports],
        figures=[told(one, FigureOf) for one in values],
        years=[told(one, YearOf) for one in years],
    )


class RateOf(msgspec.Struct, frozen=True, kw_only=True):
    """Of so many that were `due`, `sent` have come."""

    kind: str
    sent: int
    due: int
    percent: int


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    total: int
    pages: int
    rates: list[RateOf]
    reports: list[ReportOf]


class AskedOf(msgspec.Struct, frozen=True, kw_only=True):
    """A figure that is asked for. `unit`: the one it has to have, empty where it is named the first time; `last`: what
    was said last time."""

    indicator: str
    unit: str
    last: str | None


class PastFigureOf(msgspec.Struct, frozen=True, kw_only=True):
    indicator: str
    value: str
    unit: str
    verified_at: datetime | None


class PastOf(msgspec.Struct, frozen=True, kw_only=True):
    """What was sent before the report was opened again, and why it was."""

    sent_at: datetime
    sender: str
    news: str
    trouble: str
    is_running: bool | None
    figures: list[PastFigureOf]
    reason: str
    opener: str
    reopened_at: datetime


class ReportWhole(msgspec.Struct, frozen=True, kw_only=True):
    report: ReportOf
    asked: list[AskedOf]
    figures: list[FigureOf]
    past: list[PastOf]


def asked(kind: str, last: Mapping[str, queries.Value]) -> list[AskedOf]:
    found = []
    for key, one in of_report(kind).items():
        known = last.get(key)
        unit = known.unit if known else "" if one.unit == "money" else one.unit
        found.append(AskedOf(indicator=key, unit=unit, last=str(known.value) if known else None))
    return found


class SendFigure(msgspec.Struct, frozen=True, kw_only=True):
    """`unit` may be left out where the indicator always has the same; `evidence`: the `link_id` of a document."""

    value: Number
    unit: Annotated[str, Meta(max_length=40)] = ""
    evidence: UUID | None = None


class SendRealised(msgspec.Struct, frozen=True, kw_only=True):
    """Units in operation over the year, what one of them avoids in kgCO2e, and by how much that may be off (0 to 1)."""

    units: Annotated[float, Meta(ge=0, le=1e12)]
    net_unit_kgco2e: Annotated[float, Meta(ge=-1e12, le=1e12)]
    off_share: Annotated[float, Meta(ge=0, le=1)] = 0.0


class SendReport(msgspec.Struct, frozen=True, kw_only=True):
    """`figures` by indicator, as `asked` names them; `realised` and `evidence` of a year, `is_running` of alumni."""

    figures: Annotated[dict[str, SendFigure], Meta(max_length=40)] = {}
    news: Text = ""
    trouble: Text = ""
    is_running: bool | None = None
    realised: SendRealised | None = None
    evidence: UUID | None = None

    def sent(self, kind: str) -> Sent:
        """What a report of this kind takes; `Invalid` for a figure that it does not ask for."""
        known = of_report(kind)
        wrong: dict[str, Lazy | str] = {
            key: N_("This report does not ask for it.") for key in self.figures if key not in known
        }
        if wrong:
            raise Invalid(fields=wrong)
        is_year = kind == "year"
        return Sent(
            figures={
                key: Figure(
                    value=Decimal(one.value),
                    unit=one.unit or (known[key].unit if known[key].unit != "money" else ""),
                    evidence=one.evidence,
                )
                for key, one in self.figures.items()
            },
            news=self.news, trouble=self.trouble, is_running=self.is_running if kind == "alumni" else None,
            realised=Realised(**msgspec.structs.asdict(self.realised)) if self.realised and is_year else None,
            evidence=self.evidence if is_year else None,
        )  # fmt: skip


class Reopen(msgspec.Struct, frozen=True):
    reason: Annotated[str, Meta(min_length=1, max_length=1_000)]


class FunderReportOf(msgspec.Struct, frozen=True, kw_only=True):
    """`made_at`: null while it is being made."""

    id: UUID
    edition_id: UUID
    partner_id: UUID
    partner_en: str
    partner_zh: str
    framework: str
    first_on: date
    until_on: date
    cohort_id: UUID | None
    rounds: list[UUID]
    asked_at: datetime
    made_at: datetime | None


class FunderLineOf(msgspec.Struct, frozen=True, kw_only=True):
    """A line as it was frozen; `others`: the names of those whose reports count a tonne of it too."""

    id: UUID
    code: str
    unit: str
    baseline: str | None
    target: str | None
    actual: str
    verified: str
    change: str | None
    women: str | None
    young: str | None
    others: list[str]
    rows: int


class FunderWhole(msgspec.Struct, frozen=True, kw_only=True):
    report: FunderReportOf
    lines: list[FunderLineOf]


def funder_whole(found: queries.FunderReport, lines: Sequence[queries.FunderLine]) -> FunderWhole:
    told_of = []
    for one in lines:
        baseline, target = found.targets.get(one.code, (None, None))
        others = [en or zh for en, zh in one.others]
        told_of.append(told(one, FunderLineOf, others=others, baseline=baseline, target=target, change=one.change))
    return FunderWhole(report=told(found, FunderReportOf), lines=told_of)


class FunderRowOf(msgspec.Struct, frozen=True, kw_only=True):
    """What a line was added up from."""

    code: str
    venture_id: UUID
    entry: str
    title_en: str
    title_zh: str
    what: str
    happened_on: date | None
    amount: str
    unit: str
    evidence: str
    is_verified: bool


class TargetOf(msgspec.Struct, frozen=True, kw_only=True):
    baseline: Number | None = None
    target: Number | None = None


class AskFunderReport(msgspec.Struct, frozen=True, kw_only=True):
    """`framework`: gef, eit or undp; no rounds: all of the edition's. `targets` by the code of a line."""

    partner: UUID
    framework: Annotated[str, Meta(max_length=10)]
    first_on: date
    until_on: date
    cohort: UUID | None = None
    rounds: Annotated[list[UUID], Meta(max_length=200)] = []
    targets: Annotated[dict[str, TargetOf], Meta(max_length=50)] = {}

    def plan(self) -> ReportPlan:
        return ReportPlan(
            partner=self.partner, framework=self.framework, first_on=self.first_on, until_on=self.until_on,
            cohort=self.cohort, rounds=tuple(self.rounds),
            targets={code: (number(one.baseline), number(one.target)) for code, one in self.targets.items()},
        )  # fmt: skip
