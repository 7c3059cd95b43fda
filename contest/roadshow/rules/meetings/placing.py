"""Chosen meetings into slots: colouring the edges of a bipartite graph, one by one, with alternating chains.

Where two people have no common free slot, one is free at a and the other at b: the meetings at a and b form a chain
from the one of them, and exchanging a and b along it frees a for both. Whoever is inside the chain meets at both times
anyhow, so only its last one must be able to come. Without windows a chain always serves (König): as many slots as the
busiest party has meetings are enough. The same exchange evens out the tables of two slots, a chain's difference being
one at most. With windows a meeting may push another out, which is placed again, and so forth.
"""

from collections.abc import Iterable, Iterator
from random import Random

from contest.roadshow.rules.meetings.market import NOWHERE, Board

PUSHES = 100  # one meeting after the other, before what is left is given up
WOBBLE = 100  # thousandths: which of two is pushed is a little chance


def place(board: Board, meetings: Iterable[int]) -> list[int]:
    """Put these on the board, the first ones first; those that no exchange of two slots makes room for are returned."""
    return [one for one in meetings if not (straight(board, one) or by_exchange(board, one))]


def slots_of(mask: int) -> Iterator[int]:
    """The slots of a set of them, given as bits."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def straight(board: Board, meeting: int) -> bool:
    """Into the emptiest slot in which both are free; whether there is one."""
    entry, other = board.sides(meeting)
    common = [slot for slot in slots_of(board.free[entry] & board.free[other]) if board.has_table(meeting, slot)]
    if common:
        board.put(meeting, min(common, key=board.seated.__getitem__))
    return bool(common)


def by_exchange(board: Board, meeting: int, *, longest: int | None = None) -> bool:
    """Where an exchange of two slots frees one for both; of `longest` other meetings at most. Whether it was done."""
    entry, other = board.sides(meeting)
    for ours in list(slots_of(board.free[entry])):
        if board.at[other][ours] == NOWHERE or not board.has_table(meeting, ours):
            continue  # the other is not there at all then
        for theirs in list(slots_of(board.free[other])):
            chain, end = _chain(board, other, ours, theirs)
            if end in (NOWHERE, entry) or (longest is not None and len(chain) > longest):
                continue
            if _fits(board, chain, ours, theirs, extra=board.needs_table(meeting)):
                _exchange(board, chain, ours, theirs)
                board.put(meeting, ours)
                return True
    return False


def _chain(board: Board, party: int, first: int, second: int) -> tuple[list[int], int]:
    """The meetings at `first` and `second` in turn, from the party's at `first` on, and who is last in the chain;
    `NOWHERE` where they could not come at the other time."""
    chain = []
    slot, next_slot = first, second
    while (meeting := board.at[party][slot]) != NOWHERE:
        chain.append(meeting)
        entry, other = board.sides(meeting)
        party = other if party == entry else entry
        slot, next_slot = next_slot, slot
    return chain, party if board.free[party] >> slot & 1 else NOWHERE


def _fits(board: Board, chain: list[int], first: int, second: int, *, extra: bool = False) -> bool:
    """Whether both slots have the tables after the exchange, and one more at the `first` for an `extra` meeting."""
    gain = _gain(board, chain, first)
    return board.seated[first] + gain + extra <= board.tables and board.seated[second] - gain <= board.tables


def _gain(board: Board, chain: list[int], slot: int) -> int:
    """Tables that a slot needs more after the exchange of a chain."""
    return sum((-1 if board.slot[one] == slot else 1) * board.needs_table(one) for one in chain)


def _exchange(board: Board, chain: list[int], first: int, second: int) -> None:
    slots = [board.take(meeting) for meeting in chain]
    for meeting, slot in zip(chain, slots, strict=True):
        board.put(meeting, second if slot == first else first)


def push(board: Board, meeting: int, random: Random) -> list[int]:
    """Put it where it pushes others out, and so on with these; those left over in the end."""
    waiting, pushed = [meeting], dict[int, int]()
    for turn in range(1, PUSHES):
        if not waiting:
            return []
        meeting = waiting.pop()
        if place(board, [meeting]):
            way = _way(board, meeting, pushed, random)
            if way is None:
                return [meeting, *place(board, waiting)]
            slot, out = way
            for one in out:
                board.take(one)
            board.put(meeting, slot)
            pushed[meeting] = turn
            waiting += sorted(out, key=lambda one: -int(board.market.worth[one]))
    return place(board, waiting)


def _way(board: Board, meeting: int, pushed: dict[int, int], random: Random) -> tuple[int, set[int]] | None:
    """A slot in which both could come, and the one or two meetings that are in the way there: cheap ones first, and
    those that were not pushed lately."""
    worth = board.market.worth
    entry, other = board.sides(meeting)
    ways = []
    for slot in slots_of(board.windows[entry] & board.windows[other]):
        out = {board.at[entry][slot], board.at[other][slot]} - {NOWHERE}
        given = sum(board.needs_table(one) for one in out)
        if out and board.seated[slot] - given + board.needs_table(meeting) <= board.tables:
            cost = sum(int(worth[one]) for one in out) + WOBBLE * random.random()
            ways.append((max(pushed.get(one, 0) for one in out), cost, slot, out))
    if not ways:
        return None
    _, _, slot, out = min(ways)
    return slot, out


def even_out(board: Board) -> None:
    """Bring the tables of all slots to a number as equal as chains allow: without windows, to one apart."""
    while True:
        order = sorted(range(board.market.slots), key=board.seated.__getitem__)
        full, empty = order[-1], order[0]
        if board.seated[full] - board.seated[empty] < 2 or not _pass_on(board, full, empty):
            return


def _pass_on(board: Board, full: int, empty: int) -> bool:
    for party, row in enumerate(board.at):
        if row[full] == NOWHERE or not board.free[party] >> empty & 1:
            continue
        chain, end = _chain(board, party, full, empty)
        if end != NOWHERE and _gain(board, chain, full) < 0:
            _exchange(board, chain, full, empty)
            return True
    return False
