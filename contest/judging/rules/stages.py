"""The stages in which a round is judged, one after the other: what each asks of a judge, and who goes on."""

import hashlib
import math
from collections.abc import Sequence
from decimal import Decimal

import msgspec

from contest.judging.rules.capacity import KINDS, Stage

FULL = "full"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where an entry stands in its group at the end of a stage; `seat` is None where it has no result or is barred."""

    key: str
    group: str
    rank: int | None
    seat: int | None
    score: Decimal | None


class Onward(msgspec.Struct, frozen=True, kw_only=True):
    """Who goes on from a stage: the best of each group, and whoever has no result; and who stays behind."""

    best: tuple[str, ...]
    without: tuple[str, ...]
    behind: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return self.best + self.without


def after(stages: Sequence[Stage], kind: str) -> Stage | None:
    """The stage that comes next, or None after the last."""
    return next((one for one in stages if KINDS.index(one.kind) > KINDS.index(kind)), None)


def places(following: Stage | None, *, entries: int, quota: int | None) -> int | None:
    """How many of a group's entries go on: what the next stage takes of them all, after the last one the quota."""
    return quota if following is None else math.ceil(entries * following.share / 100)


def bounds(stages: Sequence[Stage], kind: str, *, least: int, most: int) -> tuple[int, int]:
    """(least, most) reads of a judge in a stage, who said how many full reviews they take.

    Triage asks for the same time in shorter reads, and for no least number of them.
    """
    own = next((one.minutes for one in stages if one.kind == kind), None)
    full = next((one.minutes for one in stages if one.kind == FULL), None)
    if kind != "triage" or own is None or full is None:
        return least, most
    return 0, max(most, most * full // own)


def onward(entries: Sequence[Standing], following: Stage, *, counts: dict[str, int]) -> Onward:
    """Who goes on to the stage that follows; `counts` are all entries of each group, also those that stopped earlier.

    Everyone who shares the last place goes on, and so does an entry whose judges stepped back or were waived: nothing
    says that it is weaker. What lies under a floor of its rubric stays behind, as it could not advance.
    """
    best, without, behind = [], [], []
    for one in entries:
        room = places(following, entries=counts[one.group], quota=None)
        if one.score is None:
            without.append(one.key)
        elif one.seat is not None and room is not None and one.seat <= room:
            best.append(one.key)
        else:
            behind.append(one.key)
    return Onward(best=tuple(best), without=tuple(without), behind=tuple(behind))


def mark(entries: Sequence[Standing], going: Onward) -> str:
    """Which figures somebody saw before they took the best on."""
    said = [(one.key, one.rank, None if one.score is None else f"{one.score:.2f}") for one in entries]
    return hashlib.sha256(msgspec.json.encode((said, going.keys))).hexdigest()[:16]
