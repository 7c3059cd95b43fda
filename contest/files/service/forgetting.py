"""Files of somebody who is erased."""

from collections.abc import Collection
from uuid import UUID

from contest.files.service.pictures import pictures_of
from contest.files.service.reading import key_without_author
from contest.lib import db, outbox, storage

_FORGET = """
with gone as (
    update file set state = 'dropped', name = '', reason = null
     where (owner_id = $1 or id = any($2::uuid[])) and not id = any($3::uuid[]) and state <> 'dropped'
    returning id, key
), parts as (
    delete from file_part where file in (select id from gone)
)
select id, key from gone
"""


async def forget(*, owner_id: UUID | None, besides: Collection[UUID], kept: Collection[UUID]) -> int:
    """Drop what somebody uploaded, if anybody, and the files `besides`, but those that others need (`kept`); how many.

    In a `work()`; a job deletes the bytes.
    """
    rows = await db.fetch(_FORGET, owner_id, list(besides), list(kept))
    if rows:
        files = [{"id": str(row["id"]), "key": row["key"]} for row in rows]
        await outbox.emit("files.forgotten", files=files)
    return len(rows)


async def delete_bytes(*, file_id: UUID, key: str) -> None:
    """Take a dropped file out of the storage, with everything that was made of it. It may run twice."""
    await storage.delete(key)
    await storage.delete(key_without_author(file_id))
    await storage.delete_under(pictures_of(file_id))
    await storage.delete_under(f"files/{file_id}/")
