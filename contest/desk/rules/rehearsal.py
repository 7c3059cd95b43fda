"""A round played through with invented people: at which moments, with what figures, and what came of it."""

from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal

from msgspec import Struct

from contest.lib.i18n import N_, Lazy

LEAST_ENTRIES = 4

WORDS: dict[str, Lazy] = {
    "open": N_("The call opens"),
    "enter": N_("Entries are begun, filled in and handed in"),
    "close": N_("The call closes"),
    "screen": N_("Entries are found eligible"),
    "panel": N_("Judges are invited, agree to the terms and declare no conflict"),
    "assign": N_("Reviews are given out, and judging opens"),
    "read": N_("Reviews are written and signed"),
    "take_on": N_("The best are taken on to the next stage"),
    "decide": N_("The decision is drafted by rank and quota, and published"),
    "final": N_("The public notice ends, and the decision is final"),
}


class Step(Struct, frozen=True, kw_only=True):
    """What happened, when it would (a moment of the round's own dates), and how many of it there were."""

    what: str
    at: datetime
    count: int = 0


class Ranked(Struct, frozen=True, kw_only=True):
    """An invented entry at the end."""

    code: str
    kind: str
    rank: int | None
    score: Decimal | None


class Rehearsal(Struct, frozen=True, kw_only=True):
    """`stopped`: at which step it could not go on, and `because`; nothing else was changed by it."""

    steps: list[Step]
    ranked: list[Ranked]
    stopped: str = ""
    because: list[str] = []

    @property
    def is_through(self) -> bool:
        return not self.stopped


def kinds_of(kinds: list[str], quota: int | None) -> list[str]:
    """Of which kind each invented entry is: every kind at least once, and more entries than there are places."""
    count = max(LEAST_ENTRIES, len(kinds), min(quota or 0, 8) + 1)
    return [kinds[place % len(kinds)] for place in range(count)]


def points(judge: int, entry: int, criterion: int, *, highest: Decimal, step: Decimal) -> Decimal:
    """What an invented judge gives: between 60 and 100 per cent, other for each, and a whole number of steps."""
    share = Decimal(60 + (entry * 13 + judge * 7 + criterion * 3) % 41) / 100
    return (highest * share / step).to_integral_value(ROUND_DOWN) * step


class Dates(Struct, frozen=True, kw_only=True):
    """When each step is played."""

    opens: datetime
    closes: datetime
    reviews_due: datetime

    @property
    def entering(self) -> datetime:
        return self.closes - min(timedelta(hours=1), (self.closes - self.opens) / 2)

    @property
    def closing(self) -> datetime:
        return self.closes + timedelta(seconds=1)

    def reading(self, share: float) -> datetime:
        """A moment between the deadline for entries and that for reviews."""
        return self.closing + (self.reviews_due - self.closing) * share
