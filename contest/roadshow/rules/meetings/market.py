"""The market in arrays: which pairs may meet and what that is worth, who is free when, and what has been placed."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


class Market(NamedTuple):
    """Every pair that may meet: `entry[e]` and `other[e]` with their `worth[e]` in thousandths, sorted by entry.

    Entries come first among the parties, then counterparts; `other` counts on from the entries. By party: `floor`
    meetings that the organiser promises (before all else), `least` they would like, `most` they take, and
    `free[party, slot]`. A meeting takes one of the `tables` of its slot where `needs_table[entry]`.
    """

    entry: Small
    other: Small
    worth: Small
    floor: Ints
    least: Ints
    most: Ints
    free: Flags
    needs_table: Flags
    tables: int

    @property
    def parties(self) -> int:
        return len(self.most)

    @property
    def slots(self) -> int:
        return int(self.free.shape[1])

    def loads(self, chosen: Ints | Flags) -> Ints:
        """How many of these meetings each party has."""
        both = np.concatenate([self.entry[chosen], self.other[chosen]])
        return np.bincount(both, minlength=self.parties)

    def tiers(self, load: Ints) -> tuple[Ints, Ints]:
        """How many meetings each party still lacks to its floor, and then to its least, with these it has."""
        most = np.minimum(self.most, self.free.sum(axis=1))
        floor = np.minimum(self.floor, most)
        least = np.clip(self.least, floor, most)
        lacking = np.maximum(floor - load, 0)
        return lacking, np.maximum(least - np.maximum(load, floor), 0)

    def prices(self) -> tuple[int, int]:
        """What one meeting below a least is worth, and one below a floor: more than any chain of exchanges can win."""
        least = (2 * int(self.worth.max(initial=0)) + 1) * (self.parties + 2)
        return least, least * (self.parties + 2)


NOWHERE = -1


class Board:
    """Where each meeting is: `slot[e]`, or `NOWHERE`. Keeps that nobody is twice in a slot, and tables suffice."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.slot = np.full(len(market.worth), NOWHERE, np.int32)
        self.at: list[list[int]] = [[NOWHERE] * market.slots for _ in range(market.parties)]
        weights = [1 << slot for slot in range(market.slots)]
        self.free: list[int] = [
            sum(weight for weight, is_free in zip(weights, row, strict=True) if is_free) for row in market.free.tolist()
        ]
        self.windows = self.free[:]
        self.seated = [0] * market.slots
        self.tables = market.tables
        self._sides = list(zip(market.entry.tolist(), market.other.tolist(), strict=True))
        self._needs_table: list[bool] = market.needs_table.tolist()

    def sides(self, meeting: int) -> tuple[int, int]:
        return self._sides[meeting]

    def needs_table(self, meeting: int) -> bool:
        return bool(self._needs_table[self._sides[meeting][0]])

    def put(self, meeting: int, slot: int) -> None:
        """Both must be free then, and a table left."""
        for party in self._sides[meeting]:
            self.at[party][slot] = meeting
            self.free[party] ^= 1 << slot
        self.slot[meeting] = slot
        self.seated[slot] += self.needs_table(meeting)

    def take(self, meeting: int) -> int:
        """Take it off the board; where it was."""
        slot = int(self.slot[meeting])
        for party in self._sides[meeting]:
            self.at[party][slot] = NOWHERE
            self.free[party] ^= 1 << slot
        self.slot[meeting] = NOWHERE
        self.seated[slot] -= self.needs_table(meeting)
        return slot

    @property
    def placed(self) -> Flags:
        is_placed: Flags = self.slot != NOWHERE
        return is_placed

    def loads(self) -> Ints:
        return self.market.loads(self.placed)

    def room(self, load: Ints) -> Ints:
        """How many meetings more each party can take."""
        open_slots = np.array([free.bit_count() for free in self.free], np.int64)
        room: Ints = np.maximum(np.minimum(self.market.most - load, open_slots), 0)
        return room

    def has_table(self, meeting: int, slot: int) -> bool:
        return not self.needs_table(meeting) or self.seated[slot] < self.tables

    def snapshot(self) -> "Snapshot":
        return Snapshot(self.slot.copy(), [row[:] for row in self.at], self.free[:], self.seated[:])

    def restore(self, kept: "Snapshot") -> None:
        self.slot, self.at, self.free, self.seated = kept.slot, kept.at, kept.free, kept.seated

    def standing(self) -> tuple[int, int, int]:
        """How good it is, the first counting before the second: floors and leasts missed (negative), worth."""
        floors, leasts = self.market.tiers(self.loads())
        return -int(floors.sum()), -int(leasts.sum()), int(self.market.worth[self.placed].sum())


class Snapshot(NamedTuple):
    """A board as it was; given back once."""

    slot: Small
    at: list[list[int]]
    free: list[int]
    seated: list[int]
