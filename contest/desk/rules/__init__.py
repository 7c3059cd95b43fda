"""Who looks after the machinery."""

from contest.lib.actor import Actor

PROGRAMME = "programme_organiser"
ROUND = "round_organiser"


def may_see_jobs(actor: Actor) -> bool:
    """Jobs belong to the whole installation: organisers of one edition have no business there."""
    return any(grant.edition_id is None and grant.round_id is None for grant in actor.holds(PROGRAMME))
