"""Whom to tell of a flaw (RFC 9116)."""

from typing import Any

from litestar import get
from litestar.response import Response

from contest.accounts.guards import public
from contest.lib import clock
from contest.lib.config import settings
from contest.lib.errors import NotFound
from contest.site import rules


@get("/.well-known/security.txt", guards=[public])
async def security_txt() -> Response[str]:
    """Where flaws are reported to; not there where the operator named no address."""
    its = settings()
    if not its.security_contact:
        raise NotFound
    text = rules.security_txt(its.security_contact, site=its.public_url, now=clock.now())
    headers = {"cache-control": "public, max-age=3600"}
    return Response(text, media_type="text/plain", headers=headers)


ROUTES: list[Any] = [security_txt]
