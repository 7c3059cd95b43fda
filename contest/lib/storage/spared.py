"""What is deleted while a backup is taken goes when that has ended: the rows that it saved may still name it."""

from contest.lib import clock, db
from contest.lib.ids import uuid7

LOCK = 0x6261636B7570  # "backup"; held by whoever takes one

# Given back with the statement: it only has to be free at a moment after the rows were committed.
_MAY = "select pg_try_advisory_xact_lock_shared($1)"
_SPARE = "insert into spared_object (id, key, spared_at) values ($1, $2, $3) on conflict (key) do nothing"
_TAKE = "delete from spared_object where id in (select id from spared_object limit 500) returning key"


async def may_delete() -> bool:
    """Whether no backup is being taken."""
    return bool(await db.fetchval(_MAY, LOCK))


async def spare(key: str) -> None:
    """Note a key, in the current transaction if there is one, for `take`."""
    await db.execute(_SPARE, uuid7(), key, clock.now())


async def take() -> list[str]:
    """Keys that may go now, at most 500; to be deleted in the same transaction."""
    return [row["key"] for row in await db.fetch(_TAKE)] if await may_delete() else []
