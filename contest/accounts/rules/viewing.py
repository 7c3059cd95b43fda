"""Looking through somebody else's eyes: who may, at whom, and for how long."""

from datetime import timedelta

from contest.accounts.rules import PROGRAMME
from contest.accounts.rules.roles import COMPLIANCE
from contest.lib.actor import Actor

LONGEST = timedelta(minutes=30)
SHORTEST_REASON = 10  # characters
JUDGES = ("judge", "panel_chair")


def runs_everything(actor: Actor) -> bool:
    """A programme organiser of the whole installation."""
    return any(grant.edition_id is None and grant.round_id is None for grant in actor.holds(PROGRAMME))


def may_view(viewer: Actor) -> bool:
    """Who runs the whole installation, unless they judge anywhere: they would read what judges may not."""
    return not viewer.is_system and viewer.viewer is None and runs_everything(viewer) and not viewer.has(*JUDGES)


def may_be_viewed(seen: Actor, *, by: Actor) -> bool:
    """Not oneself, nobody who runs everything too, and not who answers for the law."""
    return seen.person_id != by.person_id and not runs_everything(seen) and not seen.has(COMPLIANCE)
