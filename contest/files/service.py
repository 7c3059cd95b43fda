"""A file from announced to checked.

It is announced (name, size, what for), its bytes come through the application or straight to the storage, and a job
looks into them. Only a checked file is ever sent out, and only by a slice that has asked whether this person may.
"""

from collections.abc import AsyncIterator
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.files import rules
from contest.lib import db, killable, outbox, storage
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound, TooLarge, Unavailable
from contest.lib.i18n import N_
from contest.lib.ids import uuid7

CHECK_SECONDS = 20.0
PUT_SECONDS = 3600

_ANNOUNCE = """
insert into file (id, owner_id, purpose, name, key, declared_size, state, is_demo, announced_at)
values ($1, $2, $3, $4, $5, $6, 'announced', $7, $8)
"""

_ARRIVED = """
update file set state = 'uploaded', key = $2, size = $3, sha256 = $4, uploaded_at = $5
 where id = $1 and state = 'announced' returning id
"""

_CONCLUDE = """
update file set state = $2, reason = $3, key = $4, size = $5, sha256 = $6, content_type = $7, pages = $8,
                checked_at = $9
 where id = $1 and state = 'uploaded' returning id
"""


class Announced(msgspec.Struct, frozen=True):
    """`put_url`: where a browser may PUT the bytes itself; None where they come through the application."""

    id: UUID
    put_url: str | None


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a job found in the bytes, and where those it looked at lie now."""

    file_id: UUID
    reason: str | None
    pages: int
    key: str
    size: int
    sha256: str
    spent_keys: tuple[str, ...]


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """A checked file, ready to be sent."""

    name: str
    content_type: str
    size: int
    sha256: str
    key: str

    def read(self, first: int = 0, last: int | None = None) -> AsyncIterator[bytes]:
        """Its bytes `first`..`last`, both included."""
        return storage.stream(self.key, first=first, last=last)


async def announce(*, actor: Actor, purpose: str, name: str, declared_size: int, now: datetime) -> Announced:
    """Say that a file is about to come. It belongs to the actor, and stays announced until its bytes are here."""
    limit = rules.PURPOSES[purpose]
    if declared_size > limit:
        raise TooLarge(N_("This file is too large: at most %(limit)s MB are taken.", limit=limit // 1024**2))
    if declared_size <= 0:
        raise Invalid(rules.reason_words("empty"), field="file")
    file_id = uuid7()
    put_url = storage.presigned_put(
        f"incoming/{file_id}", content_type="application/octet-stream", size=declared_size, seconds=PUT_SECONDS
    )
    key = f"incoming/{file_id}" if put_url else f"announced/{file_id}"
    await db.execute(
        _ANNOUNCE, file_id, actor.id, purpose, rules.safe_name(name), key, declared_size, actor.is_demo, now
    )
    await record(actor=actor, action="file.announce", thing="file", thing_id=file_id, data={"size": declared_size})
    return Announced(file_id, put_url)


async def _own(actor: Actor, file_id: UUID) -> Any:
    row = await db.fetchrow("select * from file where id = $1", file_id)
    if row is None or actor.person_id is None or row["owner_id"] != actor.person_id:
        raise NotFound
    return row


async def receive(
    *, actor: Actor, file_id: UUID, chunks: AsyncIterator[bytes], now: datetime, exact_size: bool = True
) -> None:
    """Take the bytes of an announced file; it has a transaction of its own, after the last byte.

    What stops half way leaves nothing stored and the file announced, so that it can be sent again. `exact_size`: fewer
    or more bytes than announced are not this file. A plain form cannot know its file's size: it announces the form's.
    """
    row = await _own(actor, file_id)
    if row["state"] != "announced":
        raise Conflict(N_("This file is here already."))
    key = f"files/{file_id}/{uuid7()}"
    async with storage.Upload(key, limit=rules.PURPOSES[row["purpose"]]) as upload:
        async for chunk in chunks:
            await upload.write(chunk)
        if upload.size == 0:
            raise Invalid(rules.reason_words("empty"), field="file")
        if exact_size and upload.size != row["declared_size"]:
            raise Invalid(N_("The file did not arrive whole. Send it again."), field="file")
    async with db.work():
        if not await _arrived(actor, file_id, key, upload.size, upload.sha256, now):
            await storage.delete(key)
            raise Conflict(N_("This file is here already."))


async def uploaded(*, actor: Actor, file_id: UUID, now: datetime) -> None:
    """Say that the bytes were put into the storage directly. Saying it twice is no error."""
    row = await _own(actor, file_id)
    if row["state"] != "announced":
        return
    try:
        size = await storage.size(row["key"])
    except NotFound:
        raise Conflict(N_("The file has not arrived. Send it again.")) from None
    if size > rules.PURPOSES[row["purpose"]]:
        await storage.delete(row["key"])
        raise TooLarge
    await _arrived(actor, file_id, row["key"], size, None, now)


async def _arrived(actor: Actor, file_id: UUID, key: str, size: int, digest: str | None, now: datetime) -> bool:
    if await db.fetchval(_ARRIVED, file_id, key, size, digest, now) is None:
        return False
    await record(actor=actor, action="file.upload", thing="file", thing_id=file_id, data={"size": size})
    await outbox.emit("file.uploaded", file_id=file_id)
    return True


async def examine(*, file_id: UUID) -> Verdict | None:
    """Look into the bytes of a file that has arrived; None where it was checked before. Writes no row: `conclude` does.

    A file that was put into the storage directly could be put there again: what was looked at is what is kept, under
    a key that nobody was given.
    """
    row = await db.fetchrow("select key, purpose, state from file where id = $1", file_id)
    if row is None or row["state"] != "uploaded":
        return None
    limit, key = rules.PURPOSES[row["purpose"]], str(row["key"])
    data = bytearray()
    async for chunk in storage.stream(key):
        data += chunk
        if len(data) > limit:
            break
    finding = await _look_into(bytes(data), limit)
    digest = sha256(data).hexdigest()
    spent: tuple[str, ...] = ()
    if finding.reason is not None:
        spent = (key,)
    elif key.startswith("incoming/"):
        spent, key = (key,), f"files/{file_id}/{digest}"
        await storage.put(key, bytes(data), content_type=rules.PDF)
    return Verdict(
        file_id=file_id,
        reason=finding.reason,
        pages=finding.pages,
        key=key,
        size=len(data),
        sha256=digest,
        spent_keys=spent,
    )


async def _look_into(data: bytes, limit: int) -> rules.Finding:
    if not data:
        return rules.Finding("empty")
    if len(data) > limit:
        return rules.Finding("too_large")
    if not rules.looks_like_pdf(data[:512]):
        return rules.Finding("not_pdf")
    try:
        return await killable.run(rules.inspect, data, seconds=CHECK_SECONDS)
    except killable.Killed:
        return rules.Finding("too_hard")


async def conclude(*, actor: Actor, verdict: Verdict, now: datetime) -> None:
    """Write down what `examine` found. The first verdict stays."""
    state = "checked" if verdict.reason is None else "refused"
    done = await db.fetchval(
        _CONCLUDE,
        verdict.file_id,
        state,
        verdict.reason,
        verdict.key,
        verdict.size,
        verdict.sha256,
        rules.PDF if verdict.reason is None else None,
        verdict.pages,
        now,
    )
    if done is not None:
        await record(
            actor=actor,
            action="file.check",
            thing="file",
            thing_id=verdict.file_id,
            data={"state": state, "reason": verdict.reason, "sha256": verdict.sha256},
        )


async def discard(*, verdict: Verdict) -> None:
    """Take away the bytes that nobody needs after the verdict was written down."""
    for key in verdict.spent_keys:
        await storage.delete(key)


async def stream(*, file_id: UUID) -> Stored:
    """A checked file, for a slice that has made sure that this person may have it; else `NotFound`."""
    row = await db.fetchrow(
        "select name, content_type, size, sha256, key from file where id = $1 and state = 'checked'", file_id
    )
    if row is None:
        raise NotFound
    return Stored(**row)


def key_without_author(file_id: UUID) -> str:
    """Where the copy without its author is stored, once somebody has asked for it."""
    return f"plain/{file_id}"


async def stream_without_author(*, file_id: UUID) -> Stored:
    """The file as a judge of a blind round gets it, less what the PDF itself says of its author; else `NotFound`.

    Made when it is first asked for and kept beside the file, as `plain/<file id>`.
    """
    stored = await stream(file_id=file_id)
    key = key_without_author(file_id)
    try:
        size = await storage.size(key)
    except NotFound:
        try:
            plain = await killable.run(rules.without_author, await storage.get(stored.key), seconds=CHECK_SECONDS)
        except killable.Killed as error:
            raise Unavailable from error
        await storage.put(key, plain, content_type=rules.PDF)
        size = len(plain)
    # Its digest would find the original again: what is named here is not the digest of any bytes.
    return msgspec.structs.replace(stored, key=key, size=size, sha256=f"plain-{file_id}")
