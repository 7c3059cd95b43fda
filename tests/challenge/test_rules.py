"""Steps, promises, reach and local time, without a database."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contest.challenge import rules
from contest.challenge.forms import RoundForm, twice
from contest.challenge.rules import local_time, plans
from contest.lib.actor import SYSTEM, Actor, Grant
from contest.lib.errors import Invalid

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "time_vectors.json").read_text())
CITIES = {"paris": "Europe/Paris", "helsinki": "Europe/Helsinki", "london": "Europe/London"}
ZONES = (
    "Asia/Shanghai",
    "Europe/Paris",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "America/New_York",
    "Antarctica/Troll",
    "UTC",
)
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def _read(text: str, which: str = "") -> Any:
    day, clock, zone = text.split(" ")
    return local_time.moment_of(day, clock, zone, which)


def _pairs(vector: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Each (input, city, expected) of a vector whose input is one moment."""
    found = []
    for city in sorted(CITIES.keys() & vector.keys()):  # xdist wants one order in all its processes
        inputs, said = vector["input"], vector[city]
        pairs = zip(inputs, said, strict=True) if isinstance(inputs, list) else [(inputs, said)]
        found += [(one, city, expected) for one, expected in pairs]
    return found


@pytest.mark.parametrize(("text", "city", "expected"), [pair for vector in VECTORS for pair in _pairs(vector)])
def test_local_time_is_the_vectors_time_in_other_cities(text: str, city: str, expected: str) -> None:
    there = _read(text).astimezone(ZoneInfo(CITIES[city]))
    assert there.strftime("%Y-%m-%d %H:%M %Z").endswith(expected)


@pytest.mark.parametrize("vector", [vector for vector in VECTORS if "utc" in vector])
def test_local_time_is_the_vectors_moment(vector: dict[str, Any]) -> None:
    assert _read(vector["input"]) == datetime.fromisoformat(vector["utc"])


def test_all_vectors_are_used() -> None:
    assert [vector["case"] for vector in VECTORS if not _pairs(vector) and "utc" not in vector] == [
        "local time that does not exist",
        "local time that occurs twice",
        "one second late",
    ]


def test_a_local_time_that_does_not_exist_is_refused_with_the_next_one() -> None:
    found = _read("2026-03-29 02:30 Europe/Paris")
    assert found == local_time.Missing(datetime(2026, 3, 29, 1, tzinfo=UTC))
    with pytest.raises(Invalid) as error:
        _form(closes_on="2026-03-29", closes_time="02:30").plan("Europe/Paris")
    assert {name: str(text) for name, text in error.value.fields.items()} == {
        "closes_at": "Clocks in Europe/Paris jump over this time. "
        "The first that exists after it is 2026-03-29 03:00 (UTC+2): enter that one."
    }


def test_a_local_time_that_occurs_twice_is_refused_with_both_named() -> None:
    text = "2026-10-25 02:30 Europe/Paris"
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert _read(text) == local_time.Twice(first, second)
    assert (_read(text, "first"), _read(text, "second")) == (first, second)
    with pytest.raises(Invalid) as error:
        _form(due_on="2026-10-25", due_time="02:30").plan("Europe/Paris")
    assert {name: str(text) for name, text in error.value.fields.items()} == {
        "reviews_due_at": "Clocks in Europe/Paris show this time twice. Choose the first (UTC+2) or the second (UTC+1)."
    }
    assert (
        _form(due_on="2026-10-25", due_time="02:30", due_which="second").plan("Europe/Paris").reviews_due_at == second
    )


def test_the_form_offers_both_only_where_a_time_occurs_twice() -> None:
    typed = {
        "city_id": "c",
        "closes_on": "2026-10-25",
        "closes_time": "02:30",
        "due_on": "2026-11-25",
        "due_time": "02:30",
    }
    assert twice(typed, {"c": "Europe/Paris"}) == {
        "closes": [("first", "The first (UTC+2)"), ("second", "The second (UTC+1)")]
    }
    assert twice(typed, {"c": "Asia/Shanghai"}) == {}
    assert twice({"city_id": "", "time_zone": "Nowhere/Else"}, {}) == {}


def test_one_second_late_is_late() -> None:
    closes_at = _read("2026-05-15 24:00 Asia/Shanghai")
    facts = {"state": "open", "opens_at": closes_at - timedelta(days=1), "closes_at": closes_at}
    assert rules.takes_entries(**facts, now=datetime.fromisoformat("2026-05-15T16:00:00Z"))
    assert not rules.takes_entries(**facts, now=datetime.fromisoformat("2026-05-15T16:00:01Z"))


@pytest.mark.parametrize(
    ("day", "clock"),
    [
        ("2026-05-15", "24:01"),
        ("2026-05-15", "25:00"),
        ("2026-02-30", "10:00"),
        ("2026-05-15", "10"),
        ("2026-05-15", "-1:00"),
        ("15.05.2026", "10:00"),
        ("0001-01-01", "00:00"),
        ("9999-12-31", "24:00"),
        ("", ""),
        ("2026-05-15T10:00", "10:00"),
        ("2026-05-15", "10:00:00"),
    ],
)
def test_what_is_no_local_time_is_not_read(day: str, clock: str) -> None:
    assert local_time.moment_of(day, clock, "Europe/Paris") is None


def test_full_width_figures_are_read() -> None:
    assert local_time.moment_of("２０２６-05-15", "２４：００", "Asia/Shanghai") == datetime(
        2026, 5, 15, 16, tzinfo=UTC
    )


FIRST, LAST = datetime.fromisoformat("2005-01-01"), datetime.fromisoformat("2037-12-31")
moments = st.datetimes(FIRST, LAST, timezones=st.just(UTC)).map(lambda at: at.replace(second=0, microsecond=0))


@given(moments, st.sampled_from(ZONES))
@example(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Europe/Paris")
@example(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/Paris")
@settings(deadline=None)
def test_every_moment_can_be_typed(at: datetime, zone: str) -> None:
    local = local_time.local_time(at, zone)
    assert local_time.moment_of(local.day, local.clock, zone, local.which) == at


@given(st.datetimes(FIRST, LAST), st.sampled_from(ZONES))
@example(datetime.fromisoformat("2011-12-30T10:00"), "Pacific/Apia")
@example(datetime.fromisoformat("2026-03-29T02:00"), "Europe/Paris")
@example(datetime.fromisoformat("2026-03-29T03:00"), "Europe/Paris")
@example(datetime.fromisoformat("2026-04-05T01:45"), "Australia/Lord_Howe")
@settings(deadline=None)
def test_a_typed_time_is_one_moment_or_says_why_not(local: datetime, zone: str) -> None:
    local, here = local.replace(second=0, microsecond=0), ZoneInfo(zone)
    found = local_time.moment_of(f"{local.date()}", f"{local:%H:%M}", zone)
    if isinstance(found, local_time.Missing):
        before = (found.instead - timedelta(seconds=1)).astimezone(here).replace(tzinfo=None)
        assert before < local < found.instead.astimezone(here).replace(tzinfo=None)
    elif isinstance(found, local_time.Twice):
        assert found.first < found.second
        assert [at.astimezone(here).replace(tzinfo=None) for at in (found.first, found.second)] == [local, local]
    else:
        assert found is not None
        assert found.astimezone(here).replace(tzinfo=None) == local


@given(st.text(max_size=12), st.text(max_size=12))
@settings(deadline=None)
def test_no_text_breaks_the_reading_of_a_time(day: str, clock: str) -> None:
    local_time.moment_of(day, clock, "Europe/Paris")


def test_24_00_is_the_next_days_00_00_in_every_zone() -> None:
    for zone in ZONES:
        assert local_time.moment_of("2026-12-31", "24:00", zone) == local_time.moment_of("2027-01-01", "00:00", zone)


def test_only_zones_of_the_database_are_zones() -> None:
    names = ("Asia/Shanghai", "Europe/Paris", "UTC", "Mars/Olympus", "../etc/passwd", "", "asia/shanghai")
    assert [name for name in names if local_time.is_zone(name)] == ["Asia/Shanghai", "Europe/Paris", "UTC"]


def test_a_round_goes_its_way_and_no_other() -> None:
    assert [rules.next_step(state) for state in rules.ROUND_WAY] == [*rules.ROUND_WAY[1:], None]
    assert rules.next_step("cancelled") is None
    steps = {(state, to) for state in rules.ROUND_STEPS for to in rules.ROUND_STEPS if rules.is_round_step(state, to)}
    assert {(state, to) for state, to in steps if state in {"decided", "cancelled"}} == {("decided", "deliberation")}
    assert {state for state, to in steps if to == "cancelled"} == {"planned", "open", "screening", "judging"}
    assert not rules.is_round_step("open", "no such state")
    assert not rules.is_round_step("no such state", "open")


def test_an_edition_goes_its_way_and_no_other() -> None:
    steps = [(a, b) for a in rules.EDITION_STEPS for b in rules.EDITION_STEPS if rules.is_edition_step(a, b)]
    assert sorted(steps) == [
        ("decided", "closed"),
        ("draft", "open"),
        ("judging", "decided"),
        ("open", "closed"),
        ("open", "judging"),
    ]


def test_what_stands_in_a_rounds_way_is_said() -> None:
    def said(to: str, edition_state: str, closes_in: int, *, is_scanned: bool = True) -> list[str]:
        closes_at = NOW + timedelta(seconds=closes_in)
        return [
            str(each)
            for each in rules.before_round_step(
                to, edition_state=edition_state, closes_at=closes_at, is_scanned=is_scanned, now=NOW
            )
        ]

    assert said("open", "open", 1) == []
    assert said("open", "draft", 0) == [
        "Its edition is not open yet.",
        "Its deadline has passed: set a later one first.",
    ]
    assert said("screening", "open", 0) == ["The deadline has not passed: entries are still taken."]
    assert said("screening", "open", -1, is_scanned=False) == []
    assert said("open", "open", 1, is_scanned=False) == [
        "No virus scanner looks at its files, and nobody has waived that on the edition’s page."
    ]
    assert said("cancelled", "draft", -1) == []


def test_what_stands_in_an_editions_way_is_said() -> None:
    def said(to: str, states: list[str], scenes: int = 1, is_bilingual: bool = True) -> list[str]:
        found = rules.before_edition_step(
            to, round_states=states, scenes=scenes, is_bilingual=is_bilingual, has_rules=is_bilingual
        )
        return [str(each) for each in found]

    assert said("open", ["planned"]) == []
    assert said("open", ["cancelled"], 0, False) == [
        "It has no round yet.",
        "It has no scene yet.",
        "Its name and purpose are not there in both languages.",
        "Its rules are not published yet.",
    ]
    assert said("judging", ["screening", "open"]) == ["A round is still planned or open."]
    assert said("judging", ["screening", "cancelled"]) == []
    assert said("decided", ["decided", "notice"]) == ["A round is neither decided nor cancelled."]
    assert said("closed", ["decided", "cancelled"]) == []


def test_a_blind_round_hides_who_applied_and_an_open_one_nothing() -> None:
    assert rules.hidden_from_judges("none") == frozenset()
    assert {"organisation_name", "country", "file_names"} < rules.hidden_from_judges("names")
    assert not {"title_en", "summary_en", "answers", "scene", "kind", "code"} & rules.hidden_from_judges("names")


def test_only_who_organises_the_whole_installation_begins_an_edition() -> None:
    wide = Grant(role="programme_organiser")
    one = Grant(role="programme_organiser", edition_id=UUID(int=1))
    assert [rules.may_found(actor) for actor in (Actor(grants=(wide,)), Actor(grants=(one,)), Actor(), SYSTEM)] == [
        True,
        False,
        False,
        True,
    ]


def _plan(**values: Any) -> plans.RoundPlan:
    plain: dict[str, Any] = {
        "slug": "paris",
        "name_en": "Paris round",
        "name_zh": "巴黎赛区",
        "opens_at": NOW,
        "closes_at": NOW + timedelta(days=30),
        "reviews_due_at": NOW + timedelta(days=60),
        "kinds": ["project", "talent"],
        "time_zone": "Europe/Paris",
    }
    return plans.RoundPlan(**(plain | values))


def _form(**values: Any) -> RoundForm:
    plain: dict[str, Any] = {
        "slug": "paris",
        "name_en": "Paris round",
        "opens_on": "2026-01-10",
        "opens_time": "09:00",
        "closes_on": "2026-05-15",
        "closes_time": "24:00",
        "due_on": "2026-06-15",
        "due_time": "18:00",
        "kinds": ["project"],
    }
    return RoundForm(**(plain | values))


def test_a_form_becomes_a_plan_in_its_zone() -> None:
    plan = _form().plan("Asia/Shanghai")
    assert (plan.closes_at, plan.time_zone) == (datetime(2026, 5, 15, 16, tzinfo=UTC), "Asia/Shanghai")


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({}, []),
        ({"name_en": "", "name_zh": ""}, ["name_en"]),
        ({"closes_at": NOW}, ["closes_at"]),
        ({"closes_at": NOW - timedelta(days=1)}, ["closes_at"]),
        ({"reviews_due_at": NOW + timedelta(days=30)}, ["reviews_due_at"]),
        ({"time_zone": "Mars/Olympus"}, ["time_zone"]),
        ({"kinds": []}, ["kinds"]),
        ({"kinds": ["poem"]}, ["kinds"]),
        ({"stage": "opera"}, ["stage"]),
        ({"notice_days": 0}, ["notice_days"]),
        ({"quota": 0}, ["quota"]),
    ],
)
def test_a_round_that_does_not_hold_together_is_named_by_field(values: dict[str, Any], wrong: list[str]) -> None:
    assert sorted(plans.round_faults(_plan(**values))) == wrong


@pytest.mark.parametrize(
    ("values", "has_reason", "wrong"),
    [
        ({"name_en": "Paris", "call_en": "Mended."}, False, []),
        ({"kinds": ["project", "talent", "product"]}, False, []),
        ({"kinds": ["project"]}, True, ["kinds"]),
        ({"closes_at": NOW + timedelta(days=31)}, True, []),
        ({"closes_at": NOW + timedelta(days=31)}, False, ["reason_en"]),
        ({"closes_at": NOW + timedelta(days=29)}, True, ["closes_at"]),
        ({"reviews_due_at": NOW + timedelta(days=59)}, True, ["reviews_due_at"]),
        ({"blindness": "names"}, True, ["blindness"]),
        ({"quota": 3}, True, ["quota"]),
        ({"slug": "lyon"}, True, ["slug"]),
        ({"time_zone": "Europe/Berlin"}, True, ["time_zone"]),
        ({"opens_at": NOW - timedelta(days=1)}, True, ["opens_at"]),
        ({"notice_days": 3}, True, ["notice_days"]),
        ({"stage": "roadshow"}, True, ["stage"]),
        ({"publicity": "codes"}, True, ["publicity"]),
        ({"language": "zh"}, True, []),
    ],
)
def test_an_open_call_keeps_what_it_promised(values: dict[str, Any], has_reason: bool, wrong: list[str]) -> None:
    after = msgspec.structs.replace(_plan(), **values)
    assert sorted(plans.broken_promises(_plan(), after, has_reason=has_reason)) == wrong
