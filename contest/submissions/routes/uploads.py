"""Files of an entry: announced, sent, looked at, sent out."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, signed_in
from contest.files import rules as file_rules
from contest.files import service as files
from contest.lib import clock
from contest.lib.db import work
from contest.lib.web import limits
from contest.lib.web.download import download
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request, is_part
from contest.lib.web.uploads import FORM_BYTES, read_upload
from contest.submissions import forms, queries, service
from contest.submissions.routes.shared import file_lines, home_of

BODY_BYTES = file_rules.MOST_BYTES + FORM_BYTES


async def _announce(
    request: Request, code: str, field: str, name: str, size: int, *, is_fresh: bool = False
) -> files.Announced:
    actor = actor_of(request)
    await limits.hit(f"uploads:{actor.id}", most=100, seconds=3600)
    async with work():
        announced = await service.announce_file(
            actor=actor, code=code, field=field, name=name, size=size, is_fresh=is_fresh, now=clock.now()
        )
    return announced


@post("/submissions/{code:str}/files/announce", guards=[signed_in], status_code=200)
async def announce(request: Request, code: str) -> dict[str, Any]:
    """How the file is cut, what of it is there already, where its parts go, and the page to show at the end."""
    said = forms.announcement(await request.body())
    announced = await _announce(request, code, said.field, said.name, said.size, is_fresh=said.fresh)
    return {
        "at": f"/files/{announced.id}",
        "part": announced.part_bytes,
        "have": {part.number: part.sha256 for part in announced.have},
        "direct": announced.is_direct,
        "next": home_of(code, said.page),  # an address that differs by its fragment alone loads no page
    }


@post(
    "/submissions/{code:str}/files",
    guards=[signed_in],
    status_code=200,
    opt={"csrf": False},
    request_max_body_size=BODY_BYTES,
)
async def upload(request: Request, code: str) -> Response[bytes]:
    """The same with a plain form: its token is checked where it is read, before the file is."""
    incoming = await read_upload(request)
    said = int(request.headers.get("content-length") or 1)
    field, size = incoming.fields.get("field", ""), max(said - FORM_BYTES, 1)  # of the file it is an estimate
    announced = await _announce(request, code, field, incoming.name, size, is_fresh=True)
    await files.receive(
        actor=actor_of(request),
        file_id=announced.id,
        chunks=incoming.chunks,
        now=clock.now(),
        exact_size=False,
    )
    return redirect(home_of(code, "edit") + "#files")


@get("/submissions/{code:str}/files", guards=[signed_in])
async def listing(request: Request, code: str) -> Response[bytes]:
    """The list of files alone: the form asks for it while one is being checked. Opened by itself it is the form's."""
    entry = await queries.own_entry(actor=actor_of(request), code=code, to="view")
    if not is_part(request):
        return redirect(home_of(code, "edit") + "#files")
    return page(
        "submissions/files.html",
        request,
        entry=entry,
        files=file_lines(entry),
        is_checking=any(file.state == "uploaded" for file in entry.files),
    )


@post("/submissions/files/{file_id:uuid}/remove", guards=[signed_in], status_code=200)
async def remove(request: Request, file_id: UUID) -> Response[bytes]:
    async with work():
        code = await service.remove_file(actor=actor_of(request), file_id=file_id, now=clock.now())
    return redirect(home_of(code, "edit") + "#files")


@get("/submissions/files/{file_id:uuid}", guards=[signed_in])
async def read(request: Request, file_id: UUID) -> Response[Any]:
    await queries.code_of_file(actor=actor_of(request), file_id=file_id)
    return await download(request, await files.stream(file_id=file_id))


@get("/submissions/files/{file_id:uuid}/pages", guards=[signed_in])
async def pages(request: Request, file_id: UUID) -> Response[bytes]:
    """The pages of a file, to be read here."""
    code = await queries.code_of_file(actor=actor_of(request), file_id=file_id)
    found = await files.pages(file_id=file_id)
    return page(
        "files/pages.html",
        request,
        view=found,
        here=request.scope["path"],
        title=found.name,
        back={"href": home_of(code), "label": code},
        download_href=f"/submissions/files/{file_id}",
    )


@get("/submissions/files/{file_id:uuid}/pages/{number:int}", guards=[signed_in])
async def picture(request: Request, file_id: UUID, number: int) -> Response[Any]:
    await queries.code_of_file(actor=actor_of(request), file_id=file_id)
    return await download(request, await files.picture(file_id=file_id, number=number), is_shown=True)


ROUTES = [announce, upload, listing, remove, read, pages, picture]
