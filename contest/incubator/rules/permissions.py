"""Who runs an incubator, and who sees a venture."""

from uuid import UUID

from msgspec import Struct

from contest.lib.actor import Actor

MANAGER = "programme_organiser"
FOUNDER = "founder"
MENTOR = "mentor"


class Editions(Struct, frozen=True):
    """The editions whose incubators an actor runs, for the condition of a list."""

    everywhere: bool
    ids: list[UUID]


def may_run(actor: Actor, *, edition_id: UUID) -> bool:
    """Whether the actor runs the incubator of an edition: who organises all of it."""
    return actor.has(MANAGER, edition_id=edition_id)


def editions_run(actor: Actor) -> Editions:
    """What `may_run` allows; a test holds the two equal."""
    wide = [grant for grant in actor.holds(MANAGER) if grant.round_id is None]
    named = {grant.edition_id for grant in wide if grant.edition_id is not None}
    return Editions(actor.is_system or any(grant.edition_id is None for grant in wide), sorted(named))


def may_see(actor: Actor, *, edition_id: UUID, is_team: bool, is_tied: bool) -> bool:
    """A venture's own people see it; who runs its incubator does, unless tied to its entry. In SQL:
    `queries.VISIBLE`."""
    return is_team or (may_run(actor, edition_id=edition_id) and not is_tied)
