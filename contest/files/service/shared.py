"""The row of a file that is on its way, for those who may touch it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from contest.audit.service import record
from contest.files import rules
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, NotFound
from contest.lib.i18n import N_
from contest.lib.storage import parts

HERE = N_("This file is here already.")
NOT_WHOLE = N_("The file did not arrive whole. Send it again.")

_ARRIVED = """
update file set state = 'uploaded', key = $2, size = $3, sha256 = $4, uploaded_at = $5, moved_at = $5
 where id = $1 and state = 'announced' returning id
"""


async def own(actor: Actor, file_id: UUID) -> Any:
    """The actor's own file; else `NotFound`."""
    row = await db.fetchrow("select * from file where id = $1", file_id)
    if row is None or actor.person_id is None or row["owner_id"] != actor.person_id:
        raise NotFound
    return row


async def announced(actor: Actor, file_id: UUID) -> Any:
    """The actor's own file while it is on its way; else `Conflict`."""
    row = await own(actor, file_id)
    if row["state"] != "announced":
        raise Conflict(HERE if row["state"] != "dropped" else N_("This upload was discarded. Choose the file again."))
    return row


async def arrived_parts(row: Any) -> dict[int, parts.Part]:
    """The parts in the storage that are of the right size."""
    try:
        found = await parts.arrived(row["key"], row["upload_id"])
    except NotFound:
        return {}
    return {
        number: part
        for number, part in found.items()
        if part.size == rules.part_size(row["declared_size"], row["part_bytes"], number)
    }


async def arrived(actor: Actor, file_id: UUID, key: str, size: int, digest: str | None, now: datetime) -> bool:
    """Write down that the bytes are here, whose check begins now; False where they were here before."""
    if await db.fetchval(_ARRIVED, file_id, key, size, digest, now) is None:
        return False
    await record(actor=actor, action="file.upload", thing="file", thing_id=file_id, data={"size": size})
    await outbox.emit("file.uploaded", file_id=file_id)
    return True
