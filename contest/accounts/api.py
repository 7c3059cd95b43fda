"""Who a token is, for the program that has it."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.accounts.guards import actor_of, bearer_of, scoped
from contest.lib.web.api import get
from contest.lib.web.request import Request


class Role(msgspec.Struct, frozen=True):
    """A role that counts with this token: in a round, else in an edition, else everywhere."""

    role: str
    edition: UUID | None
    round: UUID | None


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """The person for whom the token acts, what it may do, and until when."""

    id: UUID
    name: str
    email: str
    scopes: list[str]
    roles: list[Role]
    expires_at: datetime


@get("/me", guards=[scoped()], operation_id="readMe", tags=["account"], summary="Who this token acts for")
async def me(request: Request) -> Me:
    """Any token will do."""
    actor, bearer = actor_of(request), bearer_of(request)
    return Me(
        id=actor.id,
        name=actor.name,
        email=actor.email,
        scopes=list(bearer.terms.scopes),
        roles=[Role(grant.role, grant.edition_id, grant.round_id) for grant in actor.grants],
        expires_at=bearer.expires_at,
    )


ROUTES = [me]
