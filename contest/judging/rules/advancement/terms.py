"""Who goes on: what is asked, and what is answered. Plain values, without numpy: web pages use them too."""

from collections.abc import Collection, Mapping, Sequence
from decimal import ROUND_CEILING, Decimal

import msgspec

CITY, SCENE = "city", "scene"
TOP, SHARE, THRESHOLD = "top", "share", "threshold"
WAYS = (TOP, SHARE, THRESHOLD)


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """An entry with a result. `is_barred`: a floor keeps it out (climate impact), whatever its rank."""

    key: str
    rank: int
    score: Decimal
    city: str = ""
    scene: str = ""
    is_barred: bool = False

    def of(self, kind: str) -> str:
        return self.city if kind == CITY else self.scene


class Quota(msgspec.Struct, frozen=True, kw_only=True):
    """At least and at most so many of a city or of a scene go on."""

    kind: str
    key: str
    least: int = 0
    most: int | None = None


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """`top`: the best `number`; `share`: the best `number` percent, rounded up; `threshold`: a score of `number`.

    `wild` entries go on beside these, for a reason that the organiser gives; `reserve` is how many wait behind.
    """

    way: str
    number: Decimal
    quotas: tuple[Quota, ...] = ()
    reserve: int = 0
    wild: frozenset[str] = frozenset()


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """One half of a quota (`least` or `most`), or the number in all (kind `all`); `there` is how many there are.

    `would_do`, of a limit that clashes: the number nearest to its own with which all the others can be kept; None where
    easing this one alone does not help.
    """

    kind: str
    key: str
    side: str
    number: int
    there: int
    would_do: int | None = None


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """Who goes on, best first; equals of the last ones in (`joined`) are among them.

    `lifted` got in by a quota in the place of `passed_over`, which stood better. `undecided` equal somebody who goes
    on, but a quota has no room for both. `clash`: no choice keeps these limits together, and none of them is idle in
    it; then nobody is chosen.
    """

    advanced: list[str] = []
    joined: list[str] = []
    lifted: list[str] = []
    passed_over: list[str] = []
    undecided: list[str] = []
    reserve: list[str] = []
    wild: list[str] = []
    clash: list[Limit] = []


# How the rule came to an entry's outcome. Those who simply stand behind the line have none.
HOW = ("rank", "equal", "quota", "wild", "passed_over", "undecided")


def ways(chosen: Chosen) -> dict[str, str]:
    """One of `HOW` by entry."""
    named = zip(
        HOW,
        (chosen.advanced, chosen.joined, chosen.lifted, chosen.wild, chosen.passed_over, chosen.undecided),
        strict=True,
    )
    return {key: name for name, keys in named for key in keys}  # of the advanced some are told apart after that


def places(ask: Ask, candidates: Collection[Candidate]) -> int:
    """How many go on before equals join: of those with a result, whom no floor keeps out."""
    open_ = [one for one in candidates if not one.is_barred]
    if ask.way == THRESHOLD:
        return sum(one.score >= ask.number for one in open_)
    if ask.way == SHARE:
        return int((len(candidates) * ask.number / 100).to_integral_value(ROUND_CEILING))
    return int(ask.number)


def counts(chosen: Collection[Candidate]) -> dict[tuple[str, str], int]:
    """How many of each city and each scene."""
    made: dict[tuple[str, str], int] = {}
    for one in chosen:
        for kind in (CITY, SCENE):
            made[kind, one.of(kind)] = made.get((kind, one.of(kind)), 0) + 1
    return made


def keeps(quotas: Sequence[Quota], count: Mapping[tuple[str, str], int]) -> bool:
    """Whether these numbers keep every quota."""
    return all(
        one.least <= count.get((one.kind, one.key), 0)
        and (one.most is None or count.get((one.kind, one.key), 0) <= one.most)
        for one in quotas
    )


def replacement(
    quotas: Sequence[Quota], *, advanced: Sequence[Candidate], out: str, reserve: Sequence[Candidate]
) -> str | None:
    """Who of the reserve, best first, steps in for `out`: the first with whom every quota is kept; None where none."""
    left = [one for one in advanced if one.key != out]
    for one in reserve:
        if keeps(quotas, counts([*left, one])):
            return one.key
    return None
