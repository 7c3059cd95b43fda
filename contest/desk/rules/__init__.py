"""Who looks after the machinery."""

from uuid import UUID

from contest.lib.actor import Actor

PROGRAMME = "programme_organiser"
ROUND = "round_organiser"
AUDITOR = "auditor"


def may_read_record(actor: Actor) -> bool:
    """The record of everything is for who runs the whole installation, and for its auditors, who only read."""
    return any(grant.edition_id is None and grant.round_id is None for grant in actor.holds(PROGRAMME, AUDITOR))


def record_editions(actor: Actor) -> list[UUID]:
    """Of which editions the actor reads what happened, where they may not read all of it: those that they organise as
    a whole, or audit."""
    its = (grant for grant in actor.holds(PROGRAMME, AUDITOR) if grant.round_id is None)
    return [grant.edition_id for grant in its if grant.edition_id is not None]


def may_see_jobs(actor: Actor) -> bool:
    """Jobs belong to the whole installation: organisers of one edition have no business there."""
    return any(grant.edition_id is None and grant.round_id is None for grant in actor.holds(PROGRAMME))
