"""Counting, the form, permissions and steps: values in, decision out."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.lib.actor import Actor, Grant
from contest.lib.i18n import using
from contest.submissions import rules
from tests.submissions.entries import ANSWERS, TALENT

OPEN = rules.Deadline(
    state="open", opens_at=datetime(2026, 4, 1, tzinfo=UTC), closes_at=datetime(2026, 5, 15, 22, tzinfo=UTC)
)
MAY = datetime(2026, 5, 1, tzinfo=UTC)
DECK = {"pitch_deck": rules.Attached(field="pitch_deck", name="deck.pdf", state="checked", pages=12)}

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
    assert rules.measure(text) == rules.Length(characters, words)


@given(han, words)
def test_measure_counts_each_script_by_itself(chinese: str, english: list[str]) -> None:
    mixed = rules.measure(chinese + " " + " ".join(english))
    assert mixed == rules.Length(len(chinese), len(english))


@given(han, words, st.integers(1, 60), st.integers(1, 60))
def test_fits_keeps_each_limit_and_never_more_than_a_whole(
    chinese: str, english: list[str], characters: int, most: int
) -> None:
    text = chinese + " " + " ".join(english)
    does = rules.fits(text, characters=characters, words=most)
    assert does == (len(chinese) / characters + len(english) / most <= 1 + 1e-12)
    if not chinese:
        assert does == (len(english) <= most)
    if not english:
        assert does == (len(chinese) <= characters)


@given(words, words, st.integers(1, 60))
def test_fits_is_lost_and_never_won_by_writing_more(first: list[str], more: list[str], most: int) -> None:
    if not rules.fits(" ".join(first), characters=30, words=most):
        assert not rules.fits(" ".join([*first, *more]), characters=30, words=most)


def test_a_complete_entry_of_each_kind_lacks_nothing() -> None:
    assert rules.check_complete("project", ANSWERS, DECK, ["energy"]) == {}
    cv = {"cv": rules.Attached(field="cv", name="cv.pdf", state="checked", pages=3)}
    assert rules.check_complete("talent", TALENT, cv, ["energy"]) == {}


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
    assert set(rules.check_complete("project", ANSWERS | change, DECK, ["energy"])) == wrong


@pytest.mark.parametrize(
    ("file", "word"),
    [
        (None, "upload this file"),
        (rules.Attached(field="pitch_deck", name="a.pdf", state="uploaded"), "still being checked"),
        (rules.Attached(field="pitch_deck", name="a.pdf", state="refused"), "was refused"),
        (rules.Attached(field="pitch_deck", name="a.pdf", state="checked", pages=13), "has 13 pages; at most 12"),
    ],
)
def test_check_complete_names_the_file_and_what_is_wrong(file: rules.Attached | None, word: str) -> None:
    files = {} if file is None else {"pitch_deck": file}
    assert word in str(rules.check_complete("project", ANSWERS, files, ["energy"])["pitch_deck"])


def test_messages_are_in_the_readers_language() -> None:
    wrong = rules.check_complete("project", ANSWERS | {"problem": ""}, DECK, ["energy"])["problem"]
    assert str(wrong) == "The problem: this answer is needed."
    with using("zh"):
        assert str(wrong) == "要解决的问题：此项必填。"


@given(st.dictionaries(st.sampled_from([field.key for field in rules.FIELDS]), st.text(max_size=300)))
def test_any_text_is_answered_with_errors_by_field_and_never_a_crash(values: dict[str, str]) -> None:
    for kind in rules.KINDS:
        keys = {field.key for field in rules.fields_of(kind)}
        assert set(rules.check_complete(kind, values, {}, ["energy"])) <= keys
        assert set(rules.check_draft(kind, values, ["energy"])) <= set(values)


def test_every_field_has_both_languages_and_a_section() -> None:
    for field in rules.FIELDS:
        assert field.label.en
        assert field.label.zh
        assert bool(field.help.en) == bool(field.help.zh)
        assert field.section in rules.SECTIONS
        assert field.kinds <= set(rules.KINDS)


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
            assert not rules.may_withdraw(state=state, standing=standing)


def test_may_see_is_the_owners_and_the_staffs_of_its_rounds() -> None:
    edition, round_, other, owner = uuid4(), uuid4(), uuid4(), uuid4()

    def sees(actor: Actor, **facts: bool) -> bool:
        plain = {"is_handed_in": True, "is_tied": False} | facts
        return rules.may_see(actor, owner_id=owner, edition_id=edition, round_ids=[round_], **plain)

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
