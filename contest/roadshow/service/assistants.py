"""An assistant's link: for a busy person it marks wishes and says when they can come, and does nothing else."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

from contest.audit.service import record
from contest.lib import db, keys
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import uuid7
from contest.roadshow.queries import Assisted, assisted, my_party
from contest.roadshow.queries.assistants import KEY
from contest.roadshow.service.wishes import set_times, wish

MOST_LINKS, MOST_DAYS = 5, 60


async def make_assistant(*, actor: Actor, party_id: UUID, label: str, days: int, now: datetime) -> UUID:
    """A link with which somebody, known to the actor as `label`, marks wishes in their place for so many days."""
    await db.execute("select 1 from party where id = $1 for update", party_id)
    await my_party(actor=actor, party_id=party_id)
    faults: dict[str, Lazy | str] = {}
    if not label:
        faults["label"] = N_("This answer is needed.")
    if not 1 <= days <= MOST_DAYS:
        faults["days"] = N_("Give a number from %(least)s to %(most)s.", least=1, most=MOST_DAYS)
    if faults:
        raise Invalid(fields=faults)
    held = await db.fetchval(
        "select count(*) from party_assistant where party = $1 and person = $2 and revoked_at is null"
        " and expires_at > $3",
        party_id, actor.person_id, now,
    )  # fmt: skip
    if held >= MOST_LINKS:
        raise Conflict(N_("You have %(most)s links that hold: end one first.", most=MOST_LINKS))
    key, row_id = token_urlsafe(24), uuid7()
    await db.execute(
        "insert into party_assistant (id, party, person, label, digest, sealed, made_at, expires_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        row_id, party_id, actor.id, label, sha256(key.encode()).hexdigest(), keys.encrypt(KEY, key), now,
        now + timedelta(days=days),
    )  # fmt: skip
    data = {"assistant": row_id, "days": days}
    await record(actor=actor, action="roadshow.make_assistant", thing="party", thing_id=party_id, data=data)
    return row_id


async def revoke_assistant(*, actor: Actor, party_id: UUID, assistant_id: UUID, now: datetime) -> None:
    """The link leads nowhere from now on; what was marked with it stays."""
    await my_party(actor=actor, party_id=party_id)
    done = await db.fetchval(
        "update party_assistant set revoked_at = $4, sealed = '' where id = $1 and party = $2 and person = $3"
        " and revoked_at is null returning true",
        assistant_id, party_id, actor.person_id, now,
    )  # fmt: skip
    if not done:
        raise NotFound
    data = {"assistant": assistant_id}
    await record(actor=actor, action="roadshow.revoke_assistant", thing="party", thing_id=party_id, data=data)


async def assist_wish(*, key: str, marks: Mapping[UUID, str], now: datetime) -> None:
    """Mark wishes as an assistant: what the person could mark, and nothing they could not."""
    found = await assisted(key=key, now=now)
    await wish(actor=found.actor, party_id=found.party_id, marks=marks, now=now)
    await _used(found, now)


async def assist_times(
    *, key: str, is_remote: bool, least: int, most: int | None, free: Collection[UUID], now: datetime
) -> None:
    """Say as an assistant when the person can come."""
    found = await assisted(key=key, now=now)
    await set_times(
        actor=found.actor, party_id=found.party_id, is_remote=is_remote, least=least, most=most, free=free, now=now
    )
    await _used(found, now)


async def _used(found: Assisted, now: datetime) -> None:
    await db.execute("update party_assistant set used_at = $2 where id = $1", found.id, now)
    data = {"assistant": found.id}
    await record(actor=found.actor, action="roadshow.assist", thing="party", thing_id=found.party_id, data=data)
