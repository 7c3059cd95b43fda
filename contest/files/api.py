"""The parts of a file that a program sends. Which file may come at all, the slice that announced it has decided."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar.params import Parameter

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import WRITE_ENTRIES
from contest.files import service
from contest.files.rules import PART_BYTES
from contest.lib import clock
from contest.lib.config import settings
from contest.lib.db import work
from contest.lib.storage.parts import CHECKSUM
from contest.lib.web import limits
from contest.lib.web.api import delete, post, put
from contest.lib.web.request import Request

MOST_PARTS_AN_HOUR = 5_000
writes = scoped(WRITE_ENTRIES)
Number = Annotated[int, Parameter(ge=1, le=10_000)]
Checksum = Annotated[str, Parameter(header=CHECKSUM, description="The part's SHA-256, in base64", max_length=100)]


class Where(msgspec.Struct, frozen=True):
    """Where a part goes: PUT its bytes to `url` with these `headers`. `is_direct`: straight to the storage, with no
    token; the address is good for an hour."""

    url: str
    headers: dict[str, str]
    is_direct: bool


class Done(msgspec.Struct, frozen=True):
    """The file that it was done to."""

    id: UUID


async def _count(request: Request) -> None:
    await limits.hit(f"parts:{actor_of(request).id}", most=MOST_PARTS_AN_HOUR, seconds=3600)


@post(
    "/files/{file_id:uuid}/parts/{number:int}",
    guards=[writes],
    operation_id="placePart",
    summary="Where a part goes",
    tags=["files"],
)
async def where_to(request: Request, file_id: UUID, number: Number, checksum: Checksum) -> Where:
    """Straight to the storage where programs reach it, else to `sendPart`."""
    await _count(request)
    url = await service.part_address(
        actor=actor_of(request), file_id=file_id, number=number, checksum=checksum, now=clock.now()
    )
    here = f"{settings().public_url}{request.scope['path']}"
    return Where(url=url or here, headers={CHECKSUM: checksum}, is_direct=url is not None)


@put(
    "/files/{file_id:uuid}/parts/{number:int}",
    guards=[writes],
    operation_id="sendPart",
    summary="Send a part",
    tags=["files"],
    request_max_body_size=PART_BYTES,
    opt={"takes": "application/octet-stream"},
)
async def receive(request: Request, file_id: UUID, number: Number, checksum: Checksum) -> Done:
    """The bytes as they are. A part may be sent again."""
    await _count(request)
    await service.receive_part(
        actor=actor_of(request),
        file_id=file_id,
        number=number,
        checksum=checksum,
        chunks=request.stream(),
        now=clock.now(),
    )
    return Done(file_id)


@post(
    "/files/{file_id:uuid}/done",
    guards=[writes],
    operation_id="finishFile",
    summary="All parts were sent",
    tags=["files"],
)
async def done(request: Request, file_id: UUID) -> Done:
    """Its check begins; the entry's `files` say how it ended. 409 while a part is missing."""
    await service.finish(actor=actor_of(request), file_id=file_id, now=clock.now())
    return Done(file_id)


@delete(
    "/files/{file_id:uuid}",
    guards=[writes],
    operation_id="giveUpFile",
    summary="Give up an upload that is not whole",
    tags=["files"],
)
async def give_up(request: Request, file_id: UUID) -> Done:
    """What was sent of it is forgotten."""
    async with work():
        await service.give_up(actor=actor_of(request), file_id=file_id)
    return Done(file_id)


ROUTES = [where_to, receive, done, give_up]
