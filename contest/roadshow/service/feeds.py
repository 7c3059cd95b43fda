"""The address from which a person's calendar fetches their appointments."""

from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

from contest.audit.service import record
from contest.lib import db, keys
from contest.lib.actor import Actor
from contest.lib.ids import uuid7
from contest.roadshow.queries.feeds import KEY

_MADE = """
insert into calendar_feed (id, person, digest, sealed, made_at) values ($1, $2, $3, $4, $5)
on conflict (person) do update set digest = $3, sealed = $4, made_at = $5
"""


async def renew_feed(*, actor: Actor, now: datetime) -> None:
    """A new address for the actor's calendar; what fetches from the one before finds nothing any more."""
    key = token_urlsafe(24)
    digest = sha256(key.encode()).hexdigest()
    row_id: UUID = uuid7()
    await db.execute(_MADE, row_id, actor.id, digest, keys.encrypt(KEY, key), now)
    await record(actor=actor, action="roadshow.renew_feed", thing="person", thing_id=actor.id)
