"""Who organises what, when a round takes entries, and what a blind judge may not see."""

from datetime import datetime
from uuid import UUID

from contest.lib.actor import Actor

PROGRAMME = "programme_organiser"
ROUND = "round_organiser"

# The steps a round may take; what is not here is refused.
ROUND_STEPS: dict[str, frozenset[str]] = {
    "planned": frozenset({"open", "cancelled"}),
    "open": frozenset({"screening", "cancelled"}),
    "screening": frozenset({"judging", "cancelled"}),
    "judging": frozenset({"deliberation", "cancelled"}),
    "deliberation": frozenset({"notice", "judging"}),
    "notice": frozenset({"decided", "deliberation"}),
    "decided": frozenset(),
    "cancelled": frozenset(),
}

EDITION_STEPS: dict[str, frozenset[str]] = {
    "draft": frozenset({"open"}),
    "open": frozenset({"judging", "closed"}),
    "judging": frozenset({"decided"}),
    "decided": frozenset({"closed"}),
    "closed": frozenset(),
}


def may_organise(actor: Actor, *, edition_id: UUID, round_id: UUID | None = None) -> bool:
    """Whether the actor runs this round (or, without one, the whole edition)."""
    if round_id is None:
        return actor.has(PROGRAMME, edition_id=edition_id)
    return actor.has(PROGRAMME, ROUND, edition_id=edition_id, round_id=round_id)


def takes_entries(*, state: str, opens_at: datetime, closes_at: datetime, now: datetime) -> bool:
    """Whether a hand-in counts at `now`: the last moment is the deadline itself, one second later is late."""
    return state == "open" and opens_at <= now <= closes_at


def hidden_from_judges(is_blind: bool) -> frozenset[str]:
    """The parts of an entry that no output may show to a judge of a blind round.

    `file_names` means that files go by their field and number: a name such as `CV_Meyer.pdf` says who wrote it.
    Country goes too: with scene and title it often leaves one applicant.
    """
    if not is_blind:
        return frozenset()
    return frozenset(
        {"organisation_name", "country", "owner", "contact_name", "members", "referees", "website", "file_names"}
    )
