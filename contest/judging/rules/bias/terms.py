"""What is looked at, what is asked, what is answered. Plain values, without numpy: web pages use them too."""

import msgspec

from contest.judging.rules.calibration import Given
from contest.lib.i18n import N_, Lazy

# Of fewer totals on either side nothing is said: it would be chance, and might tell of one judge or one entry.
LEAST = 20
# That no interval of all that were looked at misses by chance, in so many of a hundred rounds.
CERTAINTY = 0.95

COUNTRY, LANGUAGE, FIELD, ORDER = "country", "language", "field", "order"
LOOKED_AT: dict[str, Lazy] = {
    COUNTRY: N_("Entries from the judge's own country, against others"),
    LANGUAGE: N_("Entries that can be read in the judge's own language, against others"),
    FIELD: N_("Entries of the judge's own field, against others"),
    ORDER: N_("The last entry that a judge signed, against their first"),
}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Signed totals, the track of each entry, and by what is looked at: a number for each total, None where unknown.

    `marks` are 1 where a total is on the one side, 0 on the other; of `order` the place in a judge's order, 0 to 1.
    """

    totals: list[Given]
    tracks: dict[str, str]
    marks: dict[str, list[float | None]]


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """By how many points totals on the one side are higher, entries and judges being equal, and what that lies between.

    `on` and `off` count totals on either side; `figure` is None where they are too few, or cannot be told apart from
    the entries and judges themselves. The intervals of all effects hold together with `CERTAINTY`.
    """

    key: str
    on: int
    off: int
    figure: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_clear(self) -> bool:
        """Whether chance does not explain it."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def sides(marks: list[float | None]) -> tuple[int, int]:
    """How many totals lie on the one side and on the other; the middle of an order lies between them."""
    known = [mark for mark in marks if mark is not None]
    return sum(mark > 0.5 for mark in known), sum(mark <= 0.5 for mark in known)


def is_enough(marks: list[float | None]) -> bool:
    """Whether something may be said of it."""
    return min(sides(marks)) >= LEAST
