"""Who acts for a partner, and how long somebody whom a partner nominates may answer."""

from datetime import datetime, timedelta
from uuid import UUID

from contest.challenge.rules import may_organise
from contest.lib.actor import Actor
from contest.lib.i18n import N_, Lazy

PARTNER = "partner"
LIFE = timedelta(days=30)
LONGEST_REASON = 1_000
LONGEST_PERMISSION = 1_000
MOST_A_DAY = 40
COUNTED = ("views", "begun", "handed_in")

STATES: dict[str, Lazy] = {
    "asked": N_("Asked"),
    "begun": N_("Began an entry"),
    "declined": N_("Declined"),
    "expired": N_("Did not answer in time"),
    "withdrawn": N_("Withdrawn"),
}


def may_act_for(actor: Actor, *, edition_id: UUID, is_named: bool) -> bool:
    """Whether the actor acts for a partner of the edition: who was named for it while they hold the role there, and
    who organises the edition. In SQL: `queries.acting.ACTS_FOR`."""
    if actor.is_signed_in and is_named and actor.has(PARTNER, edition_id=edition_id):
        return True
    return may_organise(actor, edition_id=edition_id)


def answer_until(*, now: datetime, closes_at: datetime) -> datetime:
    """Until when a nomination can be answered: a month, and not after the deadline."""
    return min(now + LIFE, closes_at)


def may_answer(*, state: str, expires_at: datetime, now: datetime) -> bool:
    return state == "asked" and now <= expires_at


def nomination_faults(*, name: str, email: str | None, reason: str) -> dict[str, Lazy | str]:
    """What is wrong with a nomination, by field."""
    found: dict[str, Lazy | str] = {}
    if not name.strip():
        found["name"] = N_("This answer is needed.")
    if email is None:
        found["email"] = N_("Write an e-mail address, as name@example.org.")
    if not reason.strip():
        found["reason"] = N_("Say why: the mail shows it.")
    elif len(reason) > LONGEST_REASON:
        found["reason"] = N_("Use at most %(most)s characters.", most=LONGEST_REASON)
    return found
