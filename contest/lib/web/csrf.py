"""A form is taken only from a page of ours: its token fits the session, or before sign-in a cookie of its own."""

import secrets
from urllib.parse import urlsplit

from contest.lib.config import settings
from contest.lib.errors import StaleForm
from contest.lib.web import session, signing
from contest.lib.web.request import Request

COOKIE = "visit"
FIELD = "_csrf_token"
HEADER = "x-csrftoken"
SAFE = {"GET", "HEAD", "OPTIONS"}


def _secret(request: Request) -> str | None:
    return session.of(request.scope).id or _visit(request)


def _visit(request: Request) -> str | None:
    state = request.scope["state"]
    return state.get("visit") or request.cookies.get(COOKIE)


def token(request: Request) -> str:
    """The token for the forms of this answer; a visitor without one is given the cookie it belongs to."""
    secret = _secret(request)
    if secret is None:
        secret = request.scope["state"]["visit"] = secrets.token_urlsafe(24)
        session.remember(request.scope, COOKIE, secret, max_age=None)
    return signing.mac("csrf", secret)


def _is_same_site(request: Request) -> bool:
    """What the browser itself says of where the form came from; silence is no objection."""
    if (site := request.headers.get("sec-fetch-site")) is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc in {request.headers.get("host"), urlsplit(settings().public_url).netloc}


async def check(request: Request) -> None:
    """Raise `StaleForm` unless this unsafe request carries the token of its session.

    A request with the header is not read: uploads send it. Otherwise the form is parsed here and kept for the route.
    """
    if request.method in SAFE or request.route_handler.opt.get("csrf") is False:
        return
    claimed = request.headers.get(HEADER)
    if claimed is None:
        claimed = str((await request.form()).get(FIELD) or "")
    verify(request, claimed)


def verify(request: Request, claimed: str) -> None:
    """Raise `StaleForm` unless `claimed` is the token; for a route that reads its form itself."""
    secret = _secret(request)
    if secret is None or not _is_same_site(request) or not signing.is_mac("csrf", secret, claimed):
        raise StaleForm
