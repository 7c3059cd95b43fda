"""Which mentor fits, when hours are offered and booked, and what a session needs."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from contest.incubator.rules.mentors import (
    Offer,
    Profile,
    Session,
    Wanted,
    booking_fault,
    fit,
    hours_apart,
    offer_faults,
    pairing_faults,
    profile_faults,
    session_faults,
)
from contest.lib.ids import uuid7

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
WANTED = Wanted(scene="energy", stage="pilot", language="zh", time_zone="Asia/Shanghai")
ONE = uuid7()
SESSION = Session(held_on=NOW.date(), minutes=45, way="online", topic="Grid")


def test_who_has_room_and_shares_a_language_stands_first_and_each_reason_is_named() -> None:
    speaks = Profile(languages=("zh",), scenes=("energy",), stages=("pilot",))
    deaf = Profile(languages=("de",), scenes=("energy",), stages=("pilot",))
    near = fit(WANTED, speaks, time_zone="Asia/Shanghai", load=0, now=NOW)
    far = fit(WANTED, speaks, time_zone="Europe/Copenhagen", load=0, now=NOW)
    assert near.aspects == ("scene", "stage", "language", "zone")
    assert (far.aspects, far.hours_apart) == (("scene", "stage", "language"), 6)
    other = fit(WANTED, deaf, time_zone="Asia/Shanghai", load=0, now=NOW)
    full = fit(WANTED, speaks, time_zone="Asia/Shanghai", load=3, now=NOW)
    assert full.is_full and sorted([full, other, far, near], key=lambda one: one.order) == [near, far, other, full]
    nothing = Wanted(scene="", stage="", language="", time_zone="UTC")
    assert fit(nothing, Profile(scenes=("",)), time_zone="UTC", load=0, now=NOW).aspects == ("zone",)


@given(*(st.sampled_from(("Asia/Shanghai", "America/Los_Angeles", "Pacific/Auckland", "Europe/London", "UTC")),) * 2)
def test_zones_are_as_far_apart_one_way_as_the_other_and_never_more_than_half_a_day(one: str, other: str) -> None:
    apart = hours_apart(one, other, NOW)
    assert apart == hours_apart(other, one, NOW) <= 12
    assert apart > 0 or one == other


def test_a_profile_takes_what_the_edition_has() -> None:
    plain = {"scenes": {"energy"}, "languages": {"en"}}
    assert profile_faults(Profile(scenes=("energy",), languages=("en",), stages=("pilot",)), **plain) == {}
    found = profile_faults(Profile(scenes=("x",), stages=("x",), most=21, about="x" * 2001), **plain)
    assert set(found) == {"scenes", "stages", "languages", "most", "about"}
    assert set(pairing_faults(load=3, most=3, until_on=None, today=NOW.date())) == {"mentor"}
    assert set(pairing_faults(load=0, most=1, until_on=date(2026, 6, 30), today=NOW.date())) == {"until_on"}
    assert pairing_faults(load=0, most=1, until_on=NOW.date(), today=NOW.date()) == {}


def test_hours_do_not_overlap_and_a_venture_holds_two_at_most() -> None:
    offer = Offer(starts_at=NOW + timedelta(hours=1), minutes=30, count=2, place="Room 3")
    spans = offer.spans()
    assert spans[1] == (NOW + timedelta(minutes=90), NOW + timedelta(hours=2))
    assert offer_faults(offer, taken=[(spans[1][1], spans[1][1] + timedelta(hours=1))], now=NOW) == {}
    assert set(offer_faults(offer, taken=spans[1:], now=NOW)) == {"starts_time"}
    assert set(offer_faults(offer, taken=[], now=offer.starts_at)) == {"starts_time"}
    wrong = Offer(starts_at=NOW + timedelta(hours=1), minutes=7, count=9)
    assert set(offer_faults(wrong, taken=spans, now=NOW)) == {"minutes", "count", "place"}
    free = {"starts_at": NOW + timedelta(hours=1), "is_booked": False, "is_withdrawn": False, "held": 1, "now": NOW}
    assert booking_fault(**free) is None
    for change in ({"starts_at": NOW}, {"is_booked": True}, {"is_withdrawn": True}, {"held": 2}):
        assert booking_fault(**(free | change)) is not None


def test_a_next_step_has_an_owner_and_a_day_or_is_none() -> None:
    plain = {"since_on": date(2026, 6, 1), "today": NOW.date(), "owners": {ONE}}
    whole = Session(
        held_on=NOW.date(), minutes=45, way="phone", topic="x", next_step="Call.", next_owner=ONE, next_on=NOW.date()
    )
    assert session_faults(SESSION, **plain) == session_faults(whole, **plain) == {}
    empty = Session(held_on=NOW.date(), minutes=45, way="phone", topic="x", next_step="Call.")
    assert set(session_faults(empty, **plain)) == {"next_owner", "next_on"}
    before = date(2026, 6, 30)
    foreign = Session(
        held_on=NOW.date(), minutes=45, way="x", topic="", next_step="Call.", next_owner=uuid7(), next_on=before
    )
    assert set(session_faults(foreign, **plain)) == {"way", "topic", "next_owner", "next_on"}
    lone = Session(held_on=date(2026, 7, 2), minutes=4, way="phone", topic="x", next_on=NOW.date(), note="x" * 2001)
    assert set(session_faults(lone, **plain)) == {"held_on", "minutes", "next_step", "note"}
    early = Session(held_on=date(2026, 5, 31), minutes=45, way="phone", topic="x")
    assert set(session_faults(early, **plain)) == {"held_on"}
