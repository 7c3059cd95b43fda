"""Who meets whom when: held against every plan there is on small cases, and against the integer programme."""

from itertools import combinations, product

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from contest.roadshow.rules.meetings import Case, Meeting, Pair, Party, Plan, Slot, Table, causes, check, value
from contest.roadshow.rules.meetings.market import NOWHERE, Board
from contest.roadshow.rules.meetings.placing import straight
from contest.roadshow.rules.meetings.plan import market_of, ordered, plan
from contest.roadshow.rules.meetings.proof import prove
from contest.roadshow.rules.meetings.replan import CHANGE, MOVED_SHARE, replan
from contest.roadshow.rules.meetings.search import settle
from tests.bench.matchmaking import invented, self_booked


def slots(count: int) -> list[Slot]:
    return [Slot(start=25 * at, end=25 * at + 20) for at in range(count)]


def party(key: str, *, free: set[int], most: int = 4, **more: object) -> Party:
    return Party(key=key, free=frozenset(free), most=most, **more)  # type: ignore[arg-type]


@st.composite
def cases(draw: st.DrawFn, *, most: int = 6, slot_count: int = 5, windows: bool = True) -> Case:
    count = draw(st.integers(1, slot_count))
    everything = frozenset(range(count))
    free = st.frozensets(st.integers(0, count - 1)) if windows else st.just(everything)

    def side(name: str, number: int) -> list[Party]:
        return [
            Party(
                key=f"{name}{at}",
                free=draw(free),
                floor=draw(st.integers(0, 2)) if name == "e" else 0,
                least=draw(st.integers(0, 2)),
                most=draw(st.integers(0, 4)),
                is_remote=name == "e" and draw(st.booleans()),
            )
            for at in range(number)
        ]

    entries, others = side("e", draw(st.integers(1, most))), side("o", draw(st.integers(1, most)))
    pairs = [(one.key, other.key) for one in entries for other in others]
    marks = st.sampled_from([value.MUST, value.NICE, value.NEVER, value.OPEN])
    wishes = {pair: (draw(marks), draw(marks)) for pair in pairs}
    fits = {pair: draw(st.integers(0, 100)) for pair in pairs}
    barred = frozenset(pair for pair in pairs if draw(st.integers(0, 9)) == 0)
    return Case(
        entries=entries,
        others=others,
        worths={pair: worth for pair, worth in value.wished(wishes, fits).items() if pair not in barred},
        slots=slots(count),
        tables=[Table(key=f"t{at}", room="ab"[at % 2]) for at in range(draw(st.integers(0, 3)))],
        entry_musts=frozenset(pair for pair in pairs if wishes[pair][0] == value.MUST),
        other_musts=frozenset(pair for pair in pairs if wishes[pair][1] == value.MUST),
        never=frozenset(pair for pair in pairs if value.NEVER in wishes[pair]),
        barred=barred,
    )


def broken(case: Case, meetings: list[Meeting]) -> list[str]:
    """Which promises of a plan are broken."""
    parties = {one.key: one for one in (*case.entries, *case.others)}
    rooms = {table.key: table.room for table in case.tables}
    found = []
    seen: set[tuple[str, int]] = set()
    for one in meetings:
        marks = [*((key, one.slot) for key in one.pair), *([(f"table {one.table}", one.slot)] if one.table else [])]
        found += [f"{mark} twice" for mark in marks if mark in seen]
        seen |= set(marks)
        found += [f"{key} away" for key in one.pair if one.slot not in parties[key].free]
        if one.pair in case.never | case.barred or one.pair not in case.worths:
            found.append(f"{one.pair} never")
        if (one.table is None) != parties[one.entry].is_remote:
            found.append(f"{one.pair} table")
    for key, who in parties.items():
        theirs = [one for one in meetings if key in one.pair]
        if len(theirs) > who.most:
            found.append(f"{key} limit")
        for first, second in combinations([one for one in theirs if one.table], 2):
            if not case.is_in_reach((first.slot, rooms[first.table or ""]), (second.slot, rooms[second.table or ""])):
                found.append(f"{key} walks")
    if len({one.pair for one in meetings}) < len(meetings):
        found.append("a pair twice")
    return found


@settings(max_examples=80, deadline=None)
@given(cases(), st.integers(0, 60))
def test_a_plan_keeps_what_it_must_and_names_what_it_could_not(case: Case, minutes: int) -> None:
    case = msgspec.structs.replace(case, walks={("a", "b"): minutes})
    made = plan(case)
    assert broken(case, made.meetings) == []
    assert made.value <= made.bound and (made.value == made.bound or not made.is_proved)
    met = {one.pair for one in made.meetings}
    assert {(one.by, one.pair) for one in made.missing} == {
        *(("entry", pair) for pair in case.entry_musts - met),
        *(("other", pair) for pair in case.other_musts - met),
    }
    assert {one.cause for one in made.missing} <= set(causes.CAUSES)
    counts = {
        one.key: sum(one.key in meeting.pair for meeting in made.meetings) for one in (*case.entries, *case.others)
    }
    assert {one.key for one in made.lacks} == {
        one.key for one in (*case.entries, *case.others) if counts[one.key] < max(one.floor, one.least)
    }
    assert {one.cause for one in made.lacks} <= set(causes.LACKS)


def best(case: Case) -> tuple[int, int, int]:
    """By trying everything: floors and leasts kept as far as can be, then worth."""
    pairs = sorted(case.worths)
    parties = {one.key: one for one in (*case.entries, *case.others)}
    found = (-(10**9), 0, 0)
    for times in product([None, *range(len(case.slots))], repeat=len(pairs)):
        placed = {pair: at for pair, at in zip(pairs, times, strict=True) if at is not None}
        marks = [(key, at) for pair, at in placed.items() for key in pair]
        load = {key: sum(key in pair for pair in placed) for key in parties}
        seated = [at for pair, at in placed.items() if not parties[pair[0]].is_remote]
        if (
            len(set(marks)) < len(marks)
            or any(at not in parties[key].free for key, at in marks)
            or any(load[key] > parties[key].most for key in parties)
            or any(seated.count(at) > len(case.tables) for at in set(seated))
        ):
            continue
        found = max(found, standing(case, load, sum(case.worths[pair] for pair in placed)))
    return found


def standing(case: Case, load: dict[str, int], worth: int) -> tuple[int, int, int]:
    """As the computation counts: what lies above a limit, or above the time there is, is not missed."""
    floors = leasts = 0
    for one in (*case.entries, *case.others):
        most = min(one.most, len(one.free))
        floor = min(one.floor, most)
        least = min(max(one.least, floor), most)
        floors += max(floor - load[one.key], 0)
        leasts += max(least - max(load[one.key], floor), 0)
    return -floors, -leasts, worth


def reached(case: Case, made: Plan) -> tuple[int, int, int]:
    load = {one.key: sum(one.key in meeting.pair for meeting in made.meetings) for one in (*case.entries, *case.others)}
    return standing(case, load, made.value)


@settings(max_examples=40, deadline=None)
@given(cases(most=2, slot_count=3))
def test_a_small_plan_with_windows_is_as_good_as_the_best_of_all_plans(case: Case) -> None:
    made = plan(case, is_to_prove=True)
    top = best(case)
    assert reached(case, made) == top
    assert made.bound >= top[2]


@settings(max_examples=40, deadline=None)
@given(cases(most=2, slot_count=3, windows=False))
def test_without_windows_the_plan_is_the_best_and_known_to_be(case: Case) -> None:
    made = plan(case)
    assert reached(case, made) == best(case)
    assert made.is_proved and made.value == made.bound


@settings(max_examples=40, deadline=None)
@given(cases(most=5), st.randoms(use_true_random=False))
def test_the_order_of_people_changes_nothing(case: Case, random: object) -> None:
    shuffled = {name: getattr(case, name)[::-1] for name in ("entries", "others")}
    worths = dict(reversed(case.worths.items()))
    assert plan(msgspec.structs.replace(case, worths=worths, **shuffled)) == plan(case)


def test_the_goals_at_60x40_beside_the_integer_programme() -> None:
    for name, least in (("60x40", 1.0), ("60x40w", 0.998)):
        roadshow = invented(name, seed=3)
        made = plan(roadshow.case)
        assert broken(roadshow.case, made.meetings) == []
        assert made.value >= least * made.bound
        assert made.value >= 1.05 * self_booked(roadshow, seed=3)
    market, _ = market_of(ordered(roadshow.case))
    board, bound = settle(market, lambda share: None)
    before = board.standing()[2]
    proved, is_best = prove(board, bound)
    assert is_best
    assert board.standing()[2] == proved
    assert 0.998 * proved <= before <= proved <= bound


def two(**more: object) -> Case:
    """Two entries, two counterparts, two slots, two tables in two rooms."""
    given_ = {
        "entries": [party("e1", free={0, 1}), party("e2", free={0, 1})],
        "others": [party("o1", free={0, 1}), party("o2", free={0, 1})],
        "worths": {("e1", "o1"): 800, ("e1", "o2"): 550, ("e2", "o1"): 550, ("e2", "o2"): 300},
        "slots": slots(2),
        "tables": [Table(key="t1", room="hall"), Table(key="t2", room="hall")],
        "entry_musts": frozenset({("e1", "o1")}),
    }
    return Case(**{**given_, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("case", "cause"),
    [
        (two(worths={("e2", "o1"): 1}, never=frozenset({("e1", "o1")})), causes.NEVER),
        (two(barred=frozenset({("e1", "o1")})), causes.BARRED),
        (two(others=[party("o1", free=set()), party("o2", free={0, 1})]), causes.NO_COMMON_SLOT),
        (two(entries=[party("e1", free={0, 1}, most=0), party("e2", free={0})]), causes.OWN_LIMIT),
        (two(others=[party("o1", free={0, 1}, most=0), party("o2", free={0})]), causes.OTHER_LIMIT),
        (two(tables=[]), causes.NO_TABLE),
        (
            two(
                entries=[party("e1", free={0}), party("e2", free={0, 1})],
                worths={("e1", "o1"): 400, ("e1", "o2"): 900},
            ),
            causes.TAKEN,
        ),
    ],
)
def test_each_missing_must_has_its_cause(case: Case, cause: str) -> None:
    made = plan(case)
    assert [(one.by, one.pair, one.cause) for one in made.missing] == [("entry", ("e1", "o1"), cause)]


def test_a_walk_longer_than_the_break_keeps_people_in_one_room_or_is_named() -> None:
    far = two(
        tables=[Table(key="t1", room="hall"), Table(key="t2", room="annexe")],
        walks={("hall", "annexe"): 15},
        entry_musts=frozenset({("e1", "o1"), ("e1", "o2"), ("e2", "o1"), ("e2", "o2")}),
    )
    made = plan(far)
    assert broken(far, made.meetings) == []
    assert {one.cause for one in made.missing} == {causes.TOO_FAR}
    near = msgspec.structs.replace(far, walks={("hall", "annexe"): 5})
    assert plan(near).missing == []


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        (Meeting(entry="e1", other="o2", slot=1, table="t2", worth=1), None),
        (Meeting(entry="e1", other="o2", slot=0, table="t2", worth=1), check.BUSY),
        (Meeting(entry="e1", other="o3", slot=1, table="t2", worth=1), check.NEVER),
        (Meeting(entry="e1", other="o4", slot=1, table="t2", worth=1), check.AWAY),
        (Meeting(entry="e3", other="o3", slot=1, table="t2", worth=1), check.LIMIT),
        (Meeting(entry="e2", other="o3", slot=0, table="t1", worth=1), check.TABLE_TAKEN),
        (Meeting(entry="e2", other="o3", slot=0, table=None, worth=1), check.NO_TABLE),
        (Meeting(entry="e1", other="o2", slot=1, table="t3", worth=1), check.TOO_FAR),
        (Meeting(entry="e2", other="o2", slot=1, table="t2", worth=1), check.BARRED),
    ],
)
def test_a_change_by_hand_is_checked(changed: Meeting, kind: str | None) -> None:
    case = two(
        entries=[party("e1", free={0, 1}), party("e2", free={0, 1}), party("e3", free={1}, most=0)],
        others=[party(f"o{at}", free={0} if at == 4 else {0, 1}) for at in (1, 2, 3, 4)],
        tables=[Table(key="t1", room="hall"), Table(key="t2", room="hall"), Table(key="t3", room="annexe")],
        walks={("annexe", "hall"): 15},
        never=frozenset({("e1", "o3")}),
        barred=frozenset({("e2", "o2")}),
    )
    stands = [Meeting(entry="e1", other="o1", slot=0, table="t1", worth=1)]
    assert {found for found, _ in check.problems(case, stands, changed)} == ({kind} if kind else set())


def gone(case: Case, key: str) -> Case:
    """The case without any time of one party."""
    sides = {
        name: [msgspec.structs.replace(one, free=frozenset()) if one.key == key else one for one in getattr(case, name)]
        for name in ("entries", "others")
    }
    return msgspec.structs.replace(case, **sides)


@settings(max_examples=60, deadline=None)
@given(cases(), st.data())
def test_a_replan_keeps_what_was_published(case: Case, data: st.DataObject) -> None:
    published = plan(case).meetings
    away = data.draw(st.sampled_from([one.key for one in (*case.entries, *case.others)]))
    since = data.draw(st.integers(0, len(case.slots)))
    later = gone(case, away)
    lost = {one.pair for one in published if away in one.pair and one.slot >= since}
    made = replan(later, published, lost=lost, since=since)
    stays = {one.pair: one for one in published if one.pair not in lost}
    assert set(stays) <= {one.pair for one in made.meetings}
    changed = [one for one in made.meetings if stays.get(one.pair, one) != one]
    assert [after for _, after in made.moved] == changed
    assert len(changed) <= MOVED_SHARE * len(published)
    assert all(one.slot >= since for one in (*changed, *made.added))
    assert not {one.pair for one in made.added} & (set(stays) | lost)
    freed = {key for pair in lost for key in pair}
    assert all(freed & set(one.pair) for one in made.added)
    assert broken(case, [one for one in made.meetings if away not in one.pair or one.slot >= since]) == []


def test_a_no_show_of_the_busiest_is_made_up_for_within_the_share_that_may_move() -> None:
    case = invented("60x40w", seed=1).case
    published = plan(case).meetings
    counts: dict[str, int] = {}
    for one in published:
        counts[one.entry] = counts.get(one.entry, 0) + 1
    away = max(sorted(counts), key=counts.__getitem__)
    lost: set[Pair] = {one.pair for one in published if one.entry == away}
    made = replan(gone(case, away), published, lost=lost)
    assert len(made.added) >= 1
    assert len(made.moved) <= MOVED_SHARE * len(published)
    gain = sum(one.worth for one in made.added)
    assert gain > CHANGE * len(made.moved)


@pytest.mark.parametrize(("fillers", "may_move", "moved"), [(60, True, 1), (60, False, 0), (20, True, 0)])
def test_one_in_fifty_moves_where_that_lets_somebody_meet(fillers: int, may_move: bool, moved: int) -> None:
    """e1 has lost its only meeting and can come at slot 0, when o2 meets e2: these two could meet at slot 1."""
    names = [f"f{at:02}" for at in range(fillers)]
    stands = [("e1", "o1", 0), ("e2", "o2", 0), *((f"e{name}", f"o{name}", 0) for name in names)]
    case = Case(
        entries=[party("e1", free={0}), party("e2", free={0, 1}), *(party(f"e{name}", free={0}) for name in names)],
        others=[party("o1", free=set()), party("o2", free={0, 1}), *(party(f"o{name}", free={0}) for name in names)],
        worths={("e1", "o2"): 900, **{(entry, other): 500 for entry, other, _ in stands}},
        slots=slots(2),
        tables=[Table(key=f"t{at:03}") for at in range(fillers + 2)],
    )
    published = [
        Meeting(entry=entry, other=other, slot=slot, table=f"t{at:03}", worth=500)
        for at, (entry, other, slot) in enumerate(stands)
    ]
    made = replan(case, published, lost={("e1", "o1")}, may_move=may_move)
    assert len(made.moved) == moved
    assert [one.pair for one in made.added] == [("e1", "o2")] * moved
    if may_move:  # which is what happens unless somebody says otherwise
        assert replan(case, published, lost={("e1", "o1")}) == made


def test_a_meeting_goes_straight_into_the_emptiest_time_of_both_that_has_a_table() -> None:
    case = Case(
        entries=[party(key, free=free) for key, free in (("e1", {0, 1, 2}), ("e2", {0}), ("e3", {2}), ("e4", {0}))],
        others=[party(key, free={0, 1, 2}) for key in ("o1", "o2", "o3", "o4")],
        worths={("e1", "o1"): 1, ("e2", "o2"): 1, ("e3", "o3"): 1, ("e4", "o4"): 1},
        slots=slots(3),
        tables=[Table(key="t1")],
    )
    market, pairs = market_of(ordered(case))
    at = {pair[0]: number for number, pair in enumerate(pairs)}
    board = Board(market._replace(tables=2))
    board.put(at["e2"], 0)
    assert straight(board, at["e1"]) and board.slot[at["e1"]] == 1  # 0 has one already, 1 and 2 have none
    board.take(at["e1"])
    board.put(at["e4"], 0)
    board.put(at["e3"], 2)
    board.tables = 1
    assert straight(board, at["e1"]) and board.slot[at["e1"]] == 1  # the others have no table left
    board.take(at["e1"])
    board.tables = 0
    assert not straight(board, at["e1"]) and board.slot[at["e1"]] == NOWHERE


@pytest.mark.parametrize("seed", [1, 10])
def test_what_is_proved_is_what_the_whole_integer_programme_says(seed: int) -> None:
    market, _ = market_of(ordered(invented("30x20w", seed=seed).case))
    board, bound = settle(market, lambda share: None)
    before = board.standing()[2]
    proved, is_best = prove(board, bound)
    assert is_best and before < proved == board.standing()[2]
    pair, slot = np.nonzero(market.free[market.entry] & market.free[market.other])
    rows: dict[tuple[str, int, int], list[int]] = {}
    for column, (one, at) in enumerate(zip(pair.tolist(), slot.tolist(), strict=True)):
        for key in (("pair", one, 0), ("table", 0, at)):
            rows.setdefault(key, []).append(column)
        for who in (int(market.entry[one]), int(market.other[one])):
            rows.setdefault(("once", who, at), []).append(column)
            rows.setdefault(("most", who, 0), []).append(column)
    whole = np.zeros((len(rows), len(pair)))
    for row, columns in enumerate(rows.values()):
        whole[row, columns] = 1
    fixed = {"pair": 1, "once": 1, "table": market.tables}
    limits = [market.most[key[1]] if key[0] == "most" else fixed[key[0]] for key in rows]
    least = market.tiers(np.zeros(market.parties, np.int64))
    wanted = [int(sum(tier[key[1]] for tier in least)) if key[0] == "most" else -np.inf for key in rows]
    found = milp(
        -market.worth[pair].astype(float),
        constraints=LinearConstraint(csr_array(whole), wanted, limits),
        integrality=np.ones(len(pair)),
        bounds=Bounds(0, 1),
    )
    assert proved == round(-found.fun)


def test_nobody_and_nothing_are_plans_too() -> None:
    nobody = Case(entries=[], others=[], worths={}, slots=[], tables=[])
    assert plan(nobody) == Plan(meetings=[], value=0, bound=0, is_proved=True, missing=[], lacks=[])
    waiting = two(entries=[party("e1", free=set(), floor=2)], worths={("e1", "o1"): 1})
    assert [(one.kind, one.wanted, one.got, one.cause) for one in plan(waiting).lacks] == [
        ("floor", 2, 0, causes.ABSENT)
    ]
