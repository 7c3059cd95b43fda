"""Emission factors of grid electricity: which of a set is used for what, and what makes one unusable."""

from collections.abc import Iterable
from typing import Literal

import msgspec

from contest.lib.i18n import N_, Lazy

CO2_ONLY, ALL_GASES = "kgCO2/kWh", "kgCO2e/kWh"
Boundary = Literal["average", "life_cycle", "combined_margin", "operating_margin", "residual", "fossil"]
BOUNDARIES: tuple[str, ...] = Boundary.__args__  # type: ignore[attr-defined]
Use = Literal["comparison", "footprint"]
_HIGHEST = 3.0  # kilograms a kilowatt-hour; the dirtiest lignite stays under 1.5


class Factor(msgspec.Struct, frozen=True, kw_only=True):
    """kgCO2 or kgCO2e per kWh of a place (ISO 3166 code; `EU`, `WORLD`) in a year. `value` is None where the figure
    exists but nobody could load it: it is shown as missing, never guessed."""

    key: str
    place: str
    year: int
    value: float | None
    unit: str
    boundary: str
    about: str = ""
    publisher: str
    published: str
    status: str
    licence: str


def factor_faults(factor: Factor, use: Use = "comparison") -> list[Lazy]:
    """Why a factor cannot serve for this use. A footprint takes all gases over the life cycle, nothing less."""
    found: list[Lazy] = []
    if factor.unit not in {CO2_ONLY, ALL_GASES}:
        found.append(N_("The unit of a factor is kgCO2/kWh or kgCO2e/kWh."))
    if factor.boundary not in BOUNDARIES:
        found.append(N_("The boundary of a factor is one of those listed."))
    if factor.value is not None and not 0 <= factor.value <= _HIGHEST:
        found.append(N_("A factor lies between 0 and %(most)s kg a kilowatt-hour.", most=_HIGHEST))
    if use == "footprint" and (factor.unit != ALL_GASES or factor.boundary != "life_cycle"):
        found.append(N_("A footprint needs a factor for all gases over the life cycle."))
    return found


def host_factor(factors: Iterable[Factor], place: str) -> Factor | None:
    """The latest average of the host region that holds a figure: the ranked figure is computed with it for everybody,
    so that nobody gains by choosing a dirty grid."""
    found = [one for one in factors if one.place == place and one.boundary == "average" and one.value is not None]
    return max(found, key=lambda one: one.year, default=None)


def missing_since(factors: Iterable[Factor], host: Factor) -> list[int]:
    """Years after the host's figure for which the set knows that there is one, and does not hold it."""
    return sorted(
        one.year
        for one in factors
        if one.place == host.place and one.boundary == host.boundary and one.value is None and one.year > host.year
    )


def national_factors(factors: Iterable[Factor], country: str) -> list[Factor]:
    """What stands beside it for a country: its latest average, life cycle figure and margin, in this order."""
    ours = [one for one in factors if one.place == country and one.value is not None]
    latest = []
    for boundary in ("average", "life_cycle", "combined_margin"):
        found = [one for one in ours if one.boundary == boundary]
        if found:
            latest.append(max(found, key=lambda one: one.year))
    return latest
