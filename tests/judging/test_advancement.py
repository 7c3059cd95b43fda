"""Who goes on: the flow against every subset of small rounds, and clashes that are really ones."""

from decimal import Decimal
from itertools import combinations, groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.judging.rules.advancement import Ask, Candidate, Limit, Quota, replacement, ways, work_out
from contest.judging.rules.advancement.terms import counts, keeps

CITIES, SCENES = ("paris", "haikou", "berlin"), ("energy", "transport")


def ranked(*scores: int, **facts: object) -> list[Candidate]:
    """Candidates `a`, `b`, ... with these scores; equal scores share a rank."""
    order = sorted(scores, reverse=True)
    return [
        Candidate(key=chr(97 + place), rank=order.index(score) + 1, score=Decimal(score), **facts)
        for place, score in enumerate(scores)
    ]


@st.composite
def rounds(draw: st.DrawFn) -> tuple[list[Candidate], Ask]:
    scores = draw(st.lists(st.integers(50, 60), min_size=1, max_size=7))
    made = [
        Candidate(
            key=one.key,
            rank=one.rank,
            score=one.score,
            city=draw(st.sampled_from(CITIES)),
            scene=draw(st.sampled_from(SCENES)),
            is_barred=draw(st.integers(0, 9)) == 0,
        )
        for one in ranked(*scores)
    ]
    quotas = []
    for kind, keys in (("city", CITIES), ("scene", SCENES)):
        for key in keys:
            least = draw(st.integers(0, 2))
            most = draw(st.none() | st.integers(least, 4))
            if draw(st.booleans()):
                quotas.append(Quota(kind=kind, key=key, least=least, most=most))
    return made, Ask(way="top", number=Decimal(draw(st.integers(0, 6))), quotas=tuple(quotas), reserve=2)


def best_by_hand(candidates: list[Candidate], ask: Ask) -> Decimal | None:
    may = [one for one in candidates if not one.is_barred]
    wanted = min(int(ask.number), len(may))
    kept = [pick for pick in combinations(may, wanted) if keeps(ask.quotas, counts(pick))]
    return max((sum((one.score for one in pick), Decimal(0)) for pick in kept), default=None)


@settings(max_examples=200, deadline=None)
@given(rounds())
def test_the_choice_is_the_best_that_keeps_the_quotas(case: tuple[list[Candidate], Ask]) -> None:
    candidates, ask = case
    made, best = work_out(candidates, ask), best_by_hand(candidates, ask)
    if best is None:
        assert made.clash
        assert made.advanced == []
        return
    people = {one.key: one for one in candidates}
    chosen = [people[key] for key in made.advanced]
    core = [one for one in chosen if one.key not in made.joined]
    assert made.clash == []
    assert sum((one.score for one in core), Decimal(0)) == best
    assert keeps(ask.quotas, counts(core))
    assert all(one.most is None or counts(chosen).get((one.kind, one.key), 0) <= one.most for one in ask.quotas)
    assert not any(one.is_barred for one in chosen)
    assert [one.rank for one in chosen] == sorted(one.rank for one in chosen)
    assert len(made.reserve) == min(2, sum(not one.is_barred for one in candidates) - len(chosen))
    assert {people[key].rank for key in [*made.joined, *made.undecided]} <= {one.rank for one in core}


@settings(max_examples=200, deadline=None)
@given(rounds())
def test_a_clash_needs_each_of_its_limits(case: tuple[list[Candidate], Ask]) -> None:
    candidates, ask = case
    clash = work_out(candidates, ask).clash
    may = [one for one in candidates if not one.is_barred]

    def is_kept(limits: list[Limit], pick: tuple[Candidate, ...]) -> bool:
        count = {**counts(pick), ("all", ""): len(pick)}
        have = [(limit, count.get((limit.kind, limit.key), 0)) for limit in limits]
        return all(
            number >= limit.number if limit.side == "least" else number <= limit.number for limit, number in have
        )

    def can(limits: list[Limit]) -> bool:
        return any(is_kept(limits, pick) for size in range(len(may) + 1) for pick in combinations(may, size))

    if clash:
        assert not can(clash)
        for limit in clash:
            assert can([one for one in clash if one is not limit])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(50, 60), min_size=1, max_size=12), st.integers(0, 12))
def test_without_quotas_whoever_shares_the_last_place_goes_on(scores: list[int], number: int) -> None:
    candidates = ranked(*scores)
    made = work_out(candidates, Ask(way="top", number=Decimal(number)))
    assert set(made.advanced) == {one.key for one in candidates if one.rank <= number}


def test_a_share_is_rounded_up_and_a_threshold_takes_who_reaches_it() -> None:
    candidates = ranked(90, 80, 70, 60, 50, 40, 30)
    assert work_out(candidates, Ask(way="share", number=Decimal(20))).advanced == ["a", "b"]
    made = work_out(candidates, Ask(way="threshold", number=Decimal(60), reserve=2))
    assert (made.advanced, made.reserve) == (["a", "b", "c", "d"], ["e", "f"])


def test_a_threshold_with_quotas_takes_as_many_as_they_have_room_for() -> None:
    candidates = ranked(90, 80, 70, 60, city="paris")
    quota = (Quota(kind="city", key="paris", most=2),)
    made = work_out(candidates, Ask(way="threshold", number=Decimal(65), quotas=quota))
    assert (made.advanced, made.clash) == (["a", "b"], [])


def test_who_a_quota_lifted_and_who_was_passed_over_is_said() -> None:
    candidates = [*ranked(90, 80, 70, 60, city="paris"), Candidate(key="z", rank=5, score=Decimal(50), city="berlin")]
    made = work_out(candidates, Ask(way="top", number=Decimal(3), quotas=(Quota(kind="city", key="berlin", least=1),)))
    assert (made.advanced, made.lifted, made.passed_over) == (["a", "b", "z"], ["z"], ["c"])


def test_equals_for_whom_a_quota_has_no_room_are_left_to_the_organiser() -> None:
    candidates = ranked(90, 80, 80, city="paris")
    made = work_out(candidates, Ask(way="top", number=Decimal(2), quotas=(Quota(kind="city", key="paris", most=2),)))
    assert (made.advanced, made.undecided) == (["a", "b"], ["c"])


def test_a_wild_card_goes_on_beside_the_places() -> None:
    made = work_out(ranked(90, 80, 70), Ask(way="top", number=Decimal(1), wild=frozenset("c"), reserve=1))
    assert (made.advanced, made.wild, made.reserve) == (["a"], ["c"], ["b"])


def test_a_floor_keeps_an_entry_out_whatever_its_rank() -> None:
    first, *rest = ranked(90, 80, 70)
    barred = Candidate(key="a", rank=1, score=first.score, is_barred=True)
    made = work_out([barred, *rest], Ask(way="top", number=Decimal(1), reserve=5))
    assert (made.advanced, made.reserve) == (["b"], ["c"])


def test_a_clash_names_its_limits_and_what_there_is() -> None:
    candidates = ranked(90, 80, 70, city="paris", scene="energy")
    quotas = (
        Quota(kind="city", key="paris", most=2),
        Quota(kind="scene", key="energy", least=3),
        Quota(kind="scene", key="transport", most=9),
    )
    made = work_out(candidates, Ask(way="top", number=Decimal(3), quotas=quotas))
    sides = {(one.kind, one.key, one.side, one.number, one.there) for one in made.clash}
    assert sides in (
        {("city", "paris", "most", 2, 3), ("scene", "energy", "least", 3, 3)},
        {("city", "paris", "most", 2, 3), ("all", "", "least", 3, 3)},
    )
    missing = work_out(candidates, Ask(way="top", number=Decimal(3), quotas=(Quota(kind="city", key="rome", least=1),)))
    assert missing.clash == [Limit(kind="city", key="rome", side="least", number=1, there=0, would_do=0)]


def test_a_clash_says_the_least_that_would_do() -> None:
    candidates = ranked(90, 80, 70, 60, 50, city="paris", scene="energy")
    quotas = (Quota(kind="city", key="paris", most=1), Quota(kind="scene", key="energy", least=4))
    made = work_out(candidates, Ask(way="top", number=Decimal(4), quotas=quotas))
    eased = {(one.kind, one.side): one.would_do for one in made.clash}
    assert eased.pop(("city", "most")) == 4
    assert set(eased.values()) == {None}  # with one of Paris neither four of energy nor four in all can be had
    quotas = (Quota(kind="city", key="paris", most=4), quotas[1])
    assert work_out(candidates, Ask(way="top", number=Decimal(4), quotas=quotas)).clash == []


def test_each_way_into_an_outcome_has_its_name() -> None:
    candidates = ranked(90, 80, 70, 70, city="paris")
    made = work_out(candidates, Ask(way="top", number=Decimal(3), wild=frozenset("b")))
    assert ways(made) == {"a": "rank", "b": "wild", "c": "rank", "d": "rank"}


def test_the_first_of_the_reserve_with_whom_the_quotas_are_kept_steps_in() -> None:
    paris, berlin = ranked(90, 80, city="paris"), Candidate(key="z", rank=3, score=Decimal(50), city="berlin")
    spare = Candidate(key="y", rank=4, score=Decimal(40), city="berlin")
    quotas = (Quota(kind="city", key="berlin", least=1),)
    facts = {"advanced": [paris[0], berlin], "reserve": [paris[1], spare]}
    assert replacement(quotas, out="z", **facts) == "y"
    assert replacement(quotas, out="a", **facts) == "b"
    assert replacement(quotas, out="z", advanced=[berlin], reserve=[paris[1]]) is None


def test_nobody() -> None:
    assert work_out([], Ask(way="top", number=Decimal(3))).advanced == []


@pytest.mark.parametrize("number", [0, 3])
def test_ranks_decide_between_equal_scores(number: int) -> None:
    candidates = [
        Candidate(key=key, rank=rank, score=Decimal(70), city="paris") for rank, key in enumerate("abcdef", 1)
    ]
    made = work_out(
        candidates, Ask(way="top", number=Decimal(number), quotas=(Quota(kind="city", key="paris", most=5),))
    )
    assert made.advanced == list("abcdef")[:number]
    assert [list(group) for _, group in groupby(made.advanced)] == [[key] for key in made.advanced]
