"""How long which kind of data is kept, unless who answers for the law says otherwise."""

from datetime import datetime

from msgspec import Struct

from contest.accounts.rules import PROGRAMME
from contest.accounts.rules.roles import COMPLIANCE
from contest.lib.actor import Actor
from contest.lib.i18n import N_, Lazy

MAILS, AWARDED = "mails", "awarded"
FEWEST, MOST = 1, 240  # months
BATCH = 50  # things that go in one transaction
LONGEST = 1000  # characters of a reason


class Kind(Struct, frozen=True, kw_only=True):
    """A kind of data: what goes when `months` have passed since it was last needed."""

    name: Lazy
    goes: Lazy
    since: Lazy
    months: int


_WORDS_AND_FILES = N_("All that was written and every file; the entry is known by its code.")
_LAST = N_("the last deadline or decision it stood in")
KINDS: dict[str, Kind] = {
    "drafts": Kind(name=N_("Drafts that were never handed in"), goes=_WORDS_AND_FILES, since=_LAST, months=12),
    "not_shortlisted": Kind(
        name=N_("Entries that did not advance"),
        goes=N_("All that was written and every file; points and ranks stay under the code."),
        since=_LAST,
        months=12,
    ),
    "shortlisted": Kind(
        name=N_("Entries that advanced"),
        goes=N_("All that was written and every file; points and ranks stay under the code."),
        since=_LAST,
        months=36,
    ),
    AWARDED: Kind(
        name=N_("The register of awards"),
        goes=N_("Entry and names on certificates; award, number and date stay under the code."),
        since=_LAST,
        months=120,
    ),
    MAILS: Kind(
        name=N_("Letters that were sent"),
        goes=N_("To whom, subject and text; that one of its kind was sent stays."),
        since=N_("the day it was written"),
        months=36,
    ),
}


def may_keep(actor: Actor) -> bool:
    """Who says how long what is kept, holds it back, and keeps the log of breaches: whoever answers for the whole
    installation, in law or in work; no program, and nobody who looks through their eyes."""
    return (
        actor.viewer is None
        and actor.token_id is None
        and any(grant.edition_id is None and grant.round_id is None for grant in actor.holds(COMPLIANCE, PROGRAMME))
    )


def months_before(now: datetime, months: int) -> datetime:
    """The same day of an earlier month, or its last day where there is none."""
    count = now.year * 12 + now.month - 1 - months
    year, month = divmod(count, 12)
    for day in range(now.day, 27, -1):
        try:
            return now.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return now.replace(year=year, month=month + 1)
