"""Reads of the tokens with which programs act for people."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

import msgspec

from contest.accounts.rules.tokens import SERVED, Terms, places
from contest.lib import db
from contest.lib.actor import Actor, Grant

Within = Callable[[list[UUID] | None], Awaitable[list[tuple[UUID, UUID | None]]]]

# What the composition root adds: the editions, all of them for None, with their rounds, which are known above only.
within: list[Within] = []


class TokenLine(msgspec.Struct, frozen=True, kw_only=True):
    """A token of one's own that still works; `hint` is how it ends."""

    id: UUID
    name: str
    hint: str
    scopes: tuple[str, ...]
    edition_id: UUID | None
    round_id: UUID | None
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


# Whoever signs out everywhere, or whose address is taken back by its owner, ends what was made before.
_GOOD = "t.revoked_at is null and t.expires_at > $2 and t.epoch = p.epoch"

_OWN = f"""
select t.id, t.name, t.hint, t.scopes, t.edition_id, t.round_id, t.created_at, t.expires_at, t.last_used_at
  from api_token t join person p on p.id = t.person where t.person = $1 and {_GOOD} order by t.created_at desc
"""  # noqa: S608 - constants only


async def tokens(*, actor: Actor, now: datetime) -> list[TokenLine]:
    """The actor's tokens that work at `now`, the newest first."""
    rows = await db.fetch(_OWN, actor.id, now)
    return [TokenLine(**dict(row) | {"scopes": tuple(row["scopes"])}) for row in rows]


class Bearer(msgspec.Struct, frozen=True, kw_only=True):
    """Whose token it is, on what terms, until when; `last_used_at` as it was before this request."""

    person_id: UUID
    epoch: int
    terms: Terms
    expires_at: datetime
    last_used_at: datetime | None


_BEARER = f"""
select t.id, t.person, t.epoch, t.scopes, t.edition_id, t.round_id, t.expires_at, t.last_used_at
  from api_token t join person p on p.id = t.person where t.digest = $1 and {_GOOD}
"""  # noqa: S608 - constants only


async def bearer(*, digest: str, now: datetime) -> Bearer | None:
    """The token with this digest, while it works."""
    row = await db.fetchrow(_BEARER, digest, now)
    if row is None:
        return None
    return Bearer(
        person_id=row["person"],
        epoch=row["epoch"],
        terms=Terms(id=row["id"], scopes=tuple(row["scopes"]), edition_id=row["edition_id"], round_id=row["round_id"]),
        expires_at=row["expires_at"],
        last_used_at=row["last_used_at"],
    )


async def token_places(*, actor: Actor) -> list[Grant]:
    """The editions and rounds to one of which a token of the actor's may be held."""
    wide = [grant.edition_id for grant in actor.holds(*SERVED) if grant.round_id is None]
    editions = None if None in wide else [edition for edition in wide if edition is not None]
    known = [place for ask in within if wide for place in await ask(editions)]
    return places(actor, known)
