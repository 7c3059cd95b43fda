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


class Agreements(Struct, frozen=True, kw_only=True):
    """Which agreements an actor keeps, for the condition of a list: those of whole editions; those of rounds, each by
    itself or all of an edition, unless they are closed; and in some editions what they recorded themselves."""

    everywhere: bool
    editions: list[UUID]
    rounds: list[UUID]
    rounds_of: list[UUID]
    own_in: list[UUID]


def may_keep(
    actor: Actor, *, edition_id: UUID, round_id: UUID | None, recorded_by: UUID | None, is_closed: bool
) -> bool:
    """Whether the actor reads and changes an agreement of the register as an organiser.

    Who organises the edition keeps all. Who organises a round keeps those of that round that are not closed, and what
    they recorded themselves. In SQL: `queries.agreements`.
    """
    if may_run(actor, edition_id=edition_id):
        return True
    if recorded_by is not None and recorded_by == actor.person_id:
        return may_read(actor, edition_id=edition_id)
    return not is_closed and organises_round(actor, edition_id=edition_id, round_id=round_id)


def organises_round(actor: Actor, *, edition_id: UUID, round_id: UUID | None) -> bool:
    """Whether the actor organises this round, or the edition; no round is nobody's but the edition's."""
    if may_run(actor, edition_id=edition_id):
        return True
    return round_id is not None and any(
        grant.edition_id == edition_id and grant.round_id in (None, round_id) for grant in actor.holds(ROUND)
    )


def agreements_kept(actor: Actor) -> Agreements:
    """What `may_keep` allows; a test holds the two equal."""
    wide = [grant for grant in actor.holds(PROGRAMME) if grant.round_id is None]
    rounds = [grant for grant in actor.holds(ROUND) if grant.edition_id is not None]
    return Agreements(
        everywhere=actor.is_system or any(grant.edition_id is None for grant in wide),
        editions=[grant.edition_id for grant in wide if grant.edition_id is not None],
        rounds=[grant.round_id for grant in rounds if grant.round_id is not None],
        rounds_of=[grant.edition_id for grant in rounds if grant.edition_id is not None and grant.round_id is None],
        own_in=[grant.edition_id for grant in rounds if grant.edition_id is not None],
    )


def may_change(actor: Actor, *, edition_id: UUID, is_owner: bool) -> bool:
    """Whether the actor changes a need: who keeps the register, and who acts for its owner. In SQL: `queries.OWNS`."""
    if may_run(actor, edition_id=edition_id):
        return True
    return is_owner and actor.is_signed_in and actor.has(COUNTERPART, edition_id=edition_id)
