"""The figures of an assessment. Formulas after Project Frame (unit impact times units in operation).

    net unit impact   u_t = b (1 - d)^t - s                      kgCO2e per functional unit and year, t from 1
    in operation      N_t = units added in the last `lifetime_years` years, the curve, or the line between points
    avoided           A_t = N_t u_t (1 - rebound) attribution / 1000          tCO2e per year

The range is given twice: at worst (all inputs at their ends at once), and as if they were independent of each other
(half-widths in quadrature). A negative figure is what the entry costs the climate; it is shown as that.
"""

from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from math import exp, sqrt

import msgspec

from contest.impact.rules.gases import kgco2e
from contest.impact.rules.inputs import YEARS, Cost, Inputs, Ranged, Side

RULES = 1
"""Version of the formulas, kept in each record: a record is computed again with the formulas of its day."""

BUDGET_KGCO2E_PER_PERSON = 2500.0
"""A lifestyle within 1.5 degrees, in a year."""


class Driver(msgspec.Struct, frozen=True, kw_only=True):
    """An input whose range matters: its share (0 to 1) of the variance of the net unit impact."""

    name: str
    share: float


class Range(msgspec.Struct, frozen=True, kw_only=True):
    """tCO2e: central figure, worst case, independent case."""

    central: float
    lowest: float
    low: float
    high: float
    highest: float


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """`yearly_tco2e` and `in_operation` have one element a year from the first. `cumulative_tco2e`: after 1, 5 and 10
    years. `lifetime_tco2e`: all units added within the years looked at, over their whole life; None where it was said
    how many are in operation.
    `relative`: net over baseline of the first year, None without a baseline. `cost_per_tco2e`: None where nothing is
    avoided in the last year or no cost was given. `per_person_share`: of the 1.5-degree budget, in the last year."""

    kind: str
    net_unit_kgco2e: Ranged
    independent_half_width_kgco2e: float
    in_operation: tuple[float, ...]
    yearly_tco2e: tuple[float, ...]
    cumulative_tco2e: dict[int, Range]
    lifetime_tco2e: float | None
    relative: float | None
    cost_per_tco2e: float | None
    per_person_share: float | None
    drivers: tuple[Driver, ...]

    @property
    def is_cost(self) -> bool:
        """Whether the climate is worse off than without it."""
        return self.cumulative_tco2e[5].central < 0


def rounded(value: float, places: int) -> Decimal:
    """A figure as it is printed: half up, of its twelve leading digits, so that 0.125 held a hair below is 0.13."""
    return Decimal(f"{value:.12g}").quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def in_operation(inputs: Inputs, years: int = YEARS) -> list[float]:
    """Units in operation in each year from the first."""
    curve = inputs.curve
    if curve is not None:
        return [
            curve.most_units / (1 + exp(min(700.0, -curve.steepness_per_year * (year - curve.middle_year))))
            for year in range(1, years + 1)
        ]
    if inputs.points:
        return _line(inputs.points, years)
    added, life = inputs.units_added_by_year, inputs.lifetime_years
    running, total, made = 0.0, len(added), []
    for year in range(years):
        if year < total:
            running += added[year]
        if 0 <= year - life < total:
            running -= added[year - life]
        made.append(running)
    return made


def _line(points: tuple[tuple[int, float], ...], years: int) -> list[float]:
    """Evenly from nothing before the first year to each point, and as the last one after it."""
    known = ((0, 0.0), *points)
    made = []
    for (start, before), (end, after) in pairwise(known):
        step = (after - before) / (end - start)
        made += [before + step * year for year in range(1, end - start)] + [after]
    return [*made, *[known[-1][1]] * years][:years]


def _side(side: Side, grid_kgco2e_per_kwh: float) -> tuple[float, float, float]:
    fixed = side.grid_kwh * grid_kgco2e_per_kwh
    if side.gas_kg:
        fixed += kgco2e(side.gas_kg)
    other = side.other_kgco2e
    return other.low + fixed, other.central + fixed, other.high + fixed


def capital_recovery(rate: float, years: int) -> float:
    """The share of a capital that is paid each year: r (1+r)^n / ((1+r)^n - 1), and 1/n without interest."""
    if rate == 0:
        return 1 / years
    grown = (1 + rate) ** years
    return rate * grown / (grown - 1)


def abatement_cost(cost: Cost, *, years: int, avoided_tco2e_per_year: float) -> float | None:
    """Currency per tCO2e avoided; None where nothing is. Below 0 it saves money too: never sort by this alone."""
    if avoided_tco2e_per_year <= 0:
        return None
    yearly = cost.extra_capex * capital_recovery(cost.discount_rate, years) + cost.extra_opex_per_year
    return yearly / avoided_tco2e_per_year


def compute(inputs: Inputs, *, grid_kgco2e_per_kwh: float = 0.0) -> Result:
    """All figures at once, for electricity of this factor. `inputs` must have no `faults`."""
    b_low, b, b_high = _side(inputs.baseline, grid_kgco2e_per_kwh)
    s_low, s, s_high = _side(inputs.solution, grid_kgco2e_per_kwh)
    net, share = b - s, inputs.net_share
    widen = abs(net) * share
    worst = Ranged(b_low - s_high - widen, net, b_high - s_low + widen)
    spreads = ((b_high - b_low) / 2, (s_high - s_low) / 2, widen, abs(net) * inputs.units_share)
    squares = [spread * spread for spread in spreads]
    half = sqrt(squares[0] + squares[1] + squares[2])
    units = in_operation(inputs)
    factor = (1 - inputs.rebound_share) * inputs.attribution_share / 1000
    falling, solution = b, s
    kept = 1 - inputs.decline_share
    yearly = []
    for number in units:
        falling *= kept
        yearly.append(number * (falling - solution) * factor)
    return Result(
        kind=inputs.kind,
        net_unit_kgco2e=worst,
        independent_half_width_kgco2e=half,
        in_operation=tuple(units),
        yearly_tco2e=tuple(yearly),
        cumulative_tco2e=_cumulative(inputs, units, yearly, (b_low, b_high), worst, sqrt(sum(squares)), factor),
        lifetime_tco2e=_lifetime(inputs, b, s, factor),
        relative=net / b if b > 0 else None,
        cost_per_tco2e=_cost(inputs, max(yearly, default=0.0)),
        per_person_share=_per_person(inputs, yearly[4]),
        drivers=_drivers(squares),
    )


def _cumulative(
    inputs: Inputs,
    units: list[float],
    yearly: list[float],
    baseline: tuple[float, float],
    worst: Ranged,
    spread: float,
    factor: float,
) -> dict[int, Range]:
    b_low, b_high = baseline
    kept, few, many = 1 - inputs.decline_share, 1 - inputs.units_share, 1 + inputs.units_share
    made, total, unit_years, lost, done = {}, 0.0, 0.0, 0.0, 1.0
    for year, (number, avoided) in enumerate(zip(units, yearly, strict=True), 1):
        done *= kept
        total += avoided
        unit_years += number
        lost += number * (1 - done)
        if year in {1, 5, 10}:
            # What a falling baseline loses falls with the end of the range that it belongs to.
            low = (unit_years * worst.low - lost * b_low) * factor
            high = (unit_years * worst.high - lost * b_high) * factor
            lowest, highest = min(low * few, low * many), max(high * few, high * many)
            half = spread * unit_years * factor  # to first order; with wide ranges it could leave the worst case
            made[year] = Range(
                central=total,
                lowest=lowest,
                low=max(lowest, total - half),
                high=min(highest, total + half),
                highest=highest,
            )
    return made


def _lifetime(inputs: Inputs, b: float, s: float, factor: float) -> float | None:
    if inputs.curve is not None or inputs.points:
        return None
    life, kept = inputs.lifetime_years, 1 - inputs.decline_share
    grown = sum(kept**year for year in range(1, life + 1)) if kept < 1 else float(life)
    total, start = 0.0, 1.0
    for added in inputs.units_added_by_year:
        total += added * (b * grown * start - s * life)
        start *= kept
    return total * factor


def _cost(inputs: Inputs, avoided: float) -> float | None:
    if inputs.cost is None:
        return None
    return abatement_cost(inputs.cost, years=inputs.lifetime_years, avoided_tco2e_per_year=avoided)


def _per_person(inputs: Inputs, avoided_tco2e: float) -> float | None:
    if inputs.persons is None:
        return None
    return avoided_tco2e * 1000 / inputs.persons / BUDGET_KGCO2E_PER_PERSON


_NAMES = ("baseline", "solution", "net", "units")


def _drivers(squares: list[float]) -> tuple[Driver, ...]:
    whole = sum(squares)
    if whole <= 0:
        return ()
    found = [Driver(name=name, share=one / whole) for name, one in zip(_NAMES, squares, strict=True) if one > 0]
    return tuple(sorted(found, key=lambda driver: -driver.share))


def totals(results: list[Result]) -> dict[str, float]:
    """tCO2e after five years by kind; direct, enabling and removed are never added up. Not corrected for overlap."""
    found: dict[str, float] = {}
    for result in results:
        found[result.kind] = found.get(result.kind, 0.0) + result.cumulative_tco2e[5].central
    return found
