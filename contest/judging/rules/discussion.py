"""From when the judges of an entry talk about it: never before they have signed, so that no score follows a word."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from contest.lib.i18n import N_, Lazy

OFF, SIGNED, ALL = "off", "signed", "all"
OPENS: dict[str, Lazy] = {
    OFF: N_("They do not discuss entries here"),
    SIGNED: N_("Each judge once they have signed their own review"),
    ALL: N_("Once every judge of the entry has signed"),
}
LONGEST = 2000
# Within so long of another judge's word nobody is written to again: one mail for a talk, not for each of its lines.
QUIET = timedelta(hours=24)


def has_signed(state: str) -> bool:
    """Whether this review was signed, though it may be open again."""
    return state in {"signed", "reopened"}


def is_open(opens: str, *, state: str, signed: int, judges: int, is_revealed: bool) -> bool:
    """Whether an entry is discussed, for whom reads the review in `state`.

    `signed` of its `judges` have signed; a live score is nobody's to talk about before it `is_revealed`.
    """
    if opens == OFF or not is_revealed or not has_signed(state):
        return False
    return opens == SIGNED or signed == judges


def is_told(before: Sequence[tuple[UUID, datetime]], *, reader: UUID, at: datetime) -> bool:
    """Whether a mail tells this judge of a message said `at`; `before` are the author and moment of those before it.

    Not where somebody else spoke a little earlier, and the reader has not spoken since: they were told then.
    """
    if not before or before[-1][0] == reader:
        return True
    return at - before[-1][1] >= QUIET
