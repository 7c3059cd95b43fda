"""The integer programme of meetings in slots, by HiGHS: the proof that a plan is the best, or a better plan.

The linear programme without slots comes first. Its prices say what each pair would cost any plan that has it; a pair
that costs more than the plan at hand lacks to the bound is in no better plan, and is left out: most are.
"""

import time
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

from contest.roadshow.rules.meetings.market import Board, Flags, Ints, Market

SECONDS = 120.0
INFEASIBLE = 2  # of `milp`


def prove(board: Board, bound: int, *, seconds: float = SECONDS) -> tuple[int, bool]:
    """The tightest bound found in time, and whether the board reaches it; a better plan found is put on the board.

    Among the plans in which nobody gets fewer of the meetings that they were promised or wished for at least.
    """
    market = board.market
    floors, leasts = market.tiers(np.zeros(market.parties, np.int64))
    kept = np.minimum(floors + leasts, board.loads())
    value = board.standing()[2]
    top, may_matter = _without_slots(market, kept, value)
    bound = min(bound, top)
    if value >= bound:
        return bound, True
    bound = max(value, min(bound, _with_slots(board, may_matter, kept, seconds)))
    return bound, board.standing()[2] >= bound


def _rows(of: Ints, count: int) -> csr_array:
    """A constraint for each of `count` things: the sum of the columns that are `of` it."""
    return csr_array((np.ones(len(of)), (of, np.arange(len(of)))), shape=(count, len(of)))


def _loads(market: Market, pairs: Ints) -> csr_array:
    entry, other = market.entry[pairs].astype(np.int64), market.other[pairs].astype(np.int64)
    return _rows(entry, market.parties) + _rows(other, market.parties)


def _without_slots(market: Market, kept: Ints, value: int) -> tuple[int, Flags]:
    """What no plan exceeds, and which pairs a plan worth more than `value` may have."""
    everything = np.arange(len(market.worth))
    load = _loads(market, everything)
    room = np.minimum(market.most, market.free.sum(axis=1))
    seated = csr_array(market.needs_table[market.entry].astype(float)[None, :])
    found = linprog(
        -market.worth.astype(float),
        A_ub=vstack([load, -load, seated]),
        b_ub=np.concatenate([room, -kept, [market.tables * market.slots]]),
        bounds=(0, 1),
        method="highs",
    )
    assert found.status == 0, found.message
    lacks = -found.fun - value
    may_matter: Flags = found.lower.marginals <= lacks + 1e-6
    return int(np.floor(-found.fun + 1e-4)), may_matter


class _Programme(NamedTuple):
    """Columns `(pair, slot)` with what they are worth, and the constraints `least <= rows @ x <= most` on them."""

    pair: Ints
    slot: Ints
    worth: npt.NDArray[np.float64]
    rows: csr_array
    least: npt.NDArray[np.float64]
    most: npt.NDArray[np.float64]


def _programme(market: Market, pair: Ints, slot: Ints, kept: Ints) -> _Programme:
    parties, slots = market.parties, market.slots
    entry, other = market.entry[pair].astype(np.int64), market.other[pair].astype(np.int64)
    at_table = csr_array(
        (market.needs_table[entry].astype(float), (slot, np.arange(len(pair)))), shape=(slots, len(pair))
    )
    once = _rows(entry * slots + slot, parties * slots) + _rows(other * slots + slot, parties * slots)
    most = [np.ones(len(market.worth)), np.ones(parties * slots), market.most, np.full(slots, market.tables)]
    least = [np.full(len(part), -np.inf) for part in most]
    least[2] = kept.astype(float)
    return _Programme(
        pair=pair,
        slot=slot,
        worth=market.worth[pair].astype(float),
        rows=vstack([_rows(pair, len(market.worth)), once, _loads(market, pair), at_table]),
        least=np.concatenate(least),
        most=np.concatenate(most).astype(float),
    )


def _with_slots(board: Board, pairs: Flags, kept: Ints, seconds: float) -> int:
    """The bound of the integer programme of these pairs; a better plan that it finds is put on the board.

    Its linear programme comes first, and its prices leave out columns as those without slots leave out pairs. The
    integer programme then looks only for plans that are worth more than the one at hand: where there are none, it is
    the best.
    """
    began, market, value = time.perf_counter(), board.market, board.standing()[2]
    pair, slot = np.nonzero((market.free[market.entry] & market.free[market.other]) & pairs[:, None])
    made = _programme(market, pair, slot, kept)
    top, may_matter = _relaxed(made, value, seconds)
    if top <= value:
        return value
    made = _programme(market, pair[may_matter], slot[may_matter], kept)
    better = LinearConstraint(csr_array(made.worth[None, :]), value + 1.0, np.inf)
    found = milp(
        -made.worth,
        constraints=[LinearConstraint(made.rows, made.least, made.most), better],
        integrality=np.ones(len(made.pair)),
        bounds=Bounds(0, 1),
        options={"time_limit": max(seconds - (time.perf_counter() - began), 1.0), "mip_rel_gap": 0.0},
    )
    if found.status == INFEASIBLE:
        return value
    if found.x is not None:
        _put(board, made.pair[found.x > 0.5], made.slot[found.x > 0.5])
    if found.mip_dual_bound is None:  # stopped before it had any
        return top
    return min(top, int(np.floor(-found.mip_dual_bound + 1e-4)))


def _relaxed(made: _Programme, value: int, seconds: float) -> tuple[int, Flags]:
    """What no plan of this programme exceeds, and which columns a plan worth more than `value` may have."""
    has_least = made.least > -np.inf
    found = linprog(
        -made.worth,
        A_ub=vstack([made.rows, -made.rows[has_least]]),
        b_ub=np.concatenate([made.most, -made.least[has_least]]),
        bounds=(0, 1),
        method="highs-ipm",
        options={"time_limit": seconds},
    )
    if found.status != 0:  # out of time
        return int(made.worth.sum()), np.ones(len(made.worth), bool)
    may_matter: Flags = found.lower.marginals <= -found.fun - value + 1e-6
    return int(np.floor(-found.fun + 1e-4)), may_matter


def _put(board: Board, meetings: npt.NDArray[np.int64], slots: npt.NDArray[np.int64]) -> None:
    for meeting in np.flatnonzero(board.placed).tolist():
        board.take(meeting)
    for meeting, slot in zip(meetings.tolist(), slots.tolist(), strict=True):
        board.put(meeting, slot)
