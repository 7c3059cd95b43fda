"""What it changes that a late review never comes: where its entry might have come to stand with it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal

import msgspec

from contest.judging.rules import scores


class Stake(msgspec.Struct, frozen=True, kw_only=True):
    """The ranks between which the entry would stand with the review; None: it would have no result even then."""

    best: int | None
    worst: int | None

    def may_cross(self, rank: int | None, quota: int | None) -> bool:
        """Whether the review could bring the entry over the line of the quota, up or down."""
        if quota is None or self.best is None or self.worst is None:
            return False
        is_in = rank is not None and rank <= quota
        return self.worst > quota if is_in else self.best <= quota


def at_stake(
    totals: Sequence[Decimal], others: Sequence[Decimal], *, low: Decimal, high: Decimal, rule: str, least_valid: int
) -> Stake:
    """With one total more, between `low` and `high`, among the scores of the `others` as they are."""
    made = [
        scores.entry_score([*totals, min(max(total, Decimal(0)), scores.HUNDRED)], rule=rule, least_valid=least_valid)
        for total in (low, high)
    ]
    if made[0] is None or made[1] is None:
        return Stake(best=None, worst=None)
    rising = sorted(others)
    return Stake(
        best=len(rising) - bisect_right(rising, made[1]) + 1, worst=len(rising) - bisect_left(rising, made[0]) + 1
    )
