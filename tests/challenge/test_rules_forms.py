"""The form of an entry: counting, conditions, checks, and what stands in the way of publishing it."""

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.challenge.rules import forms
from contest.lib.i18n import using
from tests.submissions.entries import ANSWERS, TALENT

PROJECT = forms.default_form("project")
DECK = {"pitch_deck": forms.Attached(field="pitch_deck", name="deck.pdf", state="checked", pages=12)}

han = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=60)
words = st.lists(st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=1, max_size=8), max_size=40)


@pytest.mark.parametrize(
    ("text", "characters", "words"),
    [
        ("", 0, 0),
        ("low-carbon city", 0, 2),
        ("雨林村落微网", 6, 0),
        ("用 AI 预测负荷", 5, 1),
        ("碳-14，1.5°C。", 1, 3),
        ("don’t stop", 0, 2),
        ("naïve Ünïcode cafe\u0301", 0, 3),
        ("カーボン", 4, 0),
        ("🌍🌱 — …", 0, 0),
        ("a_b", 0, 2),
    ],
)
def test_measure(text: str, characters: int, words: int) -> None:
    assert forms.measure(text) == forms.Length(characters, words)


@given(han, words)
def test_measure_counts_each_script_by_itself(chinese: str, english: list[str]) -> None:
    mixed = forms.measure(chinese + " " + " ".join(english))
    assert mixed == forms.Length(len(chinese), len(english))


@given(han, words, st.integers(1, 60), st.integers(1, 60))
def test_fits_keeps_each_limit_and_never_more_than_a_whole(
    chinese: str, english: list[str], characters: int, most: int
) -> None:
    text = chinese + " " + " ".join(english)
    does = forms.fits(text, characters=characters, words=most)
    assert does == (len(chinese) / characters + len(english) / most <= 1 + 1e-12)
    if not chinese:
        assert does == (len(english) <= most)
    if not english:
        assert does == (len(chinese) <= characters)


@given(words, words, st.integers(1, 60))
def test_fits_is_lost_and_never_won_by_writing_more(first: list[str], more: list[str], most: int) -> None:
    if not forms.fits(" ".join(first), characters=30, words=most):
        assert not forms.fits(" ".join([*first, *more]), characters=30, words=most)


def test_a_complete_entry_of_each_kind_lacks_nothing() -> None:
    assert forms.check_complete(PROJECT, ANSWERS, DECK, ["energy"]) == {}
    cv = {"cv": forms.Attached(field="cv", name="cv.pdf", state="checked", pages=3)}
    assert forms.check_complete(forms.default_form("talent"), TALENT, cv, ["energy"]) == {}


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"title_en": ""}, set()),  # the Chinese title is enough
        ({"title_en": "", "title_zh": ""}, {"title_en"}),
        ({"title_en": "one two three four five six seven eight nine ten eleven twelve thirteen"}, {"title_en"}),
        ({"summary_zh": "字" * 60}, set()),
        ({"summary_zh": "字" * 61}, {"summary_zh"}),
        ({"scene": "magic"}, {"scene"}),
        ({"organisation_name": ""}, {"organisation_name"}),
        ({"organisation_name": "", "applicant_type": "team"}, set()),
        ({"applicant_type": "dragon"}, {"applicant_type"}),
        ({"country": "China"}, {"country"}),
        ({"website": "javascript:alert(1)"}, {"website"}),
        ({"website": "https://example.org/a"}, set()),
        ({"trl": "0"}, {"trl"}),
        ({"trl": "10"}, {"trl"}),
        ({"trl": "٣"}, {"trl"}),
        ({"trl": "7.5"}, {"trl"}),
        ({"ask": ""}, set()),
    ],
)
def test_check_complete_says_which_answer_is_wrong(change: dict[str, str], wrong: set[str]) -> None:
    assert set(forms.check_complete(PROJECT, ANSWERS | change, DECK, ["energy"])) == wrong


@pytest.mark.parametrize(
    ("file", "word"),
    [
        (None, "upload this file"),
        (forms.Attached(field="pitch_deck", name="a.pdf", state="uploaded"), "still being checked"),
        (forms.Attached(field="pitch_deck", name="a.pdf", state="refused"), "was refused"),
        (forms.Attached(field="pitch_deck", name="a.pdf", state="checked", pages=13), "has 13 pages; at most 12"),
    ],
)
def test_check_complete_names_the_file_and_what_is_wrong(file: forms.Attached | None, word: str) -> None:
    files = {} if file is None else {"pitch_deck": file}
    assert word in str(forms.check_complete(PROJECT, ANSWERS, files, ["energy"])["pitch_deck"])


def test_messages_are_in_the_readers_language() -> None:
    wrong = forms.check_complete(PROJECT, ANSWERS | {"problem": ""}, DECK, ["energy"])["problem"]
    assert str(wrong) == "The problem: this answer is needed."
    with using("zh"):
        assert str(wrong) == "要解决的问题：此项必填。"


@given(st.dictionaries(st.sampled_from([field.key for field in PROJECT.fields]), st.text(max_size=300)))
def test_any_text_is_answered_with_errors_by_field_and_never_a_crash(values: dict[str, str]) -> None:
    for kind in forms.KINDS:
        form = forms.default_form(kind)
        assert set(forms.check_complete(form, values, {}, ["energy"])) <= {field.key for field in form.fields}
        assert set(forms.check_draft(form, values, ["energy"])) <= set(values)


@pytest.mark.parametrize("kind", forms.KINDS)
def test_a_default_form_can_be_published_and_survives_being_stored(kind: str) -> None:
    form = forms.default_form(kind)
    assert forms.faults(form) == []
    assert msgspec.json.decode(msgspec.json.encode(form), type=forms.Form) == form


@pytest.mark.parametrize("kind", forms.KINDS)
def test_a_default_form_takes_about_ten_answers_to_hand_in(kind: str) -> None:
    form = forms.default_form(kind)
    everybodys = [f for f in form.fields if f.needed == "submission" and not f.shown_if and not f.needed_if]
    # A title or a summary in one language is one answer; the name of the account stands at the contact already.
    answers = [f.key for f in everybodys if f.key not in {"title_zh", "summary_zh", "contact_name"}]
    assert 8 <= len(answers) <= 12
    assert len([field for field in form.fields if field.needed == "shortlist"]) >= 3


# What domain experts ask of each kind, by the key of the question here; declarations and consents are no questions.
BLOCKS = {
    "all": "title_en title_zh summary_en summary_zh scene more_scenes zone_need country contact_name contact_email"
    " contact_phone women_led youth_led ask goals risks video ai_use",
    "works": "applicant_type organisation_name registration_on registration_number website members problem solution"
    " novelty trl trl_evidence adoption business revenue raised landing jobs ask_amount ask_currency impact impact_unit"
    " impact_against impact_baseline impact_solution impact_units impact_lifetime impact_rebound impact_percent"
    " impact_kind impact_sources health nature pitch_deck business_plan rights_proof test_report life_cycle licence",
    "talent": "field_of_work record proposal months_available languages referees cv",
}


@pytest.mark.parametrize("kind", forms.KINDS)
def test_a_default_form_asks_what_its_kind_is_asked_for(kind: str) -> None:
    keys = {field.key for field in forms.default_form(kind).fields}
    own, other = ("talent", "works") if kind == "talent" else ("works", "talent")
    assert set(BLOCKS["all"].split()) | set(BLOCKS[own].split()) <= keys
    assert keys & (set(BLOCKS[other].split()) - {"organisation_name"}) == set()


def test_who_reads_what_of_the_default_form() -> None:
    secret = {"contact_name", "contact_email", "contact_phone", "registration_number", "women_led", "youth_led"}
    assert forms.hidden_from(PROJECT, "judges") == secret | {"licence"}
    assert forms.hidden_from(PROJECT, "organisers") == frozenset()
    assert {field.key for field in PROJECT.fields} - forms.hidden_from(PROJECT, "public") == set(forms.PUBLIC)
    blind = forms.hidden_from(PROJECT, "judges", is_blind=True) - forms.hidden_from(PROJECT, "judges")
    assert blind == {"organisation_name", "country", "website", "members", "registration_on", "video", "rights_proof"}


def test_what_lists_and_figures_are_made_of_stays() -> None:
    def changed(key: str, **values: object) -> list[str]:
        fields = [msgspec.structs.replace(f, **values) if f.key == key else f for f in PROJECT.fields]
        return [fault.place for fault in forms.faults(msgspec.structs.replace(PROJECT, fields=tuple(fields)))]

    assert changed("title_en", seen_by="judges") == ["title_en"]
    assert changed("title_zh", type="text") == ["title_zh"]
    assert changed("country", seen_by="organisers") == ["country"]
    assert changed("summary_en", is_hidden_blind=True) == ["summary_en"]
    assert changed("impact_lifetime", unit=forms.Words("days", "天")) == ["impact_lifetime"]
    assert changed("impact_kind", options=forms.default_form("project").at("health").options) != []  # type: ignore[union-attr]
    assert changed("problem", seen_by="organisers", type="line") == []
    assert changed("impact_lifetime", label=forms.Words("In use for", "使用")) == []


def question(key: str, **values: object) -> forms.Field:
    plain = {"section": "basics", "label": forms.Words(key, key), "needed": "submission"}
    return forms.Field(key=key, **(plain | values))


def form_of(*fields: forms.Field) -> forms.Form:
    sections = (forms.Section("basics", forms.Words("Basics", "基本")),)
    return forms.Form(kind="project", sections=sections, fields=fields)


YES_NO = (forms.Option("yes", forms.Words("Yes", "是")), forms.Option("no", forms.Words("No", "否")))
BRANCHING = form_of(
    question("sold", type="choice", options=YES_NO),
    question("price", type="number", decimals=2, shown_if=(forms.Condition("sold", ("yes",)),)),
    question("currency", type="line", shown_if=(forms.Condition("price"),)),
)


@pytest.mark.parametrize(
    ("values", "asked", "wrong"),
    [
        ({}, ["sold"], {"sold"}),
        ({"sold": "no", "price": "3", "currency": "EUR"}, ["sold"], set()),
        ({"sold": "yes"}, ["sold", "price"], {"price"}),
        ({"sold": "yes", "price": "3.25"}, ["sold", "price", "currency"], {"currency"}),
        ({"sold": "yes", "price": "3.255"}, ["sold", "price", "currency"], {"price", "currency"}),
    ],
)
def test_a_question_is_asked_where_its_condition_holds(
    values: dict[str, str], asked: list[str], wrong: set[str]
) -> None:
    assert [field.key for field in forms.asked(BRANCHING, values)] == asked
    assert set(forms.check_complete(BRANCHING, values, {}, [])) == wrong
    assert set(forms.handed_in(BRANCHING, values)) == set(asked)


def test_a_condition_that_loops_is_named_and_asks_nobody() -> None:
    form = form_of(
        question("one", shown_if=(forms.Condition("two"),)), question("two", shown_if=(forms.Condition("one"),))
    )
    places = [fault.place for fault in forms.faults(form) if "leads back" in str(fault.message)]
    assert places == ["one", "two"]
    assert forms.asked(form, {"one": "x", "two": "x"}) == ()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        (question("n", type="number"), "1", None),
        (question("n", type="number"), "1.5", "n: enter a whole number."),
        (question("n", type="number", decimals=1), "1,5", "n: enter a number with at most 1 decimals, such as 12.5."),
        (question("n", type="number", decimals=1, least=Decimal(0)), "-0.5", "n: enter 0 or more."),
        (question("n", type="number", most=Decimal(9)), "10", "n: enter 9 or less."),
        (question("n", type="number", decimals=1), "NaN", "n: enter a number with at most 1 decimals, such as 12.5."),
        (question("n", type="number", decimals=1), "1e400", "n: enter a number with at most 1 decimals, such as 12.5."),
        (question("d", type="date"), "2027-02-29", "d: enter a date, such as 2027-03-31."),
        (question("d", type="date"), "2028-02-29", None),
        (question("y", type="years"), "1 10\n2 20", None),
        (question("y", type="years"), "1 10\n1 20", "y: enter one number for each year."),
        (question("y", type="years"), "6 10", "y: a year is not one of those asked for."),
        (question("y", type="years", least=Decimal(0)), "1 -1", "y: enter 0 or more."),
        (question("s", type="several", options=YES_NO), "yes\nno", None),
        (question("s", type="several", options=YES_NO, most_choices=1), "yes\nno", "s: choose at most 1."),
        (question("s", type="several", options=YES_NO), "maybe", "s: choose one of the answers offered."),
    ],
)
def test_check_answer_reads_each_type(field: forms.Field, value: str, message: str | None) -> None:
    found = forms.check_answer(field, value, set())
    assert (None if found is None else str(found)) == message


def test_what_is_asked_at_shortlist_is_not_needed_before() -> None:
    form = form_of(question("licence", needed="shortlist"))
    assert forms.check_complete(form, {}, {}, []) == {}
    assert set(forms.check_complete(form, {}, {}, [], stage="shortlist")) == {"licence"}


def test_an_answer_that_is_not_asked_for_makes_no_other_one_needed() -> None:
    form = form_of(
        question("sold", type="choice", options=YES_NO),
        question("price", shown_if=(forms.Condition("sold", ("yes",)),)),
        question("currency", needed="submission", needed_if=(forms.Condition("price"),)),
    )
    assert set(forms.check_complete(form, {"sold": "yes", "price": "9"}, {}, [])) == {"currency"}
    assert forms.check_complete(form, {"sold": "no", "price": "9"}, {}, []) == {}


def test_faults_are_named_at_their_place() -> None:
    form = form_of(
        question("Bad Key"),
        question("twice"),
        question("twice"),
        question("alone", label=forms.Words("Only English", "")),
        question("few", type="choice", options=YES_NO[:1]),
        question("odd", shown_if=(forms.Condition("few", ("never",)), forms.Condition("ghost"))),
        question("range", type="number", least=Decimal(5), most=Decimal(1)),
        question("any_file", type="file", accepts=()),
        question("pages", type="file", accepts=("image",), pages=3),
        question("huge", type="file", megabytes=5000),
    )
    places = {fault.place for fault in forms.faults(form)}
    assert places == {"Bad Key", "twice", "alone", "few", "odd", "range", "any_file", "pages", "huge", ""}
    missing = [str(fault.message) for fault in forms.faults(form) if not fault.place]
    assert [key for key in forms.ALWAYS if any(f"“{key}”" in one for one in missing)] == list(forms.ALWAYS)
