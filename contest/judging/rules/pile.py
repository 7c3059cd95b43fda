"""A judge's pile of reviews in one round: which comes next, and how long the rest will take."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

import msgspec

OPEN = frozenset({"assigned", "draft", "reopened"})
MINUTES_EACH = 20
"""What a review is reckoned with where the round says nothing."""
WEIGHT = 3
"""As how many reviews of one's own the reckoned minutes count."""
LONGEST_READ = 4
"""A gap of more than so many times the reckoned minutes is a break, not a review."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A review in the pile."""

    id: UUID
    state: str
    signed_at: datetime | None
    skipped_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


def next_open(pile: Sequence[Place], current: UUID) -> UUID | None:
    """The review to go on with: the next one down the pile, then from its top; what was skipped comes last, the one
    that was skipped first before the others. None where no other is open."""
    at = next((place for place, one in enumerate(pile) if one.id == current), -1)
    rest = [one for one in (*pile[at + 1 :], *pile[: max(at, 0)]) if one.is_open]
    if fresh := [one for one in rest if one.skipped_at is None]:
        return fresh[0].id
    aside = [(one.skipped_at, one.id) for one in rest if one.skipped_at is not None]
    return min(aside)[1] if aside else None


def minutes_left(pile: Sequence[Place], *, each: int) -> int:
    """How long the open reviews will take, in minutes: as reckoned for a review, and more and more at one's own pace.

    The pace is the time from one signature to the next in one sitting; the reckoned minutes count as three of those.
    """
    signed = sorted(one.signed_at for one in pile if one.signed_at is not None)
    longest = timedelta(minutes=LONGEST_READ * each)
    gaps = [(after - before) / timedelta(minutes=1) for before, after in pairwise(signed) if after - before <= longest]
    pace = (WEIGHT * each + sum(gaps)) / (WEIGHT + len(gaps))
    return round(sum(one.is_open for one in pile) * pace)
