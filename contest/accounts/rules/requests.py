"""What people ask about their data: who answers, by when, and which steps there are."""

from datetime import datetime, timedelta

from contest.accounts.rules import PROGRAMME
from contest.accounts.rules.roles import COMPLIANCE
from contest.lib.actor import Actor
from contest.lib.i18n import N_, Lazy

COPY, CORRECT, ERASE = "copy", "correct", "erase"
CLOCK = timedelta(days=30)  # PIPL and GDPR both ask for an answer within a month
SOON = timedelta(days=7)
COPY_KEPT = timedelta(days=7)
# An erasure begins when the last letter has left; after so long it begins all the same.
LETTER_WAITS = timedelta(days=1)
LONGEST = 4000

KINDS: dict[str, Lazy] = {
    COPY: N_("A copy of everything"),
    CORRECT: N_("A correction"),
    ERASE: N_("Erasure"),
}
STATES: dict[str, tuple[Lazy, str]] = {
    "unproved": (N_("Waits for your code"), "due"),
    "open": (N_("Waits for an answer"), "due"),
    "working": (N_("Is being carried out"), "calm"),
    "done": (N_("Done"), "well"),
    "refused": (N_("Not granted"), "wrong"),
    "withdrawn": (N_("Withdrawn"), "calm"),
}
WAITING = ("unproved", "open", "working")


def may_ask(actor: Actor) -> bool:
    """A person themselves: no program of theirs, and nobody who looks through their eyes."""
    return actor.is_signed_in and actor.viewer is None and actor.token_id is None


def may_answer(actor: Actor) -> bool:
    """A request is about all that is kept of somebody: who answers for the whole installation, in law or in work."""
    return actor.is_system or any(
        grant.edition_id is None and grant.round_id is None for grant in actor.holds(COMPLIANCE, PROGRAMME)
    )


def tone(*, state: str, due_at: datetime, now: datetime) -> str:
    """How urgent an unanswered request is: `wrong` once it is late, `due` in its last week, else `calm`."""
    if state not in WAITING:
        return STATES[state][1]
    return "wrong" if due_at <= now else "due" if due_at <= now + SOON else "calm"


def days_left(*, due_at: datetime, now: datetime) -> int:
    """Whole days until the answer is due; negative once it is late."""
    return (due_at - now) // timedelta(days=1)
