"""An assessment from the answers of a form. The questions have these keys, whatever else a form asks."""

import re
from collections.abc import Mapping

import msgspec

from contest.impact.rules.gases import GWP100_AR6
from contest.impact.rules.inputs import Cost, Faults, Inputs, Logistic, Ranged, Side, faults

PREFIX = "impact_"
NEEDED = ("impact_units", "impact_lifetime")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,12})?")
_DISCOUNT = 0.06
_KINDS = ("reduction", "enabling", "removal")
_GAS_OF = {name.lower().replace("-", "_"): name for name in GWP100_AR6}
_FIELD_OF = {
    "inputs": "impact_baseline",
    "baseline": "impact_baseline",
    "solution": "impact_solution",
    "units": "impact_units",
    "points": "impact_points",
    "lifetime": "impact_lifetime",
    "units_share": "impact_units_percent",
    "net_share": "impact_percent",
    "rebound_share": "impact_rebound",
    "attribution_share": "impact_attribution",
    "persons": "impact_persons",
    "cost": "impact_capex",
}
GROUPS: dict[str, tuple[str, ...]] = {
    "electricity": ("impact_baseline_kwh", "impact_solution_kwh"),
    "gases": ("impact_gas", "impact_gas_baseline", "impact_gas_solution"),
    "ranges": (
        "impact_baseline_low",
        "impact_baseline_high",
        "impact_solution_low",
        "impact_solution_high",
        "impact_units_percent",
    ),
    "effects": ("impact_rebound", "impact_attribution"),
    "cost": ("impact_capex", "impact_opex"),
    "people": ("impact_persons",),
}
"""The questions that are asked of who says, at `impact_more`, that they know the answer."""


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """`inputs` is None while too little is answered, or something cannot be computed: `faults` says what, by field."""

    inputs: Inputs | None
    faults: Faults


def read(answers: Mapping[str, str]) -> Read:
    """The assessment that somebody's answers describe. What is not asked does not count."""
    figure = _Figures(answers)
    units, life = figure.years("impact_units"), figure.at("impact_lifetime")
    curve, points = _curve(figure), _points(figure)
    sides = [figure.at(f"impact_{side}{more}") for side in ("baseline", "solution") for more in ("", "_kwh")]
    if life is None or not (units or curve or points) or all(one is None for one in sides):
        return Read(inputs=None, faults={})
    kind = answers.get("impact_kind", "")
    inputs = Inputs(
        kind=kind if kind in _KINDS else "reduction",  # type: ignore[arg-type]
        functional_unit=answers.get("impact_unit", ""),
        baseline=_side(figure, "baseline"),
        solution=_side(figure, "solution"),
        units_added_by_year=() if curve or points else units,
        points=points,
        curve=curve,
        lifetime_years=int(life),
        units_share=figure.share("impact_units_percent"),
        net_share=figure.share("impact_percent"),
        rebound_share=figure.share("impact_rebound"),
        attribution_share=figure.share("impact_attribution", 1.0),
        storage_years=None if (years := figure.at("impact_storage")) is None else int(years),
        cost=_cost(figure),
        persons=figure.at("impact_persons"),
    )
    found = {_FIELD_OF.get(name, name): text for name, text in faults(inputs).items()}
    return Read(inputs=None if found else inputs, faults=found)


class _Figures:
    """Answers as numbers. One that belongs to a group nobody ticked is none."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        ticked = set(answers.get("impact_more", "").splitlines())
        hidden = {key for group, keys in GROUPS.items() if group not in ticked for key in keys}
        self.answers = {key: value for key, value in answers.items() if key not in hidden}

    def at(self, key: str) -> float | None:
        text = self.answers.get(key, "").strip()
        return float(text) if _NUMBER.fullmatch(text) else None

    def share(self, key: str, otherwise: float = 0.0) -> float:
        percent = self.at(key)
        return otherwise if percent is None else percent / 100

    def rows(self, key: str) -> dict[int, float]:
        """A table of years, those that have a figure: counted from 1."""
        rows: dict[int, float] = {}
        for line in self.answers.get(key, "").splitlines():
            year, _, figure = line.strip().partition(" ")
            if year.isascii() and year.isdigit() and len(year) <= 4 and _NUMBER.fullmatch(figure):
                rows[int(year)] = float(figure)
        before = 0 if max(rows, default=0) <= 100 else min(rows) - 1
        return {year - before: rows[year] for year in sorted(rows)}

    def years(self, key: str) -> tuple[float, ...]:
        """A table of years, from the first to the last that has a figure; those between without one are 0."""
        rows = self.rows(key)
        return tuple(rows.get(year, 0.0) for year in range(1, max(rows, default=0) + 1))


def _side(figure: _Figures, side: str) -> Side:
    central = figure.at(f"impact_{side}") or 0.0
    low, high = figure.at(f"impact_{side}_low"), figure.at(f"impact_{side}_high")
    gas, mass = _GAS_OF.get(figure.answers.get("impact_gas", "")), figure.at(f"impact_gas_{side}")
    return Side(
        other_kgco2e=Ranged(central if low is None else low, central, central if high is None else high),
        grid_kwh=figure.at(f"impact_{side}_kwh") or 0.0,
        gas_kg={gas: mass} if gas and mass is not None else {},
    )


def _curve(figure: _Figures) -> Logistic | None:
    most, middle = figure.at("impact_most_units"), figure.at("impact_middle")
    steepness = figure.at("impact_steepness")
    if figure.answers.get("impact_ramp") != "curve" or most is None or middle is None or steepness is None:
        return None
    return Logistic(most_units=most, steepness_per_year=steepness, middle_year=middle)


def _points(figure: _Figures) -> tuple[tuple[int, float], ...]:
    if figure.answers.get("impact_ramp") != "line":
        return ()
    return tuple(figure.rows("impact_points").items())


def _cost(figure: _Figures) -> Cost | None:
    capex, opex = figure.at("impact_capex"), figure.at("impact_opex")
    if capex is None and opex is None:
        return None
    return Cost(extra_capex=capex or 0.0, extra_opex_per_year=opex or 0.0, discount_rate=_DISCOUNT)
