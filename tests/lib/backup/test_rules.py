"""Which archives stay, and when the next one is due."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.lib.backup import rules

NOW = datetime(2026, 11, 27, 3, 0, 5, tzinfo=UTC)


def nightly(days: int) -> list[str]:
    return [rules.name_of(NOW - timedelta(days=day)) for day in range(days)]


def test_of_two_years_of_nights_a_week_a_month_and_a_year_are_left() -> None:
    names = nightly(730)
    kept = [name for name in names if name not in rules.to_delete(names, now=NOW)]
    days = [(NOW - at).days for name in kept if (at := rules.moment_of(name, NOW))]
    assert days[:7] == [0, 1, 2, 3, 4, 5, 6]
    # the newest of the last four weeks (Sundays, and today) and of the last twelve months (their last days)
    assert days[7:] == [12, 19, 27, 58, 88, 119, 150, 180, 211, 241, 272, 300, 331]


def test_a_name_that_is_not_ours_is_let_alone() -> None:
    assert rules.to_delete(["notes.txt", "contest-later.sealed"], now=NOW) == []


def test_several_of_a_day_leave_the_newest() -> None:
    names = [rules.name_of(NOW - timedelta(minutes=minute)) for minute in range(4)]
    assert rules.to_delete(names, now=NOW) == names[1:]


@given(st.lists(st.integers(min_value=0, max_value=900), unique=True, min_size=1))
def test_night_after_night_the_newest_stays_and_nothing_is_older_than_was_promised(ages: list[int]) -> None:
    names = [rules.name_of(NOW - timedelta(days=age)) for age in ages]
    gone = rules.to_delete(names, now=NOW)
    kept = {age for age, name in zip(ages, names, strict=True) if name not in gone}
    assert len(kept) <= rules.DAILY + rules.WEEKLY + rules.MONTHLY
    assert max(kept, default=0) <= rules.KEPT_AT_MOST.days
    assert min(ages) in kept or min(ages) > rules.KEPT_AT_MOST.days
    assert rules.to_delete([name for name in names if name not in gone], now=NOW) == []


@pytest.mark.parametrize(
    ("done", "tried", "due"),
    [
        (None, None, True),
        (timedelta(hours=1), timedelta(hours=1), True),  # before today's time
        (timedelta(0), timedelta(0), False),
        (timedelta(days=1), timedelta(minutes=0), False),  # failed just now
        (timedelta(days=1), timedelta(hours=25), True),
    ],
)
def test_it_is_due_once_after_its_time_of_day(done: timedelta | None, tried: timedelta | None, due: bool) -> None:
    ago = [None if one is None else NOW - one for one in (done, tried)]
    assert rules.is_due(at=time(3, 0), done=ago[0], tried=ago[1], now=NOW) is due


def test_what_failed_is_tried_again_after_an_hour() -> None:
    its = {"at": time(3, 0), "done": None}
    assert rules.is_due(tried=NOW, now=NOW + timedelta(minutes=59), **its) is False
    assert rules.is_due(tried=NOW, now=NOW + timedelta(minutes=60), **its) is True


def test_before_its_time_yesterdays_counts() -> None:
    early = NOW.replace(hour=2)
    assert rules.is_due(at=time(3, 0), done=NOW - timedelta(days=1), tried=None, now=early) is False


@pytest.mark.parametrize(("text", "read"), [("03:15", time(3, 15)), ("24:00", None), ("3", None), ("", None)])
def test_a_time_of_day_is_read(text: str, read: time | None) -> None:
    assert rules.time_of(text) == read
