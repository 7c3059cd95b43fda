"""What an assessment is made from, in units that its names say, and what is wrong with it."""

from collections.abc import Iterator
from math import isfinite
from typing import Literal

import msgspec

from contest.impact.rules.gases import GWP100_AR6
from contest.lib.i18n import N_, Lazy

Kind = Literal["reduction", "enabling", "removal"]
LONGEST_YEARS = 100
YEARS = 10
"""How far ahead an assessment looks."""
_LARGEST = 1e15


class Ranged(msgspec.Struct, frozen=True):
    """A figure and the ends of its range."""

    low: float
    central: float
    high: float

    @classmethod
    def exact(cls, value: float) -> "Ranged":
        return cls(value, value, value)

    @classmethod
    def within(cls, value: float, share: float) -> "Ranged":
        """A figure that may be off by this share of itself."""
        half = abs(value) * share
        return cls(value - half, value, value + half)


NOTHING = Ranged(0.0, 0.0, 0.0)


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """What one functional unit causes in a year of use, on one side of the comparison: grid electricity apart, so that
    it can be computed for any place; `gas_kg` by the names of `gases.GWP100_AR6`."""

    other_kgco2e: Ranged = NOTHING
    grid_kwh: float = 0.0
    gas_kg: dict[str, float] = {}


class Logistic(msgspec.Struct, frozen=True, kw_only=True):
    """Units in operation along an S-curve: most / (1 + e^(-steepness (t - middle))), t in years from 1."""

    most_units: float
    steepness_per_year: float
    middle_year: float


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What it costs beyond the baseline, in any one currency: once, and in each year."""

    extra_capex: float
    extra_opex_per_year: float
    discount_rate: float


class Inputs(msgspec.Struct, frozen=True, kw_only=True):
    """One assessment. Either units added in each year from the first, each in use for `lifetime_years` (a one-off: 1),
    or units in operation: along a curve, or evenly between `points`, years from 1 in their order with how many there
    are then. Shares are from 0 to 1. `net_share` widens the net unit impact by a share of
    itself, where an applicant gives one range for all. `decline_share` is how much of the baseline goes each year."""

    kind: Kind = "reduction"
    functional_unit: str = ""
    baseline: Side
    solution: Side
    units_added_by_year: tuple[float, ...] = ()
    points: tuple[tuple[int, float], ...] = ()
    curve: Logistic | None = None
    lifetime_years: int
    units_share: float = 0.0
    net_share: float = 0.0
    rebound_share: float = 0.0
    attribution_share: float = 1.0
    decline_share: float = 0.0
    storage_years: int | None = None
    cost: Cost | None = None
    persons: float | None = None


Faults = dict[str, Lazy]


def faults(inputs: Inputs) -> Faults:
    """Why nothing can be computed, by the name of the input; empty where all is well."""
    found: Faults = {}
    if any(not isfinite(figure) or abs(figure) > _LARGEST for figure in _figures(inputs)):
        return {"inputs": N_("A figure is too large to compute with.")}
    for name in ("baseline", "solution"):
        if wrong := _side_fault(getattr(inputs, name)):
            found[name] = wrong
    found |= _unit_faults(inputs)
    if not 1 <= inputs.lifetime_years <= LONGEST_YEARS:
        found["lifetime"] = N_("A unit must be in use for 1 to %(most)s years.", most=LONGEST_YEARS)
    for name in ("units_share", "net_share", "rebound_share", "attribution_share", "decline_share"):
        if not 0 <= getattr(inputs, name) <= 1:
            found[name] = N_("A share lies between 0 and 100 percent.")
    if inputs.persons is not None and inputs.persons <= 0:
        found["persons"] = N_("The number of people must be above 0.")
    if inputs.cost is not None and not 0 <= inputs.cost.discount_rate < 1:
        found["cost"] = N_("A discount rate lies between 0 and 100 percent.")
    return found


def _unit_faults(inputs: Inputs) -> Faults:
    found: Faults = {}
    if any(units < 0 for units in inputs.units_added_by_year):
        found["units"] = N_("Units added cannot be negative.")
    if len(inputs.units_added_by_year) > LONGEST_YEARS:
        found["units"] = N_("There are too many years.")
    if any(units < 0 or not 1 <= year <= LONGEST_YEARS for year, units in inputs.points):
        found["points"] = N_("Units in use cannot be negative.")
    if inputs.curve is not None and (inputs.curve.most_units < 0 or inputs.curve.steepness_per_year <= 0):
        found["units"] = N_("The curve must rise to a number of units above 0.")
    return found


def _side_fault(side: Side) -> Lazy | None:
    if not side.other_kgco2e.low <= side.other_kgco2e.central <= side.other_kgco2e.high:
        return N_("The low end must not lie above the figure, nor the figure above the high end.")
    if set(side.gas_kg) - GWP100_AR6.keys():
        return N_("There is no warming potential for one of the gases.")
    return None


def _figures(inputs: Inputs) -> Iterator[float]:
    for side in (inputs.baseline, inputs.solution):
        yield from (side.other_kgco2e.low, side.other_kgco2e.central, side.other_kgco2e.high, side.grid_kwh)
        yield from side.gas_kg.values()
    yield from inputs.units_added_by_year
    yield from (units for _, units in inputs.points)
    yield from (inputs.units_share, inputs.net_share, inputs.rebound_share, inputs.attribution_share)
    yield inputs.decline_share
    if inputs.curve is not None:
        yield from (inputs.curve.most_units, inputs.curve.steepness_per_year, inputs.curve.middle_year)
    if inputs.cost is not None:
        yield from (inputs.cost.extra_capex, inputs.cost.extra_opex_per_year, inputs.cost.discount_rate)
    if inputs.persons is not None:
        yield inputs.persons
