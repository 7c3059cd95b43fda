"""The parts of a file that its owner sends. Which file may come at all, the slice that announced it has decided."""

from typing import Any
from uuid import UUID

from litestar import post, put
from litestar.enums import RequestEncodingType
from litestar.response import Response

from contest.accounts.guards import actor_of, signed_in
from contest.files import service
from contest.files.rules import PART_BYTES
from contest.lib import clock
from contest.lib.db import work
from contest.lib.storage.parts import CHECKSUM
from contest.lib.web import limits
from contest.lib.web.forms import typed
from contest.lib.web.redirects import redirect
from contest.lib.web.request import Request

PART = "/files/{file_id:uuid}/parts/{number:int}"
MOST_PARTS_AN_HOUR = 5_000


async def _count(request: Request) -> None:
    await limits.hit(f"parts:{actor_of(request).id}", most=MOST_PARTS_AN_HOUR, seconds=3600)


@post(PART, guards=[signed_in], status_code=200)
async def where_to(request: Request, file_id: UUID, number: int) -> dict[str, Any]:
    """Where the browser sends this part: to the storage where it can reach it, else to us."""
    await _count(request)
    checksum = request.headers.get(CHECKSUM, "")
    url = await service.part_address(
        actor=actor_of(request), file_id=file_id, number=number, checksum=checksum, now=clock.now()
    )
    return {"url": url or request.scope["path"], "headers": {CHECKSUM: checksum}}


@put(PART, guards=[signed_in], request_max_body_size=PART_BYTES, status_code=200)
async def receive(request: Request, file_id: UUID, number: int) -> dict[str, Any]:
    """One part through the site's own host."""
    await _count(request)
    await service.receive_part(
        actor=actor_of(request),
        file_id=file_id,
        number=number,
        checksum=request.headers.get(CHECKSUM, ""),
        chunks=request.stream(),
        now=clock.now(),
    )
    return {}


@post("/files/{file_id:uuid}/done", guards=[signed_in], status_code=200)
async def done(request: Request, file_id: UUID) -> dict[str, Any]:
    """All parts were sent."""
    await service.finish(actor=actor_of(request), file_id=file_id, now=clock.now())
    return {}


@post("/files/{file_id:uuid}/discard", guards=[signed_in], status_code=200)
async def discard(request: Request, file_id: UUID) -> Response[bytes]:
    """Give up an upload that is not whole; `next` is the page to go back to."""
    fields = await typed(request) if request.content_type[0] == RequestEncodingType.URL_ENCODED else {}
    async with work():
        await service.give_up(actor=actor_of(request), file_id=file_id)
    return redirect(fields["next"]) if "next" in fields else Response(b"{}", media_type="application/json")


ROUTES = [where_to, receive, done, discard]
