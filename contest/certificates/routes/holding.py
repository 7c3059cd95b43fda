"""The person a certificate is for has its file, and a link to show it by."""

from litestar import get
from litestar.response import Response, Stream

from contest.accounts.guards import actor_of, signed_in
from contest.certificates import queries
from contest.certificates.rules import credential, issue
from contest.certificates.service import share_url
from contest.lib import storage
from contest.lib.errors import NotFound, Unavailable
from contest.lib.i18n import N_
from contest.lib.web.render import page
from contest.lib.web.request import Request

PRIVATE = {"cache-control": "private, no-store"}


@get("/certificates", guards=[signed_in])
async def my_certificates(request: Request) -> Response[bytes]:
    """The certificates of whoever is signed in."""
    found = await queries.my_certificates(actor_of(request))
    return page(
        "certificates/mine.html",
        request,
        certificates=found,
        grouped=issue.grouped,
        share_url=share_url,
        is_demo=any(one.is_demo for one in found),
    )


@get("/certificates/{name:str}", guards=[signed_in])
async def certificate_file(request: Request, name: str) -> Response[bytes] | Stream:
    """The PDF (`/certificates/K7QM-4XWA-9TPC.pdf`) or the credential (`….json`), for the person it is for and who
    organised the round."""
    stem, _, ending = name.rpartition(".")
    code = issue.read_code(stem) if ending in {"pdf", "json"} else None
    found = await queries.with_file(actor_of(request), code=code) if code else None
    if found is None:
        raise NotFound
    if found.sha256 is None:
        raise Unavailable(N_("The file of this certificate is still being made. Try again in a minute."))
    headers = PRIVATE | {"content-disposition": f'attachment; filename="{found.number}.{ending}"'}
    if ending == "json":
        text = await queries.credential_text(found.id)
        if text is None:
            raise NotFound
        return Response(text.encode(), media_type=credential.MEDIA_TYPE, headers=headers)
    size = {"content-length": str(await storage.size(found.key))}
    return Stream(storage.stream(found.key), media_type="application/pdf", headers=headers | size)


ROUTES = [my_certificates, certificate_file]
