"""The integer programme of meetings in slots, by HiGHS: the proof that a plan is the best, or a better plan."""

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from contest.roadshow.rules.meetings.market import Board

SECONDS = 120.0


def prove(board: Board, bound: int, *, seconds: float = SECONDS) -> tuple[int, bool]:
    """The tightest bound found in time, and whether the board reaches it; a better plan found is put on the board.

    Among the plans in which nobody gets fewer of the meetings that they were promised or wished for at least.
    """
    market = board.market
    pair, slot = np.nonzero(market.free[market.entry] & market.free[market.other])
    parties, slots = market.parties, market.slots
    floors, leasts = market.tiers(np.zeros(parties, np.int64))
    kept = np.minimum(floors + leasts, board.loads()).astype(float)
    one = np.arange(len(pair))
    entry, other = market.entry[pair].astype(np.int64), market.other[pair].astype(np.int64)

    def rows(of: npt.NDArray[np.int64], count: int) -> csr_array:
        return csr_array((np.ones(len(one)), (of, one)), shape=(count, len(one)))

    at_table = csr_array((market.needs_table[entry].astype(float), (slot, one)), shape=(slots, len(one)))
    load = rows(entry, parties) + rows(other, parties)
    once = rows(entry * slots + slot, parties * slots) + rows(other * slots + slot, parties * slots)
    upper = [np.ones(len(market.worth)), np.ones(parties * slots), market.most, np.full(slots, market.tables)]
    lower = [np.full(len(part), -np.inf) for part in upper]
    lower[2] = kept
    found = milp(
        -market.worth[pair].astype(float),
        constraints=LinearConstraint(
            vstack([rows(pair, len(market.worth)), once, load, at_table]), np.concatenate(lower), np.concatenate(upper)
        ),
        integrality=np.ones(len(pair)),
        bounds=Bounds(0, 1),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    if found.mip_dual_bound is not None:
        bound = min(bound, int(np.floor(-found.mip_dual_bound + 1e-4)))
    value = board.standing()[2]
    if found.x is not None and -found.fun > value + 0.5:
        _put(board, pair[found.x > 0.5], slot[found.x > 0.5])
        value = board.standing()[2]
    return bound, value >= bound


def _put(board: Board, meetings: npt.NDArray[np.int64], slots: npt.NDArray[np.int64]) -> None:
    for meeting in np.flatnonzero(board.placed).tolist():
        board.take(meeting)
    for meeting, slot in zip(meetings.tolist(), slots.tolist(), strict=True):
        board.put(meeting, slot)
