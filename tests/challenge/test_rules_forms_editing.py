"""A form with one thing changed, what two versions differ in, and a form rehearsed."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.challenge.rules import forms
from contest.challenge.rules.forms import differences, editing, rehearsal
from contest.lib.i18n import using
from tests.challenge.test_rules_forms_engine import KEYS, SCENES, any_case, form

PROJECT = forms.default_form("project")
TWO = (forms.Section("one", forms.Words("One", "一")), forms.Section("two", forms.Words("Two", "二")))


def small(*keys: str) -> forms.Form:
    """`a:one` is the question a in the section one."""
    fields = []
    for each in keys:
        key, _, section = each.partition(":")
        fields.append(forms.Field(key=key, section=section or "one", label=forms.Words(key, key)))
    return forms.Form(kind="project", sections=TWO, fields=tuple(fields))


def order(made: forms.Form) -> list[str]:
    return [f"{field.key}:{field.section}" for field in made.fields]


@pytest.mark.parametrize(
    ("key", "by", "after"),
    [
        ("a", -1, ["a:one", "b:one", "c:two"]),
        ("a", 1, ["b:one", "a:one", "c:two"]),
        ("b", -1, ["b:one", "a:one", "c:two"]),
        ("b", 1, ["a:one", "b:two", "c:two"]),
        ("c", -1, ["a:one", "b:one", "c:one"]),
        ("c", 1, ["a:one", "b:one", "c:two"]),
        ("ghost", 1, ["a:one", "b:one", "c:two"]),
    ],
)
def test_a_question_moves_one_place_and_past_the_end_of_its_section(key: str, by: int, after: list[str]) -> None:
    assert order(editing.nudge_field(small("a", "b", "c:two"), key, by)) == after


def test_a_question_is_put_before_another_or_at_the_end() -> None:
    made = small("a", "b", "c:two", "d:two")
    assert order(editing.move_field(made, "d", "one", "b")) == ["a:one", "d:one", "b:one", "c:two"]
    assert order(editing.move_field(made, "a", "two")) == ["b:one", "c:two", "d:two", "a:two"]
    assert order(editing.move_field(made, "a", "one", "c")) == ["b:one", "a:one", "c:two", "d:two"]  # c is elsewhere
    assert editing.move_field(made, "a", "ghost") == made


def test_a_section_moves_with_its_questions_and_goes_only_when_it_is_empty() -> None:
    made = small("a", "b:two")
    assert order(editing.nudge_section(made, "two", -1)) == ["b:two", "a:one"]
    assert editing.nudge_section(made, "one", -1) == made
    assert editing.without_section(made, "one") == made
    assert [one.key for one in editing.without_section(editing.without_field(made, "a"), "one").sections] == ["two"]


@given(form(), st.lists(st.tuples(st.integers(0, 20), st.sampled_from([-1, 1]), st.integers(0, 20)), max_size=8))
def test_moving_loses_and_doubles_nothing(made: forms.Form, moves: list[tuple[int, int, int]]) -> None:
    moved = editing.ordered(made)
    for which, by, where in moves:
        key = moved.fields[which % len(moved.fields)].key
        there = moved.fields[where % len(moved.fields)]
        moved = editing.nudge_field(moved, key, by)
        moved = editing.move_field(moved, key, there.section, there.key)
        moved = editing.nudge_section(moved, there.section, by)
    assert sorted(field.key for field in moved.fields) == sorted(field.key for field in made.fields)
    assert {section.key for section in moved.sections} == {section.key for section in made.sections}
    assert editing.ordered(moved) == moved
    assert [fault for fault in forms.faults(moved, KEYS) if "holds no question" not in str(fault.message)] == []


@given(st.text(max_size=60), st.sets(st.sampled_from(["cost", "cost_2", "question", "revision"]), max_size=4))
def test_a_new_key_is_one_that_can_be_used(words: str, taken: set[str]) -> None:
    key = editing.new_key(words, taken)
    assert forms.KEY.fullmatch(key)
    assert key not in taken | editing.RESERVED
    assert forms.built_in(key) is None
    assert not key.startswith("impact_")


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Cost of a unit", "cost_of_a_unit"),
        ("单位成本", "question"),
        ("2 prices?", "question_2_prices"),
        ("then", "then_2"),
        ("Impact baseline", "question_impact_baseline"),
        ("Title EN", "title_en_2"),
    ],
)
def test_new_keys_read_like_their_words(words: str, key: str) -> None:
    assert editing.new_key(words, set()) == key


def test_what_was_taken_out_can_be_put_back() -> None:
    without = editing.without_field(PROJECT, "ask")
    assert [field.key for field in editing.missing_defaults(without, PROJECT.fields)] == ["ask"]
    again = editing.with_default(without, PROJECT, "ask")
    assert again.at("ask") == PROJECT.at("ask")
    assert editing.with_default(again, PROJECT, "ask") == again
    empty = forms.Form(kind="project", sections=(), fields=())
    assert [one.key for one in editing.with_default(empty, PROJECT, "ask").sections] == ["place"]


@given(form())
def test_nothing_differs_from_itself(made: forms.Form) -> None:
    assert differences.differences(made, made, SCENES) == []


@settings(deadline=None)
@given(form(), form())
def test_whatever_differs_is_said(before: forms.Form, after: forms.Form) -> None:
    for language in ("en", "zh"):
        with using(language):
            found = differences.differences(before, after, SCENES)
            assert all(str(line.name) and line.was != line.now for one in found for line in one.lines)
    added = {one.key for one in found if (one.thing, one.what) == ("question", "added")}
    removed = {one.key for one in found if (one.thing, one.what) == ("question", "removed")}
    old, new = {field.key for field in before.fields}, {field.key for field in after.fields}
    assert (added, removed) == (new - old, old - new)


def test_a_difference_reads_as_an_organiser_would_say_it() -> None:
    fields = []
    for field in editing.nudge_field(PROJECT, "novelty", -1).fields:
        if field.key == "trl":
            field = msgspec.structs.replace(field, needed="shortlist", seen_by="organisers", shown_if=(
                forms.Condition("applicant_type", ("company", "startup")),))  # fmt: skip
        if field.key != "ask_currency":
            fields.append(field)
    extra = forms.Field(key="price", section="substance", type="number", label=forms.Words("Price", "价格"), decimals=2)
    after = msgspec.structs.replace(PROJECT, fields=(*fields, extra))
    found = differences.differences(PROJECT, after)
    said = {one.key: (one.what, [(str(line.name), line.was, line.now) for line in one.lines]) for one in found}
    assert said["trl"] == (
        "changed",
        [
            ("Needed", "To hand in", "Of who is shortlisted"),
            ("Read by", "Judges and organisers", "Organisers only"),
            ("Asked where", "", "“Type of applicant” is: Company / Start-up"),
        ],
    )
    assert said["ask_currency"] == ("removed", [])
    assert said["price"][0] == "added"
    assert ("Limit", "", "decimals: 2") in said["price"][1]
    assert {key for key, (what, _) in said.items() if what == "moved"} <= {"novelty", "solution"}
    assert set(said) - {"trl", "ask_currency", "price"} <= {"novelty", "solution"}


@settings(deadline=None)  # the first look at the countries' Chinese names takes a second
@given(any_case)
def test_any_form_can_be_rehearsed(case: tuple[forms.Form, dict[str, str]]) -> None:
    made, values = case
    states = {field.key: state for field, state in zip(made.file_fields, ["checked", "long", "refused"], strict=False)}
    files = rehearsal.attached(made, states)
    for language in ("en", "zh"):
        with using(language):
            found = rehearsal.rehearse(made, values, files, SCENES)
    rows = {view.circle: len(view.rows) for view in found.circles}
    assert rows["public"] <= rows["judges"] <= rows["organisers"]
    assert rows["blind"] <= rows["judges"]
    assert [view.stage for view in found.stages] == ["draft", "submission", "shortlist"]


def test_a_rehearsal_says_what_each_stage_asks_for_and_who_reads_what() -> None:
    from tests.submissions.entries import ANSWERS

    files = rehearsal.attached(PROJECT, {"pitch_deck": "long"})
    found = rehearsal.rehearse(PROJECT, ANSWERS, files, SCENES)
    missing: dict[str, Any] = {view.stage: view.missing for view in found.stages}
    assert missing["draft"] == {}
    assert list(missing["submission"]) == ["pitch_deck"]
    assert "has 13 pages; at most 12" in str(missing["submission"]["pitch_deck"])
    assert {"business", "impact_baseline", "business_plan"} <= set(missing["shortlist"])
    read = {view.circle: dict(view.rows) for view in found.circles}
    assert set(read["public"]) == {"Title in English", "Title in Chinese", "Summary in English", "Summary in Chinese"}
    assert "Contact person" not in read["judges"]
    assert read["judges"]["Country or region"] == "China"
    assert "Country or region" not in read["blind"]
    assert read["organisers"]["Contact person"] == "Lin Xiaoyu"
