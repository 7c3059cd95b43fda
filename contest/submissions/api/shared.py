"""What is shared with a counterpart, for a program of who acts for it: as far as each applicant agreed, on record."""

from typing import Any
from uuid import UUID

import msgspec
from litestar.response import Response

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import READ_SHARED
from contest.files import service as files
from contest.lib import clock
from contest.lib.db import work
from contest.lib.web.api import BYTES, get
from contest.lib.web.download import download
from contest.lib.web.request import Request
from contest.submissions import service
from contest.submissions.api.shapes import shared as shapes
from contest.submissions.queries import sharing

TAGS: dict[str, Any] = {"tags": ["shared"], "guards": [scoped(READ_SHARED)]}


@get("/shared", operation_id="listSharedWithUs", summary="What is shared with us", **TAGS)
async def listed(request: Request) -> shapes.Shared:
    """With the counterparts that the person acts for, as far as the token reaches. It opens no entry."""
    found = await sharing.shared_entries(actor=actor_of(request))
    return shapes.Shared(msgspec.convert(found, list[shapes.Line], from_attributes=True))


@get("/shared/{code:str}", operation_id="readShared", summary="One shared entry", **TAGS)
async def read(request: Request, code: str) -> shapes.Entry:
    """That it was opened is kept, and the applicant sees it. What they did not agree to is empty."""
    async with work():
        found = await service.open_shared(actor=actor_of(request), code=code, file_id=None, now=clock.now())
    entry = found.entry
    return shapes.Entry(
        **{name: getattr(entry, name) for name in shapes.PLAIN},
        level=found.level,
        answers={one.key: one.text for one in entry.answers},
        files=[shapes.File(one.file_id, one.field, one.name, one.size, one.sha256) for one in entry.files],
        is_demo=found.is_demo,
    )


@get(
    "/shared/{code:str}/files/{file_id:uuid}",
    operation_id="readSharedFile",
    summary="The bytes of a shared file",
    **TAGS | BYTES,
)
async def file(request: Request, code: str, file_id: UUID) -> Response[Any]:
    """That it was opened is kept."""
    async with work():
        found = await service.open_shared(actor=actor_of(request), code=code, file_id=file_id, now=clock.now())
    name = next(one.name for one in found.entry.files if one.file_id == file_id)
    return await download(request, await files.stream(file_id=file_id), name=name)


ROUTES: list[Any] = [listed, read, file]
