"""Reads of second factors. A secret never leaves the slice."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec

from contest.accounts.rules import may_give
from contest.lib import db, keys
from contest.lib.actor import Actor
from contest.lib.errors import NotFound

KEY = "second factor"


class PasskeyLine(msgspec.Struct, frozen=True, kw_only=True):
    """A passkey under the name that its person gave it."""

    id: UUID
    name: str
    made_at: datetime
    used_at: datetime | None
    credential: bytes


class Factor(msgspec.Struct, frozen=True, kw_only=True):
    """What of the actor's works: an app since `confirmed_at`, passkeys, or both; how many recovery codes are left."""

    confirmed_at: datetime | None
    passkeys: list[PasskeyLine]
    codes_left: int


async def factor(*, actor: Actor) -> Factor | None:
    """The actor's own second factor, once there is one that works."""
    confirmed_at = await db.fetchval(
        "select confirmed_at from second_factor where person = $1 and confirmed_at is not null", actor.id
    )
    passkeys = await passkeys_of(actor=actor)
    if confirmed_at is None and not passkeys:
        return None
    left = await db.fetchval("select count(*) from recovery_code where person = $1 and used_at is null", actor.id)
    return Factor(confirmed_at=confirmed_at, passkeys=passkeys, codes_left=left)


async def passkeys_of(*, actor: Actor) -> list[PasskeyLine]:
    """The actor's own, the oldest first."""
    rows = await db.fetch(
        "select id, name, made_at, used_at, credential from passkey where person = $1 order by id", actor.id
    )
    return [PasskeyLine(**row) for row in rows]


async def holders(
    *, actor: Actor, role: str, edition_id: UUID, round_id: UUID, person_ids: Collection[UUID]
) -> frozenset[UUID]:
    """Which of these people have a passkey, for who gives them their role in a round; to all others it is not there."""
    if not may_give(actor, role=role, edition_id=edition_id, round_id=round_id):
        raise NotFound
    rows = await db.fetch("select distinct person from passkey where person = any($1::uuid[])", list(person_ids))
    return frozenset(row["person"] for row in rows)


async def pending_secret(*, actor: Actor) -> str | None:
    """The secret that the actor is just putting into an app; shown to nobody else and only until it is confirmed."""
    sealed = await db.fetchval("select secret from second_factor where person = $1 and confirmed_at is null", actor.id)
    return None if sealed is None else keys.decrypt(KEY, sealed)


HAS_FACTOR = """(exists (select from second_factor f where f.person = p.id and f.confirmed_at is not null)
        or exists (select from passkey k where k.person = p.id))"""

INVARIANTS: dict[str, str] = {
    "a person has one second factor that works, and at most one being set up": """
        select person from second_factor group by person, confirmed_at is null having count(*) > 1""",
    "who has recovery codes has a factor that they stand in for": f"""
        select c.id from recovery_code c join person p on p.id = c.person where not {HAS_FACTOR}""",  # noqa: S608
}
