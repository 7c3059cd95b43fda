"""The stages of a venture, from the shortlist to its alumni, and what a step from one to another asks for."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from msgspec import Struct

from contest.lib.i18n import N_, Lazy

STAGES: dict[str, Lazy] = {
    "shortlisted": N_("Shortlisted for landing"),
    "matched": N_("Matched"),
    "letter": N_("Letter of intent"),
    "due_diligence": N_("Due diligence"),
    "signed": N_("Agreement signed"),
    "registered": N_("Registered"),
    "pilot": N_("Pilot"),
    "commercial": N_("Commercial"),
    "graduated": N_("Graduated"),
    "alumni": N_("Alumni"),
}
EXITS: dict[str, Lazy] = {
    "parked": N_("Parked"),
    "withdrawn": N_("Withdrawn by its team"),
    "failed": N_("Failed"),
}
WORDS = STAGES | EXITS
_ORDER = tuple(STAGES)

# What must be in hand for a stage to be true: a stage is not entered without a document that shows it.
EVIDENCE: dict[str, Lazy] = {
    "letter": N_("the letter of intent"),
    "signed": N_("the signed agreement"),
    "registered": N_("the business licence, or a talent’s contract or permit"),
}
LONGEST_REASON = 1_000


class StepPlan(Struct, frozen=True, kw_only=True):
    """A step as it is asked for: made on the day `happened_on`; the next one is expected by `next_on`."""

    to: str
    happened_on: date
    reason: str = ""
    evidence: UUID | None = None
    next_on: date | None = None


class Facts(Struct, frozen=True, kw_only=True):
    """What a step is held against: days as they are where the award was made. `files`: the checked ones of the
    venture."""

    stage: str
    stage_on: date
    awarded_on: date
    registered_on: date | None
    today: date
    files: Collection[UUID]


def group_of(stage: str) -> str:
    """How a stage is marked: `going`, `well` once it is registered, `calm` where the venture left."""
    if stage in EXITS:
        return "calm"
    return "well" if _ORDER.index(stage) >= _ORDER.index("registered") else "going"


def next_steps(stage: str, *, is_registered: bool) -> list[str]:
    """Where a venture may go from `stage`, the next stage first; past `registered` only who was registered."""
    at = _ORDER.index(stage) if stage in STAGES else -1
    last = len(_ORDER) if is_registered else _ORDER.index("registered") + 1
    ahead = [one for one in _ORDER[:last] if _ORDER.index(one) > at]
    behind = list(_ORDER[: min(max(at, 0), last)])
    return [*ahead, *(one for one in EXITS if one != stage), *reversed(behind)]


def is_backwards(stage: str, to: str) -> bool:
    """Whether a step undoes something, and so needs a reason: back, out, or in again."""
    return to in EXITS or stage in EXITS or _ORDER.index(to) < _ORDER.index(stage)


def registered_after(facts: Facts, plan: StepPlan) -> date | None:
    """Since when a venture is registered once the step is made; back before its licence, it has to be shown anew."""
    if plan.to == "registered":
        return facts.registered_on or plan.happened_on
    is_before = plan.to in STAGES and _ORDER.index(plan.to) < _ORDER.index("registered")
    return None if is_before else facts.registered_on


def step_faults(facts: Facts, plan: StepPlan) -> dict[str, Lazy | str]:
    """What stands in the way of a step, by field."""
    if plan.to not in next_steps(facts.stage, is_registered=facts.registered_on is not None):
        if plan.to in STAGES and plan.to != facts.stage:
            return {"to": N_("It is not registered yet: that step comes first, with its licence.")}
        return {"to": N_("Choose one of the answers offered.")}
    found: dict[str, Lazy | str] = _date_faults(facts, plan)
    if is_backwards(facts.stage, plan.to) and not plan.reason:
        found["reason"] = N_("Say why: this step goes back, out or in again.")
    if len(plan.reason) > LONGEST_REASON:
        found["reason"] = N_("Use at most %(most)s characters.", most=LONGEST_REASON)
    if plan.evidence is None and plan.to in EVIDENCE:
        found["evidence"] = N_("This stage needs a document that shows it: %(what)s.", what=EVIDENCE[plan.to])
    elif plan.evidence is not None and plan.evidence not in facts.files:
        found["evidence"] = N_("Choose one of this venture’s own files that was checked.")
    return found


def _date_faults(facts: Facts, plan: StepPlan) -> dict[str, Lazy | str]:
    found: dict[str, Lazy | str] = {}
    if plan.happened_on < facts.awarded_on:
        found["happened_on"] = N_("This is before the award of %(day)s.", day=facts.awarded_on.isoformat())
    elif plan.happened_on < facts.stage_on:
        found["happened_on"] = N_("This is before its last step, of %(day)s.", day=facts.stage_on.isoformat())
    elif plan.happened_on > facts.today:
        found["happened_on"] = N_("This day has not come yet.")
    if plan.next_on is not None and plan.next_on < plan.happened_on:
        found["next_on"] = N_("The next step cannot be expected before this one.")
    return found
