"""What may come of a meeting, and how far meetings came together."""

from collections.abc import Iterable
from datetime import date

import msgspec

from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy

OUTCOMES: dict[str, Lazy] = {
    "letter": N_("A letter of intent"),
    "follow_up": N_("We follow up"),
    "none": N_("Nothing more"),
    "absent": N_("We did not meet"),
}
STAGES: dict[str, Lazy] = {
    "suggested": N_("Meeting proposed"),
    "accepted": N_("Accepted by both"),
    "met": N_("They met"),
    "follow_up": N_("Followed up"),
    "letter": N_("Letter of intent"),
    "signed": N_("Agreement signed"),
}
_ORDER = tuple(STAGES)


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a party says of a meeting; `who` does the next step, until `next_on`; the note is for its own people."""

    outcome: str
    next_step: str = ""
    who: str = ""
    next_on: date | None = None
    note: str = ""


def check_outcome(said: Outcome) -> None:
    """`Invalid` names what is no outcome: one that goes on has a next step."""
    faults: dict[str, Lazy | str] = {}
    if said.outcome not in OUTCOMES:
        faults["outcome"] = N_("Choose one of the answers offered.")
    if said.outcome in ("letter", "follow_up") and not said.next_step:
        faults["next_step"] = N_("Say what comes next.")
    if faults:
        raise Invalid(fields=faults)


def stage_of(state: str, outcomes: Iterable[str], *, is_signed: bool = False) -> str:
    """How far one meeting came: what the side says that saw more of it counts, and an agreement before all."""
    if is_signed:
        return "signed"
    said = set(outcomes)
    if said & {"letter", "follow_up"}:
        return "letter" if "letter" in said else "follow_up"
    if "none" in said:
        return "met"
    return "accepted" if state in ("accepted", "published") else "suggested"


def furthest(stages: Iterable[str]) -> str:
    """How far an introduction came over all its meetings."""
    return max(stages, key=_ORDER.index)


def funnel(stages: Iterable[str]) -> dict[str, int]:
    """How many meetings, or introductions, came at least as far as each stage."""
    reached = [_ORDER.index(stage) for stage in stages]
    return {key: sum(at >= number for at in reached) for number, key in enumerate(_ORDER)}
