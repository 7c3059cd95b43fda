"""One entry's figures in every place that matters, and the record that gives them again."""

import msgspec

from contest.impact.rules.factors import Factor, host_factor, missing_since, national_factors
from contest.impact.rules.inputs import Inputs
from contest.impact.rules.results import RULES, Result, compute

FALLING = 0.03
"""How much of a baseline goes each year, in the figure shown beside the one that stands still."""


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """The figures with one place's electricity."""

    factor: Factor
    result: Result


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """`host` is the figure that counts: deployed in the host region, for every entry alike. `falling` is the same with
    a baseline that falls. `beside`: the host's nation, by its average, life cycle and margin. `home`: where the
    applicant is, a potential; it tells the country, so it is no business of a blind judge. `not_at_hand`: years for
    which the host's factor exists, and nobody could load it."""

    host: Placed
    falling: Result
    beside: tuple[Placed, ...]
    home: Placed | None
    not_at_hand: tuple[int, ...]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What was computed from what, with which formulas: enough to compute it again."""

    rules: int
    factor_set: str
    place: str
    country: str
    inputs: Inputs
    assessment: Assessment


def assess(inputs: Inputs, factors: list[Factor], *, place: str, country: str) -> Assessment | None:
    """All figures; None where the set holds no factor for the host. `inputs` must have no `faults`."""
    host = host_factor(factors, place)
    if host is None:
        return None
    nation = place.partition("-")[0]
    home = _home(factors, country)
    return Assessment(
        host=_placed(inputs, host),
        falling=_placed(msgspec.structs.replace(inputs, decline_share=FALLING), host).result,
        beside=tuple(_placed(inputs, factor) for factor in national_factors(factors, nation)),
        home=_placed(inputs, home) if home else None,
        not_at_hand=tuple(missing_since(factors, host)),
    )


def _placed(inputs: Inputs, factor: Factor) -> Placed:
    return Placed(factor=factor, result=compute(inputs, grid_kgco2e_per_kwh=factor.value or 0.0))


def _home(factors: list[Factor], country: str) -> Factor | None:
    life_cycle = [one for one in national_factors(factors, country) if one.boundary == "life_cycle"]
    return life_cycle[0] if life_cycle else None


def record(inputs: Inputs, factors: list[Factor], *, factor_set: str, place: str, country: str) -> Record | None:
    """The record to keep with what was handed in."""
    made = assess(inputs, factors, place=place, country=country)
    if made is None:
        return None
    return Record(rules=RULES, factor_set=factor_set, place=place, country=country, inputs=inputs, assessment=made)


def holds(kept: Record, factors: list[Factor]) -> bool:
    """Whether a record gives the same figures again, to the last bit."""
    again = record(kept.inputs, factors, factor_set=kept.factor_set, place=kept.place, country=kept.country)
    return kept.rules == RULES and again == kept
