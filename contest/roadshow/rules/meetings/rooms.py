"""Meetings to tables: each slot by the cheapest way there, counterparts staying where they sit.

Where a walk takes longer than the time between two slots, a table is out of reach of who sits elsewhere before or
after. A meeting for which no table is in reach moves to a slot that has one; where there is none it is given up.
"""

from collections.abc import Iterable

import numpy as np
from scipy.optimize import linear_sum_assignment

from contest.roadshow.rules.meetings.terms import Case, Pair

OUT_OF_REACH = 1e6
MOVE = 0.5  # minutes that getting up for another table of the same room is held to take

Placed = dict[Pair, tuple[int, str | None]]


class Rooms:
    """Which table each meeting has, and where everybody is when."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.placed: Placed = {}
        self.rooms = {table.key: table.room for table in case.tables}
        self._taken: set[tuple[int, str]] = set()
        self._where: dict[str, dict[int, str | None]] = {}

    def put(self, pair: Pair, slot: int, table: str | None) -> None:
        self.placed[pair] = (slot, table)
        for party in pair:
            self._where.setdefault(party, {})[slot] = table
        if table is not None:
            self._taken.add((slot, table))

    def take(self, pair: Pair) -> None:
        slot, table = self.placed.pop(pair)
        for party in pair:
            del self._where[party][slot]
        if table is not None:
            self._taken.discard((slot, table))

    def is_free(self, party: str, slot: int) -> bool:
        return slot not in self._where.get(party, {})

    def in_reach(self, pair: Pair, slot: int) -> list[str]:
        """Tables that are free then, from which both can come and go."""
        free = [table.key for table in self.case.tables if (slot, table.key) not in self._taken]
        if not self.case.has_walks:
            return free
        others = [
            (at, self.rooms[table])
            for party in pair
            for at, table in self._where.get(party, {}).items()
            if table is not None and at != slot
        ]
        return [
            table for table in free if all(self.case.is_in_reach((slot, self.rooms[table]), other) for other in others)
        ]

    def last_table(self, party: str, slot: int) -> str | None:
        """Where the party sat last before the slot."""
        before = [at for at, table in self._where.get(party, {}).items() if at < slot and table is not None]
        return self._where[party][max(before)] if before else None


def seat(case: Case, meetings: Iterable[tuple[Pair, int]]) -> tuple[Rooms, list[Pair]]:
    """Tables for meetings in their slots, and the pairs that were given up because no table is in reach."""
    rooms = Rooms(case)
    remote = {party.key for party in case.entries if party.is_remote}
    by_slot: dict[int, list[Pair]] = {}
    for pair, slot in meetings:
        if pair[0] in remote:
            rooms.put(pair, slot, None)
        else:
            by_slot.setdefault(slot, []).append(pair)
    left = []
    for slot in sorted(by_slot, key=lambda at: case.slots[at].start):
        left += _seat_slot(rooms, sorted(by_slot[slot]), slot)
    return rooms, [pair for pair in left if not _elsewhere(rooms, pair)]


def _seat_slot(rooms: Rooms, pairs: list[Pair], slot: int) -> list[Pair]:
    tables = [table.key for table in rooms.case.tables]
    place = {key: column for column, key in enumerate(tables)}
    cost = np.zeros((len(pairs), len(tables)))
    for row, pair in enumerate(pairs):
        sits = [rooms.last_table(party, slot) for party in pair]
        if rooms.case.has_walks:
            reach = set(rooms.in_reach(pair, slot))
            cost[row] = [_walk(rooms, sits, table) if table in reach else OUT_OF_REACH for table in tables]
        if sits[1] is not None:
            cost[row] += MOVE
            cost[row, place[sits[1]]] -= MOVE
    left = []
    for row, column in zip(*linear_sum_assignment(cost), strict=True):
        if cost[row, column] >= OUT_OF_REACH:
            left.append(pairs[row])
        else:
            rooms.put(pairs[row], slot, tables[column])
    return left


def _walk(rooms: Rooms, sits: list[str | None], table: str) -> float:
    ways = [rooms.case.walk(rooms.rooms[key], rooms.rooms[table]) for key in sits if key is not None]
    return float(sum(ways))


def _elsewhere(rooms: Rooms, pair: Pair) -> bool:
    free = {party.key: party.free for party in (*rooms.case.entries, *rooms.case.others) if party.key in pair}
    for slot in sorted(free[pair[0]] & free[pair[1]]):
        if all(rooms.is_free(party, slot) for party in pair) and (tables := rooms.in_reach(pair, slot)):
            rooms.put(pair, slot, tables[0])
            return True
    return False
