"""A person's copy: one ZIP of a page that people read, the same as JSON, and their files."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.accounts import service as accounts_service
from contest.accounts.queries import RequestLine
from contest.accounts.rules.requests import COPY
from contest.files import service as files
from contest.lib import clock, db, i18n, storage
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.lib.web.render import render
from contest.lib.zips import Member, Written, distinct, zipped
from contest.privacy import queries, rules
from contest.privacy.queries import Part

FORMAT = "contest-person/1"
MOST_BYTES = 50 * 1024**3  # of what one person may have uploaded there is never so much


class Copied(msgspec.Struct, frozen=True, kw_only=True):
    """A copy that lies in the storage."""

    key: str
    size: int


async def make_copy(*, request_id: UUID, now: datetime) -> Copied | None:
    """Put a person's copy together and store it, in no transaction; None where it was done before."""
    async with db.work():
        request = await accounts_service.hold_request(request_id=request_id, kind=COPY)
    if request is None:
        return None
    parts = await queries.data_of(person_id=request.person_id)
    person = await accounts.recipient(request.person_id)
    members: list[Member | Written] = [
        Written("data.json", as_json(parts, request=request, now=now)),
        Written("index.html", as_page(parts, name=person.name, locale=person.locale, now=now)),
        Written("style.css", render("privacy/copy.css").encode()),
        *await _files(parts),
    ]
    key = f"privacy/{request_id}.zip"
    async with storage.Upload(key, limit=MOST_BYTES, content_type="application/zip") as upload:
        async for chunk in zipped(members, at=now):
            await upload.write(chunk)
    return Copied(key=key, size=upload.size)


def as_json(parts: list[Part], *, request: RequestLine, now: datetime) -> bytes:
    """The copy for programs: `parts` by key, each a list of rows."""
    document = {
        "format": FORMAT,
        "made_at": now,
        "asked_at": request.asked_at,
        "parts": {part.key: part.rows for part in parts},
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1)


def as_page(parts: list[Part], *, name: str, locale: str, now: datetime) -> bytes:
    """The copy for people: one page that needs nothing beside it."""
    with i18n.using(locale):
        return render("privacy/copy.html", parts=parts, columns=rules.COLUMNS, who=name, now=now).encode()


async def _files(parts: list[Part]) -> list[Member]:
    """The checked files that the person uploaded, each under its own name."""
    rows: list[dict[str, Any]] = [row for part in parts if part.key == "files" for row in part.rows]
    checked = [row for row in rows if row["state"] == "checked"]
    found = [await files.stream(file_id=UUID(row["id"])) for row in checked]
    names = distinct(one.name for one in found)
    return [Member(f"files/{name}", one.key, one.size) for name, one in zip(names, found, strict=True)]


async def copy_stream(*, actor: Actor, request_id: UUID, now: datetime) -> AsyncIterator[bytes]:
    """The bytes of the actor's own copy, while it is kept."""
    request = await accounts.own_request(actor=actor, request_id=request_id)
    if not request.has_copy(now):
        raise NotFound
    return storage.stream(request.key)


async def sweep_copies() -> int:
    """Delete the copies that were kept long enough; how many. Runs by itself, inside a `work()`."""
    keys = await accounts_service.forget_copies(now=clock.now())
    for key in keys:
        await storage.delete(key)
    return len(keys)


async def note_copy(*, request_id: UUID, copied: Copied, now: datetime) -> None:
    """Write down that a copy is there, in the transaction in which its job ends."""
    request = await accounts_service.hold_request(request_id=request_id, kind=COPY)
    if request is not None:
        await accounts_service.note_copy(request=request, key=copied.key, size=copied.size, now=now)
