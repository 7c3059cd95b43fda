"""Requests to the desk, prizes and sums of money: what cannot be is named at its field."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.incubator.rules.desk import Handling, answer_by, answer_days, handling_faults, request_faults
from contest.incubator.rules.money import amount_fault, shares
from contest.incubator.rules.prizes import PrizePlan, met_faults, prize_faults, settle_faults

DAY = date(2026, 6, 30)
DOCUMENT, MATE = UUID(int=1), UUID(int=2)


def test_a_request_says_what_it_is_about_and_is_answered_by_the_desk() -> None:
    assert request_faults("premises", "A hall of 200 m².") == {}
    assert set(request_faults("lunch", "")) == {"kind", "text"}
    assert set(request_faults("esg", "x" * 2001)) == {"text"}
    assert answer_by(DAY) == date(2026, 7, 7)
    plan = Handling(owner=MATE, due_on=DAY)
    assert handling_faults(plan, asked_on=DAY, people={MATE}) == {}
    late = Handling(owner=DOCUMENT, due_on=date(2026, 6, 29), answer="x" * 2001)
    assert set(handling_faults(late, asked_on=DAY, people={MATE})) == {"owner", "due_on", "answer"}


def test_the_answer_time_is_a_median_of_days() -> None:
    at = datetime(2026, 7, 1, 9, tzinfo=UTC)
    assert answer_days([]) is None
    assert answer_days([(at, at + timedelta(days=days)) for days in (1, 2, 30)]) == 2
    assert answer_days([(at, at + timedelta(hours=12)), (at, at + timedelta(days=1))]) == 0.75


@pytest.mark.parametrize("amount", ["0", "-1", "NaN", "Infinity", "0.001", "1000000000000"])
def test_a_sum_that_cannot_be_kept_is_refused(amount: str) -> None:
    assert amount_fault(Decimal(amount)) is not None


@given(st.decimals("0.01", "999999999999.99", places=2), st.lists(st.integers(1, 97), min_size=1, max_size=5))
def test_parts_of_a_sum_are_the_sum(amount: Decimal, weights: list[int]) -> None:
    percents = [Decimal(100 * weight) / sum(weights) for weight in weights]
    parts = shares(amount, percents)
    assert sum(parts) == amount
    assert all(
        abs(part - amount * percent / 100) <= Decimal("0.03") for part, percent in zip(parts, percents, strict=True)
    )


def test_a_prize_is_settled_only_once_its_conditions_are_met() -> None:
    plan = PrizePlan(name_en="First", amount=Decimal(5000), currency="CNY", settle_by=DAY, conditions=("Register.",))
    assert prize_faults(plan, awarded_on=DAY) == {}
    wrong = PrizePlan(amount=Decimal(0), currency="XXX", settle_by=date(2026, 6, 29), conditions=("x" * 501,))
    assert set(prize_faults(wrong, awarded_on=DAY)) == {"name_en", "amount", "currency", "settle_by", "conditions"}
    assert set(prize_faults(PrizePlan(name_zh="奖", currency="CNY", settle_by=DAY), awarded_on=DAY)) == {"currency"}
    today = date(2026, 8, 1)
    assert met_faults(DAY, DOCUMENT, awarded_on=DAY, today=today, files={DOCUMENT}) == {}
    for evidence in (None, MATE):
        found = met_faults(date(2026, 6, 1), evidence, awarded_on=DAY, today=today, files={DOCUMENT})
        assert set(found) == {"met_on", "evidence"}
    assert settle_faults(today, awarded_on=DAY, today=today, met=[DAY]) == {}
    assert set(settle_faults(today, awarded_on=DAY, today=today, met=[DAY, None])) == {""}
    for day, met in ((date(2026, 7, 1), [date(2026, 7, 2)]), (date(2026, 8, 2), [DAY]), (date(2026, 6, 1), [])):
        assert set(settle_faults(day, awarded_on=DAY, today=today, met=met)) == {"settled_on"}
