"""A file on its way: announced, sent in parts (or in one piece by a plain form), joined; or given up.

Each part names the SHA-256 of its bytes before they come, and keeps it: what is there and what is still to come can be
told apart after a dropped line or in another browser, and another file of the same name is noticed.
"""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.files import rules
from contest.files.service.shared import HERE, NOT_WHOLE, announced, arrived, arrived_parts
from contest.lib import clock, db, storage
from contest.lib.actor import Actor
from contest.lib.config import settings
from contest.lib.errors import Conflict, Invalid, TooLarge
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.lib.storage import parts

_UNDER_WAY = """
select count(*) filter (where state = 'announced' and upload_id is not null) as unfinished,
       coalesce(sum(declared_size) filter (where state <> 'dropped' and announced_at > $2), 0) as bytes
  from file where owner_id = $1
"""

_ANNOUNCE = """
insert into file (id, owner_id, purpose, name, key, declared_size, most_bytes, accepts, part_bytes, is_scan_waived,
                  state, is_demo, announced_at, moved_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'announced', $11, $12, $12)
"""

_DROP = """
with gone as (
    update file set state = 'dropped' where id = $1 and state = 'announced' returning id
), parts as (
    delete from file_part where file in (table gone)
)
select id from gone
"""


class Have(msgspec.Struct, frozen=True):
    """A part that is in the storage; `sha256` in hex."""

    number: int
    sha256: str


class Announced(msgspec.Struct, frozen=True, kw_only=True):
    """What a sender needs to know: how it is cut, what is there already, whether browsers reach the storage."""

    id: UUID
    part_bytes: int
    parts: int
    have: list[Have] = []
    is_direct: bool = False


async def announce(
    *, actor: Actor, purpose: str, name: str, declared_size: int, terms: rules.Terms, now: datetime
) -> Announced:
    """Say that a file is about to come. It belongs to the actor, and stays announced until its bytes are here.

    The caller's slice has made sure that it may come, and says on which terms.
    """
    if declared_size > terms.most_bytes:
        limit = terms.most_bytes // rules.MEGABYTE
        raise TooLarge(N_("This file is too large: at most %(limit)s MB are taken.", limit=limit))
    if declared_size <= 0:
        raise Invalid(rules.reason_words("empty"), field="file")
    row = await db.fetchrow(_UNDER_WAY, actor.id, now - timedelta(days=1))
    assert row is not None  # counting always answers
    if (wrong := rules.too_much(row["unfinished"], int(row["bytes"]) + declared_size)) is not None:
        raise Conflict(wrong)
    file_id, part_bytes = uuid7(), rules.part_bytes(declared_size)
    await db.execute(
        _ANNOUNCE,
        file_id,
        actor.id,
        purpose,
        rules.safe_name(name),
        f"files/{file_id}/{uuid7()}",
        declared_size,
        terms.most_bytes,
        list(terms.kinds),
        part_bytes,
        terms.is_scan_waived,
        actor.is_demo,
        now,
    )
    await record(actor=actor, action="file.announce", thing="file", thing_id=file_id, data={"size": declared_size})
    return Announced(
        id=file_id,
        part_bytes=part_bytes,
        parts=rules.part_count(declared_size, part_bytes),
        is_direct=bool(settings().s3_public_endpoint_url),
    )


async def resume(*, actor: Actor, file_id: UUID) -> Announced:
    """What `announce` said, of a file that was begun and is not whole, with the parts that are there."""
    row = await announced(actor, file_id)
    have = await arrived_parts(row) if row["upload_id"] else {}
    said = {part["number"]: part["sha256"] for part in await _said(file_id)}
    return Announced(
        id=file_id,
        part_bytes=row["part_bytes"],
        parts=rules.part_count(row["declared_size"], row["part_bytes"]),
        have=[Have(number, said[number]) for number in sorted(have) if number in said],
        is_direct=bool(settings().s3_public_endpoint_url),
    )


async def _said(file_id: UUID) -> list[Any]:
    return await db.fetch("select number, sha256 from file_part where file = $1 order by number", file_id)


async def give_up(*, actor: Actor, file_id: UUID) -> None:
    """Discard a file that is not whole, with what was sent of it. It does not count any more."""
    row = await announced(actor, file_id)
    await drop(file_id=file_id)
    await record(actor=actor, action="file.give_up", thing="file", thing_id=file_id)
    await _clear(row)


async def drop(*, file_id: UUID) -> bool:
    """Mark an announced file as given up; whether it was announced still."""
    dropped: UUID | None = await db.fetchval(_DROP, file_id)
    return dropped is not None


async def _clear(row: Any) -> None:
    """Take what was sent of a file out of the storage."""
    if row["upload_id"]:
        await parts.drop(row["key"], row["upload_id"])
    await storage.delete(row["key"])


async def receive(
    *, actor: Actor, file_id: UUID, chunks: AsyncIterator[bytes], now: datetime, exact_size: bool = True
) -> None:
    """Take the bytes of an announced file in one piece; it has a transaction of its own, after the last byte.

    What stops half way leaves nothing stored and the file announced, so that it can be sent again. `exact_size`: fewer
    or more bytes than announced are not this file. A plain form cannot know its file's size: it announces the form's.
    """
    row = await announced(actor, file_id)
    key = f"files/{file_id}/{uuid7()}"
    async with storage.Upload(key, limit=row["most_bytes"]) as upload:
        async for chunk in chunks:
            await upload.write(chunk)
        if upload.size == 0:
            raise Invalid(rules.reason_words("empty"), field="file")
        if exact_size and upload.size != row["declared_size"]:
            raise Invalid(NOT_WHOLE, field="file")
    async with db.work():
        if not await arrived(actor, file_id, key, upload.size, upload.sha256, now):
            await storage.delete(key)
            raise Conflict(HERE)


# An upload of the demonstration carries the moment of its story, long ago, while its bytes come now.
_STALE = """
select id, key, upload_id from file where state = 'announced' and moved_at < $1 and not is_demo
 order by moved_at limit 200
"""

_KNOWN = "select key from file where key = any($1::text[]) and state in ('announced', 'uploaded', 'checked')"


async def sweep(*, now: datetime | None = None) -> int:
    """Give up uploads that nobody went on with, and take out of the storage what belongs to no file; how many."""
    before = (now or clock.now()) - rules.KEPT_UNFINISHED
    stale = await db.fetch(_STALE, before)
    for row in stale:
        if await drop(file_id=row["id"]):
            await _clear(row)
    begun = [one for one in await parts.unjoined() if one.begun_at < before]
    for one in begun:  # also those of which the database forgot, or never knew
        await parts.drop(one.key, one.upload_id)
    return len(stale) + len(begun) + await _sweep_incoming()


async def _sweep_incoming() -> int:
    keys = await storage.keys_under("incoming/")
    known = {row["key"] for row in await db.fetch(_KNOWN, keys)}
    gone = [key for key in keys if key not in known]
    for key in gone:
        await storage.delete(key)
    return len(gone)
