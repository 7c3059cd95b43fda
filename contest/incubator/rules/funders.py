"""What a funder's report says: the lines of its framework, each added up from rows that anybody can look at.

GEF keeps direct, post-project and indirect tonnes apart and never adds them (core indicators 6 and 11); an EIT-like
indicator does not count without its evidence; a UNDP-like table has a baseline, a target and an actual for each result.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from msgspec import Struct

from contest.incubator.rules.indicators import TONNES
from contest.lib.i18n import N_, Lazy

Source = Literal["sum", "latest", "stage", "planned", "followed"]
FRAMEWORKS: dict[str, Lazy] = {
    "gef": N_("GEF: tonnes and people"),
    "eit": N_("EIT-like: indicators with evidence"),
    "undp": N_("UNDP-like: table of results"),
}
VENTURES = "ventures"
UNITS: dict[str, Lazy] = {VENTURES: N_("ventures")}
LARGEST = Decimal("999999999999.99")
LATEST_YEARS = 5  # the longest span that a report is about
NOT_ADDED = N_("Planned figures are not verified. Lines are not added up: one tonne may stand in several.")


class LineRule(Struct, frozen=True, kw_only=True):
    """A line: where it comes from, and whose. `of`: the indicators, or the stage; `scope`: only ventures that avoid
    themselves (direct) or enable others (indirect); `needs_evidence`: what has none does not count."""

    code: str
    words: Lazy
    source: Source
    of: tuple[str, ...] = ()
    scope: str = ""
    unit: str = ""
    needs_evidence: bool = False


LINES: dict[str, tuple[LineRule, ...]] = {
    "gef": (
        LineRule(
            code="6-direct", words=N_("Direct: avoided in the years reported"), source="sum", of=("realised",),
            scope="direct",
        ),
        LineRule(
            code="6-post", words=N_("Post-project: planned for the years after"), source="planned", scope="direct",
            unit=TONNES,
        ),
        LineRule(
            code="6-indirect", words=N_("Indirect: avoided by others whom it enables"), source="sum", of=("realised",),
            scope="indirect",
        ),
        LineRule(code="11", words=N_("People at work"), source="latest", of=("jobs",)),
    ),
    "eit": (
        LineRule(
            code="EITHE01.1", words=N_("Innovations tested: a pilot runs"), source="stage", of=("pilot",),
            unit=VENTURES, needs_evidence=True,
        ),
        LineRule(
            code="startups", words=N_("Start-ups registered"), source="stage", of=("registered",), unit=VENTURES,
            needs_evidence=True,
        ),
        LineRule(
            code="marketed", words=N_("Innovations on the market"), source="stage", of=("commercial",), unit=VENTURES,
            needs_evidence=True,
        ),
        LineRule(
            code="investment", words=N_("Investment attracted so far"), source="latest",
            of=("grants", "equity", "debt"), needs_evidence=True,
        ),
    ),
    "undp": (
        LineRule(code="1.1", words=N_("Ventures followed"), source="followed", unit=VENTURES),
        LineRule(code="1.2", words=N_("Agreements signed so far"), source="latest", of=("agreements",)),
        LineRule(code="2.1", words=N_("People at work"), source="latest", of=("jobs",)),
        LineRule(code="2.2", words=N_("Revenue in the quarters reported"), source="sum", of=("revenue",)),
        LineRule(code="3.1", words=N_("Emissions avoided in the years reported"), source="sum", of=("realised",)),
    ),
}  # fmt: skip


class ReportPlan(Struct, frozen=True, kw_only=True):
    """A report as it is asked for; no `rounds`: all of the edition's. `targets`: by code, (baseline, target)."""

    partner: UUID
    framework: str
    first_on: date
    until_on: date
    cohort: UUID | None = None
    rounds: tuple[UUID, ...] = ()
    targets: Mapping[str, tuple[Decimal | None, Decimal | None]] = {}


class Value(Struct, frozen=True, kw_only=True):
    """A reported figure of a venture."""

    id: UUID
    indicator: str
    until_on: date
    value: Decimal
    unit: str
    has_evidence: bool
    is_verified: bool


class Stage(Struct, frozen=True, kw_only=True):
    """When a venture first entered a stage."""

    stage: str
    on: date
    has_evidence: bool


class Venture(Struct, frozen=True, kw_only=True):
    """A venture as a report reads it; `planned`: tonnes by year after its award."""

    id: UUID
    awarded_on: date
    is_enabling: bool
    planned: tuple[float, ...]
    values: Sequence[Value]
    stages: Sequence[Stage]


class Row(Struct, frozen=True, kw_only=True):
    """What a number stands on: a reported figure, or a venture itself."""

    venture: UUID
    value: UUID | None
    what: str
    on: date | None
    amount: Decimal
    unit: str
    is_verified: bool


class Line(Struct, frozen=True, kw_only=True):
    """A line in one unit; `women`, `young`: of the people, where it was given."""

    code: str
    unit: str
    actual: Decimal
    verified: Decimal
    women: Decimal | None
    young: Decimal | None
    rows: tuple[Row, ...]


def plan_faults(
    of: ReportPlan, *, partners: Sequence[UUID], cohorts: Sequence[UUID], rounds: Sequence[UUID], today: date
) -> dict[str, Lazy | str]:
    """What cannot be reported, by field."""
    found: dict[str, Lazy | str] = {}
    choices = {
        "partner": of.partner in partners,
        "framework": of.framework in FRAMEWORKS,
        "cohort": of.cohort is None or of.cohort in cohorts,
        "rounds": set(of.rounds) <= set(rounds),
    }
    for name, holds in choices.items():
        if not holds:
            found[name] = N_("Choose one of the answers offered.")
    if of.until_on < of.first_on:
        found["until_on"] = N_("It cannot end before it begins.")
    elif of.until_on > today:
        found["until_on"] = N_("This day has not come yet.")
    elif of.until_on.year - of.first_on.year > LATEST_YEARS:
        found["first_on"] = N_("A report is about %(most)s years at most.", most=LATEST_YEARS)
    for code, pair in of.targets.items():
        for name, number in zip(("baseline", "target"), pair, strict=True):
            if number is not None and not (number.is_finite() and 0 <= number <= LARGEST):
                found[f"{name}_{code}"] = N_("Use a number from 0 to %(most)s.", most=f"{LARGEST:f}")
    return found


def lines(of: ReportPlan, ventures: Sequence[Venture]) -> list[Line]:
    """Every line of the framework, one for each unit that was reported; one without rows is nought."""
    found: list[Line] = []
    for rule in LINES[of.framework]:
        rows = [row for venture in ventures if _is_of(rule, venture) for row in _rows(rule, of, venture)]
        units = list(dict.fromkeys(row.unit for row in rows)) or [rule.unit or _plain_unit(rule)]
        for unit in units:
            mine = tuple(row for row in rows if row.unit == unit)
            found.append(_line(rule, of, ventures, unit, mine))
    return found


def _plain_unit(rule: LineRule) -> str:
    return {"jobs": "people", "agreements": "agreements", "realised": TONNES}.get(rule.of[0], "CNY")


def _is_of(rule: LineRule, venture: Venture) -> bool:
    return not rule.scope or (rule.scope == "indirect") == venture.is_enabling


def _line(rule: LineRule, of: ReportPlan, ventures: Sequence[Venture], unit: str, rows: tuple[Row, ...]) -> Line:
    split = {
        name: _split(f"jobs_{name}", of, ventures) if rule.of == ("jobs",) else None for name in ("women", "young")
    }
    return Line(
        code=rule.code, unit=unit, actual=sum((row.amount for row in rows), Decimal(0)),
        verified=sum((row.amount for row in rows if row.is_verified), Decimal(0)),
        women=split["women"], young=split["young"], rows=rows,
    )  # fmt: skip


def _split(indicator: str, of: ReportPlan, ventures: Sequence[Venture]) -> Decimal | None:
    """Of the people at work, those of one sex or age; None where nobody gave it."""
    given = [last for venture in ventures if (last := _latest(indicator, of, venture)) is not None]
    return sum((one.value for one in given), Decimal(0)) if given else None


def _latest(indicator: str, of: ReportPlan, venture: Venture) -> Value | None:
    inside = [
        one for one in venture.values if one.indicator == indicator and of.first_on <= one.until_on <= of.until_on
    ]
    return max(inside, key=lambda one: one.until_on, default=None)


def _rows(rule: LineRule, of: ReportPlan, venture: Venture) -> list[Row]:
    if rule.source == "sum":
        inside = [
            one for one in venture.values if one.indicator in rule.of and of.first_on <= one.until_on <= of.until_on
        ]
        return [_of_value(venture, one) for one in inside if one.has_evidence or not rule.needs_evidence]
    if rule.source == "latest":
        last = [found for indicator in rule.of if (found := _latest(indicator, of, venture)) is not None]
        return [_of_value(venture, one) for one in last if one.has_evidence or not rule.needs_evidence]
    if rule.source == "planned":
        amount = planned_after(venture, of.until_on)
        return [_of_venture(venture, "planned", None, amount, rule.unit)] if amount else []
    if rule.source == "followed":
        is_in = venture.awarded_on <= of.until_on
        return [_of_venture(venture, "followed", venture.awarded_on, Decimal(1), rule.unit)] if is_in else []
    return [
        _of_venture(venture, one.stage, one.on, Decimal(1), rule.unit, is_verified=one.has_evidence)
        for one in venture.stages
        if one.stage in rule.of and of.first_on <= one.on <= of.until_on
        and (one.has_evidence or not rule.needs_evidence)
    ]  # fmt: skip


def planned_after(venture: Venture, day: date) -> Decimal:
    """Tonnes that a venture planned for the years after its award that end after `day`, half up to two places."""
    whole = (
        day.year - venture.awarded_on.year - ((day.month, day.day) < (venture.awarded_on.month, venture.awarded_on.day))
    )
    total = sum(venture.planned[max(whole, 0) :])
    return round(Decimal(str(total)), 2)


def _of_value(venture: Venture, one: Value) -> Row:
    return Row(
        venture=venture.id, value=one.id, what=one.indicator, on=one.until_on, amount=one.value, unit=one.unit,
        is_verified=one.is_verified,
    )  # fmt: skip


def _of_venture(
    venture: Venture, what: str, on: date | None, amount: Decimal, unit: str, *, is_verified: bool = False
) -> Row:
    return Row(venture=venture.id, value=None, what=what, on=on, amount=amount, unit=unit, is_verified=is_verified)
