"""Who judges what: a minimum-cost flow from entries to judges, solved by shortest augmenting paths among the judges.

First as many reviews as possible, then loads as even as possible, then judges who know the entry's scene. A path goes
from an entry to a judge, from that judge (who hands on another entry) to the next, and ends where there is room; as the
entries lie inside the arcs, a search looks at judges only. Ties and one's own entries are no arcs at all.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

Pair = tuple[str, str]


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """A judge: the scenes they know (none: all alike) and the most entries they read."""

    key: str
    scenes: frozenset[str] = frozenset()
    most: int


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """An entry and its scene."""

    key: str
    scene: str | None = None


class Shortage(msgspec.Struct, frozen=True, kw_only=True):
    """An entry with too few judges, and why the others of the panel are not among them."""

    key: str
    wanted: int
    got: int
    tied: int
    full: int


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The new pairs (entry, judge), beside those that were kept, and what could not be filled."""

    pairs: list[Pair]
    short: list[Shortage]


class _Flow:
    """The flow while it grows. Judges and entries are numbers here."""

    def __init__(self, entries: Sequence[Wanted], seats: Sequence[Seat], barred: set[Pair], kept: set[Pair]) -> None:
        self.entries, self.seats = entries, seats
        self.load = [sum(judge == seat.key for _, judge in kept) for seat in seats]
        self.given: list[set[int]] = [set() for _ in seats]
        shut = barred | kept
        self.open = [[(entry.key, seat.key) not in shut for seat in seats] for entry in entries]
        self.cost = [[int(bool(seat.scenes) and entry.scene not in seat.scenes) for seat in seats] for entry in entries]
        # One step of unevenness outweighs every wish for a scene together: all costs stay whole numbers.
        self.heavy = sum(map(len, self.cost)) + 1
        self.moves: list[list[tuple[int, int] | None]] = [[None] * len(seats) for _ in seats]

    def _best_move(self, giver: int, taker: int) -> tuple[int, int] | None:
        """The cheapest entry that `giver` can hand to `taker`: (cost, entry)."""
        best: tuple[int, int] | None = None
        for entry in self.given[giver]:
            if self.open[entry][taker] and entry not in self.given[taker]:
                move = (self.cost[entry][taker] - self.cost[entry][giver], entry)
                best = move if best is None or move < best else best
        return best

    def _refresh(self, judge: int) -> None:
        for other in range(len(self.seats)):
            if other != judge:
                self.moves[judge][other] = self._best_move(judge, other)
                self.moves[other][judge] = self._best_move(other, judge)

    def _search(self, entry: int) -> tuple[list[int | None], list[int | None]]:
        """Shortest ways from the entry to each judge (Bellman-Ford: handing on can lower the cost)."""
        count = len(self.seats)
        far: list[int | None] = [
            self.cost[entry][judge] if self.open[entry][judge] and entry not in self.given[judge] else None
            for judge in range(count)
        ]
        before: list[int | None] = [None] * count
        waiting = [judge for judge in range(count) if far[judge] is not None]
        while waiting:
            changed: set[int] = set()
            for giver in waiting:
                start = far[giver]
                assert start is not None
                for taker, move in enumerate(self.moves[giver]):
                    if move is None:
                        continue
                    there = far[taker]
                    if there is None or start + move[0] < there:
                        far[taker], before[taker] = start + move[0], giver
                        changed.add(taker)
            waiting = sorted(changed)
        return far, before

    def add(self, entry: int) -> bool:
        """One more judge for the entry, handing others on where that is better; False where nobody has room."""
        far, before = self._search(entry)
        ends = [
            (cost + self.heavy * (2 * self.load[judge] + 1), judge)
            for judge, cost in enumerate(far)
            if cost is not None and self.load[judge] < self.seats[judge].most
        ]
        if not ends:
            return False
        judge: int = min(ends)[1]
        self.load[judge] += 1
        touched = {judge}
        while (giver := before[judge]) is not None:
            move = self.moves[giver][judge]
            assert move is not None
            self.given[giver].remove(move[1])
            self.given[judge].add(move[1])
            judge = giver
            touched.add(judge)
        self.given[judge].add(entry)
        for one in sorted(touched):
            self._refresh(one)
        return True


def assign(
    entries: Iterable[Wanted], seats: Iterable[Seat], *, each: int, barred: Iterable[Pair], kept: Iterable[Pair]
) -> Plan:
    """Give each entry `each` judges, counting the `kept` pairs, which stay as they are. `barred` pairs never arise.

    Deterministic: the same people and entries in any order give the same plan. Where panels are too small, entries
    come up short by as few as possible, and none gets its second judge before all had a chance of a first.
    """
    wanted = sorted(entries, key=lambda entry: entry.key)
    panel = sorted(seats, key=lambda seat: seat.key)
    barred_pairs, kept_pairs = set(barred), set(kept)
    flow = _Flow(wanted, panel, barred_pairs, kept_pairs)
    have = [sum(entry == one.key for entry, _ in kept_pairs) for one in wanted]
    for level in range(each):
        for number in range(len(wanted)):
            if have[number] == level and flow.add(number):
                have[number] += 1
    pairs = [(wanted[entry].key, panel[judge].key) for judge, given in enumerate(flow.given) for entry in given]
    judges: dict[str, set[str]] = {one.key: set() for one in wanted}
    for entry, judge in [*pairs, *kept_pairs]:
        judges.setdefault(entry, set()).add(judge)
    load = {seat.key: flow.load[number] for number, seat in enumerate(panel)}
    short = [
        shortage(
            one.key, wanted=each, judges=judges[one.key], tied=_tied(one.key, barred_pairs), panel=panel, load=load
        )
        for one in wanted
        if len(judges[one.key]) < each
    ]
    return Plan(pairs=sorted(pairs), short=short)


def _tied(entry: str, barred: set[Pair]) -> set[str]:
    return {judge for one, judge in barred if one == entry}


def shortage(
    entry: str, *, wanted: int, judges: set[str], tied: set[str], panel: Sequence[Seat], load: Mapping[str, int]
) -> Shortage:
    """Why an entry has only these judges: how many others are too close to it, how many read all they can."""
    others = [seat for seat in panel if seat.key not in judges]
    free = [seat for seat in others if seat.key not in tied]
    return Shortage(
        key=entry,
        wanted=wanted,
        got=len(judges),
        tied=len(others) - len(free),
        full=sum(load.get(seat.key, 0) >= seat.most for seat in free),
    )
