"""What a meeting is worth to both sides together, in thousandths."""

from contest.roadshow.rules.meetings.terms import Pair

MUST, NICE, NEVER, OPEN = "must", "nice", "never", "open"
WORTHS = {MUST: 400, NICE: 150, OPEN: 0}
FIT = 200  # of a suggestion whose score is 100


def worth(ours: str, theirs: str, *, fit: int = 0) -> int | None:
    """Of a meeting that one side marked `ours` and the other `theirs`; None where it must not be.

    `fit` is the score of the suggestion, 0 to 100: it decides among equal wishes, and fills time nobody asked for.
    """
    if NEVER in (ours, theirs):
        return None
    made = WORTHS[ours] + WORTHS[theirs] + FIT * fit // 100
    return made or None


def wished(pairs: dict[Pair, tuple[str, str]], fits: dict[Pair, int]) -> dict[Pair, int]:
    """The worths of all pairs with a wish or a suggestion."""
    made = {}
    for pair in pairs.keys() | fits.keys():
        one = worth(*pairs.get(pair, (OPEN, OPEN)), fit=fits.get(pair, 0))
        if one is not None:
            made[pair] = one
    return dict(sorted(made.items()))
