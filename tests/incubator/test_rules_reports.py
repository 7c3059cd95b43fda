"""What is asked and when, which figures fit, what was planned and realised, and when money is released."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.impact import rules as impact
from contest.impact.service import shipped_factors
from contest.incubator.rules import impact as years
from contest.incubator.rules.indicators import Figure, figure_faults
from contest.incubator.rules.months import months_after
from contest.incubator.rules.reports import Followed, asked, remind_on, year_of
from contest.incubator.rules.tranches import (
    GrantPlan,
    Part,
    Standing,
    approval_fault,
    grant_faults,
    missing,
    release_faults,
)

DAY = date(2026, 6, 30)
ONE, TWO, MATE = UUID(int=1), UUID(int=2), UUID(int=3)
GOING = Followed(stage="pilot", taken_on=DAY, awarded_on=DAY, graduated_on=None, has_impact=True)
INPUTS = impact.Inputs(
    baseline=impact.Side(other_kgco2e=impact.Ranged.within(890, 0.1), grid_kwh=100),
    solution=impact.Side(other_kgco2e=impact.Ranged.within(610, 0.2)),
    units_added_by_year=(100.0, 50.0, 25.0),
    lifetime_years=2,
    rebound_share=0.1,
    attribution_share=0.5,
)


def kept(inputs: impact.Inputs = INPUTS) -> impact.Record:
    found = impact.record(inputs, shipped_factors(), factor_set="x", place="CN-HI", country="")
    assert found is not None
    return found


def kinds(of: Followed, today: date) -> list[tuple[str, date, date]]:
    return [(one.kind, one.period_on, one.until_on) for one in asked(of, today)]


def test_each_is_asked_when_its_time_is_over() -> None:
    assert kinds(GOING, date(2026, 7, 31)) == []  # it was there for a day of June
    assert kinds(GOING, date(2026, 8, 1)) == [("pulse", date(2026, 7, 1), date(2026, 7, 31))]
    assert kinds(GOING, date(2026, 10, 1))[1] == ("quarter", date(2026, 7, 1), date(2026, 9, 30))
    assert kinds(GOING, date(2027, 6, 29))[1:] == [("quarter", date(2027, 1, 1), date(2027, 3, 31))]
    assert kinds(GOING, date(2027, 6, 30))[-1] == ("year", DAY, date(2027, 6, 29))
    assert kinds(GOING, date(2029, 1, 5))[-1] == ("year", date(2027, 6, 30), date(2028, 6, 29))
    plain = msgspec.structs.replace(GOING, has_impact=False)
    assert "year" not in [one[0] for one in kinds(plain, date(2029, 1, 1))]
    assert [one.due_on(date(2027, 7, 1)) for one in asked(GOING, date(2027, 7, 1))] == [
        date(2027, 7, 10), date(2027, 7, 20), date(2027, 8, 13),
    ]  # fmt: skip
    assert asked(GOING, date(2026, 8, 20))[0].due_on(date(2026, 8, 20)) == date(2026, 8, 27)
    assert year_of(DAY, DAY) == 1 and year_of(DAY, date(2028, 6, 30)) == 3


@pytest.mark.parametrize("stage", ["parked", "withdrawn", "failed"])
def test_who_left_is_asked_nothing(stage: str) -> None:
    assert asked(msgspec.structs.replace(GOING, stage=stage), date(2028, 1, 1)) == []


def test_alumni_are_asked_at_6_12_24_and_36_months() -> None:
    alumni = msgspec.structs.replace(GOING, stage="alumni", graduated_on=date(2027, 8, 31))
    found = {}
    for days in range(1400):
        today = date(2027, 8, 31) + timedelta(days=days)
        for one in asked(alumni, today):
            found.setdefault(one.period_on, today)
            assert one.kind == "alumni"
    assert list(found) == list(found.values()) == [months_after(date(2027, 8, 31), after) for after in (6, 12, 24, 36)]


@given(st.dates(date(2026, 10, 1), date(2040, 1, 1)))
def test_every_day_of_a_venture_is_asked_about_once(today: date) -> None:
    for kind, months in (("pulse", 1), ("quarter", 3)):
        one, later = [
            next(each for each in asked(GOING, day) if each.kind == kind)
            for day in (today + timedelta(days=31), months_after(today + timedelta(days=31), months))
        ]
        assert later.period_on == one.until_on + timedelta(days=1)
        assert one.period_on == months_after(one.until_on + timedelta(days=1), -months)


def test_reminders_come_twice_and_then_no_more() -> None:
    assert [remind_on(DAY, number) for number in range(3)] == [date(2026, 6, 27), date(2026, 7, 7), None]


def test_a_figure_has_the_unit_of_last_time_and_its_own_document() -> None:
    def faults(kind: str = "pulse", last: dict[str, str] | None = None, **figures: Any) -> set[str]:
        plain = {
            "jobs": Figure(value=Decimal(4), unit="people"), "customers": Figure(value=Decimal(1), unit="customers"),
            "units": Figure(value=Decimal("2.5"), unit="kWh"),
        } if kind == "pulse" else {}  # fmt: skip
        return set(figure_faults(kind, plain | figures, last_units=last or {}, files={ONE}))

    assert faults() == faults("quarter") == set()
    assert faults(last={"units": "kWh"}) == set()
    assert faults(last={"units": "panels"}) == {"units_unit"}
    assert set(figure_faults("pulse", {}, last_units={}, files=())) == {"jobs", "customers", "units"}
    for value in ("-1", "2.5", "NaN", "1e20"):
        assert faults(jobs=Figure(value=Decimal(value), unit="people")) == {"jobs"}
    assert faults(units=Figure(value=Decimal("0.001"), unit="")) == {"units", "units_unit"}
    assert faults(units=Figure(value=Decimal(1), unit="x" * 41)) == {"units_unit"}
    money = Figure(value=Decimal(1), unit="EUR", evidence=TWO)
    assert faults("quarter", revenue=money) == {"revenue_evidence"}
    shown = msgspec.structs.replace(money, evidence=ONE)
    assert faults("quarter", {"revenue": "CNY"}, revenue=shown) == {"revenue_unit"}
    assert faults("quarter", revenue=Figure(value=Decimal(1), unit="XXX")) == {"revenue_unit"}
    assert faults("quarter", trl=Figure(value=Decimal(10), unit="TRL")) == {"trl"}
    assert faults("quarter", jobs_women=Figure(value=Decimal(1), unit="women")) == {"jobs_women_unit"}


def test_planned_years_are_those_of_the_judged_entry_and_realised_follow_the_same_formula() -> None:
    of = kept()
    judged = of.assessment.host.result.yearly_tco2e
    for year in range(1, 11):
        found = years.planned(of, year)
        assert found is not None and found.central == pytest.approx(judged[year - 1])
        assert found.low <= found.central <= found.high
    assert years.planned(of, 0) is years.planned(of, 11) is None
    falling = kept(msgspec.structs.replace(INPUTS, decline_share=0.05, units_added_by_year=(10.0,) * 5))
    third = years.planned(falling, 3)
    assert third is not None
    assert third.central == pytest.approx(falling.assessment.host.result.yearly_tco2e[2])
    said = years.realised(of, years.Realised(units=80, net_unit_kgco2e=300, off_share=0.25))
    assert (said.low, said.central, said.high) == pytest.approx((8.1, 10.8, 13.5))
    worse = years.realised(of, years.Realised(units=80, net_unit_kgco2e=-300, off_share=0.0))
    assert worse.central == pytest.approx(-10.8)


def test_the_picture_holds_every_year_with_its_range() -> None:
    said = {1: years.Realised(units=90, net_unit_kgco2e=280, off_share=0.5)}
    lines = years.year_lines(kept(), said, {1: True})
    assert [line.year for line in lines] == [1, 2, 3]
    assert lines[0].is_verified and lines[0].realised_bar and lines[1].realised is None
    zero = years.zero_of(lines)
    for line in lines:
        for bar in (line.planned_bar, line.realised_bar):
            if bar is not None:
                assert 0 <= bar.top <= bar.y <= bar.y + bar.height <= 100.01 and bar.top <= bar.bottom <= 100.01
                assert bar.y + bar.height == pytest.approx(zero, abs=0.02)
    below = years.year_lines(kept(), {7: years.Realised(units=90, net_unit_kgco2e=-280, off_share=0.1)}, {})
    assert len(below) == 8 and below[6].realised_bar is not None and below[6].realised_bar.y == pytest.approx(
        years.zero_of(below), abs=0.02
    )  # fmt: skip
    assert years.year_lines(None, {}, {}) == []
    assert set(years.realised_faults(years.Realised(units=-1, net_unit_kgco2e=float("nan"), off_share=1.1))) == {
        "units", "net", "off",
    }  # fmt: skip


def test_a_grant_is_all_of_its_tranches_at_one_rate() -> None:
    parts = (Part(ONE, Decimal(30)), Part(TWO, Decimal(70)))
    plan = GrantPlan(amount=Decimal(1000), currency="EUR", rate=Decimal("7.81"), parts=parts)
    assert grant_faults(plan, milestones={ONE, TWO}) == {}
    assert set(grant_faults(plan, milestones={ONE})) == {"milestone_2"}
    for changed, field in (
        ({"amount": Decimal(0)}, "amount"), ({"currency": "XXX"}, "currency"), ({"rate": Decimal(0)}, "rate"),
        ({"rate": Decimal("NaN")}, "rate"), ({"currency": "CNY"}, "rate"), ({"parts": ()}, "percent_1"),
        ({"parts": parts[:1]}, "percent_1"), ({"parts": (Part(ONE, Decimal(-1)),)}, "percent_1"),
    ):  # fmt: skip
        assert set(grant_faults(msgspec.structs.replace(plan, **changed), milestones={ONE, TWO})) == {field}


def test_a_tranche_waits_for_its_milestone_the_reports_and_two_people() -> None:
    ready = Standing(milestone_state="accepted", overdue=0, approvers=(ONE, TWO), is_released=False)
    assert missing(ready) == []
    for changed in ({"milestone_state": "submitted"}, {"overdue": 1}, {"approvers": (ONE, ONE)}, {"approvers": ()}):
        waits = msgspec.structs.replace(ready, **changed)
        assert len(missing(waits)) == 1
        assert set(release_faults(waits, released_on=DAY, reference="x", last_on=DAY, today=DAY)) == {""}
    assert approval_fault(ready, MATE) is None
    assert approval_fault(ready, ONE) is not None
    for changed in ({"milestone_state": "planned"}, {"overdue": 2}, {"is_released": True}):
        assert approval_fault(msgspec.structs.replace(ready, **changed), MATE) is not None
    assert release_faults(ready, released_on=DAY, reference="x", last_on=DAY, today=DAY) == {}
    for days in (-1, 1):
        wrong = release_faults(ready, released_on=DAY + timedelta(days=days), reference="", last_on=DAY, today=DAY)
        assert set(wrong) == {"released_on", "reference"}
