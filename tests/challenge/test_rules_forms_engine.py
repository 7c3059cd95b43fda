"""Any form and any answers: nothing crashes, and what is handed in is what was asked."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.challenge.rules import forms
from contest.lib.i18n import using
from contest.submissions.rules import freeze

SCENES = [forms.Scene("energy", "Energy", "能源"), forms.Scene("water", "Water", "水")]
KEYS = [scene.key for scene in SCENES]
ALWAYS = tuple(
    msgspec.structs.replace(field, needed_if=())
    for field in forms.default_form("project").fields
    if field.key in forms.ALWAYS
)
VALUES = ("yes", "no", "maybe", "never")
ODD = "\u202e\x00\ud800<script>alert(1)</script>🌍=1+1"

word = st.sampled_from(["One", "<b>Two</b>", "Drei " * 12, "🌍"])
both = st.builds(forms.Words, word, st.sampled_from(["一", "二" * 40, "<i>三</i>"]))
text = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["", "yes", "no", "yes\nno", "3", "3.25", "-1", "1e9", "2027-02-29", "2028-02-29", "energy", "CN"]),
    st.sampled_from(["1 2\n2 3", "1 x", "2 2\n2 2", "https://example.org/a", "javascript:alert(1)", ODD, "字" * 300]),
)


@st.composite
def question(draw: Any, key: str, before: list[forms.Field], *, is_wild: bool = False) -> forms.Field:
    """A question that may stand behind those before it; `is_wild`: its conditions ask for anything."""
    kind = draw(st.sampled_from(forms.TYPES))
    offered = draw(st.integers(2, 4)) if kind in {"choice", "several"} else 0
    limit = draw(st.sampled_from([0, 1, 30])) if kind in {"line", "text"} else 0
    others = [field for field in before if field.type != "file"]
    names = [*(field.key for field in before), key, "ghost"] if is_wild else [field.key for field in others]

    def condition(name: str) -> forms.Condition:
        other = next((field for field in before if field.key == name), None)
        values = [option.value for option in other.options] if other else ["yes"] if is_wild else []
        chosen = draw(st.lists(st.sampled_from(values), unique=True, max_size=2)) if values else []
        return forms.Condition(name, tuple(chosen))

    def some() -> tuple[forms.Condition, ...]:
        return tuple(condition(name) for name in draw(st.lists(st.sampled_from(names), max_size=2))) if names else ()

    return forms.Field(
        key=key,
        section="basics",
        type=kind,
        label=draw(both),
        characters=limit,
        words=limit,
        least=draw(st.sampled_from([None, Decimal(0)])),
        most=draw(st.sampled_from([None, Decimal(9)])),
        decimals=draw(st.integers(0, 2)) if kind in {"number", "years"} else 0,
        options=tuple(forms.Option(value, forms.Words(value, value)) for value in VALUES[:offered]),
        most_choices=draw(st.integers(0, offered)),
        first_year=draw(st.sampled_from([0, 2027])),
        needed=draw(st.sampled_from([None, *forms.STAGES])),
        needed_if=some(),
        shown_if=some(),
        seen_by=draw(st.sampled_from(forms.READERS)),
        is_hidden_blind=draw(st.booleans()),
    )  # fmt: skip


@st.composite
def form(draw: Any, *, is_wild: bool = False) -> forms.Form:
    made: list[forms.Field] = list(ALWAYS)
    for number in range(draw(st.integers(0, 7))):
        made.append(draw(question(f"q{number}", made, is_wild=is_wild)))
    if is_wild:
        made = draw(st.permutations(made))
    sections = tuple(forms.Section(key, forms.Words(key, key)) for key in dict.fromkeys(f.section for f in made))
    return forms.Form(kind="project", sections=sections, fields=tuple(made))


def answers_to(made: forms.Form) -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from([*(field.key for field in made.fields), "unknown"]), text)


any_case = form().flatmap(lambda made: st.tuples(st.just(made), answers_to(made)))
wild_case = form(is_wild=True).flatmap(lambda made: st.tuples(st.just(made), answers_to(made)))


@given(form())
def test_what_is_made_right_has_no_fault(made: forms.Form) -> None:
    assert forms.faults(made, KEYS) == []
    assert msgspec.json.decode(msgspec.json.encode(made), type=forms.Form) == made


@settings(deadline=None)  # the first look at the countries' Chinese names takes a second
@given(wild_case)
def test_any_form_and_any_answers_are_answered(case: tuple[forms.Form, dict[str, str]]) -> None:
    made, values = case
    known = {field.key for field in made.fields}
    for language in ("en", "zh"):
        with using(language):
            assert all(str(fault.message) for fault in forms.faults(made, KEYS))
            assert {fault.place for fault in forms.faults(made, KEYS)} <= known | {""}
            assert set(forms.check_draft(made, values, KEYS)) <= set(values)
            wrong = forms.check_complete(made, values, {}, KEYS)
            assert all(str(message) for message in wrong.values())
            assert set(wrong) <= {field.key for field in forms.asked(made, values)}
            shown = [control for part in forms.parts(made, values, SCENES) for control in part["fields"]]
            assert {control["name"] for control in shown} == {field.key for field in made.questions}
            assert len(forms.uploads(made, values)) == len(made.file_fields)
            assert all(
                isinstance(forms.as_read(field, values.get(field.key, ""), SCENES), str) for field in made.fields
            )


@given(any_case)
def test_what_is_handed_in_is_what_was_asked_and_handing_it_in_again_changes_nothing(
    case: tuple[forms.Form, dict[str, str]],
) -> None:
    made, values = case
    handed = forms.handed_in(made, values)
    assert set(handed) == {field.key for field in forms.asked(made, values) if field.type != "file"}
    assert forms.handed_in(made, handed) == handed
    assert forms.asked(made, handed) == forms.asked(made, values)
    assert forms.check_complete(made, handed, {}, KEYS) == forms.check_complete(made, values, {}, KEYS)
    content = freeze(code="T-1", form_id=msgspec.UNSET, form=made, values=values, files=[], agreed=[])  # type: ignore[arg-type]
    assert {**{key: content[key] for key in forms.COLUMNS}, **content["answers"]} == {
        **dict.fromkeys(forms.COLUMNS, ""),
        **{key: value for key, value in handed.items() if value},
    }


@given(any_case)
def test_a_later_stage_asks_for_all_that_an_earlier_one_did(case: tuple[forms.Form, dict[str, str]]) -> None:
    made, values = case
    needed = [set(forms.check_complete(made, values, {}, KEYS, stage=stage)) for stage in forms.STAGES]  # type: ignore[arg-type]
    assert needed[0] <= needed[1] <= needed[2]


@given(any_case)
def test_a_wider_circle_reads_no_more(case: tuple[forms.Form, dict[str, str]]) -> None:
    made, _ = case
    public, judges, organisers = (forms.hidden_from(made, reader) for reader in forms.READERS)  # type: ignore[arg-type]
    assert organisers == frozenset()
    assert judges <= public
    assert judges <= forms.hidden_from(made, "judges", is_blind=True)


@given(any_case)
def test_what_a_page_shows_comes_back_as_it_was(case: tuple[forms.Form, dict[str, str]]) -> None:
    """An answer that will do, put into its control and sent again, is the same answer."""
    made, values = case
    fine = {
        field.key: values[field.key]
        for field in made.questions
        if values.get(field.key) and forms.check_answer(field, values[field.key], set(KEYS)) is None
    }
    sent: dict[str, Any] = {}
    for part in forms.parts(made, fine, SCENES):
        for control in part["fields"]:
            if control["kind"] == "years":
                sent |= {f"{control['name']}.{year}": typed for year, _, typed in control["options"]}
            else:
                sent[control["name"]] = control["value"]
    again = {key: value for key, value in forms.answers(sent, made).items() if value}
    for key, value in fine.items():
        field = made.at(key)
        assert field is not None
        if field.type == "years":
            assert forms.years(again[key]) == forms.years(value)
        elif field.type in {"several", "scenes"}:
            assert forms.chosen(again.get(key, "")) == forms.chosen(value)
        else:
            assert again[key] == value


@given(form(), st.integers(2, 6))
def test_conditions_that_loop_are_named_ask_nobody_and_never_hang(made: forms.Form, length: int) -> None:
    ring = [
        forms.Field(
            key=f"ring{number}",
            section="basics",
            label=forms.Words("Ring", "环"),
            shown_if=(forms.Condition(f"ring{(number + 1) % length}"),),
        )
        for number in range(length)
    ]
    looped = msgspec.structs.replace(made, fields=(*made.fields, *ring))
    named = {fault.place for fault in forms.faults(looped, KEYS) if "leads back" in str(fault.message)}
    assert named == {field.key for field in ring}
    everything = {field.key: "yes" for field in looped.fields}
    assert {field.key for field in forms.asked(looped, everything)} & named == set()


def test_a_thousand_conditions_in_a_row_are_followed() -> None:
    chain = [
        forms.Field(
            key=f"q{number}",
            section="basics",
            label=forms.Words("Q", "问"),
            shown_if=(forms.Condition(f"q{number + 1}"),) if number < 199 else (),
        )
        for number in range(200)
    ]
    made = forms.Form(kind="project", sections=(), fields=tuple(chain))
    assert len(forms.asked(made, {field.key: "x" for field in chain})) == 200
    assert not any(forms.loops(made, field.key) for field in chain)


@pytest.mark.parametrize("kind", forms.KINDS)
def test_a_line_of_a_megabyte_is_measured_at_once(kind: str) -> None:
    made = forms.default_form(kind)
    whole = {field.key: "字a " * 350_000 for field in made.questions}
    assert set(forms.check_draft(made, whole, KEYS)) == set(whole)
