"""An edition that begins as the one before: its dates a year or more later, its names with the new year."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from contest.challenge.rules import local_time
from contest.challenge.rules.plans import MOMENTS as MOMENTS
from contest.challenge.rules.plans import EditionPlan, RoundPlan
from contest.lib.i18n import N_, Lazy

SHIFTS: dict[str, Lazy] = {
    "date": N_("The same date"),
    "weekday": N_("The same day of the week, nearest to that date"),
}
MOST_YEARS = 10


class Moved(Struct, frozen=True):
    """Where a moment comes to lie. `odd`: clocks jump over the same local time there (`missing`; it is the first after
    it) or show it twice (`twice`; it is the first of both)."""

    at: datetime
    odd: str = ""


def moved(at: datetime, zone: str, *, years: int, shift: str) -> Moved:
    """The same local time so many years later; 29 February becomes the 28th where there is none."""
    local = local_time.local_time(at, zone)
    day = datetime.fromisoformat(local.day).date()
    try:
        there = day.replace(year=day.year + years)
    except ValueError:
        there = day.replace(year=day.year + years, day=28)
    if shift == "weekday":
        there += timedelta(days=(day.weekday() - there.weekday() + 3) % 7 - 3)
    found = local_time.moment_of(f"{there}", local.clock, zone)
    if isinstance(found, local_time.Missing):
        return Moved(found.instead, "missing")
    if isinstance(found, local_time.Twice):
        if local.which:
            return Moved(found.second if local.which == "second" else found.first)
        return Moved(found.first, "twice")
    assert found is not None
    return Moved(found)


def years_on(closes: Iterable[datetime], now: datetime) -> int:
    """In how many years all of these deadlines are still to come: one at least."""
    first = min(closes, default=now)
    return next((years for years in range(1, MOST_YEARS) if first + timedelta(days=365 * years - 4) > now), MOST_YEARS)


def moved_round(plan: RoundPlan, *, years: int, shift: str) -> RoundPlan:
    """The round as it is planned anew."""
    dates = {name: moved(getattr(plan, name), plan.time_zone, years=years, shift=shift).at for name in MOMENTS}
    return msgspec.structs.replace(plan, **dates)


def named_anew(plan: EditionPlan, years: int) -> EditionPlan:
    """Names, address and code with a year that is so much later; an address without a year gets a number."""

    def later(text: str) -> str:
        return re.sub(r"(?<!\d)20\d\d(?!\d)", lambda found: str(int(found[0]) + years), text)

    slug = later(plan.slug)
    prefix = re.sub(r"(\d+)$", lambda found: f"{int(found[1]) + years:0{len(found[1])}}", plan.code_prefix)[:8]
    return msgspec.structs.replace(
        plan,
        slug=slug if slug != plan.slug else f"{plan.slug[:37]}-{years + 1}",
        code_prefix=prefix if prefix != plan.code_prefix else "",
        name_en=later(plan.name_en),
        name_zh=later(plan.name_zh),
        purpose_en=later(plan.purpose_en),
        purpose_zh=later(plan.purpose_zh),
    )
