"""What a need may say, and who reads and changes a register."""

from decimal import Decimal
from typing import Any

import pytest

from contest.lib.actor import ANONYMOUS, SYSTEM, Actor, Grant
from contest.lib.ids import uuid7
from contest.zone import rules
from contest.zone.rules import ScenePlan
from tests.makers.zone import plan

HERE, THERE, ROUND = uuid7(), uuid7(), uuid7()


def person(*grants: Grant) -> Actor:
    return Actor(person_id=uuid7(), grants=grants)


@pytest.mark.parametrize(
    "values, field",
    [
        ({"reference": " "}, "reference"),
        ({"title_en": "", "title_zh": ""}, "title_en"),
        ({"kind": "wish"}, "kind"),
        ({"publicity": "all"}, "publicity"),
        ({"scenes": ["tourism"]}, "scenes"),
        ({"entry_kinds": ["song"]}, "entry_kinds"),
        ({"languages": ["tlh"]}, "languages"),
        ({"countries": ["Mars"]}, "countries"),
        ({"least_trl": 10}, "least_trl"),
        ({"least_cny": Decimal("NaN")}, "least_cny"),
        ({"most_cny": Decimal(-1)}, "most_cny"),
        ({"invested_cny": Decimal(10) ** 14}, "invested_cny"),
        ({"least_cny": Decimal(2), "most_cny": Decimal(1)}, "most_cny"),
        ({"within_months": 0}, "within_months"),
        ({"capacity": 0}, "capacity"),
        ({"keywords": ["x" * 81]}, "keywords"),
        ({"exclusions": ["x"] * 21}, "exclusions"),
        ({"about_zh": "长" * 4001}, "about_zh"),
    ],
)
def test_a_need_that_does_not_hold_together_says_where(values: dict[str, Any], field: str) -> None:
    assert list(rules.need_faults(plan(**values), scenes={"energy"})) == [field]
    assert rules.need_faults(plan(), scenes={"energy"}) == {}


def test_what_is_to_be_published_is_in_both_languages_and_names_a_scene() -> None:
    assert rules.opening_faults(plan()) == []
    assert len(rules.opening_faults(plan(scenes=[]))) == 1
    assert rules.opening_faults(plan(title_zh="")) == []
    assert len(rules.opening_faults(plan(title_zh="", publicity="unnamed"))) == 1


def test_a_scene_has_a_key_and_two_names() -> None:
    assert rules.scene_faults(ScenePlan(key="energy-2", name_en="Energy", name_zh="能源")) == {}
    assert set(rules.scene_faults(ScenePlan(key="E n", name_en="", name_zh=""))) == {"key", "name_en", "name_zh"}


def test_every_step_leads_to_a_state_and_has_words() -> None:
    assert set(rules.STEPS) == set(rules.STATES)
    assert all(set(rules.step_words(state)) == set(steps) <= set(rules.STATES) for state, steps in rules.STEPS.items())
    assert not rules.is_step("draft", "met") and not rules.is_step("nowhere", "open")


def test_only_what_is_open_and_allowed_is_public() -> None:
    seen = {
        (state, publicity)
        for state in rules.STATES
        for publicity in rules.PUBLICITY
        if rules.is_public(state=state, publicity=publicity)
    }
    assert seen == {(state, how) for state in ("open", "under_way", "met") for how in ("unnamed", "named")}


def test_who_keeps_reads_and_changes_a_register() -> None:
    chief = person(Grant("programme_organiser"))
    programme = person(Grant("programme_organiser", HERE))
    city = person(Grant("round_organiser", HERE, ROUND))
    acting = person(Grant("counterpart", HERE))
    elsewhere = person(Grant("programme_organiser", THERE), Grant("round_organiser", THERE, ROUND))
    everyone = (chief, programme, city, acting, elsewhere, SYSTEM, ANONYMOUS)
    assert [rules.may_run(one, edition_id=HERE) for one in everyone] == [True, True, False, False, False, True, False]
    assert [rules.may_read(one, edition_id=HERE) for one in everyone] == [True, True, True, False, False, True, False]
    for one in everyone:
        its = rules.editions_read(one)
        assert (its.everywhere or HERE in its.ids) == rules.may_read(one, edition_id=HERE)
    changes = [rules.may_change(one, edition_id=HERE, is_owner=True) for one in everyone]
    assert changes == [True, True, False, True, False, True, False]
    assert not rules.may_change(acting, edition_id=HERE, is_owner=False)


def test_terms_are_in_both_languages_and_change_something() -> None:
    assert rules.terms_faults(body_en="Keep.", body_zh="保密。", before=None) == {}
    assert set(rules.terms_faults(body_en=" ", body_zh="字" * 20_001, before=None)) == {"body_en", "body_zh"}
    assert set(rules.terms_faults(body_en="a", body_zh="b", before=("a", "b"))) == {"body_en"}
