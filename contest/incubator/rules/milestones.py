"""Milestones: what may depend on what, when one moves, and when it is accepted."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from uuid import UUID

from msgspec import Struct

from contest.lib.i18n import N_, Lazy

LONGEST_TITLE = 200
LONGEST_TEXT = 2_000
LONGEST_REASON = 1_000
SOON = timedelta(days=14)
OPEN = ("planned", "returned")

STATES: dict[str, Lazy] = {
    "late": N_("Late"),
    "submitted": N_("Waits for the incubator"),
    "returned": N_("Returned"),
    "due": N_("Due soon"),
    "planned": N_("Planned"),
    "accepted": N_("Accepted"),
    "dropped": N_("Dropped"),
}
EVENTS: dict[str, Lazy] = {
    "planned": N_("Planned"),
    "moved": N_("Moved"),
    "submitted": N_("Handed in"),
    "returned": N_("Returned"),
    "accepted": N_("Accepted"),
    "dropped": N_("Dropped"),
}


class MilestonePlan(Struct, frozen=True, kw_only=True):
    """A milestone as it is asked for; `after`: the one that has to be accepted before it."""

    title: str
    deliverable: str = ""
    due_on: date
    owner: UUID | None = None
    after: UUID | None = None


class Move(Struct, frozen=True, kw_only=True):
    """Milestones go to a day, or so many days on or back; never without a reason."""

    to: date | None = None
    days: int | None = None
    reason: str = ""

    def from_day(self, due_on: date) -> date | None:
        """None beyond the last day that there is."""
        try:
            return self.to or due_on + timedelta(days=self.days or 0)
        except OverflowError:
            return None


def state_of(state: str, due_on: date, today: date) -> str:
    """accepted, dropped, submitted, late, returned, due (within two weeks) or planned: the first that holds."""
    if state not in OPEN:
        return state
    if due_on < today:
        return "late"
    return "due" if state == "planned" and due_on - today <= SOON else state


def is_circular(start: UUID, after: UUID | None, others: Mapping[UUID, UUID | None]) -> bool:
    """Whether `start`, put after `after`, waits for itself; `others`: what each one comes after."""
    at, seen = after, {start}
    while at is not None:
        if at in seen:
            return True
        seen.add(at)
        at = others.get(at)
    return False


def plan_faults(
    plan: MilestonePlan,
    *,
    own: UUID,
    awarded_on: date,
    people: Collection[UUID],
    others: Mapping[UUID, UUID | None],
) -> dict[str, Lazy | str]:
    """What does not hold together, by field. `own`: its id; `people`: who may own it; `others`: the venture's, each
    with the one it comes after."""
    found: dict[str, Lazy | str] = {}
    if not plan.title:
        found["title"] = N_("This answer is needed.")
    elif len(plan.title) > LONGEST_TITLE:
        found["title"] = N_("Use at most %(most)s characters.", most=LONGEST_TITLE)
    if len(plan.deliverable) > LONGEST_TEXT:
        found["deliverable"] = N_("Use at most %(most)s characters.", most=LONGEST_TEXT)
    if plan.due_on < awarded_on:
        found["due_on"] = N_("This is before the award of %(day)s.", day=awarded_on.isoformat())
    if plan.owner is not None and plan.owner not in people:
        found["owner"] = N_("Choose one of the answers offered.")
    if plan.after is not None and plan.after != own and plan.after not in others:
        found["after"] = N_("Choose one of the answers offered.")
    elif is_circular(own, plan.after, others):
        found["after"] = N_("A milestone cannot wait for itself, not even through others.")
    return found


def move_faults(move: Move) -> dict[str, Lazy | str]:
    """What stands against a move, by field."""
    found: dict[str, Lazy | str] = {}
    if (move.to is None) == (move.days is None):
        found["to"] = N_("Give a day, or a number of days.")
    elif move.days is not None and not 0 < abs(move.days) <= 3650:
        found["days"] = N_("Use a number from 1 to %(most)s; below 0 goes back.", most=3650)
    return found | _reason_faults(move.reason)


def submit_faults(documents: Collection[UUID], files: Collection[UUID], note: str) -> dict[str, Lazy | str]:
    """What stands against handing in. `files`: the venture's own, checked."""
    found: dict[str, Lazy | str] = {}
    if not documents:
        found["documents"] = N_("Choose a document that shows it. Add it to the venture first.")
    elif not set(documents) <= set(files):
        found["documents"] = N_("Choose one of this venture’s own files that was checked.")
    if len(note) > LONGEST_TEXT:
        found["note"] = N_("Use at most %(most)s characters.", most=LONGEST_TEXT)
    return found


def decide_faults(verdict: str, reason: str, *, waits_for: str | None) -> dict[str, Lazy | str]:
    """What stands against accepting or returning. `waits_for`: the milestone before it that is not accepted yet."""
    if verdict not in ("accepted", "returned"):
        return {"verdict": N_("Choose one of the answers offered.")}
    if verdict == "returned":
        return _reason_faults(reason)
    if waits_for is not None:
        return {"verdict": N_("It comes after “%(title)s”, which is not accepted yet.", title=waits_for)}
    return {"reason": _too_long()} if len(reason) > LONGEST_REASON else {}


def _reason_faults(reason: str) -> dict[str, Lazy | str]:
    if not reason:
        return {"reason": N_("Say why.")}
    return {"reason": _too_long()} if len(reason) > LONGEST_REASON else {}


def _too_long() -> Lazy:
    return N_("Use at most %(most)s characters.", most=LONGEST_REASON)


def drop_faults(reason: str) -> dict[str, Lazy | str]:
    """What stands against giving a milestone up."""
    return _reason_faults(reason)
