"""Dates and names of an edition that begins as the one before, without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.challenge.rules import copying, local_time
from contest.challenge.rules.plans import EditionPlan

PARIS, BEIJING = "Europe/Paris", "Asia/Shanghai"


def at(text: str, zone: str, which: str = "") -> datetime:
    day, clock = text.split(" ")
    found = local_time.moment_of(day, clock, zone, which)
    assert isinstance(found, datetime)
    return found


@pytest.mark.parametrize(
    ("was", "zone", "shift", "becomes", "odd"),
    [
        ("2025-05-15 24:00", BEIJING, "date", "2026-05-15T16:00", ""),
        ("2025-05-15 18:00", BEIJING, "weekday", "2026-05-14T10:00", ""),
        ("2025-03-29 02:30", PARIS, "date", "2026-03-29T01:00", "missing"),
        ("2025-10-25 02:30", PARIS, "date", "2026-10-25T00:30", "twice"),
        ("2027-02-28 12:00", PARIS, "weekday", "2028-02-27T11:00", ""),
    ],
)
def test_a_date_moves_by_a_year_of_local_time(was: str, zone: str, shift: str, becomes: str, odd: str) -> None:
    found = copying.moved(at(was, zone), zone, years=1, shift=shift)
    assert (f"{found.at:%Y-%m-%dT%H:%M}", found.odd) == (becomes, odd)


def test_29_february_becomes_the_28th_and_the_second_of_two_stays_the_second() -> None:
    assert copying.moved(at("2028-02-29 12:00", PARIS), PARIS, years=1, shift="date").at.date() == date(2029, 2, 28)
    second = at("2026-10-25 02:30", PARIS, "second")
    assert copying.moved(second, PARIS, years=11, shift="date") == copying.Moved(
        datetime(2037, 10, 25, 1, 30, tzinfo=UTC)
    )


@given(
    st.integers(0, 20 * 365 * 24 * 60).map(
        lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.timedeltas(timedelta(days=2), timedelta(days=300)),
    st.sampled_from([PARIS, BEIJING, "America/New_York"]),
    st.integers(1, 9),
    st.sampled_from(sorted(copying.SHIFTS)),
)
def test_what_comes_later_stays_later(first: datetime, after: timedelta, zone: str, years: int, shift: str) -> None:
    one, other = (copying.moved(moment, zone, years=years, shift=shift).at for moment in (first, first + after))
    assert one < other
    assert abs((one - first).days - 365 * years) <= 3 + years // 4 + 1


def test_dates_move_to_a_year_in_which_no_deadline_has_passed() -> None:
    now = datetime(2026, 11, 26, tzinfo=UTC)
    assert copying.years_on([datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 9, 1, tzinfo=UTC)], now) == 1
    assert copying.years_on([datetime(2024, 5, 1, tzinfo=UTC)], now) == 3
    assert copying.years_on([], now) == 1


def test_names_get_the_new_year_and_what_has_none_must_be_chosen() -> None:
    plan = EditionPlan(slug="baoting-2026", code_prefix="BT26", name_en="Challenge 2026", name_zh="2026年挑战赛")
    found = copying.named_anew(plan, 1)
    assert (found.slug, found.code_prefix, found.name_en, found.name_zh) == (
        "baoting-2027", "BT27", "Challenge 2027", "2027年挑战赛",
    )  # fmt: skip
    plain = copying.named_anew(EditionPlan(slug="baoting", code_prefix="BT"), 1)
    assert (plain.slug, plain.code_prefix) == ("baoting-2", "")
