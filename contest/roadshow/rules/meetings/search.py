"""Near the best plan with windows: choose, place, choose anew what would not fit, then search slots and groups of them.

The best choice may not fit into people's windows. What is left over after chains and pushes is barred, and the choice
made anew: the flow finds the cheapest chain of exchanges around it, over all slots. Then each slot is solved exactly
beside the others, and groups of slots are emptied and filled anew. Deterministic: it counts rounds, not seconds.
"""

from collections.abc import Callable
from random import Random

import numpy as np

from contest.roadshow.rules.meetings.choose import choose
from contest.roadshow.rules.meetings.market import Board, Ints, Market
from contest.roadshow.rules.meetings.placing import even_out, place, push

PASSES, ROUNDS = 3, 12
STAY = 5  # thousandths for a meeting that has a slot already
WORK = 400_000  # pairs looked at in groups of slots: half a second to two
MOST_GROUPS, SMALLEST, LARGEST = 400, 2, 6
PATIENCE = 120  # groups in a row that win nothing

Tell = Callable[[float], None]


def settle(market: Market, tell: Tell) -> tuple[Board, int]:
    """The board with the best plan found, and the bound of its value (see `bound`)."""
    board = Board(market)
    seats = market.tables * market.slots
    first = choose(market, seats=seats)
    tell(0.1)
    if market.free.all():
        board.tables = market.parties
        left = place(board, _best_first(market, first))
        assert not left
        even_out(board)
        board.tables = market.tables
    else:
        _search(board, first, tell)
    return board, bound(market, first, board)


def bound(market: Market, first: Ints, board: Board) -> int:
    """What no plan exceeds that keeps as many promises: the value of the best choice without looking at slots."""
    missed = np.stack(market.tiers(market.loads(first))).sum(axis=1).tolist()
    if [-one for one in missed] == list(board.standing()[:2]):
        return int(market.worth[first].sum())
    nobody = np.zeros(market.parties, np.int64)
    free = market._replace(floor=nobody, least=nobody)
    return int(market.worth[choose(free, seats=market.tables * market.slots)].sum())


def _best_first(market: Market, meetings: Ints) -> list[int]:
    order: list[int] = meetings[np.argsort(-market.worth[meetings], kind="stable")].tolist()
    return order


def _search(board: Board, first: Ints, tell: Tell) -> None:
    random = Random(len(board.market.worth))  # noqa: S311 - nothing is secret about it
    goal = _rank(board.market, np.zeros(board.market.parties, np.int64), first)
    best, standing = board.snapshot(), board.standing()
    for turn in range(PASSES):
        _choose_and_place(board, first, random)
        while sum(resolve(board, slot) for slot in range(board.market.slots)):
            pass
        if board.standing() > standing:
            best, standing = board.snapshot(), board.standing()
        tell(0.1 + 0.5 * (turn + 1) / PASSES)
        if standing == goal:
            break
    board.restore(best)
    _search_groups(board, goal, random, tell)


def _search_groups(board: Board, goal: tuple[int, int, int], random: Random, tell: Tell) -> None:
    slots = board.market.slots
    groups = min(WORK // (len(board.market.worth) + 1), MOST_GROUPS) if slots > SMALLEST else 0
    idle = 0
    for turn in range(groups):
        before = board.standing()
        if before == goal or idle == PATIENCE:
            return
        refill(board, sorted(random.sample(range(slots), random.randint(SMALLEST, min(LARGEST, slots)))))
        idle = idle + 1 if board.standing() == before else 0
        tell(0.6 + 0.4 * (turn + 1) / groups)


def _choose_and_place(board: Board, first: Ints, random: Random) -> None:
    """Until all that is chosen has a slot; what will not fit is barred."""
    market = board.market
    is_open = np.ones(len(market.worth), bool)
    chosen = first
    for _ in range(ROUNDS):
        is_chosen = np.zeros(len(market.worth), bool)
        is_chosen[chosen] = True
        for meeting in np.flatnonzero(board.placed & ~is_chosen).tolist():
            board.take(meeting)
        left = place(board, _best_first(market, np.flatnonzero(is_chosen & ~board.placed)))
        out = [over for one in left for over in push(board, one, random)]
        if not out:
            return
        is_open[out] = False
        stays = market._replace(worth=market.worth + np.int32(STAY) * board.placed)
        chosen = choose(stays, seats=market.tables * market.slots, inside=is_open)


def resolve(board: Board, slot: int) -> bool:
    """Fill a slot anew with the best matching, the others staying as they are; whether it became better."""
    market = board.market
    before = np.flatnonzero(board.slot == slot)
    elsewhere = board.placed
    elsewhere[before] = False
    load = market.loads(elsewhere)
    room = np.minimum(market.most - load, 1) * market.free[:, slot]
    chosen = choose(market, load=load, room=room, seats=market.tables, inside=~elsewhere)
    if _rank(market, load, chosen) <= _rank(market, load, before):
        return False
    for meeting in before.tolist():
        board.take(meeting)
    for meeting in chosen.tolist():
        board.put(meeting, slot)
    return True


def _rank(market: Market, load: Ints, meetings: Ints) -> tuple[int, int, int]:
    floors, leasts = market.tiers(load + market.loads(meetings))
    return -int(floors.sum()), -int(leasts.sum()), int(market.worth[meetings].sum())


def refill(board: Board, slots: list[int]) -> None:
    """Empty some slots, choose what is best in them together, place it and solve each of them; undone if worse."""
    market = board.market
    kept, standing = board.snapshot(), board.standing()
    for meeting in np.flatnonzero(np.isin(board.slot, slots)).tolist():
        board.take(meeting)
    mask = sum(1 << slot for slot in slots)
    whole = board.free
    board.free = [free & mask for free in whole]
    load = board.loads()
    windows = market.free[:, slots]
    inside = (windows[market.entry] & windows[market.other]).any(axis=1) & ~board.placed
    chosen = choose(market, load=load, room=board.room(load), seats=market.tables * len(slots), inside=inside)
    place(board, _best_first(market, chosen))
    board.free = [free | (before & ~mask) for free, before in zip(board.free, whole, strict=True)]
    for slot in slots:
        resolve(board, slot)
    if board.standing() < standing:
        board.restore(kept)
