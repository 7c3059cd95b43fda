"""What a plan of meetings is asked, and what it answers. Plain values, without numpy: web pages use them too."""

from collections.abc import Mapping
from itertools import pairwise

import msgspec

Pair = tuple[str, str]  # (entry, counterpart)


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """An entry or a counterpart; a team of two sits at one table, so it is one party, `free` (slots) when both are.

    `floor` meetings are promised by the organiser, `least` are wished for, `most` is a limit.
    """

    key: str
    free: frozenset[int]
    floor: int = 0
    least: int = 0
    most: int
    is_remote: bool = False


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """In minutes from any common moment. Breaks are the time between slots."""

    start: int
    end: int


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A table and the room it stands in."""

    key: str
    room: str = ""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that decides who meets whom and when.

    `worths` in thousandths of every pair that may meet. `musts` of entries and of counterparts, `never` of either
    side and `barred` pairs (ties) only explain what is missing. A meeting takes a table where the entry is there in
    person, else a video link. `walks` are minutes between rooms, in both directions.
    """

    entries: list[Party]
    others: list[Party]
    worths: Mapping[Pair, int]
    slots: list[Slot]
    tables: list[Table]
    walks: Mapping[tuple[str, str], int] = {}
    entry_musts: frozenset[Pair] = frozenset()
    other_musts: frozenset[Pair] = frozenset()
    never: frozenset[Pair] = frozenset()
    barred: frozenset[Pair] = frozenset()

    def walk(self, one: str, other: str) -> int:
        """Minutes from one room to another."""
        return 0 if one == other else max(self.walks.get((one, other), 0), self.walks.get((other, one), 0))

    def is_in_reach(self, one: tuple[int, str], other: tuple[int, str]) -> bool:
        """Whether one person can have meetings in both (slot, room)."""
        first, second = sorted((one, other))
        return self.slots[first[0]].end + self.walk(first[1], second[1]) <= self.slots[second[0]].start

    @property
    def has_walks(self) -> bool:
        """Whether some way takes longer than the shortest time between two slots."""
        ordered = sorted(self.slots, key=lambda slot: slot.start)
        gap = min((later.start - slot.end for slot, later in pairwise(ordered)), default=0)
        return any(minutes > gap for minutes in self.walks.values())


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """Who meets when and where: no table is a video link."""

    entry: str
    other: str
    slot: int
    table: str | None
    worth: int

    @property
    def pair(self) -> Pair:
        """Entry and counterpart."""
        return self.entry, self.other


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """A `must` of `by` (`entry`, `other`) that came to nothing, and why: the first of `CAUSES` that holds."""

    by: str
    pair: Pair
    cause: str


class Lack(msgspec.Struct, frozen=True, kw_only=True):
    """A party with fewer meetings than promised (`floor`) or wished for (`least`), and why (`LACKS`)."""

    key: str
    kind: str
    wanted: int
    got: int
    cause: str


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The meetings, and how good they are: `value` of them all, and the `bound` that no plan exceeds which keeps as
    many promises. `is_proved` where the value is known to be the best."""

    meetings: list[Meeting]
    value: int
    bound: int
    is_proved: bool
    missing: list[Missing]
    lacks: list[Lack]


class Replan(msgspec.Struct, frozen=True, kw_only=True):
    """After meetings were lost: all meetings that now stand, those `moved` (from, to) and those `added`."""

    meetings: list[Meeting]
    moved: list[tuple[Meeting, Meeting]]
    added: list[Meeting]
