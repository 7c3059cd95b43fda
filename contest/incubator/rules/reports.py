"""Which reports a venture is asked for and when, when one is moot, and when its people are reminded."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from msgspec import Struct

from contest.incubator.rules.impact import Realised
from contest.incubator.rules.indicators import Figure
from contest.incubator.rules.months import months_after
from contest.incubator.rules.stages import EXITS
from contest.lib.i18n import N_, Lazy

KINDS: dict[str, Lazy] = {
    "pulse": N_("Monthly pulse"),
    "quarter": N_("Quarterly figures"),
    "year": N_("Yearly impact"),
    "alumni": N_("Alumni survey"),
}
BY_LINK = ("pulse", "alumni")  # what asks for no document, and so is sent without signing in
DUE_DAYS = {"pulse": 10, "quarter": 20, "year": 45, "alumni": 30}
ALUMNI_MONTHS = (6, 12, 24, 36)
LEAST = timedelta(days=7)  # to answer
SEEN = timedelta(days=14)  # of a period that a venture has to be there for
REMIND_BEFORE, REMIND_AFTER = timedelta(days=3), timedelta(days=7)
CORRECT_WITHIN = timedelta(days=14)  # from when a report was opened again
LONGEST_TEXT = 2_000
_DONE = ("graduated", "alumni")


class Followed(Struct, frozen=True, kw_only=True):
    """A venture as its reports depend on it. `taken_on`: when it came into the incubator; `has_impact`: whether its
    entry had a figure to compare with."""

    stage: str
    taken_on: date
    awarded_on: date
    graduated_on: date | None
    has_impact: bool


class Asked(Struct, frozen=True, kw_only=True):
    """A report that is asked for; about the days from `period_on` to `until_on`, both included."""

    kind: str
    period_on: date
    until_on: date

    def due_on(self, today: date) -> date:
        """By when it is to come where it is asked for `today`: nobody is late on the day they are asked."""
        return max(self.until_on + timedelta(days=DUE_DAYS[self.kind]), today + LEAST)


class PastFigure(Struct, frozen=True, kw_only=True):
    """A figure as it was sent before its report was opened again."""

    indicator: str
    value: Decimal
    unit: str
    verified_at: datetime | None


class Sent(Struct, frozen=True, kw_only=True):
    """A report as it is sent; what its kind does not ask is left alone."""

    figures: Mapping[str, Figure]
    news: str = ""
    trouble: str = ""
    is_running: bool | None = None
    realised: Realised | None = None
    evidence: UUID | None = None


def asked(of: Followed, today: date) -> list[Asked]:
    """What a venture is asked for `today`: of each kind the latest that is over, so that nobody makes up for years."""
    if of.stage in EXITS:
        return []
    if of.stage in _DONE:
        return _of_alumni(of, today)
    found = [_ended("pulse", today, 1), _ended("quarter", today, 3)]
    if of.has_impact:
        years = 0
        while months_after(of.awarded_on, 12 * (years + 1)) <= today:
            years += 1
        if years:
            first, after = months_after(of.awarded_on, 12 * (years - 1)), months_after(of.awarded_on, 12 * years)
            found.append(Asked(kind="year", period_on=first, until_on=after - timedelta(days=1)))
    return [one for one in found if one.until_on - of.taken_on >= SEEN]


def _ended(kind: str, today: date, months: int) -> Asked:
    """The latest span of so many calendar months that is over."""
    first = today.replace(day=1)
    first = first.replace(month=(first.month - 1) // months * months + 1)
    return Asked(kind=kind, period_on=months_after(first, -months), until_on=first - timedelta(days=1))


def _of_alumni(of: Followed, today: date) -> list[Asked]:
    if of.graduated_on is None:
        return []
    days = [months_after(of.graduated_on, months) for months in ALUMNI_MONTHS]
    reached = [day for day in days if day <= today]
    return [Asked(kind="alumni", period_on=reached[-1], until_on=reached[-1])] if reached else []


def remind_on(due_on: date, reminded: int) -> date | None:
    """When its people are reminded next: before it is due, once after, and then no more."""
    if reminded > 1:
        return None
    return due_on - REMIND_BEFORE if reminded == 0 else due_on + REMIND_AFTER


def year_of(awarded_on: date, period_on: date) -> int:
    """Which year after the award a yearly report is about, from 1."""
    return (period_on.year * 12 + period_on.month - awarded_on.year * 12 - awarded_on.month) // 12 + 1


def text_faults(news: str, trouble: str) -> dict[str, Lazy | str]:
    """What stands against the words of a report."""
    return {
        name: N_("Use at most %(most)s characters.", most=LONGEST_TEXT)
        for name, text in (("news", news), ("trouble", trouble))
        if len(text) > LONGEST_TEXT
    }
