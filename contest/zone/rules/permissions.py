"""Who runs a register, who reads all of it, and who speaks for an owner."""

from uuid import UUID

from msgspec import Struct

from contest.lib.actor import Actor

PROGRAMME = "programme_organiser"
ROUND = "round_organiser"
ORGANISERS = (PROGRAMME, ROUND)
COUNTERPART = "counterpart"


class Editions(Struct, frozen=True):
    """The editions whose registers an actor reads whole, for the condition of a list."""

    everywhere: bool
    ids: list[UUID]


def may_run(actor: Actor, *, edition_id: UUID) -> bool:
    """Whether the actor keeps the register of an edition: who organises all of it."""
    return actor.has(PROGRAMME, edition_id=edition_id)


def may_read(actor: Actor, *, edition_id: UUID) -> bool:
    """Whether the actor reads a whole register and invites counterparts: who organises the edition or a round of it."""
    return may_run(actor, edition_id=edition_id) or any(grant.edition_id == edition_id for grant in actor.holds(ROUND))


def editions_read(actor: Actor) -> Editions:
    """What `may_read` allows; a test holds the two equal."""
    wide = [grant for grant in actor.holds(PROGRAMME) if grant.round_id is None]
    named = {grant.edition_id for grant in [*wide, *actor.holds(ROUND)] if grant.edition_id is not None}
    return Editions(actor.is_system or any(grant.edition_id is None for grant in wide), sorted(named))


def may_change(actor: Actor, *, edition_id: UUID, is_owner: bool) -> bool:
    """Whether the actor changes a need: who keeps the register, and who acts for its owner. In SQL: `queries.OWNS`."""
    if may_run(actor, edition_id=edition_id):
        return True
    return is_owner and actor.is_signed_in and actor.has(COUNTERPART, edition_id=edition_id)
