"""Emissions avoided, year by year: as the judged entry planned them, and as they came about.

Both by the formula of `contest.impact`, for the electricity that the entry was judged with, and each with its range.
"""

from collections.abc import Mapping
from math import isfinite

import msgspec
from msgspec import Struct

from contest.impact import rules as impact
from contest.lib.i18n import N_, Lazy

YEARS = 3  # shown at least
LARGEST = 1e12


class Realised(Struct, frozen=True, kw_only=True):
    """What a year's report says: units in operation over the year, and what one avoids (kgCO2e), off by a share of
    itself (0 to 1)."""

    units: float
    net_unit_kgco2e: float
    off_share: float


class Span(Struct, frozen=True, kw_only=True):
    """tCO2e of a year: the figure, and where it likely lies."""

    low: float
    central: float
    high: float


class Bar(Struct, frozen=True, kw_only=True):
    """A figure in the picture, in its units: `y` and `height` of the bar, `top` and `bottom` of its range."""

    x: float
    y: float
    height: float
    top: float
    bottom: float


class YearLine(Struct, frozen=True, kw_only=True):
    """A year after the award; `planned` or `realised` is None where there is none."""

    year: int
    planned: Span | None
    realised: Span | None
    is_verified: bool
    planned_bar: Bar | None = None
    realised_bar: Bar | None = None


def realised_faults(of: Realised) -> dict[str, Lazy | str]:
    """What cannot be, by field."""
    found: dict[str, Lazy | str] = {}
    if not isfinite(of.units) or not 0 <= of.units <= LARGEST:
        found["units"] = N_("Use a number of units from 0 on.")
    if not isfinite(of.net_unit_kgco2e) or abs(of.net_unit_kgco2e) > LARGEST:
        found["net"] = N_("Enter a number.")
    if not isfinite(of.off_share) or not 0 <= of.off_share <= 1:
        found["off"] = N_("A share lies between 0 and 100 percent.")
    return found


def planned(of: impact.Record, year: int) -> Span | None:
    """What the judged entry planned for a year after its award; None beyond its horizon."""
    units = impact.in_operation(of.inputs)
    if not 1 <= year <= len(units):
        return None
    fallen = (1 - of.inputs.decline_share) ** (year - 1)
    return _span(of, of.inputs, units[year - 1], fallen)


def realised(of: impact.Record, said: Realised) -> Span:
    """What came about, with the share that the entry claims of it and its rebound."""
    one = impact.Ranged.within(said.net_unit_kgco2e, said.off_share)
    measured = msgspec.structs.replace(
        of.inputs,
        baseline=impact.Side(other_kgco2e=one),
        solution=impact.Side(),
        net_share=0.0,
        units_share=0.0,
        decline_share=0.0,
    )
    return _span(of, measured, said.units, 1.0)


def _span(of: impact.Record, inputs: impact.Inputs, units: float, fallen: float) -> Span:
    """One year of so many units; `fallen`: what is left of the baseline by then."""
    grid = of.assessment.host.factor.value or 0.0
    side = inputs.baseline
    fixed = side.other_kgco2e
    baseline = impact.Side(
        other_kgco2e=impact.Ranged(fixed.low * fallen, fixed.central * fallen, fixed.high * fallen),
        grid_kwh=side.grid_kwh * fallen,
        gas_kg={gas: mass * fallen for gas, mass in side.gas_kg.items()},
    )
    one_year = msgspec.structs.replace(
        inputs, baseline=baseline, units_added_by_year=(units,), curve=None, lifetime_years=1
    )
    found = impact.compute(one_year, grid_kgco2e_per_kwh=grid).cumulative_tco2e[1]
    return Span(low=found.low, central=found.central, high=found.high)


def default_realised(of: impact.Record, units: float | None, last: Realised | None) -> Realised:
    """What the form of a year begins with: the units last reported, and what was said or planned of one."""
    net = of.assessment.host.result.net_unit_kgco2e
    half = of.assessment.host.result.independent_half_width_kgco2e
    share = min(half / abs(net.central), 1.0) if net.central else 0.0
    return Realised(
        units=units if units is not None else last.units if last else 0.0,
        net_unit_kgco2e=last.net_unit_kgco2e if last else net.central,
        off_share=last.off_share if last else round(share, 2),
    )


def year_lines(of: impact.Record | None, said: Mapping[int, Realised], verified: Mapping[int, bool]) -> list[YearLine]:
    """The first years after the award, up to the one after the last report, with where they stand in the picture."""
    if of is None:
        return []
    years = range(1, max([YEARS, *(year + 1 for year in said)]) + 1)
    plain = [
        YearLine(
            year=year,
            planned=planned(of, year),
            realised=realised(of, said[year]) if year in said else None,
            is_verified=verified.get(year, False),
        )
        for year in years
    ]
    ends = [end for line in plain for span in (line.planned, line.realised) if span for end in (span.low, span.high)]
    top, bottom = max(0.0, *ends), min(0.0, *ends)
    scale = 100 / (top - bottom or 1.0)

    def bar(span: Span | None, x: float) -> Bar | None:
        if span is None:
            return None
        ends = sorted(((top - span.central) * scale, top * scale))
        return Bar(
            x=x, y=round(ends[0], 2), height=round(ends[1] - ends[0], 2),
            top=round((top - span.high) * scale, 2), bottom=round((top - span.low) * scale, 2),
        )  # fmt: skip

    return [
        msgspec.structs.replace(
            line,
            planned_bar=bar(line.planned, 60.0 * (line.year - 1) + 8),
            realised_bar=bar(line.realised, 60.0 * (line.year - 1) + 31),
        )
        for line in plain
    ]


def zero_of(lines: list[YearLine]) -> float:
    """Where nothing avoided lies in the picture."""
    for line in lines:
        for bar, span in ((line.planned_bar, line.planned), (line.realised_bar, line.realised)):
            if bar is not None and span is not None:
                return bar.y + bar.height if span.central >= 0 else bar.y
    return 100.0
