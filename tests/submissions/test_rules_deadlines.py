"""Until when an entry may be handed in, at the second."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.submissions import rules

CLOSES = datetime(2026, 5, 15, 16, tzinfo=UTC)
LATER = CLOSES + timedelta(days=2)
SECOND = timedelta(seconds=1)


def deadline(**facts: object) -> rules.Deadline:
    plain = {"state": "open", "opens_at": datetime(2026, 4, 1, tzinfo=UTC), "closes_at": CLOSES}
    return rules.Deadline(**(plain | facts))  # type: ignore[arg-type]


def may(round_: rules.Deadline, now: datetime, *, state: str = "draft") -> tuple[bool, bool]:
    """Whether it may be handed in, and edited."""
    facts = {"state": state, "standing": None if state == "draft" else "entered", "round_": round_, "now": now}
    return rules.may_hand_in(**facts), rules.may_edit(**facts)  # type: ignore[arg-type]


@pytest.mark.parametrize("ends", [CLOSES, LATER])
@pytest.mark.parametrize("state", ["open", "screening"])
def test_a_file_under_way_may_arrive_for_half_an_hour_and_nothing_else_changes(ends: datetime, state: str) -> None:
    if state == "screening" and ends == CLOSES:
        ends = CLOSES + timedelta(hours=1)  # the others' screening has begun; this applicant was given an hour
    round_ = deadline(state=state, extended_to=ends, has_file_under_way=True)
    seen = {
        seconds: may(round_, ends + timedelta(seconds=seconds))
        for seconds in (0, 1, rules.GRACE.total_seconds(), rules.GRACE.total_seconds() + 1)
    }
    assert list(seen.values()) == [(True, True), (True, False), (True, False), (False, True)]
    handed_in = [may(round_, ends + timedelta(seconds=seconds), state="submitted") for seconds in seen]
    assert handed_in == [(True, True), (True, False), (True, False), (False, False)]


def test_without_a_file_under_way_one_second_late_is_late() -> None:
    assert [may(deadline(), CLOSES + each)[0] for each in (timedelta(), SECOND)] == [True, False]


@given(st.integers(-5, 5), st.booleans(), st.sampled_from(["planned", "open", "screening", "judging", "cancelled"]))
def test_an_extension_moves_one_deadline_and_ends_with_judging(seconds: int, extended: bool, state: str) -> None:
    round_ = deadline(state=state, extended_to=LATER if extended else None)
    now = round_.ends_at + timedelta(seconds=seconds)
    expected = seconds <= 0 and (state == "open" or (state == "screening" and extended))
    assert rules.is_open(round_, now) == expected


def test_an_extension_that_is_earlier_than_the_deadline_takes_nothing() -> None:
    assert rules.is_open(deadline(extended_to=CLOSES - timedelta(days=9)), CLOSES)


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        ({}, []),
        ({"reason": ""}, ["reason"]),
        ({"until": None}, ["until"]),
        ({"until": CLOSES}, ["until"]),
        ({"until": CLOSES + timedelta(days=91)}, ["until"]),
        ({"until": LATER, "now": LATER}, ["until"]),
    ],
)
def test_more_time_needs_a_moment_to_come_and_a_reason(facts: dict[str, object], fields: list[str]) -> None:
    plain = {"until": LATER, "reason": "A flood.", "closes_at": CLOSES, "now": CLOSES - SECOND}
    assert list(rules.extension_faults(**(plain | facts))) == fields  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "opens"),
    [
        ({}, True),
        ({"used": 2}, False),
        ({"now": CLOSES + SECOND}, False),
        ({"revoked_at": CLOSES}, False),
        ({"round_state": "judging"}, False),
    ],
)
def test_a_code_opens_until_it_is_used_up_expired_or_taken_back(facts: dict[str, object], opens: bool) -> None:
    plain = {"most": 2, "used": 1, "good_until": CLOSES, "revoked_at": None, "round_state": "screening", "now": CLOSES}
    assert (rules.used_up(**(plain | facts)) is None) == opens  # type: ignore[arg-type]
