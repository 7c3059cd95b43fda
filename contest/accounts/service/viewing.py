"""Looking through somebody else's eyes, on record."""

from datetime import datetime
from uuid import UUID

from contest.accounts import queries
from contest.accounts.rules.viewing import LONGEST, SHORTEST_REASON, may_be_viewed, may_view
from contest.audit import service as audit
from contest.lib import db
from contest.lib.actor import SYSTEM, Actor
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7


async def begin_viewing(*, actor: Actor, person_id: UUID, reason: str, now: datetime) -> UUID:
    """Look through a person's eyes, half an hour at most; they find it, with the reason, on their account."""
    seen = await queries.actor(person_id=person_id, epoch=None, now=now)
    if seen is None or not may_view(actor) or not may_be_viewed(seen, by=actor):
        raise NotFound
    if len(reason) < SHORTEST_REASON:
        raise Invalid(N_("Say why in a sentence: this person reads it."), field="reason")
    viewing_id = uuid7()
    await db.execute(
        "insert into person_viewing (id, viewer, person, reason, began_at, ended_at) values ($1, $2, $3, $4, $5, $6)",
        *(viewing_id, actor.id, person_id, reason, now, now + LONGEST),
    )
    await audit.record(
        actor=actor,
        action="viewing.begin",
        thing="person",
        thing_id=person_id,
        data={"viewing": viewing_id},
        texts={"reason": reason},
    )
    return viewing_id


async def end_viewings_of(*, viewer_id: UUID, now: datetime) -> None:
    """Whoever becomes too close to an entry looks through nobody's eyes any more: these may see it."""
    rows = await db.fetch(
        "update person_viewing set ended_at = $2 where viewer = $1 and began_at < $2 and ended_at > $2"
        " returning id, person",
        *(viewer_id, now),
    )
    for row in rows:
        data = {"viewing": row["id"], "viewer": viewer_id}
        await audit.record(actor=SYSTEM, action="viewing.end", thing="person", thing_id=row["person"], data=data)


async def end_viewing(*, actor: Actor, viewing_id: UUID, now: datetime) -> None:
    """Look no longer; `actor` is who looked. Ended already, nothing happens."""
    person = await db.fetchval(
        "update person_viewing set ended_at = $3 where id = $1 and viewer = $2 and began_at < $3 and ended_at > $3"
        " returning person",
        *(viewing_id, actor.id, now),
    )
    if person is not None:
        data = {"viewing": viewing_id}
        await audit.record(actor=actor, action="viewing.end", thing="person", thing_id=person, data=data)
