"""Reads of second factors. A secret never leaves the slice."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.lib import db, keys
from contest.lib.actor import Actor

KEY = "second factor"


class Factor(msgspec.Struct, frozen=True, kw_only=True):
    """An app of the actor's that works, and how many recovery codes are left."""

    id: UUID
    confirmed_at: datetime
    codes_left: int


async def factor(*, actor: Actor) -> Factor | None:
    """The actor's own second factor, once it was confirmed."""
    row = await db.fetchrow(
        "select id, confirmed_at, (select count(*) from recovery_code c where c.factor = f.id and c.used_at is null)"
        " as codes_left from second_factor f where person = $1 and confirmed_at is not null",
        actor.id,
    )
    return None if row is None else Factor(**row)


async def pending_secret(*, actor: Actor) -> str | None:
    """The secret that the actor is just putting into an app; shown to nobody else and only until it is confirmed."""
    sealed = await db.fetchval("select secret from second_factor where person = $1 and confirmed_at is null", actor.id)
    return None if sealed is None else keys.decrypt(KEY, sealed)


INVARIANTS: dict[str, str] = {
    "a person has one second factor that works, and at most one being set up": """
        select person from second_factor group by person, confirmed_at is null having count(*) > 1""",
}
