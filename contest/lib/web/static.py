"""The built files: few, small, kept in memory with their compressed form, and the same for ever under their name."""

import gzip
from functools import cache
from mimetypes import guess_type

from litestar.response import Response

from contest.lib.errors import NotFound
from contest.lib.web.render import DIST, asset
from contest.lib.web.request import Request

FOR_EVER = "public, max-age=31536000, immutable"


@cache
def _built(name: str) -> tuple[bytes, bytes, str] | None:
    """The bytes, their gzip and the type of a built file. The name never reaches the file system as a path."""
    path = next((path for path in DIST.glob("*") if path.name == name and path.is_file()), None)
    if path is None:
        return None
    plain = path.read_bytes()
    return plain, gzip.compress(plain, 9, mtime=0), guess_type(name)[0] or "application/octet-stream"


def serve_worker(name: str) -> Response[bytes]:
    """A built script under an address of its own, which stays the same: the browser asks for it anew each time."""
    found = _built(asset(name).removeprefix("/static/")) if DIST.exists() else None
    if found is None:
        raise NotFound
    headers = {"cache-control": "no-cache", "x-content-type-options": "nosniff"}
    return Response(found[0], media_type=found[2], headers=headers)


def serve_static(request: Request, name: str) -> Response[bytes]:
    """A built file as the browser takes it; what was not built is not there."""
    found = _built(name) if DIST.exists() else None
    if found is None:
        _built.cache_clear()
        raise NotFound
    plain, packed, kind = found
    headers = {"cache-control": FOR_EVER, "vary": "accept-encoding", "x-content-type-options": "nosniff"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type=kind, headers=headers | {"content-encoding": "gzip"})
    return Response(plain, media_type=kind, headers=headers)
