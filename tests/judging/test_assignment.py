"""Assignment against brute force on small rounds, and in words."""

import itertools
from collections import Counter

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.judging.rules.assignment import Case, Entry, Judge, Relaxation, may_read, next_entry
from contest.judging.rules.assignment.affinity import grid
from contest.judging.rules.assignment.fit import WHOLE, reasons
from contest.judging.rules.assignment.flow import Network, bound, solve
from contest.judging.rules.assignment.plan import plan

SCENES, WORDS, LANGUAGES = "abc", "pqrstu", ("en", "zh", "fr")


def some(values: str | tuple[str, ...], most: int) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(values), max_size=most)


@st.composite
def cases(draw: st.DrawFn, **fixed: object) -> Case:
    entries = [
        Entry(
            key=f"e{n}",
            scene=draw(st.sampled_from(SCENES)),
            other_scenes=draw(some(SCENES, 1)),
            keywords=draw(some(WORDS, 3)),
            languages=draw(some(LANGUAGES, 2)),
        )
        for n in range(draw(st.integers(1, 4)))
    ]
    judges = [
        Judge(
            key=f"j{n}",
            scenes=draw(some(SCENES, 2)),
            keywords=draw(some(WORDS, 3)),
            languages=draw(some(LANGUAGES, 2)),
            least=draw(st.integers(0, 2)),
            most=draw(st.integers(2, 4)),
        )
        for n in range(draw(st.integers(1, 4)))
    ]
    pairs = [(entry.key, judge.key) for entry in entries for judge in judges]
    tied = frozenset(draw(st.lists(st.sampled_from(pairs), max_size=2)))
    kept = frozenset(draw(st.lists(st.sampled_from(pairs), max_size=1))) - tied
    facts = {
        "each": draw(st.integers(1, 3)),
        "bids": draw(st.dictionaries(st.sampled_from(pairs), st.sampled_from([-1, 1]), max_size=4)),
    }
    return Case(entries=entries, judges=judges, tied=tied, kept=kept, **{"even": 0, **facts, **fixed})


def affinity_of(case: Case, entry: Entry, judge: Judge) -> int:
    return sum(part.points for part in reasons(judge, entry, bid=case.bids.get((entry.key, judge.key), 0)))


def may(case: Case, entry: Entry, judge: Judge) -> bool:
    return (entry.key, judge.key) not in case.tied and may_read(judge, entry)


def every_choice(case: Case):
    """For each way to give out reviews: (missing, unevenly missing, below a least), the total, the entries' sums."""
    options, could = [], []
    for entry in case.entries:
        keeps = [judge for judge in case.judges if (entry.key, judge.key) in case.kept]
        others = [judge for judge in case.judges if may(case, entry, judge) and judge not in keeps]
        free = max(case.each - len(keeps), 0)
        options.append([(*keeps, *more) for n in range(free + 1) for more in itertools.combinations(others, n)])
        could.append(max(map(len, options[-1])))
    stands = Counter(judge for _, judge in case.kept)
    reads = {
        judge.key: sum(may(case, entry, judge) or (entry.key, judge.key) in case.kept for entry in case.entries)
        for judge in case.judges
    }
    for picked in itertools.product(*options):
        load = Counter(judge.key for readers in picked for judge in readers)
        if any(load[judge.key] > max(judge.most, stands[judge.key]) for judge in case.judges):
            continue
        missing = [most - len(readers) for most, readers in zip(could, picked, strict=True)]
        below = sum(max(min(judge.least, reads[judge.key]) - load[judge.key], 0) for judge in case.judges)
        sums = [
            sum(affinity_of(case, entry, judge) for judge in readers)
            for entry, readers in zip(case.entries, picked, strict=True)
        ]
        uneven = sum(lack * (lack + 1) // 2 for lack in missing)
        yield (sum(missing), uneven, below), sum(sums), sums


@settings(max_examples=60, deadline=None)
@given(cases(is_fair=False))
def test_the_total_is_the_best_there_is(case: Case) -> None:
    made = plan(case)
    gaps, total = min((gaps, -total) for gaps, total, _ in every_choice(case))
    assert sum(len({p for p in made.reviews if p.entry == e.key}) < case.each for e in case.entries) == len(made.short)
    assert made.total == -total - made.swap_cost
    if not made.swaps:
        assert sum(max(min(one.least, one.may_read) - one.got, 0) for one in made.idle) <= gaps[2] or case.kept


@settings(max_examples=60, deadline=None)
@given(cases(is_fair=True))
def test_the_worst_off_entry_gets_the_most_it_can(case: Case) -> None:
    made = plan(case)
    if made.short or made.swaps or made.idle:
        return
    whole = [sums for gaps, _, sums in every_choice(case) if gaps == (0, 0, 0)]
    assert made.worst == max(min(sums) for sums in whole)


@settings(max_examples=40, deadline=None)
@given(cases(even=20))
def test_no_plan_breaks_a_promise_and_the_order_of_people_changes_nothing(case: Case) -> None:
    made = plan(case)
    pairs = [(one.entry, one.judge) for one in made.reviews]
    assert len(set(pairs)) == len(pairs)
    assert not set(pairs) & case.tied
    assert case.kept <= set(pairs)
    entries, judges = {one.key: one for one in case.entries}, {one.key: one for one in case.judges}
    for one in made.reviews:
        assert one.how == "kept" or may_read(judges[one.judge], entries[one.entry])
        assert one.affinity == affinity_of(case, entries[one.entry], judges[one.judge])
    turned = msgspec.structs.replace(case, entries=case.entries[::-1], judges=case.judges[::-1])
    assert plan(turned) == made


@settings(max_examples=40, deadline=None)
@given(cases())
def test_affinities_of_all_pairs_are_those_said_in_words(case: Case) -> None:
    worth, is_open = grid(case.entries, case.judges, case.bids)
    for row, entry in enumerate(case.entries):
        for column, judge in enumerate(case.judges):
            assert worth[row, column] == affinity_of(case, entry, judge)
            assert is_open[row, column] == may_read(judge, entry)


def test_the_best_fit_is_worth_a_thousand() -> None:
    judge = Judge(key="j", scenes=frozenset("a"), keywords=frozenset("pqr"), languages=frozenset(["en"]), most=1)
    entry = Entry(key="e", scene="a", keywords=frozenset("pqr"), languages=frozenset(["en"]))
    made = reasons(judge, entry, bid=1)
    assert [(one.kind, one.points, one.what) for one in made] == [
        ("scene", 350, ("a",)),
        ("expertise", 350, ("p", "q", "r")),
        ("language", 150, ("en",)),
        ("bid", 150, ("wants",)),
    ]
    assert WHOLE == 1000


def network(entries: int, judges: int, each: int, *, seed: int, even: int = 0) -> Network:
    """A round too large to look at every pair at once; every pair may be."""
    random = np.random.default_rng(seed)
    worth = random.integers(0, 1000, entries * judges).astype(np.int32)
    load = entries * each // judges
    return Network(
        entry=np.repeat(np.arange(entries, dtype=np.int32), judges),
        judge=np.tile(np.arange(judges, dtype=np.int32), entries),
        worth=worth,
        need=np.full(entries, each),
        least=np.full(judges, load - 2),
        most=np.full(judges, load + 2),
        bonus=np.zeros(len(worth), np.int32),
        even=even,
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_best_of_a_part_is_proved_to_be_the_best_of_all(seed: int) -> None:
    net = network(150, 120, 4, seed=seed)
    made = solve(net)
    assert len(made.chosen) == 600
    assert int(net.worth[made.chosen].sum()) == bound(net, made.price)


def test_uneven_loads_have_a_price() -> None:
    plain, even = network(60, 12, 3, seed=1), network(60, 12, 3, seed=1, even=2000)
    loads = [np.bincount(net.judge[solve(net).chosen]) for net in (plain, even)]
    assert np.ptp(loads[0]) > np.ptp(loads[1]) == 0


def people(*names: str, **values: object) -> list[Judge]:
    return [Judge(key=name, **{"most": 9, **values}) for name in names]


def entries(*names: str, **values: object) -> list[Entry]:
    return [Entry(key=name, **values) for name in names]


def given_out(case: Case) -> dict[str, str]:
    made: dict[str, str] = {}
    for one in plan(case).reviews:
        made[one.entry] = made.get(one.entry, "") + one.judge
    return made


def test_panels_that_share_no_entry_are_linked_by_the_cheapest_exchange() -> None:
    judges = people("a", "b", scenes=frozenset("x")) + people("c", "d", scenes=frozenset("y"))
    case = Case(
        entries=entries("1", "2", "3", scene="x") + entries("4", "5", "6", scene="y"), judges=judges, each=2, even=400
    )
    made = plan(case)
    assert made.swaps == 1
    assert made.apart == []
    assert made.swap_cost == made.best_total - made.total > 0
    assert {len({p.judge for p in made.reviews if p.entry == e.key}) for e in case.entries} == {2}


def test_parts_that_no_exchange_can_link_are_said() -> None:
    case = Case(
        entries=entries("1", "2", languages=frozenset(["fr"])) + entries("3", languages=frozenset(["zh"])),
        judges=people("a", "b", languages=frozenset(["fr"])) + people("c", "d", languages=frozenset(["zh"])),
        each=2,
    )
    made = plan(case)
    assert (made.swaps, made.apart) == (0, [["3"]])


def test_what_is_begun_and_what_is_pinned_stays_and_a_change_must_be_worth_its_price() -> None:
    entry = entries("e", scene="x")
    poor, good = people("poor", scenes=frozenset("y")), people("good", scenes=frozenset("x"))
    case = Case(entries=entry, judges=poor + good, each=1)
    assert given_out(case) == {"e": "good"}
    poor_pair = frozenset({("e", "poor")})
    assert given_out(msgspec.structs.replace(case, kept=poor_pair)) == {"e": "poor"}
    assert given_out(msgspec.structs.replace(case, pinned=poor_pair)) == {"e": "poor"}
    assert given_out(msgspec.structs.replace(case, given=poor_pair, change=400)) == {"e": "poor"}
    changed = plan(msgspec.structs.replace(case, given=poor_pair, change=300))
    assert (changed.pairs, changed.dropped) == ([("e", "good")], [("e", "poor")])


def test_after_a_drop_out_only_its_reviews_move() -> None:
    names = [f"e{n}" for n in range(6)]
    case = Case(entries=entries(*names), judges=people("a", "b", "c"), each=2, even=50)
    before = frozenset((one.entry, one.judge) for one in plan(case).reviews)
    left = frozenset(pair for pair in before if pair[1] != "c")
    again = plan(msgspec.structs.replace(case, judges=people("a", "b"), given=left))
    assert again.dropped == []
    assert {pair[0] for pair in again.pairs} == {entry for entry, judge in before if judge == "c"}


# Bad input


def test_a_judge_without_a_common_language_reads_nothing_and_it_is_said() -> None:
    made = plan(
        Case(
            entries=entries("1", "2", languages=frozenset(["fr"])),
            judges=people("a", "b", languages=frozenset(["fr"])) + people("z", languages=frozenset(["zh"]), least=1),
            each=3,
        )
    )
    assert [(one.key, one.got, one.foreign) for one in made.short] == [("1", 2, 1), ("2", 2, 1)]
    assert [(one.key, one.got, one.may_read) for one in made.idle] == [("z", 0, 0)]
    assert made.relaxations == [Relaxation(kind="reader", missing=1, entries=("1", "2"), languages=("fr",))]


def test_leasts_above_what_there_is_to_read() -> None:
    made = plan(Case(entries=entries("1", "2"), judges=people("a", "b", "c", least=2), each=1))
    assert sorted(one.got for one in made.idle) == [0, 1, 1] or sum(one.got for one in made.idle) <= 2
    assert made.relaxations == [
        Relaxation(kind="capacity", missing=4, judges=tuple(one.key for one in made.idle)),
    ]


def test_every_judge_too_close_to_one_entry() -> None:
    tied = frozenset({("1", "a"), ("1", "b")})
    made = plan(Case(entries=entries("1", "2"), judges=people("a", "b"), each=2, tied=tied))
    assert [(one.key, one.got, one.tied) for one in made.short] == [("1", 0, 2)]
    assert [(one.kind, one.missing, one.entries) for one in made.relaxations] == [("judge", 2, ("1",))]
    assert {one.entry for one in made.reviews} == {"2"}


def test_a_panel_of_two_for_three_reviews() -> None:
    made = plan(Case(entries=entries("1", "2"), judges=people("a", "b"), each=3))
    assert [(one.key, one.wanted, one.got) for one in made.short] == [("1", 3, 2), ("2", 3, 2)]
    assert [(one.kind, one.missing) for one in made.relaxations] == [("judge", 1)]


def test_too_little_room_names_the_judges_any_of_whom_could_read_more() -> None:
    french, chinese = frozenset(["fr"]), frozenset(["zh"])
    made = plan(
        Case(
            entries=entries("1", "2", "3", languages=french) + entries("4", languages=chinese),
            judges=people("a", "b", most=1, languages=french) + people("c", languages=chinese),
            each=1,
        )
    )
    assert [one.full for one in made.short] == [2]
    assert [(one.kind, one.missing, one.judges) for one in made.relaxations] == [("room", 1, ("a", "b"))]


@pytest.mark.parametrize("count", [0, 1])
def test_nobody_and_nothing(count: int) -> None:
    made = plan(Case(entries=entries("1")[:count], judges=[], each=3))
    assert (made.reviews, made.total, made.worst) == ([], 0, None)
    assert len(made.short) == count
    assert plan(Case(entries=[], judges=people("a"), each=3)).reviews == []


# Just in time


def test_a_judge_who_is_present_gets_the_least_covered_entry_they_may_read() -> None:
    judge = people("a", languages=frozenset(["fr"]), most=3)[0]
    listed = entries("1", "2", "3", "5", languages=frozenset(["fr"])) + entries("4", languages=frozenset(["zh"]))

    def chosen(load: int = 0, **covered: int) -> str | None:
        return next_entry(
            judge,
            listed,
            covered={key.removeprefix("e"): value for key, value in covered.items()},
            each=2,
            closed=[("1", "a"), ("3", "b")],
            affinities={"2": 100, "3": 200, "5": 200},
            load=load,
        )

    assert chosen() == "3"
    assert chosen(e3=1) == "5"
    assert chosen(e3=1, e5=1) == "2"
    assert chosen(e2=2, e3=2, e5=2) is None
    assert chosen(load=3) is None
