"""One part after the other, through the application or straight to the storage, and their joining."""

import base64
import binascii
from collections.abc import AsyncIterator
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from contest.files import rules
from contest.files.service.room import ROOM
from contest.files.service.shared import HERE, NOT_WHOLE, announced, arrived, arrived_parts, own
from contest.lib import db, storage
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound, TooLarge
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.lib.storage import parts

PUT_SECONDS = 3600  # a part is small, and its address can be asked for again

_BEGIN = """
update file set upload_id = $2 where id = $1 and state = 'announced' and upload_id is null returning upload_id
"""

# A part's digest never changes: whether this is what was said of it before.
_PART = """
with said as (
    insert into file_part (id, file, number, size, sha256, announced_at) values ($1, $2, $3, $4, $5, $6)
    on conflict (file, number) do update set number = excluded.number returning sha256
), moved as (
    update file set moved_at = $6 where id = $2
)
select sha256 = $5 from said
"""


class OtherFile(Conflict):
    """These are not the bytes that were begun to be sent: it is another file of the same name and size."""

    code = "other_file"
    default = N_("This is another file than the one that was begun. Discard that one first.")


async def part_address(*, actor: Actor, file_id: UUID, number: int, checksum: str, now: datetime) -> str | None:
    """Where a browser may PUT this part; None where it comes through the application (`receive_part`).

    `checksum` is its SHA-256 in base64. `OtherFile` where the same part was said to be another.
    """
    row, size, digest = await _part(actor, file_id, number, checksum, now)
    signed = base64.b64encode(digest).decode()
    return await parts.address(row["key"], row["upload_id"], number, size=size, sha256=signed, seconds=PUT_SECONDS)


async def receive_part(
    *, actor: Actor, file_id: UUID, number: int, checksum: str, chunks: AsyncIterator[bytes], now: datetime
) -> None:
    """Take one part through the application; it is in the storage when this ends.

    `TooMany` while the person sends others, or this process holds as much as it may; `TooLarge` beyond the part's size.
    """
    row, size, digest = await _part(actor, file_id, number, checksum, now)
    with ROOM.part(actor.id) as held:
        data = bytearray()
        async for chunk in chunks:
            if len(data) + len(chunk) > size:
                raise TooLarge
            held.take(len(chunk))
            data += chunk
        if len(data) != size or sha256(data).digest() != digest:
            raise Invalid(N_("This part did not arrive as it was sent. Send it again."), field="file")
        try:
            await parts.put(row["key"], row["upload_id"], number, data)
        except NotFound:  # the storage has forgotten what was begun
            await _start_over(row)
            raise Conflict(NOT_WHOLE) from None


async def _part(actor: Actor, file_id: UUID, number: int, checksum: str, now: datetime) -> tuple[Any, int, bytes]:
    """The file's row, begun in the storage, and how many bytes and which digest this part of it has."""
    row = await announced(actor, file_id)
    size = rules.part_size(row["declared_size"], row["part_bytes"], number)
    if size is None:
        raise Invalid(N_("This file has no such part."), field="file")
    digest = _decoded(checksum)
    if not await db.fetchval(_PART, uuid7(), file_id, number, size, digest.hex(), now):
        raise OtherFile
    if row["upload_id"] is None:
        row = {**row, "upload_id": await _begin(file_id, row["key"])}
    return row, size, digest


def _decoded(checksum: str) -> bytes:
    try:
        digest = base64.b64decode(checksum, validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    if len(digest) != sha256().digest_size:
        raise Invalid(N_("This part has no checksum that can be read."), field="file")
    return digest


async def _begin(file_id: UUID, key: str) -> str:
    """Begin the object that the parts go into. Of two at once the first counts."""
    mine = await parts.begin(key)
    if await db.fetchval(_BEGIN, file_id, mine) is not None:
        return mine
    await parts.drop(key, mine)
    theirs: str | None = await db.fetchval("select upload_id from file where id = $1 and state = 'announced'", file_id)
    if theirs is None:
        raise Conflict(HERE)
    return theirs


async def finish(*, actor: Actor, file_id: UUID, now: datetime) -> None:
    """Join the parts. Saying it twice is no error; `Conflict` while one is missing, which can then be sent.

    It has a transaction of its own, after the storage has joined them.
    """
    row = await own(actor, file_id)
    if row["state"] in {"uploaded", "checked", "refused"}:
        return
    if row["state"] != "announced" or row["upload_id"] is None:
        raise Conflict(N_("The file has not arrived. Send it again."))
    found = await arrived_parts(row)
    if len(found) < rules.part_count(row["declared_size"], row["part_bytes"]):
        if not await _is_whole(row):
            raise Conflict(N_("Parts of the file have not arrived. Send them again."))
    else:
        await parts.join(row["key"], row["upload_id"], found)
        if not await _is_whole(row):
            await _start_over(row)
            raise Conflict(NOT_WHOLE)
    async with db.work():
        await arrived(actor, file_id, row["key"], row["declared_size"], None, now)


async def _is_whole(row: Any) -> bool:
    """Whether the parts were joined: now, or by a call whose answer was lost."""
    try:
        return bool(await storage.size(row["key"]) == row["declared_size"])
    except NotFound:
        return False


async def _start_over(row: Any) -> None:
    """Forget what was sent of a file; it stays announced."""
    await storage.delete(row["key"])
    async with db.work():
        await db.execute("delete from file_part where file = $1", row["id"])
        await db.execute("update file set upload_id = null where id = $1 and state = 'announced'", row["id"])
