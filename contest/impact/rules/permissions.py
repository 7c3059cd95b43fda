"""Who may publish what everybody's figures stand on."""

from contest.lib.actor import Actor

CHIEF = "programme_organiser"


def may_publish(actor: Actor) -> bool:
    """A programme organiser of the whole installation."""
    return actor.is_system or any(grant.edition_id is None and grant.round_id is None for grant in actor.holds(CHIEF))
