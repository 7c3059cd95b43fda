"""What programs find by itself: the keys, the did document and the list of what holds no more."""

from typing import Annotated, Any

import msgspec
from litestar import get
from litestar.params import Parameter
from litestar.response import Response

from contest.accounts.guards import public
from contest.certificates import queries, service
from contest.certificates.rules import credential
from contest.lib import clock
from contest.lib.config import settings
from contest.lib.signatures.multikey import multikey
from contest.lib.web import limits
from contest.lib.web.request import Request

OPEN = {"access-control-allow-origin": "*"}
LISTS = (60, 60)


@get("/.well-known/certificate-keys.json", guards=[public])
async def certificate_keys() -> Response[bytes]:
    """The keys that certificates are signed with, for `contest verify` and anybody else: keep a copy."""
    return _published({"issuer": settings().public_url, "keys": await queries.published_keys()}, "application/json")


@get("/.well-known/did.json", guards=[public])
async def did_document() -> Response[bytes]:
    """The same keys as a did:web document, for verifiers of credentials."""
    keys = [(key.id, multikey(key.ed25519)) for key in await queries.published_keys()]
    return _published(credential.document(settings().public_url, keys), "application/did+json")


def _published(body: dict[str, Any], media_type: str) -> Response[bytes]:
    headers = OPEN | {"cache-control": "public, max-age=300"}
    return Response(msgspec.json.encode(body), media_type=media_type, headers=headers)


@get("/.well-known/certificate-status/{number:int}", guards=[public])
async def certificate_status(request: Request, number: Annotated[int, Parameter(ge=0, le=10_000)]) -> Response[bytes]:
    """One status list, for verifiers of credentials."""
    await limits.hit(f"certificate-status:{limits.address(request.scope)}", most=LISTS[0], seconds=LISTS[1])
    made = await service.status_list(number=number, now=clock.now())
    headers = OPEN | {"cache-control": "public, max-age=60"}
    return Response(made, media_type=credential.MEDIA_TYPE, headers=headers)


ROUTES = [certificate_keys, did_document, certificate_status]
