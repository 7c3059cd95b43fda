"""Files of one's own entries: announced here, sent in parts to `/files`, read and taken off."""

from typing import Any
from uuid import UUID

import msgspec
from litestar.response import Response

from contest.accounts.guards import actor_of
from contest.files import service as files
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import NotFound
from contest.lib.web import limits
from contest.lib.web.api import BYTES, cleaned, delete, get, post
from contest.lib.web.download import download
from contest.lib.web.request import Request
from contest.submissions import queries, service
from contest.submissions.api import made
from contest.submissions.api.entries import reads, writes
from contest.submissions.api.shapes import own
from contest.submissions.api.shapes.files import Announce, Announced

OWN: dict[str, Any] = {"tags": ["files"]}


@post("/entries/{code:str}/files", guards=[writes], operation_id="announceFile", summary="Announce a file", **OWN)
async def announce(request: Request, code: str, data: Announce) -> Announced:
    """How to cut it and what has arrived. Then send each part to `/files/{id}/parts/{number}`, at last `done`."""
    actor, said = actor_of(request), cleaned(data)
    await limits.hit(f"uploads:{actor.id}", most=100, seconds=3600)
    async with work():
        found = await service.announce_file(
            actor=actor, code=code, field=said.field, name=said.name, size=said.size, is_fresh=said.fresh,
            now=clock.now(),
        )  # fmt: skip
    return msgspec.convert(found, Announced, from_attributes=True)


@get(
    "/entries/{code:str}/files/{file_id:uuid}",
    guards=[reads],
    operation_id="readFile",
    summary="The bytes of a file",
    **OWN | BYTES,
)
async def read(request: Request, code: str, file_id: UUID) -> Response[Any]:
    """Once it was checked; with `range`, a part of it."""
    entry = await queries.own_entry(actor=actor_of(request), code=code, to="view")
    if all(file.id != file_id for file in entry.files):
        raise NotFound
    return await download(request, await files.stream(file_id=file_id))


@delete(
    "/entries/{code:str}/files/{file_id:uuid}",
    guards=[writes],
    operation_id="removeFile",
    summary="Take a file off",
    **OWN,
)
async def remove(request: Request, code: str, file_id: UUID) -> own.Entry:
    """Versions that name it keep it."""
    actor = actor_of(request)
    entry = await queries.own_entry(actor=actor, code=code, to="edit")
    if all(file.id != file_id for file in entry.files):
        raise NotFound
    async with work():
        await service.remove_file(actor=actor, file_id=file_id, now=clock.now())
    return made.entry(await queries.own_entry(actor=actor, code=code, to="edit"), actor, clock.now())


ROUTES: list[Any] = [announce, read, remove]
