"""After a no-show or a declined meeting: the freed time is filled, and what was published stays as far as it can."""

import msgspec
import numpy as np

from contest.roadshow.rules.meetings.choose import choose
from contest.roadshow.rules.meetings.market import Board
from contest.roadshow.rules.meetings.placing import by_exchange, straight
from contest.roadshow.rules.meetings.plan import board_of, ordered
from contest.roadshow.rules.meetings.rooms import Rooms
from contest.roadshow.rules.meetings.terms import Case, Meeting, Pair, Replan

CHANGE = 100  # thousandths that moving one published meeting must win
MOVED_SHARE = 0.02  # of the published meetings may move, at most


def replan(case: Case, published: list[Meeting], *, lost: set[Pair], since: int = 0, may_move: bool = True) -> Replan:
    """The meetings when the `lost` ones are off: only who lost one gets new ones, in slots from `since` on.

    A published meeting is never dropped, and moves, if any `may_move`, only where that wins more than `CHANGE` for each
    one moved. Who is
    away for good has no `free` slots in the case; pairs that were declined are `barred`.
    """
    stays = [one for one in published if one.pair not in lost]
    soon = ordered(_from(case, stays, since))
    board, pairs = board_of(soon, [one for one in stays if one.slot >= since])
    fresh = _fill(board, lost, pairs, budget=int(MOVED_SHARE * len(published)) if may_move else 0)
    return _told(soon, stays, {pairs[at]: int(board.slot[at]) for at in np.flatnonzero(board.placed)}, fresh, pairs)


def _from(case: Case, stays: list[Meeting], since: int) -> Case:
    """The case as it is from a slot on: earlier meetings count towards limits and are over, others keep their time."""
    past = [one for one in stays if one.slot < since]
    held: dict[str, int] = {}
    for one in past:
        for key in one.pair:
            held[key] = held.get(key, 0) + 1
    kept: dict[str, set[int]] = {}
    for one in stays:
        for key in one.pair:
            kept.setdefault(key, set()).add(one.slot)

    def left(parties: list) -> list:  # type: ignore[type-arg]
        return [
            msgspec.structs.replace(
                party,
                free=frozenset(slot for slot in party.free | kept.get(party.key, set()) if slot >= since),
                floor=max(party.floor - held.get(party.key, 0), 0),
                least=max(party.least - held.get(party.key, 0), 0),
                most=max(party.most, len(kept.get(party.key, ()))) - held.get(party.key, 0),
            )
            for party in parties
        ]

    over = {one.pair for one in past}
    worths = {pair: worth for pair, worth in case.worths.items() if pair not in over}
    worths |= {one.pair: one.worth for one in stays if one.slot >= since}
    barred = case.barred - {one.pair for one in stays}
    return msgspec.structs.replace(
        case, entries=left(case.entries), others=left(case.others), worths=worths, barred=barred
    )


def _fill(board: Board, lost: set[Pair], pairs: list[Pair], *, budget: int) -> set[int]:
    """Put new meetings of those who lost one on the board; which ones."""
    market = board.market
    freed = {key for pair in lost for key in pair}
    touches = np.array([pair not in lost and not freed.isdisjoint(pair) for pair in pairs], bool)
    stood = board.slot.copy()
    load = board.loads()
    seats = max(market.tables * market.slots - sum(board.seated), 0)
    chosen = choose(market, load=load, room=board.room(load), seats=seats, inside=touches & ~board.placed)
    fresh = set[int]()
    for meeting in sorted(chosen.tolist(), key=lambda one: -int(market.worth[one])):
        moved = int(((stood >= 0) & (board.slot != stood)).sum())
        longest = min(budget - moved, (int(market.worth[meeting]) - 1) // CHANGE)
        if straight(board, meeting) or (longest > 0 and by_exchange(board, meeting, longest=longest)):
            fresh.add(meeting)
    return fresh


def _told(case: Case, stays: list[Meeting], slots: dict[Pair, int], fresh: set[int], pairs: list[Pair]) -> Replan:
    """The meetings with tables: who does not move keeps theirs."""
    rooms = Rooms(case)
    before = {one.pair: one for one in stays}
    to_seat = []
    for one in stays:
        if slots.get(one.pair, one.slot) == one.slot:
            rooms.put(one.pair, one.slot, one.table)
        else:
            to_seat.append(one.pair)
    to_seat += [pairs[at] for at in sorted(fresh)]
    remote = {party.key for party in case.entries if party.is_remote}
    for pair in to_seat:
        tables = [None] if pair[0] in remote else [*rooms.in_reach(pair, slots[pair]), None][:1]
        if tables != [None] or pair[0] in remote:
            rooms.put(pair, slots[pair], tables[0])
    if any(pair in before and pair not in rooms.placed for pair in to_seat):
        # A published meeting would have lost its table to a walk: nothing moves, and nothing new that needed it to.
        return Replan(meetings=_sorted(stays), moved=[], added=[])
    meetings = [
        Meeting(entry=pair[0], other=pair[1], slot=slot, table=table, worth=case.worths[pair])
        if pair not in before
        else msgspec.structs.replace(before[pair], slot=slot, table=table)
        for pair, (slot, table) in rooms.placed.items()
    ]
    return Replan(
        meetings=_sorted(meetings),
        moved=[(before[one.pair], one) for one in _sorted(meetings) if before.get(one.pair, one) != one],
        added=[one for one in _sorted(meetings) if one.pair not in before],
    )


def _sorted(meetings: list[Meeting]) -> list[Meeting]:
    return sorted(meetings, key=lambda one: (one.slot, one.pair))
