"""Who acts. Every verb and every query takes one."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace


class Grant(Struct, frozen=True):
    """A role and how far it reaches: a round, else an edition, else everywhere."""

    role: str
    edition_id: UUID | None = None
    round_id: UUID | None = None
    expires_at: datetime | None = None


class Actor(Struct, frozen=True, kw_only=True):
    """A person with their roles, a visitor without a name, or the system itself.

    `token_id`: the token with which a program acts for the person, with no more roles than it was given.
    `waiting`: roles that count once this session has shown a second factor.
    `viewer`: who looks through this person's eyes, and can change nothing.
    `kept_to`: the one round that this session reaches, where it began with a link for that round.
    """

    person_id: UUID | None = None
    name: str = ""
    email: str = ""
    email_confirmed: bool = False
    locale: str = "en"
    time_zone: str = "UTC"
    grants: tuple[Grant, ...] = ()
    is_demo: bool = False
    is_system: bool = False
    token_id: UUID | None = None
    waiting: tuple[Grant, ...] = ()
    viewer: "Actor | None" = None
    kept_to: UUID | None = None

    @property
    def is_signed_in(self) -> bool:
        return self.person_id is not None

    @property
    def id(self) -> UUID:
        """The person's id, for verbs that have made sure there is a person."""
        assert self.person_id is not None
        return self.person_id

    @property
    def with_waiting(self) -> "Actor":
        """The person with every role they hold, for rules by which a role takes something away."""
        return replace(self, grants=(*self.grants, *self.waiting)) if self.waiting else self

    def has(self, *roles: str, edition_id: UUID | None = None, round_id: UUID | None = None) -> bool:
        """Whether one of `roles` reaches this edition or round. Without a place: whether it is held anywhere.

        A grant for an edition reaches its rounds; so ask with both ids where a round is meant.
        """
        if self.is_system:
            return True
        for grant in self.grants:
            if grant.role not in roles:
                continue
            if edition_id is None and round_id is None:
                return True
            if grant.round_id is not None:
                is_elsewhere = None not in (edition_id, grant.edition_id) and edition_id != grant.edition_id
                if grant.round_id == round_id and not is_elsewhere:
                    return True
            elif grant.edition_id is None or grant.edition_id == edition_id:
                return True
        return False

    def reaches(self, round_id: UUID) -> bool:
        """Whether this session is for that round too; one that did not begin with a link is for all."""
        return self.kept_to in (None, round_id)

    def holds(self, *roles: str) -> tuple[Grant, ...]:
        """The grants of these roles, for a query that lists what they reach."""
        return tuple(grant for grant in self.grants if grant.role in roles)


ANONYMOUS = Actor()
SYSTEM = Actor(name="system", is_system=True)
