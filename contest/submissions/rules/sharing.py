"""What of an entry counterparts may read: as far as its applicant agreed, for those it was shared with."""

from contest.lib.i18n import N_, Lazy

# Each with all before it.
LEVELS: dict[str, Lazy] = {
    "none": N_("Nothing"),
    "summary": N_("Title and summary"),
    "answers": N_("Title, summary, answers and climate effect"),
    "files": N_("All of it, with the files"),
}
_ORDER = tuple(LEVELS)

# Who stands behind an entry is told only when both sides accepted a meeting.
CONTACTS = frozenset({"contact_name", "contact_phone", "contact_email", "website", "members", "referees"})


def allows(level: str, what: str) -> bool:
    """Whether what an applicant agreed to reaches `what`, one of `LEVELS` but the first."""
    return level in LEVELS and _ORDER.index(level) >= _ORDER.index(what)


def reads(*, level: str, is_shared: bool, is_hidden: bool, acts: bool, state: str) -> bool:
    """Whether somebody reads an entry as a counterpart: `acts` for one that it is shared with, and nothing hides it.

    `is_hidden`: a tie to the entry, the applicant keeps it from them or their organisation, or they judge it. In SQL:
    `queries.sharing.SHARED`.
    """
    return acts and is_shared and not is_hidden and state == "submitted" and allows(level, "summary")
