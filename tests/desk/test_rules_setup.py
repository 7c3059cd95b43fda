"""What is missing of a round, and what the dates of several get in each other's way with; without a database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge.rules.days import Day
from contest.desk.rules import calendar, setup

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
A, B = UUID(int=1), UUID(int=2)


def line(id_: UUID = A, **more: Any) -> calendar.Line:
    plain = {
        "id": id_,
        "city": "paris",
        "time_zone": "Europe/Paris",
        "opens_at": NOW,
        "closes_at": NOW + timedelta(days=30),
        "reviews_due_at": NOW + timedelta(days=60),
    }
    return calendar.Line(**(plain | more))


def test_calls_in_one_city_events_and_judges_clash_where_they_overlap() -> None:
    event = {"starts_at": NOW + timedelta(days=5), "ends_at": NOW + timedelta(days=6)}
    found = calendar.clashes([line(**event), line(B, **event)], {(B, A): 3})
    assert [(one.what, one.count) for one in found] == [("city", 0), ("events", 0), ("judges", 3)]
    later = {"opens_at": NOW + timedelta(days=70), "closes_at": NOW + timedelta(days=80)}
    assert calendar.clashes([line(), line(B, **later, reviews_due_at=NOW + timedelta(days=90))], {(A, B): 3}) == []
    assert calendar.clashes([line(city=""), line(B, city="")], {}) == []
    after = line(B, opens_at=line().closes_at, closes_at=NOW + timedelta(days=40))
    assert calendar.clashes([line(), after], {}) == []


def test_a_change_of_clocks_is_found_to_the_second_and_named_by_what_goes_on() -> None:
    begin = datetime(2026, 10, 1, tzinfo=UTC)
    here = line(opens_at=begin, closes_at=datetime(2026, 10, 20, tzinfo=UTC), reviews_due_at=begin + timedelta(days=60))
    there = line(B, time_zone="Asia/Shanghai")
    assert calendar.shifts([here, there]) == [
        calendar.Shift(round=A, at=datetime(2026, 10, 25, 1, tzinfo=UTC), minutes=-60, during="reading")
    ]
    spring = line(opens_at=datetime(2026, 3, 1, tzinfo=UTC))
    assert [(one.at, one.minutes, one.during) for one in calendar.shifts([spring])] == [
        (datetime(2026, 3, 29, 1, tzinfo=UTC), 60, "call")
    ]


def test_a_date_on_a_public_holiday_of_its_own_zone_is_found_and_midnight_belongs_to_the_day_before() -> None:
    known = {
        "Asia/Shanghai": [
            Day(date(2026, 10, 1), is_worked=False, name="国庆节"),
            Day(date(2026, 10, 10), is_worked=True, name="补班"),
        ],
        "Europe/Paris": [Day(date(2026, 9, 30), is_worked=False, name="elsewhere")],
    }
    midnight = datetime(2026, 10, 1, 16, tzinfo=UTC)  # 24:00 of the first of October in Shanghai
    here = line(
        time_zone="Asia/Shanghai", opens_at=midnight, closes_at=midnight, reviews_due_at=midnight + timedelta(days=9)
    )
    assert calendar.days_off([here], known) == [
        calendar.DayOff(round=A, what="closes", on=date(2026, 10, 1), name="国庆节")
    ]
    event = {"starts_at": midnight - timedelta(days=2), "ends_at": midnight - timedelta(hours=8)}
    found = calendar.days_off([msgspec.structs.replace(here, closes_at=midnight + timedelta(days=2), **event)], known)
    assert [(one.what, one.on.day) for one in found] == [("event", 1)]


def test_only_dates_to_come_are_listed_and_everything_lies_in_the_picture() -> None:
    lines = [
        line(opens_at=NOW - timedelta(days=400), starts_at=NOW + timedelta(days=1), ends_at=NOW + timedelta(days=2))
    ]
    assert [one.what for one in calendar.moments(lines, NOW)] == ["event", "closes", "due"]
    over = calendar.span(lines, NOW)
    for bar in calendar.bars(lines[0], over):
        assert bar.x >= 0 and bar.x + bar.width <= 100
    assert 2 <= len(calendar.months(over)) <= 5
    assert calendar.span([], NOW).at(NOW) == 50


ROUND = setup.Round(
    id=A,
    edition_id=B,
    edition_slug="baoting",
    edition_state="open",
    state="planned",
    stage="online",
    name_en="Paris",
    name_zh="巴黎",
    call_en="Come",
    call_zh="来",
    language="both",
    lacks_call=False,
    kinds=["project", "talent"],
    quota=3,
    opens_at=NOW + timedelta(days=1),
    closes_at=NOW + timedelta(days=30),
    is_scanned=True,
)
PLAN = setup.Plan(
    scenes=5,
    has_rules=True,
    is_edition_bilingual=True,
    edition_rounds=["planned"],
    drafted_forms=[],
    rubric_kinds=["project", "talent"],
    reviews_each=3,
    least_valid=2,
    expected_entries=40,
    seats=3,
    undeclared=0,
    has_event=True,
    has_programme=True,
)


def missing(round_: dict[str, Any] | None = None, **plan: Any) -> list[tuple[str, str]]:
    found = setup.missing(msgspec.structs.replace(ROUND, **(round_ or {})), msgspec.structs.replace(PLAN, **plan), NOW)
    return [(one.before, one.text.message) for one in found]


def test_a_round_with_everything_lacks_nothing() -> None:
    assert missing() == []


def test_everything_that_is_missing_is_said_at_once() -> None:
    draft = {"edition_state": "draft", "closes_at": NOW - timedelta(days=1), "opens_at": NOW - timedelta(days=2),
             "is_scanned": False, "call_zh": "", "name_zh": "", "quota": None, "stage": "roadshow"}  # fmt: skip
    found = missing(
        draft, scenes=0, has_rules=False, drafted_forms=["talent"], rubric_kinds=[], seats=0, has_event=False,
        has_programme=False, edition_rounds=[], is_edition_bilingual=False,
    )  # fmt: skip
    assert [before for before, _ in found] == ["call"] * 7 + ["judging"] + ["advice"] * 7
    assert found[7][1] == "It has no rubric: say how it is judged."


def test_a_round_of_one_language_lacks_nothing_of_the_other() -> None:
    assert missing({"language": "zh", "name_en": "", "call_en": ""}) == []
    assert [before for before, _ in missing({"language": "zh", "call_zh": "", "lacks_call": True})] == ["call"]


def test_a_rubric_for_other_kinds_and_a_small_panel_stand_before_judging() -> None:
    assert missing(rubric_kinds=["project"], seats=2)[0][0] == "judging"
    assert len(missing(rubric_kinds=["project"], seats=2)) == 2
    assert missing({"state": "screening"}, undeclared=1, seats=3)[0][0] == "judging"
    assert missing(undeclared=1) == []
    assert missing({"state": "judging", "call_zh": ""}, rubric_kinds=[]) == []
