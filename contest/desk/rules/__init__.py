"""Who looks after the machinery."""

from contest.lib.actor import Actor

PROGRAMME = "programme_organiser"
ROUND = "round_organiser"
AUDITOR = "auditor"


def may_read_record(actor: Actor) -> bool:
    """The record of everything is for who runs the whole installation, and for its auditors, who only read."""
    return any(grant.edition_id is None and grant.round_id is None for grant in actor.holds(PROGRAMME, AUDITOR))


def may_see_jobs(actor: Actor) -> bool:
    """Jobs belong to the whole installation: organisers of one edition have no business there."""
    return any(grant.edition_id is None and grant.round_id is None for grant in actor.holds(PROGRAMME))
