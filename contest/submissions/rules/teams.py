"""Who of a team may do what, how long an invitation is good, and how many entries one may have."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from contest.lib.i18n import N_, Lazy

# What a place on a team allows, each with all before it.
PLACES = ("view", "edit", "submit", "own")
OFFERED = ("view", "edit", "submit")

PLACE_WORDS: dict[str, Lazy] = {
    "view": N_("May read"),
    "edit": N_("May read and write"),
    "submit": N_("May read, write and hand in"),
    "own": N_("Owner"),
}

INVITATION_LIFE = timedelta(days=14)
MOST_ON_A_TEAM = 20


class Member(msgspec.Struct, frozen=True):
    """A person of a team now; the owner's place is `own`."""

    person_id: UUID
    name: str
    place: str


def may(place: str | None, to: str) -> bool:
    """Whether a place on a team allows `to`, one of `PLACES`; nobody's place allows nothing."""
    return place is not None and PLACES.index(place) >= PLACES.index(to)


def place_of(team: Iterable[Member], person_id: UUID | None) -> str | None:
    """A person's place, None where they have none; a visitor has none."""
    if person_id is None:
        return None
    return next((member.place for member in team if member.person_id == person_id), None)


def is_good(*, outcome: str, expires_at: datetime, now: datetime) -> bool:
    """Whether an invitation can still be answered; its last moment counts."""
    return outcome == "" and now <= expires_at


def counts(place: str) -> bool:
    """Whether an entry counts among a person's: who only reads it has no part in it."""
    return place != "view"


class Cap(msgspec.Struct, frozen=True):
    """How many entries of an edition a person and an organisation may have; None is any number."""

    per_person: int | None = None
    per_organisation: int | None = None


def over_cap(most: int | None, others: int) -> bool:
    """Whether one more than `others` is too many."""
    return most is not None and others + 1 > most
