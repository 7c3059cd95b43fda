"""What an assignment is asked, and what it answers. Plain values, without numpy: web pages use them too."""

from collections.abc import Mapping

import msgspec

Pair = tuple[str, str]  # (entry, judge)


class Judge(msgspec.Struct, frozen=True, kw_only=True):
    """A judge of the panel. No scenes: all alike; no languages: all of them. `least` is a wish, `most` is a limit.

    Who left with reviews that stay has a `most` of 0.
    """

    key: str
    scenes: frozenset[str] = frozenset()
    keywords: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    least: int = 0
    most: int


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry to be read: its scene first, others it touches, and the languages it can be read in (none: any).

    `each` is how many judges it wants where these are not as many as the others want.
    """

    key: str
    scene: str | None = None
    other_scenes: frozenset[str] = frozenset()
    keywords: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    each: int | None = None


def may_read(judge: Judge, entry: Entry) -> bool:
    """Whether they have a language in common; who named none reads them all."""
    return not (judge.languages and entry.languages) or bool(judge.languages & entry.languages)


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that decides who reads what.

    `tied` and `forbidden` pairs never arise. `kept` reviews are begun and `pinned` ones ruled: they stay, whatever
    they cost. `given` ones are not begun: they may be taken back where that wins more than `change` thousandths each.
    `bids` are +1 (wants to read it) or -1 (would rather not). `even` is the price of one step of unevenness in loads.
    """

    entries: list[Entry]
    judges: list[Judge]
    each: int
    tied: frozenset[Pair] = frozenset()
    forbidden: frozenset[Pair] = frozenset()
    pinned: frozenset[Pair] = frozenset()
    kept: frozenset[Pair] = frozenset()
    given: frozenset[Pair] = frozenset()
    bids: Mapping[Pair, int] = {}
    is_fair: bool = True
    even: int = 20
    change: int = 300

    def wanted(self, entry: Entry) -> int:
        """How many judges an entry is to have."""
        return self.each if entry.each is None else entry.each


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One part of an affinity: `kind`, the thousandths it gave of the `most` it could, what matched."""

    kind: str
    points: int
    most: int
    what: tuple[str, ...] = ()


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A review in the plan. `is_new` was not there before; `how` is `kept`, `pinned` or `planned`."""

    entry: str
    judge: str
    affinity: int
    how: str
    is_new: bool


class Shortage(msgspec.Struct, frozen=True, kw_only=True):
    """An entry with too few judges, and why the others of the panel are not among them."""

    key: str
    wanted: int
    got: int
    tied: int
    full: int
    foreign: int = 0
    forbidden: int = 0


class Idle(msgspec.Struct, frozen=True, kw_only=True):
    """A judge with fewer reviews than their least, and how many entries they may read at all."""

    key: str
    least: int
    got: int
    may_read: int


class Relaxation(msgspec.Struct, frozen=True, kw_only=True):
    """The smallest change of one kind that would help: `missing` reviews of `entries` could then be filled.

    `room`: any of `judges` reads more. `reader`: somebody reads `languages`. `unbound`: a ruling or tie is lifted.
    `capacity`: the leasts of all add up to `missing` reviews too many.
    """

    kind: str
    missing: int
    entries: tuple[str, ...] = ()
    judges: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Who reads what, and how good that is: sums of affinities in thousandths.

    `worst` is of the entry that came off worst among those with all their judges, `worst_bound` what no plan exceeds;
    `best_total` is the total without fairness. `dropped` pairs were given and are taken back. `apart` are parts of
    the round that share no judge with the rest (entries), after `swaps` exchanges that cost `swap_cost`.
    """

    reviews: list[Placed]
    dropped: list[Pair]
    short: list[Shortage]
    idle: list[Idle]
    relaxations: list[Relaxation]
    total: int
    best_total: int
    worst: int | None
    worst_bound: int | None
    swaps: int
    swap_cost: int
    apart: list[list[str]]

    @property
    def pairs(self) -> list[Pair]:
        """The new ones."""
        return [(one.entry, one.judge) for one in self.reviews if one.is_new]
