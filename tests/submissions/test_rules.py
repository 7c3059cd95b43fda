"""Permissions and steps: values in, decision out."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.lib.actor import Actor, Grant
from contest.submissions import rules

OPEN = rules.Deadline(
    state="open", opens_at=datetime(2026, 4, 1, tzinfo=UTC), closes_at=datetime(2026, 5, 15, 22, tzinfo=UTC)
)
MAY = datetime(2026, 5, 1, tzinfo=UTC)


@given(st.integers(-100_000, 100_000))
def test_the_deadline_itself_counts_and_nothing_after_it(seconds: int) -> None:
    now = OPEN.closes_at + timedelta(seconds=seconds)
    assert rules.may_hand_in(state="draft", standing=None, round_=OPEN, now=now) == (seconds <= 0)


@pytest.mark.parametrize("state", ["draft", "submitted", "withdrawn", "disqualified"])
@pytest.mark.parametrize("standing", [None, "entered", "eligible", "more_wanted", "ineligible", "in_review", "awarded"])
def test_what_may_be_handed_in_may_be_edited(state: str, standing: str | None) -> None:
    for now in (MAY, OPEN.closes_at + timedelta(days=1)):
        facts = {"state": state, "standing": standing, "round_": OPEN, "now": now}
        if rules.may_hand_in(**facts):
            assert rules.may_edit(**facts)
        if state in {"withdrawn", "disqualified"}:
            assert not rules.may_edit(**facts)
            assert not rules.may_withdraw(state=state, standing=standing, stage="online")


def test_an_entry_is_withdrawn_until_its_round_decides_and_from_a_roadshow_until_the_draw() -> None:
    may = {
        (stage, standing): rules.may_withdraw(state="submitted", standing=standing, stage=stage)
        for stage in ("online", "roadshow")
        for standing in ("entered", "in_review", "advanced")
    }
    assert [key for key, yes in may.items() if yes] == [
        ("online", "entered"),
        ("online", "in_review"),
        ("roadshow", "entered"),
    ]


def test_may_see_is_the_owners_and_the_staffs_of_its_rounds() -> None:
    edition, round_, other, owner = uuid4(), uuid4(), uuid4(), uuid4()

    def sees(actor: Actor, **facts: bool) -> bool:
        plain = {"is_handed_in": True, "is_tied": False} | facts
        return rules.may_see(
            actor, place="own" if actor.person_id == owner else None, edition_id=edition, round_ids=[round_], **plain
        )

    screener = Actor(person_id=uuid4(), grants=(Grant("screener", round_id=round_),))
    assert sees(Actor(person_id=owner), is_handed_in=False, is_tied=True)
    assert sees(screener)
    assert not sees(screener, is_tied=True)
    assert not sees(screener, is_handed_in=False)
    assert not sees(Actor(person_id=uuid4(), grants=(Grant("screener", round_id=other),)))
    assert not sees(Actor(person_id=uuid4(), grants=(Grant("judge", round_id=round_),)))
    assert not sees(Actor())


@pytest.mark.parametrize(
    ("standing", "is_public", "at"),
    [
        (None, False, 0),
        ("entered", False, 2),
        ("more_wanted", False, 2),
        ("eligible", False, 3),
        ("in_review", False, 3),
        ("awarded", False, 3),  # decided, but not published: the applicant does not learn it from a page
        ("awarded", True, 4),
        ("not_advanced", True, 4),
    ],
)
def test_timeline_shows_where_an_entry_is(standing: str | None, is_public: bool, at: int) -> None:
    state = "draft" if standing is None else "submitted"
    stations = rules.timeline(state=state, standing=standing, is_decision_public=is_public)
    assert [station.state for station in stations] == ["done"] * at + ["now"] + ["next"] * (4 - at)


@pytest.mark.parametrize(
    ("facts", "to", "is_due", "words"),
    [
        ({"state": "draft", "missing": 3}, "edit", True, "still missing: 3"),
        ({"state": "draft", "missing": 0}, "hand-in", True, "Hand it in"),
        ({"state": "draft", "missing": 0, "may_submit": False}, "edit", True, "Somebody of your team"),
        ({"state": "draft", "may_edit": False}, None, False, "Your team is still writing"),
        ({"state": "draft", "is_open": False}, None, False, "was not handed in"),
        ({"state": "draft", "is_asked": True}, "questions", True, "ask you something"),
        ({"standing": "more_wanted", "may_answer": True}, "answer", True, "ask for more"),
        ({"standing": "entered", "has_unsent_changes": True}, "hand-in", True, "Hand in again"),
        ({"standing": "entered", "has_unsent_changes": True, "may_submit": False}, None, False, "Hand in again"),
        ({"standing": "entered"}, None, False, "you can still change it"),
        ({"standing": "entered", "is_open": False}, None, False, "the organisers look at it"),
        ({"standing": "in_review", "is_open": False}, None, False, "judges read it"),
        ({"standing": "awarded", "is_open": False}, None, False, "judges read it"),
        ({"standing": "awarded", "is_open": False, "is_decision_public": True}, None, False, "wins an award"),
        ({"standing": "ineligible", "is_open": False}, None, False, "cannot be judged"),
        ({"state": "withdrawn", "is_asked": True}, None, False, "was withdrawn"),
        ({"state": "disqualified"}, None, False, "taken out"),
    ],
)
def test_what_is_needed_next_is_one_thing(facts: dict[str, object], to: str | None, is_due: bool, words: str) -> None:
    plain = {"state": "submitted", "standing": None, "is_open": True, "is_decision_public": False}
    found = rules.next_step(rules.Facts(**(plain | facts)))  # type: ignore[arg-type]
    assert (found.to, found.is_due, words in str(found.text)) == (to, is_due, True), str(found.text)
    assert (found.action is None) == (found.to is None)
