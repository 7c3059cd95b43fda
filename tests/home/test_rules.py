"""Which rows are tasks, how they are worded, and in what order."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contest.home import rules

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def _entry(**values: Any) -> rules.Entry:
    plain: dict[str, Any] = {
        "code": "T-0001",
        "kind": "project",
        "state": "draft",
        "title_en": "",
        "title_zh": "",
        "round_state": "open",
        "time_zone": "Europe/Paris",
        "closes_at": NOW + DAY,
        "standing": None,
        "reason": None,
    }
    return rules.Entry(**(plain | values))


@pytest.mark.parametrize(
    ("values", "waits", "state", "action"),
    [
        ({}, True, "draft", "Go on writing"),
        ({"closes_at": NOW}, True, "draft", "Go on writing"),
        ({"may_edit": False}, False, "draft", "Look at it"),
        ({"state": "submitted", "standing": "advanced", "is_shortlisted": True}, True, "advanced", "Answer"),
        ({"closes_at": NOW - timedelta(seconds=1)}, False, "draft", "Look at it"),
        ({"round_state": "cancelled"}, False, "draft", "Look at it"),
        ({"state": "submitted"}, False, "submitted", "Look at it"),
        ({"state": "submitted", "standing": "more_wanted"}, True, "more_wanted", "Answer the organiser"),
        ({"state": "submitted", "standing": "awarded"}, False, "awarded", "Look at it"),
        ({"state": "withdrawn", "standing": "more_wanted"}, False, "withdrawn", "Look at it"),
    ],
)
def test_an_entry_waits_while_its_owner_can_act(values: dict[str, Any], waits: bool, state: str, action: str) -> None:
    task = rules.entry_task(_entry(**values), NOW)
    assert (task.waits, task.state, str(task.action)) == (waits, state, action)


def test_a_reason_is_shown_only_where_it_is_meant_for_the_applicant() -> None:
    shown = {
        standing: rules.entry_task(_entry(state="submitted", standing=standing, reason="Why."), NOW).reason
        for standing in ("more_wanted", "ineligible", "eligible", "in_review")
    }
    assert shown == {"more_wanted": "Why.", "ineligible": "Why.", "eligible": "", "in_review": ""}


@pytest.mark.parametrize(
    ("declared_at", "to_do", "signed", "waits", "line"),
    [
        (None, 3, 0, True, "Say first which entries you are too close to; nothing can be read before."),
        (NOW, 2, 1, True, "2 to write, 1 signed"),
        (NOW, 0, 3, False, "All 3 are signed."),
        (NOW, 0, 0, False, "No entry is assigned to you yet."),
    ],
)
def test_reviews_wait_until_all_are_signed(
    declared_at: datetime | None, to_do: int, signed: int, waits: bool, line: str
) -> None:
    reviews = rules.Reviews(
        id="r",
        name_en="Paris",
        name_zh="",
        state="judging",
        time_zone="Europe/Paris",
        reviews_due_at=NOW,
        declared_at=declared_at,
        to_do=to_do,
        signed=signed,
    )
    task = rules.review_task(reviews)
    assert (task.waits, str(task.line)) == (waits, line)


@pytest.mark.parametrize(
    ("values", "waits", "line"),
    [
        ({"state": "planned", "opens_at": NOW + DAY}, False, "It opens when you open it."),
        ({"state": "planned"}, True, "It should be open already."),
        ({"state": "open"}, False, "4 handed in so far"),
        (
            {"state": "open", "closes_at": NOW - DAY},
            True,
            "The deadline has passed with 4 handed in: screening can begin.",
        ),
        ({"state": "screening", "to_screen": 2}, True, "2 of 4 wait to be screened."),
        ({"state": "screening"}, True, "All are screened: judging can be set up."),
        ({"state": "judging", "unsigned": 3}, False, "3 of 9 reviews are not signed."),
        ({"state": "judging", "unsigned": 3, "reviews_due_at": NOW - DAY}, True, "3 of 9 reviews are not signed."),
        ({"state": "judging"}, True, "All reviews are signed: deliberation can begin."),
        ({"state": "deliberation"}, True, "The ranking is there: decide and publish."),
        ({"state": "notice"}, False, "The decision is published."),
        ({"state": "notice", "notice_ends_at": NOW + DAY}, False, "The public notice runs."),
        ({"state": "notice", "notice_ends_at": NOW - DAY}, True, "The public notice runs."),
    ],
)
def test_a_round_waits_where_its_organiser_is_next(values: dict[str, Any], waits: bool, line: str) -> None:
    plain: dict[str, Any] = {
        "id": "r",
        "name_en": "Paris",
        "name_zh": "",
        "time_zone": "Europe/Paris",
        "opens_at": NOW - DAY,
        "closes_at": NOW + DAY,
        "reviews_due_at": NOW + 2 * DAY,
        "entries": 4,
        "to_screen": 0,
        "unsigned": 0,
        "reviews": 9,
        "notice_ends_at": None,
    }
    task = rules.organised_task(rules.Organised(**(plain | values)), NOW)
    assert (task.waits, str(task.line)) == (waits, line)


def test_what_waits_comes_first_and_the_next_due_at_its_top() -> None:
    later, sooner = _entry(code="later", closes_at=NOW + 2 * DAY), _entry(code="sooner")
    done, asked = (
        _entry(code="done", state="submitted"),
        _entry(code="asked", state="submitted", standing="more_wanted"),
    )
    tasks = [rules.entry_task(entry, NOW) for entry in (done, later, asked, sooner)]
    assert [task.href.rpartition("/")[2] for task in rules.by_urgency(tasks)] == ["sooner", "later", "asked", "done"]
    assert rules.by_urgency([]) == []


@pytest.mark.parametrize(
    ("values", "waits", "line"),
    [
        ({}, True, "Will you take part?"),
        ({"wishes_close_at": NOW}, False, "Will you take part?"),
        ({"is_joined": True}, False, "Mark whom you want to meet."),
        ({"is_joined": True, "unanswered": 2, "wishes_close_at": NOW}, True, "Meetings that wait for your answer: 2"),
        ({"is_joined": True, "wishes_close_at": NOW}, False, "Your meetings and the programme"),
    ],
)
def test_an_event_waits_for_an_answer_to_it_and_to_what_is_proposed(
    values: dict[str, Any], waits: bool, line: str
) -> None:
    plain = {"id": "1", "name_en": "Paris", "name_zh": "", "time_zone": "Europe/Paris", "wishes_close_at": NOW + DAY}
    task = rules.event_task(rules.Event(**(plain | {"is_joined": False, "unanswered": 0} | values)), NOW)
    assert (task.waits, str(task.line)) == (waits, line)
    assert (task.due_at is None) == ("wishes_close_at" in values)
