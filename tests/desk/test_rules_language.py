"""The query language: what is shown reads as the same query, faults stand at their place, hidden terms are no terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.desk.rules import vocabulary, words
from contest.desk.rules.columns import USUAL, columns, offered_columns
from contest.desk.rules.language import And, Fault, Node, Not, Or, Term, Words, parse, show, terms
from contest.desk.rules.suggesting import suggestions
from contest.lib.actor import Actor, Grant

TEXTS = st.text(min_size=1, max_size=12).filter(lambda text: text.strip() and "\0" not in text)
LEAVES = st.one_of(
    st.builds(Words, text=TEXTS),
    st.builds(
        Term,
        name=st.sampled_from(["kind", "score", "org"]),
        op=st.sampled_from([":", ">", ">=", "<", "<="]),
        values=st.lists(TEXTS, min_size=1, max_size=3).map(tuple),
    ),
)
NODES: st.SearchStrategy[Node] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, of=inner),
        st.builds(And, of=st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Or, of=st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


def anything(term: Term, at: list[tuple[int, int]]) -> Term:
    assert len(at) == 1 + len(term.values)
    return term


@given(NODES)
def test_a_query_that_is_shown_reads_as_itself(node: Node) -> None:
    text = show(node)
    if len(text) <= 1000:
        assert parse(text, anything) == node
        assert show(parse(text, anything)) == text


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused_at_a_place_in_it(text: str) -> None:
    try:
        node = parse(text, anything)
    except Fault as fault:
        assert 0 <= fault.begin < fault.end <= len(text) + 1
    else:
        assert show(parse(show(node), anything)) == show(node)


CHIEF = Actor(grants=(Grant("programme_organiser"),))
SCREENER = Actor(grants=(Grant("screener"),))


def fault_of(text: str, actor: Actor = CHIEF) -> tuple[str, str]:
    check = vocabulary.checker(vocabulary.vocabulary(actor, "entries"), {"city": frozenset({"paris", "berlin"})})
    with pytest.raises(Fault) as caught:
        parse(text, check)
    return text[caught.value.begin : caught.value.end], str(caught.value.message)


@pytest.mark.parametrize(
    ("text", "at", "says"),
    [
        ('a "heat pump', '"', "not closed"),
        ("a (b", "(", "not closed"),
        ("a b)", ")", "closes nothing"),
        ("()", "()", "nothing in these"),
        ('""', '""', "nothing between"),
        ("a OR", "OR", "must follow OR"),
        ("OR a", "OR", "must stand before OR"),
        ("a - b", "-", "left out"),
        ("kind:", "kind:", "Say after"),
        ("kind:product,", "kind:product,", "Say after"),
        ("kidn:product", "kidn", "Is “kind” meant?"),
        ("https://x.org", "https", "Put quotation marks"),
        ("kind:prodct", "prodct", "Is “product” meant?"),
        ("city:shenzhen", "shenzhen", "knows no “shenzhen”"),
        ("city:paris,berln", "berln", "Is “berlin” meant?"),
        ("kind>product", "kind", "followed by a colon"),
        ("score>high", "high", "compared with a number"),
        ("score>80,90", "90", "Compare with one value"),
        ("submitted>2026-13-01", "2026-13-01", "as 2026-05-01"),
        ("x" * 10_000, "x", "at most 1000"),
        ("a " * 41, "a", "too many parts"),
        ("(" * 30 + "a" + ")" * 30, "(", "too many parts"),
        ("-" * 200 + "a", "-", "too many parts"),
    ],
)
def test_a_fault_stands_at_its_place(text: str, at: str, says: str) -> None:
    found, message = fault_of(text)
    assert found == at
    assert says in message


def test_a_term_that_a_role_may_not_see_is_no_term() -> None:
    for name in vocabulary.JUDGED:
        seen, said = fault_of(f"{name}>80", SCREENER)
        assert (seen, said.startswith(f"There is no term “{name}”.")) == (name, True)
        assert f"Is “{name}” meant?" not in fault_of(f"{name}s>80", SCREENER)[1]
        assert f"Is “{name}” meant?" in fault_of(f"{name}s>80")[1]


def test_signs_of_a_chinese_keyboard_are_the_plain_ones() -> None:
    node = parse("kind：product，talent score≥80 （“热泵 系统” OR 储能）", anything)
    assert show(node) == 'kind:product,talent score>=80 ("热泵 系统" OR 储能)'
    assert terms(node) == {"kind", "score"}


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Heat pump", "('heat' <-> 'pump':*)"),
        ("气候变化", "('气候') & ('候变') & ('变化')"),
        ("能", "('能':*)"),
        ("low-carbon 建筑", "('low' <-> 'carbon':*) & ('建筑')"),
        ("!?'", None),
        ("a'b:*|", "('a' <-> 'b':*)"),
    ],
)
def test_words_are_looked_for_as_the_index_holds_them(text: str, query: str | None) -> None:
    assert words.tsquery(text) == query


@pytest.mark.parametrize(
    ("grants", "lists"),
    [
        ((Grant("programme_organiser"),), vocabulary.LISTS),
        ((Grant("round_organiser"),), vocabulary.LISTS[:3]),
        ((Grant("screener"),), ("entries",)),
        ((Grant("judge"),), ()),
    ],
)
def test_each_role_has_its_lists(grants: tuple[Grant, ...], lists: tuple[str, ...]) -> None:
    assert vocabulary.lists_of(Actor(grants=grants)) == lists


def going_on(text: str, actor: Actor = CHIEF) -> list[str]:
    kinds = vocabulary.vocabulary(actor, "entries")
    return suggestions(text, kinds, {"city": frozenset({"paris", "berlin", "baoting"})})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ki", ["kind:"]),
        ("heat -ki", ["heat -kind:"]),
        ("(sc", ["(scene:", "(score>"]),
        ("kind:t", ["kind:talent"]),
        ("kind:talent,prod", ["kind:talent,product"]),
        ("a city:b", ["a city:baoting", "a city:berlin"]),
        ("city：p", ["city：paris"]),
        ("kind:talent,t", []),
        ("nothing:x", []),
        ("score>8", []),
        ('"ki', []),
        ("x" * 1001, []),
    ],
)
def test_a_query_goes_on_by_terms_and_values_that_there_are(text: str, found: list[str]) -> None:
    assert going_on(text) == found


@given(st.text(max_size=40))
def test_what_is_suggested_begins_as_it_was_typed_and_names_nothing_hidden(text: str) -> None:
    for actor in (CHIEF, SCREENER):
        known = vocabulary.vocabulary(actor, "entries")
        for one in going_on(text, actor):
            assert one.lower().startswith(text[: len(text) - len(text.split()[-1]) if text.split() else 0].lower())
            assert not [
                name for name in vocabulary.JUDGED if name not in known and one.endswith((f"{name}:", f"{name}>"))
            ]
    assert "score>" in going_on("sco") and going_on("sco", SCREENER) == []


def test_scores_are_columns_for_those_only_who_may_ask_for_them() -> None:
    for actor, has_score in ((CHIEF, True), (SCREENER, False)):
        known = vocabulary.vocabulary(actor, "entries")
        assert ("score" in columns("entries", ["score", "tags"], known)) is has_score
        assert ("score" in offered_columns("entries", known)) is has_score
    assert columns("people", ["nothing"], vocabulary.PEOPLE) == list(USUAL["people"])
    assert columns("reviews", ["total", "judge"], vocabulary.REVIEWS) == ["judge", "total"]
