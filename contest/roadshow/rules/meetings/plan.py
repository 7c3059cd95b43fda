"""A plan of meetings: from people's wishes and times to who meets whom, when and at which table."""

from collections.abc import Callable

import msgspec
import numpy as np

from contest.roadshow.rules.meetings import proof, rooms
from contest.roadshow.rules.meetings.causes import lacks, missing
from contest.roadshow.rules.meetings.market import Board, Flags, Market
from contest.roadshow.rules.meetings.search import settle
from contest.roadshow.rules.meetings.terms import Case, Meeting, Pair, Party, Plan

Tell = Callable[[float], None]


def _silent(share: float) -> None:
    """For who does not want to know how far it is."""


def plan(case: Case, *, tell: Tell = _silent, is_to_prove: bool = False) -> Plan:
    """Who meets whom, when and where. `tell` hears which share of the work is done, from 0 to 1.

    The best plan there is where everybody is there all the time; else near it (see `search`), or, `is_to_prove`, the
    optimum of the integer programme as far as it is found in time. Deterministic: any order gives the same plan.
    """
    case = ordered(case)
    market, pairs = market_of(case)
    if not pairs:
        return _told(case, {}, [], bound=0, is_proved=True)
    board, bound = settle(market, (lambda share: tell(share * 0.3)) if is_to_prove else tell)
    is_proved = board.standing()[2] == bound
    if is_to_prove and not is_proved:
        bound, is_proved = proof.prove(board, bound)
    slots = board.slot.tolist()
    placed = [(pair, slots[at]) for at, pair in enumerate(pairs) if slots[at] >= 0]
    seated, too_far = rooms.seat(case, placed)
    tell(1.0)
    return _told(case, seated.placed, too_far, bound=bound, is_proved=is_proved)


def ordered(case: Case) -> Case:
    """The same case, its parties in the order of their keys."""
    entries, others = sorted(case.entries, key=_key), sorted(case.others, key=_key)
    return msgspec.structs.replace(case, entries=entries, others=others)


def _key(one: Party) -> str:
    return one.key


def market_of(case: Case) -> tuple[Market, list[Pair]]:
    """The case in arrays; pairs that can never meet at the same time are no pairs."""
    parties = [*case.entries, *case.others]
    place = {party.key: at for at, party in enumerate(parties)}
    free: Flags = np.zeros((len(parties), len(case.slots)), bool)
    for at, party in enumerate(parties):
        free[at, sorted(party.free)] = True
    known = sorted(pair for pair in case.worths if pair[0] in place and pair[1] in place)
    pairs = [pair for pair in known if (free[place[pair[0]]] & free[place[pair[1]]]).any() and pair not in case.barred]
    market = Market(
        entry=np.array([place[entry] for entry, _ in pairs], np.int32),
        other=np.array([place[other] for _, other in pairs], np.int32),
        worth=np.array([case.worths[pair] for pair in pairs], np.int32),
        floor=np.array([party.floor for party in parties], np.int64),
        least=np.array([party.least for party in parties], np.int64),
        most=np.array([party.most for party in parties], np.int64),
        free=free,
        needs_table=np.array([not party.is_remote for party in case.entries], bool),
        tables=len(case.tables),
    )
    return market, pairs


def board_of(case: Case, meetings: list[Meeting]) -> tuple[Board, list[Pair]]:
    """The board with these meetings on it, and the pairs in its order."""
    market, pairs = market_of(case)
    board = Board(market)
    slots = {one.pair: one.slot for one in meetings}
    for at, pair in enumerate(pairs):
        if pair in slots:
            board.put(at, slots[pair])
    return board, pairs


def _told(case: Case, placed: rooms.Placed, too_far: list[Pair], *, bound: int, is_proved: bool) -> Plan:
    meetings = [
        Meeting(entry=pair[0], other=pair[1], slot=slot, table=table, worth=case.worths[pair])
        for pair, (slot, table) in sorted(placed.items(), key=lambda one: (one[1][0], one[0]))
    ]
    return Plan(
        meetings=meetings,
        value=sum(one.worth for one in meetings),
        bound=bound,
        is_proved=is_proved and not too_far,
        missing=missing(case, meetings, too_far=frozenset(too_far)),
        lacks=lacks(case, meetings),
    )
