"""A roadmap adds up what is linked to it: by kind, by year, with ranges, planned and unverified apart."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.impact.rules import Inputs, Ranged, Side, record
from contest.impact.service import shipped_factors
from contest.incubator.rules import roadmap
from contest.incubator.rules.impact import Realised, realised
from contest.incubator.rules.places import PlacePlan, place_faults
from contest.incubator.rules.roadmap import Linked, NodePlan, contribution, drawn, node_faults, years_over


def plan(kind: str = "reduction", *, baseline: float = 890, solution: float = 610) -> roadmap.Plan:
    """100 units more each year for five years, each in use for ten."""
    inputs = Inputs(
        kind=kind,  # type: ignore[arg-type]
        baseline=Side(other_kgco2e=Ranged.within(baseline, 0.1)),
        solution=Side(other_kgco2e=Ranged.within(solution, 0.2)),
        units_added_by_year=(100.0,) * 5,
        lifetime_years=10,
    )
    kept = record(inputs, shipped_factors(), factor_set="x", place="CN-HI", country="")
    return roadmap.plan_of(msgspec.json.encode(kept).decode())


def linked(**values: object) -> Linked:
    plain: dict[str, object] = {
        "id": uuid4(), "code": "BT26-0001", "title_en": "Membrane", "title_zh": "膜", "enterprise": "Lin", "said": {},
        "scene_en": "Energy", "scene_zh": "能源", "place_en": "Jiamao", "place_zh": "加茂", "verified": {},
        "awarded_on": date(2026, 7, 7), "has_left": False, "plan": plan(),
    }  # fmt: skip
    return Linked(**(plain | values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("awarded", "year", "expected"),
    [
        (date(2026, 7, 7), 2026, 0),
        (date(2026, 7, 7), 2025, 0),
        (date(2026, 7, 7), 2028, 2),
        (date(2026, 1, 1), 2026, 1),
        (date(2026, 1, 2), 2026, 0),
    ],
)
def test_only_whole_years_that_are_over_count(awarded: date, year: int, expected: int) -> None:
    assert years_over(awarded, year) == expected


def test_a_year_counts_as_reported_else_as_planned() -> None:
    by_2028 = contribution(linked(), 2028)
    assert by_2028 is not None
    assert (by_2028.central, by_2028.planned, by_2028.verified) == (pytest.approx(84), pytest.approx(84), 0)
    assert by_2028.low < 84 < by_2028.high
    whole = plan()
    reported = {
        1: Realised(units=80, net_unit_kgco2e=250, off_share=0.1),
        2: Realised(units=90, net_unit_kgco2e=250, off_share=0),
    }
    said = {year: realised(whole.record, one_year) for year, one_year in reported.items()}
    one = contribution(linked(said=said, verified={1: True}), 2029)
    assert one is not None
    assert (one.verified, one.claimed, one.planned) == (pytest.approx(20), pytest.approx(22.5), pytest.approx(84))
    left = contribution(linked(said=said, has_left=True), 2040)
    assert left is not None and (left.claimed, left.planned) == (pytest.approx(42.5), 0)
    last = contribution(linked(), 2040)  # ten years are planned, and no more are counted
    assert last is not None and last.central == pytest.approx(28 + 56 + 84 + 112 + 6 * 140)
    assert contribution(linked(plan=None), 2028) is None


def test_kinds_are_never_added_up_and_costs_are_kept() -> None:
    ones = [linked(), linked(plan=plan("removal")), linked(plan=plan("enabling", solution=950)), linked(plan=None)]
    sums = roadmap.added(contribution(one, 2028) for one in ones)
    assert {kind: round(one.central, 1) for kind, one in sums.items()} == {
        "reduction": 84.0, "enabling": -18.0, "removal": 84.0,
    }  # fmt: skip
    groups = roadmap.rolled_up(
        [(one, contribution(one, 2028)) for one in [*ones, linked(scene_en="", scene_zh="")]], "sector"
    )
    assert [(one.name_en, one.ventures) for one in groups] == [("Energy", 4), ("", 1)]
    assert groups[0].sums["reduction"].ventures == 1


class Node(msgspec.Struct):
    id: UUID
    year: int


@given(
    st.lists(
        st.tuples(
            st.dates(date(2024, 1, 1), date(2030, 12, 31)),
            st.sampled_from(["reduction", "enabling", "removal", None]),
            st.sets(st.sampled_from([2025, 2028, 2040])),
        ),
        max_size=12,
    )
)
def test_a_node_is_the_sum_of_what_is_linked_to_it(ventures: list[tuple[date, str | None, set[int]]]) -> None:
    nodes = [Node(uuid4(), year) for year in (2025, 2028, 2040)]
    ones = [
        (
            frozenset(node.id for node in nodes if node.year in its),
            linked(awarded_on=day, plan=None if kind is None else plan(kind), place_en=str(day.month)),
        )
        for day, kind, its in ventures
    ]
    found = drawn(nodes, ones, year=2028)
    for node in nodes:
        its = [contribution(one, node.year) for ids, one in ones if node.id in ids]
        for kind in roadmap.KINDS:
            its_kind = [one for one in its if one is not None and one.kind == kind]
            got = found.by_node[node.year].get(kind, roadmap.Contribution(kind=kind, ventures=0))
            for part in ("central", "low", "high", "ventures"):
                assert getattr(got, part) == pytest.approx(sum(getattr(one, part) for one in its_kind))
            assert got.low <= got.central + 1e-9 and got.central <= got.high + 1e-9
    for level in roadmap.LEVELS:
        for kind, whole in found.by_node[2028].items():
            parts = [group.sums[kind].central for group in found.levels[level] if kind in group.sums]
            assert sum(parts) == pytest.approx(whole.central)


def test_a_picture_stays_within_its_frame() -> None:
    cost = contribution(linked(plan=plan(solution=950)), 2040)
    gain = contribution(linked(), 2028)
    found = roadmap.picture({2025: None, 2028: gain, 2040: cost})
    assert 0 < found.zero < 100
    for bar in found.bars:
        assert all(0 <= block.y <= 100 and 0 <= block.y + block.height <= 100.01 for block in bar.blocks)
        assert 0 <= bar.top <= bar.bottom <= 100
    assert [bar.blocks[0].y < found.zero if bar.blocks else None for bar in found.bars] == [None, True, False]


def test_what_no_node_and_no_place_can_be() -> None:
    assert set(node_faults(NodePlan(year=1999, about_en="x" * 2001))) == {"year", "title_en", "about_en"}
    assert node_faults(NodePlan(year=2028, title_zh="碳达峰")) == {}
    good = PlacePlan(kind="landed", place_zh="加茂", country="CN", since_on=date(2026, 8, 1))
    facts = {"awarded_on": date(2026, 7, 7), "today": date(2026, 9, 1), "files": ()}

    def faults(**values: object) -> set[str]:
        return set(place_faults(msgspec.structs.replace(good, **values), **facts))  # type: ignore[arg-type]

    assert faults() == set()
    assert faults(kind="replication") == {"partner_en"}
    assert faults(kind="x", place_zh="", country="XX", evidence=uuid4()) == {"kind", "place_en", "country", "evidence"}
    assert faults(since_on=date(2026, 9, 2)) == {"since_on"} == faults(since_on=date(2026, 7, 6))
    assert faults(latitude=Decimal(91), longitude=Decimal(1)) == {"latitude"}
    assert faults(latitude=Decimal("NaN"), longitude=Decimal(1)) == {"latitude"}
    assert faults(latitude=Decimal(18)) == {"longitude"}
