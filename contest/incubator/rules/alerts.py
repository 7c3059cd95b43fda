"""When a venture stalls: three plain rules over what happened and what did not. No rating, and no score of a person,
is among what they read."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from msgspec import Struct

from contest.lib.i18n import N_, Lazy

SILENT = timedelta(weeks=6)
BLOCKED = timedelta(weeks=2)
LONGEST_NOTE = 1_000

RULES: dict[str, Lazy] = {
    "missed": N_("Missed milestone"),
    "silent": N_("Silent for weeks"),
    "blocked": N_("Blocked step"),
}
ACTIONS: dict[str, Lazy] = {
    "missed": N_("Ask what it waits for. Agree on a new day with its reason, or drop it."),
    "silent": N_("Call its lead. If it has ended, record the exit with its reason."),
    "blocked": N_("Take the blocker to who can lift it: the zone’s desk, a partner, an authority."),
}


class Due(Struct, frozen=True, kw_only=True):
    """A milestone that was not handed in, or a blocked step; `since`: due on, or blocked from."""

    id: UUID
    name_en: str
    name_zh: str
    since: date


class Watched(Struct, frozen=True, kw_only=True):
    """A venture as the rules read it. `heard_on`: the last day on which its people or its incubator did anything."""

    id: UUID
    heard_on: date
    open_milestones: Sequence[Due] = ()
    blocked_steps: Sequence[Due] = ()


class Stall(Struct, frozen=True, kw_only=True):
    """What a rule found."""

    venture: UUID
    rule: str
    about: UUID
    since: date
    name_en: str = ""
    name_zh: str = ""


def stalls(of: Watched, today: date) -> list[Stall]:
    """Why a venture stalls `today`; nothing where it goes on."""
    found = [
        Stall(venture=of.id, rule="missed", about=one.id, since=one.since, name_en=one.name_en, name_zh=one.name_zh)
        for one in of.open_milestones
        if one.since < today
    ]
    found += [
        Stall(venture=of.id, rule="blocked", about=one.id, since=one.since, name_en=one.name_en, name_zh=one.name_zh)
        for one in of.blocked_steps
        if today - one.since >= BLOCKED
    ]
    if today - of.heard_on >= SILENT:
        found.append(Stall(venture=of.id, rule="silent", about=of.id, since=of.heard_on))
    return found


def week_of(today: date) -> date:
    """The Monday of its week."""
    return today - timedelta(days=today.weekday())


def reason(rule: str, since: date, today: date) -> Lazy:
    """Why it is on the list, in a sentence."""
    days = (today - since).days
    if rule == "missed":
        return N_("It was due %(days)s days ago and was not handed in.", days=days)
    if rule == "blocked":
        return N_("It has been blocked for %(days)s days.", days=days)
    return N_("Nothing was heard of it for %(weeks)s weeks.", weeks=days // 7)
