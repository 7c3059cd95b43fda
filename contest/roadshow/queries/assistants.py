"""The links of assistants: as who made them sees them, and what one opens."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.lib import db, keys
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.roadshow.queries.wishes import MyParty, my_party

KEY = "assistant's link"


class Assistant(msgspec.Struct, frozen=True, kw_only=True):
    """A link that holds: for whom, until when, when it was used last, and the secret in its address."""

    id: UUID
    label: str
    key: str
    expires_at: datetime
    used_at: datetime | None


class Assisted(msgspec.Struct, frozen=True, kw_only=True):
    """What a link opens: wishes and times of one party, as the person who made it could set them."""

    id: UUID
    party_id: UUID
    actor: Actor


async def assistants(*, actor: Actor, party_id: UUID, now: datetime) -> tuple[MyParty, list[Assistant]]:
    """The actor's own links for one of their parties; else `NotFound`."""
    party = await my_party(actor=actor, party_id=party_id)
    rows = await db.fetch(
        "select id, label, sealed, expires_at, used_at from party_assistant where party = $1 and person = $2"
        " and revoked_at is null and expires_at > $3 order by id",
        party_id,
        actor.person_id,
        now,
    )
    return party, [
        Assistant(
            id=row["id"],
            label=row["label"],
            key=keys.decrypt(KEY, row["sealed"]) or "",
            expires_at=row["expires_at"],
            used_at=row["used_at"],
        )
        for row in rows
    ]


async def assisted(*, key: str, now: datetime) -> Assisted:
    """What a link opens now; `NotFound` for one that was ended, is over, or never was."""
    row = await db.fetchrow(
        "select id, party, person from party_assistant where digest = $1 and revoked_at is null and expires_at > $2",
        sha256(key.encode()).hexdigest(),
        now,
    )
    actor = None if row is None else await accounts.actor(person_id=row["person"], epoch=None, now=now)
    if row is None or actor is None:
        raise NotFound
    return Assisted(id=row["id"], party_id=row["party"], actor=actor)
