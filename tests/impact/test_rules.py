"""Figures against known cases, and what must hold for all of them."""

from dataclasses import dataclass
from math import inf, nan

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.impact import rules, service
from contest.impact.rules import Cost, Inputs, Logistic, Ranged, Side

PV = Inputs(
    baseline=Side(grid_kwh=1_300_000),
    solution=Side(other_kgco2e=Ranged.exact(1_300_000 * 0.040)),
    units_added_by_year=(1,),
    lifetime_years=25,
)


def unit(before: float, after: float, **others: object) -> Inputs:
    """One unit in the first year, unless said otherwise."""
    made = Inputs(
        baseline=Side(other_kgco2e=Ranged.exact(before)),
        solution=Side(other_kgco2e=Ranged.exact(after)),
        units_added_by_year=(1,),
        lifetime_years=1,
    )
    return msgspec.structs.replace(made, **others)


@pytest.mark.parametrize(
    ("factor", "tco2e"),
    [
        ("mee-avg-cn-hi-2022", 491.92),
        ("mee-avg-cn-2023", 637.78),
        ("mee-cfp-cn-2024", 699.01),
        ("ember-cn-2024", 672.75),
        ("ifi-cm-intermittent-cn", 915.2),
        ("ifi-cm-efficiency-cn", 578.5),
        ("ember-fr-2024", 5.43),
        ("ember-de-2024", 392.68),
        ("ember-dk-2024", 134.29),
        ("ember-eu-2024", 224.93),
        ("ember-pl-2024", 747.47),
        ("ifi-cm-intermittent-fr", 109.2),
        ("ifi-cm-intermittent-de", 627.9),
    ],
)
def test_a_megawatt_of_solar_power_by_factor(factor: str, tco2e: float) -> None:
    value = {one.key: one.value for one in service.shipped_factors()}[factor]
    assert value is not None
    assert round(rules.compute(PV, grid_kgco2e_per_kwh=value).yearly_tco2e[0], 2) == tco2e


def test_gases_by_their_warming_potential() -> None:
    assert rules.kgco2e({"R-410A": 12}) == 27066.0
    assert rules.kgco2e({"CH4_fossil": 100}) == 2980.0
    assert rules.kgco2e({"CH4_non_fossil": 100}) == 2700.0
    leak = unit(0, 0, baseline=Side(gas_kg={"R-410A": 12.0}))
    assert rules.compute(leak).yearly_tco2e[0] == pytest.approx(27.066)


def test_cost_of_a_tonne() -> None:
    cost = Cost(extra_capex=3_200_000, extra_opex_per_year=-610_000, discount_rate=0.06)
    assert round(rules.capital_recovery(0.06, 15), 6) == 0.102963
    assert round(3_200_000 * rules.capital_recovery(0.06, 15), 2) == 329480.84
    assert round(rules.abatement_cost(cost, years=15, avoided_tco2e_per_year=490) or 0, 2) == -572.49
    assert rules.abatement_cost(cost, years=15, avoided_tco2e_per_year=-120) is None
    assert rules.abatement_cost(cost, years=15, avoided_tco2e_per_year=0) is None
    assert rules.capital_recovery(0, 10) == 0.1


def test_units_along_a_curve() -> None:
    curve = unit(1, 0, curve=Logistic(most_units=1000, steepness_per_year=0.9, middle_year=5))
    expected = [26.6, 62.97, 141.85, 289.05, 500.0, 710.95, 858.15, 937.03, 973.4, 989.01]
    assert [round(units, 2) for units in rules.in_operation(curve)] == expected


def test_units_along_a_line_grow_evenly_between_the_years_that_are_known() -> None:
    line = unit(1000, 0, points=((2, 10.0), (5, 40.0)))
    assert rules.in_operation(line) == [5, 10, 20, 30, 40, 40, 40, 40, 40, 40]
    result = rules.compute(line)
    assert (result.yearly_tco2e[1], result.cumulative_tco2e[5].central, result.lifetime_tco2e) == (10, 105, None)
    assert rules.in_operation(unit(1, 0, points=((12, 24.0),))) == [2.0 * year for year in range(1, 11)]
    answers = {
        "impact_baseline": "1000", "impact_solution": "0", "impact_lifetime": "1", "impact_ramp": "line",
        "impact_points": "2 10\n5 40", "impact_units": "1 7",
    }  # fmt: skip
    read = rules.read(answers).inputs
    assert read is not None and (read.points, read.units_added_by_year) == (line.points, ())
    later = rules.read(answers | {"impact_points": "2028 10\n2031 40"}).inputs
    assert later is not None and later.points == ((1, 10.0), (4, 40.0))
    table = rules.read(answers | {"impact_ramp": "table"}).inputs
    assert table is not None and (table.points, table.units_added_by_year) == ((), (7.0,))


def test_a_small_difference_of_large_figures_is_fragile() -> None:
    inputs = unit(
        0,
        0,
        baseline=Side(other_kgco2e=Ranged.within(890, 0.1)),
        solution=Side(other_kgco2e=Ranged.within(610, 0.2)),
    )
    result = rules.compute(inputs)
    assert [round(end, 6) for end in (result.net_unit_kgco2e.low, result.net_unit_kgco2e.high)] == [69, 491]
    assert round(result.independent_half_width_kgco2e, 2) == 151.01
    assert round(result.independent_half_width_kgco2e / result.net_unit_kgco2e.central, 3) == 0.539
    assert [driver.name for driver in result.drivers] == ["solution", "baseline"]


@dataclass(frozen=True)
class Project:
    """A project of the demo edition, with what is expected at the printed precision."""

    baseline: float
    solution: float
    units: tuple[float, ...]
    lifetime: int
    share: float
    yearly: tuple[float, ...]
    after_five: tuple[float, float, float]


PROJECTS = {
    "microgrid": Project(
        259408,
        27900,
        (1, 2, 3, 4, 4),
        20,
        0.25,
        (231.51, 694.52, 1389.05, 2315.08, 3241.11),
        (5903.45, 7871.27, 9839.09),
    ),
    "cabinet": Project(
        1050, 610, (200, 800, 2500, 5000, 8000), 12, 0.35, (88, 440, 1540, 3740, 7260), (8494.2, 13068, 17641.8)
    ),
    "hotel": Project(
        1087840,
        935542,
        (2, 6, 12, 20, 30),
        10,
        0.25,
        (304.6, 1218.38, 3045.96, 6091.92, 10660.86),
        (15991.29, 21321.72, 26652.15),
    ),
    "resort": Project(820000, 260000, (1, 2, 3, 5, 6), 15, 0.25, (560, 1680, 3360, 6160, 9520), (15960, 21280, 26600)),
    "shuttle": Project(
        28500, 11700, (10, 20, 30, 30, 30), 8, 0.15, (168, 504, 1008, 1512, 2016), (4426.8, 5208, 5989.2)
    ),
    "vehicle": Project(
        6900,
        1450,
        (50, 300, 900, 1500, 2500),
        6,
        0.25,
        (272.5, 1907.5, 6812.5, 14987.5, 28612.5),
        (39444.38, 52592.5, 65740.63),
    ),
    "lane, once": Project(41000, 32500, (10, 40, 80, 120, 160), 1, 0.2, (85, 340, 680, 1020, 1360), (2788, 3485, 4182)),
    "house": Project(
        3400, 1250, (5, 15, 30, 40, 40), 30, 0.4, (10.75, 43, 107.5, 193.5, 279.5), (380.55, 634.25, 887.95)
    ),
    "floor, once": Project(
        92, 38, (2000, 15000, 40000, 80000, 120000), 1, 0.3, (108, 810, 2160, 4320, 6480), (9714.6, 13878, 18041.4)
    ),
    "plant": Project(
        1380000,
        890000,
        (3, 8, 15, 25, 35),
        15,
        0.15,
        (1470, 5390, 12740, 24990, 42140),
        (73720.5, 86730, 99739.5),
    ),
    "roof": Project(
        14.6, 6.1, (10000, 60000, 150000, 300000, 500000), 15, 0.35, (85, 595, 1870, 4420, 8670), (10166, 15640, 21114)
    ),
    "building": Project(
        410000, 355000, (2, 10, 25, 45, 70), 10, 0.4, (110, 660, 2035, 4510, 8360), (9405, 15675, 21945)
    ),
    "biochar, removed": Project(
        180,
        -2250,
        (300, 1500, 4000, 8000, 12000),
        1,
        0.3,
        (729, 3645, 9720, 19440, 29160),
        (43885.8, 62694, 81502.2),
    ),
    "food waste": Project(
        640,
        95,
        (500, 3000, 9000, 18000, 30000),
        1,
        0.25,
        (272.5, 1635, 4905, 9810, 16350),
        (24729.38, 32972.5, 41215.63),
    ),
    "nylon": Project(
        9100, 3300, (50, 200, 600, 1200, 2000), 1, 0.2, (290, 1160, 3480, 6960, 11600), (18792, 23490, 28188)
    ),
    "modules": Project(1150, 310, (100, 400, 900, 1600, 2500), 1, 0.3, (84, 336, 756, 1344, 2100), (3234, 4620, 6006)),
    "extract": Project(12800, 7900, (20, 60, 120, 200, 300), 1, 0.3, (98, 294, 588, 980, 1470), (2401, 3430, 4459)),
    "enrolled, enabling": Project(
        1200000,
        1164000,
        (10, 40, 80, 120, 160),
        5,
        0.6,
        (360, 1800, 4680, 9000, 14760),
        (12240, 30600, 48960),
    ),
    "piece": Project(
        46,
        21.5,
        (5000, 20000, 60000, 100000, 150000),
        1,
        0.25,
        (122.5, 490, 1470, 2450, 3675),
        (6155.63, 8207.5, 10259.38),
    ),
    "insured, a cost": Project(
        0, 1.2, (2000, 10000, 30000, 60000, 100000), 1, 0.5, (-2.4, -12, -36, -72, -120), (-363.6, -242.4, -121.2)
    ),
}


def printed(value: float) -> float:
    """Half up, at the second decimal, of the figure as it is held in ten digits."""
    return float(rules.rounded(value, 2))


@pytest.mark.parametrize("project", PROJECTS.values(), ids=PROJECTS)
def test_projects_at_their_printed_precision(project: Project) -> None:
    inputs = unit(
        project.baseline,
        project.solution,
        units_added_by_year=project.units,
        lifetime_years=project.lifetime,
        net_share=project.share,
    )
    result = rules.compute(inputs)
    after = result.cumulative_tco2e[5]
    assert tuple(printed(value) for value in result.yearly_tco2e[:5]) == project.yearly
    assert (printed(after.lowest), printed(after.central), printed(after.highest)) == project.after_five
    assert result.is_cost == (project.after_five[1] < 0)


def test_a_falling_baseline_takes_what_is_avoided_with_it() -> None:
    flat, falling = unit(100, 40, lifetime_years=10), unit(100, 40, lifetime_years=10, decline_share=0.03)
    assert rules.compute(flat).yearly_tco2e[0] == pytest.approx(0.06)
    assert rules.compute(falling).yearly_tco2e[1] == pytest.approx((100 * 0.97**2 - 40) / 1000)
    assert rules.compute(falling).lifetime_tco2e == pytest.approx(
        sum(100 * 0.97**year - 40 for year in range(1, 11)) / 1000
    )


def test_rebound_and_attribution_take_their_share() -> None:
    inputs = unit(1000, 0, rebound_share=0.2, attribution_share=0.5, persons=2.0)
    result = rules.compute(inputs)
    assert result.yearly_tco2e[0] == pytest.approx(0.4)
    assert result.relative == 1.0
    assert result.per_person_share == 0.0  # the only unit was used up in its first year


def test_a_person_saves_a_share_of_the_budget() -> None:
    assert rules.compute(unit(2500, 0, lifetime_years=9, persons=2.0)).per_person_share == pytest.approx(0.5)


def test_kinds_are_never_added_up() -> None:
    results = [rules.compute(unit(1000, 0, kind=kind)) for kind in ("reduction", "removal", "enabling", "removal")]
    assert rules.totals(results) == {"reduction": 1.0, "removal": 2.0, "enabling": 1.0}


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"units_added_by_year": (-1.0,)}, "units"),
        ({"lifetime_years": 0}, "lifetime"),
        ({"baseline": Side(other_kgco2e=Ranged(5, 4, 6))}, "baseline"),
        ({"solution": Side(other_kgco2e=Ranged(1, 4, 3))}, "solution"),
        ({"solution": Side(gas_kg={"C8H10N4O2": 1.0})}, "solution"),
        ({"rebound_share": 1.5}, "rebound_share"),
        ({"attribution_share": -0.1}, "attribution_share"),
        ({"persons": 0.0}, "persons"),
        ({"cost": Cost(extra_capex=1, extra_opex_per_year=1, discount_rate=1.5)}, "cost"),
        ({"curve": Logistic(most_units=10, steepness_per_year=0, middle_year=5)}, "units"),
        ({"points": ((2, -1.0),)}, "points"),
        ({"points": ((1, nan),)}, "inputs"),
        ({"units_added_by_year": (nan,)}, "inputs"),
        ({"baseline": Side(other_kgco2e=Ranged.exact(inf))}, "inputs"),
        ({"baseline": Side(other_kgco2e=Ranged.exact(1e300))}, "inputs"),
    ],
)
def test_what_cannot_be_computed_says_why(changed: dict[str, object], name: str) -> None:
    assert list(rules.faults(unit(2, 1, **changed))) == [name]
    assert str(rules.faults(unit(2, 1, **changed))[name])


AMOUNTS = st.floats(0, 1e9)
SHARES = st.floats(0, 1)


@st.composite
def assessments(draw: st.DrawFn) -> Inputs:
    def side() -> Side:
        return Side(
            other_kgco2e=Ranged.within(draw(st.floats(-1e9, 1e9)), draw(SHARES)),
            grid_kwh=draw(AMOUNTS),
            gas_kg={"SF6": draw(st.floats(0, 1e3))},
        )

    return Inputs(
        baseline=side(),
        solution=side(),
        units_added_by_year=tuple(draw(st.lists(st.floats(0, 1e6), max_size=10))),
        points=tuple(sorted(draw(st.dictionaries(st.integers(1, 20), st.floats(0, 1e6), max_size=3)).items())),
        lifetime_years=draw(st.integers(1, 40)),
        units_share=draw(SHARES),
        net_share=draw(SHARES),
        rebound_share=draw(SHARES),
        attribution_share=draw(SHARES),
    )


@given(assessments(), st.floats(0, 2))
def test_a_range_holds_its_figure_and_the_worst_case_holds_the_independent_one(inputs: Inputs, grid: float) -> None:
    assert not rules.faults(inputs)
    result = rules.compute(inputs, grid_kgco2e_per_kwh=grid)
    for after in result.cumulative_tco2e.values():
        slack = 1e-6 * (1 + abs(after.lowest) + abs(after.highest))
        assert after.lowest - slack <= after.low <= after.central + slack
        assert after.central - slack <= after.high <= after.highest + slack


@given(assessments(), st.floats(0, 2), st.floats(0, 1e6))
def test_a_dirtier_baseline_never_avoids_less(inputs: Inputs, grid: float, more: float) -> None:
    other = inputs.baseline.other_kgco2e
    raised = Ranged(other.low + more, other.central + more, other.high + more)
    dirtier = msgspec.structs.replace(
        inputs, baseline=msgspec.structs.replace(inputs.baseline, other_kgco2e=raised), units_share=0.0
    )
    here = rules.compute(msgspec.structs.replace(inputs, units_share=0.0), grid_kgco2e_per_kwh=grid)
    there = rules.compute(dirtier, grid_kgco2e_per_kwh=grid)
    for year, after in here.cumulative_tco2e.items():
        assert there.cumulative_tco2e[year].central >= after.central - 1e-6 * (1 + abs(after.central))


@given(assessments(), st.floats(0, 2))
def test_a_record_gives_the_same_figures_to_the_last_bit(inputs: Inputs, grid: float) -> None:
    result = rules.compute(inputs, grid_kgco2e_per_kwh=grid)
    back = msgspec.json.decode(msgspec.json.encode(inputs), type=Inputs)
    assert rules.compute(back, grid_kgco2e_per_kwh=grid) == result
    assert msgspec.json.decode(msgspec.json.encode(result), type=rules.Result) == result


def test_the_host_region_is_computed_with_its_latest_figure() -> None:
    factors = service.shipped_factors()
    host = rules.host_factor(factors, "CN-HI")
    assert host is not None
    assert (host.key, host.value) == ("mee-avg-cn-hi-2022", 0.4184)
    assert rules.missing_since(factors, host) == [2023]
    assert rules.host_factor(factors, "CN-XX") is None
    beside = [(one.boundary, one.year, one.value) for one in rules.national_factors(factors, "CN")]
    assert beside[:2] == [("average", 2023, 0.5306), ("life_cycle", 2024, 0.5777)]


def test_shipped_factors_are_all_usable() -> None:
    factors = service.shipped_factors()
    assert len(factors) == 119
    assert [one.key for one in factors if rules.factor_faults(one)] == []
    assert [one.key for one in factors if not (one.publisher and one.licence and one.year)] == []


@pytest.mark.parametrize(
    ("changed", "use"),
    [
        ({"unit": "gCO2/kWh"}, "comparison"),
        ({"boundary": "wish"}, "comparison"),
        ({"value": 418.4}, "comparison"),
        ({"value": -0.1}, "comparison"),
        ({}, "footprint"),
    ],
)
def test_a_factor_of_the_wrong_unit_or_boundary_is_refused(changed: dict[str, object], use: str) -> None:
    hainan = next(one for one in service.shipped_factors() if one.key == "mee-avg-cn-hi-2022")
    assert len(rules.factor_faults(msgspec.structs.replace(hainan, **changed), use)) == 1  # type: ignore[arg-type]
