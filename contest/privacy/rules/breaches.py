"""The clock of a breach of people's data, and by what those are found whom it concerns."""

from datetime import datetime, timedelta

from contest.lib.i18n import N_, Lazy

CLOCK = timedelta(hours=72)  # GDPR, article 33: from when it is known; other laws say without delay
SOON = timedelta(hours=24)
LONGEST = 4000

WAYS: dict[str, Lazy] = {
    "entries": N_("The teams of these entries"),
    "files": N_("Who uploaded these files, and the teams of their entries"),
    "role": N_("Who held this role while it went on"),
    "window": N_("Who did anything here while it went on"),
}


def tone(*, known_at: datetime, settled_at: datetime | None, now: datetime) -> str:
    """How urgent the authority's notice is: `wrong` once late, `due` in the last day, else `calm`; `well` when done."""
    if settled_at is not None:
        return "well" if settled_at <= known_at + CLOCK else "due"
    left = known_at + CLOCK - now
    return "wrong" if left <= timedelta() else "due" if left <= SOON else "calm"


def hours_left(*, known_at: datetime, now: datetime) -> int:
    """Whole hours until the authority must have been told; negative once it is late. A clock that went back gives at
    most the whole of it."""
    return min(known_at + CLOCK - now, CLOCK) // timedelta(hours=1)


def named(text: str) -> list[str]:
    """Codes, ids or names that were typed with commas, spaces between lines or one a line."""
    return list(dict.fromkeys(part.strip() for part in text.replace(",", "\n").splitlines() if part.strip()))
