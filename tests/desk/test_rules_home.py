"""The funnel, the forecast, and what is late: figures without a database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.desk.rules import coverage, funnel, late

TODAY = date(2026, 5, 10)
NOW = datetime(2026, 5, 10, 12, 0, tzinfo=UTC)

PLACES = st.builds(
    funnel.Place,
    stage=st.integers(0, 5),
    kind=st.sampled_from(["project", "talent"]),
    scene=st.sampled_from(["energy", ""]),
    country=st.sampled_from(["FR", "CN"]),
)


def tallied(places: list[funnel.Place]) -> set[funnel.Tally]:
    counts: dict[tuple[str, str], list[int]] = {}
    for one in places:
        for key in (("all", ""), ("kind", one.kind), ("scene", one.scene), ("country", one.country)):
            counts.setdefault(key, [0] * 6)[one.stage] += 1
    return {(by, value, *reached) for (by, value), reached in counts.items()}  # type: ignore[misc]


@given(seen=st.lists(PLACES, max_size=20), hidden=st.lists(PLACES, max_size=5))
def test_what_is_hidden_was_never_counted(seen: list[funnel.Place], hidden: list[funnel.Place]) -> None:
    assert set(funnel.less(tallied([*seen, *hidden]), hidden)) == tallied(seen)


def test_a_funnel_counts_what_came_at_least_so_far() -> None:
    tallies: list[tuple[str, funnel.Tally]] = [
        ("paris", ("all", "", 2, 1, 1, 3, 1, 0)),
        ("paris", ("kind", "project", 2, 1, 1, 3, 1, 0)),
        ("baoting", ("all", "", 0, 9, 0, 0, 0, 0)),
        ("paris", ("all", "", 0, 0, 0, 0, 1, 1)),
    ]
    rows = funnel.rows(tallies, "city")
    assert [(row.key, row.drafts, *row.steps) for row in rows] == [
        ("baoting", 0, 9, 0, 0, 0, 0), ("paris", 2, 8, 7, 6, 3, 1)
    ]  # fmt: skip
    assert [(row.key, row.submitted) for row in funnel.rows(tallies, "kind")] == [("project", 6)]
    assert (funnel.total(rows).drafts, funnel.total(rows).steps) == (2, (17, 7, 6, 3, 1))


def counted(**more: Any) -> coverage.Coverage:
    return coverage.Coverage(**more)


def test_the_forecast_goes_on_at_the_pace_of_seven_days() -> None:
    days = {TODAY - timedelta(days=n): 2 for n in range(7)} | {TODAY - timedelta(days=20): 50}
    found = coverage.forecast(
        counted(signed=64, days=days), wanted=84, began_on=date(2026, 4, 1), due_on=date(2026, 5, 18), today=TODAY
    )
    assert (found.pace, found.done_on, found.is_late, found.days_late) == (2.0, date(2026, 5, 20), True, 2)
    assert [found.bars[0].x, found.bars[-1].height, found.bars[-1].is_forecast] == ["0.00%", "100.0", True]
    assert sum(float(bar.width.strip("%")) / 0.86 for bar in found.bars) == pytest.approx(100, abs=0.5)


def test_a_round_in_which_nobody_signs_is_late_and_one_that_is_done_is_not() -> None:
    more = {"began_on": date(2026, 5, 1), "due_on": date(2026, 5, 9), "today": TODAY}
    idle = coverage.forecast(counted(), wanted=3, **more)  # type: ignore[arg-type]
    assert (idle.done_on, idle.is_late, idle.days_late) == (None, True, 0)
    done = coverage.forecast(counted(signed=3, days={date(2026, 5, 8): 3}), wanted=3, **more)  # type: ignore[arg-type]
    assert (done.done_on, done.is_late) == (date(2026, 5, 8), False)
    empty = coverage.forecast(counted(), wanted=0, **more)  # type: ignore[arg-type]
    assert (empty.is_late, {bar.height for bar in empty.bars}) == (False, {"0.0"})


@given(length=st.integers(0, 900), wanted=st.integers(0, 400), each=st.integers(0, 9))
def test_the_picture_has_sixty_bars_at_most_and_never_falls(length: int, wanted: int, each: int) -> None:
    began = TODAY - timedelta(days=length)
    days = {began + timedelta(days=n): each for n in range(0, length + 1, 3)} if each else {}
    found = coverage.forecast(
        counted(signed=sum(days.values()), days=days), wanted=wanted, began_on=began, due_on=TODAY, today=TODAY
    )
    assert len(found.bars) <= 60
    heights = [float(bar.height) for bar in found.bars if not bar.is_forecast]
    assert heights == sorted(heights)
    assert 0 < found.due_x <= 100


def test_an_entry_that_is_hidden_leaves_no_trace_in_the_coverage() -> None:
    day = date(2026, 5, 2)
    full = counted(waiting=1, asks=2, judged=2, short=1, covered=1, given=4, signed=3, days={day: 3})
    one = coverage.Share(is_waiting=True, is_proposed=False, asks=2, is_judged=True, given=1, signed=1, signed_on=[day])
    left = coverage.less(full, [one], reviews_each=3, least_valid=2)
    assert (left.waiting, left.asks, left.judged, left.short, left.covered) == (0, 0, 1, 0, 1)
    assert (left.given, left.signed, left.days, full.days) == (3, 2, {day: 2}, {day: 3})


def facts(**more: Any) -> late.Facts:
    plain = {
        "id": UUID(int=1),
        "state": "judging",
        "opens_at": NOW - timedelta(days=30),
        "closes_at": NOW - timedelta(days=10),
        "reviews_due_at": NOW + timedelta(days=10),
        "is_set_up": True,
        "seats": 3,
        "undeclared": 0,
        "decision_id": UUID(int=2),
        "decision": None,
        "notice_ends_at": None,
        "objections": 0,
        "answer_due_at": None,
    }
    return late.Facts(**plain | more)


@pytest.mark.parametrize(
    ("round_", "coverage_", "found"),
    [
        ({"state": "planned"}, {}, [("open", "late")]),
        ({"state": "planned", "opens_at": NOW + timedelta(days=1)}, {}, []),
        ({"state": "open"}, {"waiting": 2}, [("close", "late"), ("screen", "blocked")]),
        ({"state": "open", "closes_at": NOW + timedelta(days=1)}, {"waiting": 2}, [("screen", "waits")]),
        ({"state": "screening"}, {"proposed": 1}, [("second", "blocked")]),
        ({"state": "screening", "is_set_up": False}, {}, [("set_up", "blocked")]),
        ({"state": "screening", "seats": 0}, {}, [("no_judges", "blocked")]),
        ({"state": "screening"}, {"judged": 2, "given": 6}, [("open_judging", "waits")]),
        ({"undeclared": 1}, {"short": 2}, [("undeclared", "blocked"), ("short", "blocked")]),
        ({}, {"given": 5, "signed": 3}, []),
        ({"reviews_due_at": NOW + timedelta(days=2)}, {"given": 5, "signed": 3}, [("unsigned", "waits")]),
        ({"reviews_due_at": NOW - timedelta(days=2)}, {"given": 5, "signed": 3}, [("unsigned", "late")]),
        ({}, {"given": 5, "signed": 5, "asks": 1}, [("decide", "waits"), ("asks", "waits")]),
        ({"state": "deliberation"}, {}, [("decide", "waits")]),
        ({"state": "deliberation", "decision": "drafted"}, {}, [("publish", "waits")]),
        ({"state": "notice", "decision": "published", "notice_ends_at": NOW}, {}, [("final", "late")]),
        ({"state": "notice", "decision": "published", "notice_ends_at": NOW + timedelta(1)}, {}, []),
        ({"state": "decided", "decision": "final"}, {}, []),
        (
            {"state": "notice", "decision": "published", "objections": 1, "answer_due_at": NOW + timedelta(1)},
            {},
            [("objections", "blocked")],
        ),
        (
            {"state": "notice", "decision": "published", "objections": 2, "answer_due_at": NOW - timedelta(1)},
            {},
            [("objections", "late")],
        ),
    ],
)
def test_what_is_late(round_: dict[str, Any], coverage_: dict[str, Any], found: list[tuple[str, str]]) -> None:
    lines = late.lines(facts(**round_), counted(**coverage_), falls_behind=False, now=NOW)
    assert [(line.what, line.tone) for line in lines] == found


def test_a_round_that_falls_behind_is_late_before_its_deadline() -> None:
    lines = late.lines(facts(), counted(given=5, signed=1), falls_behind=True, now=NOW)
    assert [(line.what, line.tone, line.count) for line in lines] == [("behind", "late", 4)]
