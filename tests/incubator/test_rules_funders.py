"""What a funder's report adds up, from which rows, and what cannot be reported."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from contest.incubator.rules.funders import LINES, ReportPlan, Stage, Value, Venture, lines, plan_faults, planned_after
from contest.lib.ids import uuid7

PARTNER, COHORT, ROUND = uuid7(), uuid7(), uuid7()
FIRST, UNTIL = date(2026, 1, 1), date(2026, 12, 31)
WHERE = {"partners": [PARTNER], "cohorts": [COHORT], "rounds": [ROUND], "today": date(2027, 1, 1)}


def plan(framework: str, **values: Any) -> ReportPlan:
    return ReportPlan(**{"partner": PARTNER, "framework": framework, "first_on": FIRST, "until_on": UNTIL} | values)


def value(indicator: str, amount: int, day: date = UNTIL, unit: str = "people", **values: Any) -> Value:
    plain = {"has_evidence": True, "is_verified": False}
    return Value(id=uuid7(), indicator=indicator, until_on=day, value=Decimal(amount), unit=unit, **plain | values)


def venture(
    *values: Value, stages: tuple[Stage, ...] = (), enabling: bool = False, planned: tuple[float, ...] = ()
) -> Venture:
    return Venture(
        id=uuid7(), awarded_on=date(2025, 7, 1), is_enabling=enabling, planned=planned, values=values, stages=stages
    )


def test_direct_post_project_and_indirect_tonnes_stand_apart() -> None:
    tonnes = value("realised", 8, unit="tCO2e", is_verified=True)
    direct = venture(tonnes, value("realised", 3, date(2025, 12, 31), "tCO2e"), planned=(10.0, 20.0, 30.0))
    enabling = venture(value("realised", 5, unit="tCO2e"), enabling=True, planned=(99.0,))
    found = {one.code: one for one in lines(plan("gef"), [direct, enabling])}
    assert [(code, one.actual, one.verified) for code, one in found.items()] == [
        ("6-direct", 8, 8), ("6-post", 50, 0), ("6-indirect", 5, 0), ("11", 0, 0),
    ]  # fmt: skip
    assert [(row.value, row.venture) for row in found["6-direct"].rows] == [(tonnes.id, direct.id)]
    assert planned_after(direct, date(2026, 6, 30)) == 60 and planned_after(direct, date(2026, 7, 1)) == 50
    assert planned_after(direct, date(2030, 1, 1)) == planned_after(direct, date(2024, 1, 1)) - 60 == 0


def test_people_are_those_of_the_last_report_split_where_it_was_given() -> None:
    first = venture(
        value("jobs", 4, date(2026, 6, 30)), value("jobs", 6), value("jobs_women", 2), value("jobs_young", 1)
    )
    second = venture(value("jobs", 3))
    people = {one.code: one for one in lines(plan("undp"), [first, second])}["2.1"]
    assert (people.actual, people.women, people.young, len(people.rows)) == (9, 2, 1, 2)
    nobody = {one.code: one for one in lines(plan("undp"), [second])}["2.1"]
    assert (nobody.actual, nobody.women, nobody.young) == (3, None, None)


def test_what_has_no_evidence_does_not_count_and_each_unit_is_a_line() -> None:
    runs = Stage(stage="pilot", on=date(2026, 3, 1), has_evidence=True)
    bare = Stage(stage="commercial", on=date(2026, 9, 1), has_evidence=False)
    early = Stage(stage="registered", on=date(2025, 12, 31), has_evidence=True)
    of = venture(
        value("equity", 100, unit="EUR"), value("debt", 70, unit="CNY"),
        value("grants", 9, unit="CNY", has_evidence=False), stages=(runs, bare, early),
    )  # fmt: skip
    found = [(one.code, one.unit, one.actual) for one in lines(plan("eit"), [of])]
    assert found == [
        ("EITHE01.1", "ventures", 1), ("startups", "ventures", 0), ("marketed", "ventures", 0),
        ("investment", "EUR", 100), ("investment", "CNY", 70),
    ]  # fmt: skip


@given(st.sampled_from(sorted(LINES)), st.lists(st.integers(0, 10**6), max_size=6))
def test_a_line_is_what_its_rows_make_and_no_row_stands_twice(framework: str, amounts: list[int]) -> None:
    ventures = [
        venture(value("realised", one, unit="tCO2e"), value("jobs", one), planned=(1.0, float(one))) for one in amounts
    ]
    for line in lines(plan(framework), ventures):
        assert line.actual == sum((row.amount for row in line.rows), Decimal(0)) >= line.verified
        seen: list[tuple[UUID, UUID | None]] = [(row.venture, row.value) for row in line.rows]
        assert len(seen) == len(set(seen))


def test_what_cannot_be_reported_is_refused_at_its_field() -> None:
    assert plan_faults(plan("gef", cohort=COHORT, rounds=(ROUND,)), **WHERE) == {}
    wrong = plan("x", partner=uuid7(), cohort=uuid7(), rounds=(uuid7(),), until_on=date(2027, 1, 2))
    assert set(plan_faults(wrong, **WHERE)) == {"partner", "framework", "cohort", "rounds", "until_on"}
    assert set(plan_faults(plan("gef", first_on=date(2027, 1, 1)), **WHERE)) == {"until_on"}
    assert set(plan_faults(plan("gef", first_on=date(2020, 1, 1)), **WHERE)) == {"first_on"}
    below = plan("gef", targets={"11": (Decimal(-1), Decimal("1e13"))})
    assert set(plan_faults(below, **WHERE)) == {"baseline_11", "target_11"}
