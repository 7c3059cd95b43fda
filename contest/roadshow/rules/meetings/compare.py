"""Two plans beside each other: what they share, and where they differ."""

from collections.abc import Iterable

import msgspec

from contest.roadshow.rules.meetings.terms import Meeting


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """Meetings that are in both, of which so many at another time or table; and those that only one of them has."""

    shared: int
    moved: int
    only_here: int
    only_there: int


def beside(here: Iterable[Meeting], there: Iterable[Meeting]) -> Beside:
    """How the meetings of a plan differ from others."""
    ours, theirs = {one.pair: one for one in here}, {one.pair: one for one in there}
    shared = ours.keys() & theirs.keys()
    moved = sum((ours[pair].slot, ours[pair].table) != (theirs[pair].slot, theirs[pair].table) for pair in shared)
    return Beside(
        shared=len(shared), moved=moved, only_here=len(ours) - len(shared), only_there=len(theirs) - len(shared)
    )
