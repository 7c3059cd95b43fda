"""What people agreed to decides what is shown and sent."""

import pytest

from contest.accounts.rules import consents as rules
from contest.accounts.rules.consent_texts import FIRST
from contest.lib.actor import SYSTEM, Actor, Grant
from contest.lib.ids import uuid7


@pytest.mark.parametrize(
    ("home", "judge", "needed"),
    [
        ("CN", "CN", set()),
        ("FR", "DE", set()),
        ("FR", "NO", set()),
        ("", "FR", set()),
        ("FR", "", set()),
        ("FR", "GB", {("judges_abroad", "GB")}),
        ("GB", "FR", {("judges_abroad", "EU")}),
        ("FR", "CN", {("judges_abroad", "CN"), ("transfer", "CN")}),
        ("CN", "SE", {("judges_abroad", "EU"), ("transfer", "EU")}),
        ("CN", "US", {("judges_abroad", "US")}),
    ],
)
def test_what_a_judge_abroad_needs(home: str, judge: str, needed: set[rules.Held]) -> None:
    assert rules.needed_for_judge(home=home, judge=judge) == needed
    assert rules.may_judge_read(home=home, judge=judge, held=needed)
    for one in needed:
        assert not rules.may_judge_read(home=home, judge=judge, held=needed - {one})


@pytest.mark.parametrize(
    ("purpose", "place", "is_one"),
    [
        ("media", "", True),
        ("media", "CN", False),
        ("judges_abroad", "GB", True),
        ("judges_abroad", "", False),
        ("judges_abroad", "gb", False),
        ("judges_abroad", "中国", False),
        ("transfer", "EU", True),
        ("transfer", "US", False),
        ("run", "", False),
        ("nothing", "", False),
    ],
)
def test_where_a_consent_can_be_for(purpose: str, place: str, is_one: bool) -> None:
    assert rules.is_place(purpose, place) == is_one


def test_every_purpose_has_a_text_in_both_languages() -> None:
    assert set(FIRST) == set(rules.PURPOSES)
    assert all(en and zh for en, zh in FIRST.values())


def test_texts_are_written_by_who_organises_the_whole_installation() -> None:
    def may(*grants: Grant) -> bool:
        return rules.may_write_texts(Actor(person_id=uuid7(), grants=grants))

    assert (rules.may_write_texts(SYSTEM), may(Grant("programme_organiser"))) == (True, True)
    assert (may(Grant("programme_organiser", uuid7())), may(Grant("auditor")), may()) == (False, False, False)
