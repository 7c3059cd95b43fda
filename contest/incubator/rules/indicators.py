"""The figures that ventures report: which report asks for which, in which unit, and what cannot be one."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from uuid import UUID

from msgspec import Struct

from contest.incubator.rules.money import CURRENCIES
from contest.lib.i18n import N_, Lazy

LONGEST_UNIT = 40
LARGEST = Decimal("999999999999999.99")
TONNES = "tCO2e"


class Indicator(Struct, frozen=True):
    """`unit`: the one it always has, in words that stay; "" where the venture names it once; "money": a currency.
    `asked`: by which reports."""

    words: Lazy
    asked: tuple[str, ...]
    unit: str
    is_whole: bool = True
    most: Decimal = LARGEST


INDICATORS: dict[str, Indicator] = {
    "jobs": Indicator(N_("People at work"), ("pulse", "alumni"), "people"),
    "customers": Indicator(N_("Customers and pilots"), ("pulse",), "customers"),
    "units": Indicator(N_("Units in operation"), ("pulse",), "", is_whole=False),
    "jobs_women": Indicator(N_("Women among the people at work"), ("quarter",), "people"),
    "jobs_young": Indicator(N_("People under 30 among them"), ("quarter",), "people"),
    "jobs_local": Indicator(N_("People from the county among them"), ("quarter",), "people"),
    "revenue": Indicator(N_("Revenue in the quarter"), ("quarter",), "money", is_whole=False),
    "grants": Indicator(N_("Grants received so far"), ("quarter",), "money", is_whole=False),
    "equity": Indicator(N_("Equity raised so far"), ("quarter",), "money", is_whole=False),
    "debt": Indicator(N_("Debt raised so far"), ("quarter",), "money", is_whole=False),
    "agreements": Indicator(N_("Agreements signed so far"), ("quarter",), "agreements"),
    "patents_filed": Indicator(N_("Patents filed so far"), ("quarter",), "patents"),
    "patents_granted": Indicator(N_("Patents granted so far"), ("quarter",), "patents"),
    "trl": Indicator(N_("Technology readiness level"), ("quarter",), "TRL", most=Decimal(9)),
    "premises": Indicator(N_("Premises in the zone"), ("quarter",), "m²", is_whole=False),
    "exports": Indicator(N_("Exports in the quarter"), ("quarter",), "money", is_whole=False),
    "imports": Indicator(N_("Technology imported in the quarter"), ("quarter",), "money", is_whole=False),
    "realised": Indicator(N_("Emissions avoided in the year"), ("year",), TONNES, is_whole=False),
}
UNITS: dict[str, Lazy] = {
    "people": N_("people"),
    "customers": N_("customers"),
    "agreements": N_("agreements"),
    "patents": N_("patents"),
    TONNES: N_("t CO₂e"),
}
NEEDED = ("pulse", "alumni")  # reports of which every figure is given


class Figure(Struct, frozen=True, kw_only=True):
    """A figure as it is reported."""

    value: Decimal
    unit: str
    evidence: UUID | None = None


def of_report(kind: str) -> dict[str, Indicator]:
    """The indicators that a report asks for; a year's is worked out."""
    return {key: one for key, one in INDICATORS.items() if kind in one.asked and key != "realised"}


def figure_faults(
    kind: str, figures: Mapping[str, Figure], *, last_units: Mapping[str, str], files: Collection[UUID]
) -> dict[str, Lazy | str]:
    """What stands against the figures of a report, by the fields `jobs`, `jobs_unit`, `jobs_evidence`, …

    `last_units`: of each indicator, its unit of last time; `files`: the venture's own, checked.
    """
    found: dict[str, Lazy | str] = {}
    for key, one in of_report(kind).items():
        figure = figures.get(key)
        if figure is None:
            if kind in NEEDED:
                found[key] = N_("This answer is needed.")
            continue
        if (fault := _value_fault(one, figure.value)) is not None:
            found[key] = fault
        if (fault := _unit_fault(one, figure.unit, last_units.get(key))) is not None:
            found[f"{key}_unit"] = fault
        if figure.evidence is not None and figure.evidence not in files:
            found[f"{key}_evidence"] = N_("Choose one of this venture’s own files that was checked.")
    return found


def _value_fault(of: Indicator, value: Decimal) -> Lazy | None:
    if not value.is_finite() or not 0 <= value <= of.most:
        return N_("Use a number from 0 to %(most)s.", most=str(of.most))
    if of.is_whole and value != value.to_integral_value():
        return N_("Use a whole number.")
    if value != round(value, 2):
        return N_("Use at most two decimal places.")
    return None


def _unit_fault(of: Indicator, unit: str, last: str | None) -> Lazy | None:
    if last is not None and unit != last:
        return N_("Last time it was in %(unit)s: use the same unit, so that the two can be compared.", unit=last)
    if of.unit == "money":
        return None if unit in CURRENCIES else N_("Choose one of the answers offered.")
    if of.unit:
        return None if unit == of.unit else N_("This is counted in %(unit)s.", unit=of.unit)
    if not unit:
        return N_("Say what is counted.")
    return N_("Use at most %(most)s characters.", most=LONGEST_UNIT) if len(unit) > LONGEST_UNIT else None
