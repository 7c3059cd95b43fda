"""A checked file on its way out, for a slice that has said yes."""

from collections.abc import AsyncIterator
from uuid import UUID

import msgspec

from contest.files import rules
from contest.files.service.checks import CHECK_SECONDS
from contest.lib import db, killable, storage
from contest.lib.errors import NotFound, Unavailable


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
    """The file as a judge of a blind round gets it, less what it says of its author beside its contents; else
    `NotFound`."""
    stored = await stream(file_id=file_id)
    key = key_without_author(file_id)
    try:
        size = await storage.size(key)
    except NotFound:
        plain = await without_author(file_id=file_id)
        size = len(plain)
    # Its digest would find the original again: what is named here is not the digest of any bytes.
    return msgspec.structs.replace(stored, key=key, size=size, sha256=f"plain-{file_id}")


async def without_author(*, file_id: UUID) -> bytes:
    """The copy without its author, made when it is first asked for and kept beside the file as `plain/<file id>`."""
    stored = await stream(file_id=file_id)
    key = key_without_author(file_id)
    try:
        return await storage.get(key)
    except NotFound:
        pass
    try:
        plain = await killable.run(rules.without_author, await storage.get(stored.key), seconds=CHECK_SECONDS)
    except killable.Killed as error:
        raise Unavailable from error
    await storage.put(key, plain, content_type=stored.content_type)
    return plain
