"""A form is taken only from a page of ours: its token fits the session, or before sign-in a cookie of its own."""

import secrets
from urllib.parse import urlsplit

from contest.lib.config import settings
from contest.lib.errors import StaleForm
from contest.lib.web import forms, session, signing
from contest.lib.web.request import Request

COOKIE = "visit"
FIELD = forms.TOKEN_FIELD
HEADER = "x-csrftoken"
SAFE = {"GET", "HEAD", "OPTIONS"}


def _secret(request: Request) -> str | None:
    state = request.scope["state"]
    if (known := session.of(request.scope).id) is not None:
        return known
    if "trouble" in state and (unread := request.cookies.get(session.COOKIE)):
        return unread  # the session could not be looked up: a form kept meanwhile must fit it afterwards
    return state.get("visit") or request.cookies.get(COOKIE)


def token(request: Request) -> str:
    """The token for the forms of this answer; a visitor without one is given the cookie it belongs to."""
    secret = _secret(request)
    if not secret:
        secret = request.scope["state"]["visit"] = secrets.token_urlsafe(24)
        session.remember(request.scope, COOKIE, secret, max_age=None)
    return signing.mac("csrf", secret)


def is_same_site(request: Request) -> bool:
    """What the browser itself says of where the form came from; silence is no objection."""
    if (site := request.headers.get("sec-fetch-site")) is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    if origin is None:
        return True
    try:
        host = urlsplit(origin).netloc
    except ValueError:
        return False
    return bool(host) and host in {request.headers.get("host"), urlsplit(settings().public_url).netloc}


async def check(request: Request) -> None:
    """Raise `StaleForm` unless this unsafe request carries the token of its session.

    A request with the header is not read: uploads send it. Otherwise the form is parsed here and kept for the route.
    """
    if request.method in SAFE or request.route_handler.opt.get("csrf") is False:
        return
    if not is_same_site(request):
        raise StaleForm  # before its form is read
    claimed = request.headers.get(HEADER)
    if claimed is None:
        claimed = next((str(value) for name, value in await forms.read(request) if name == FIELD), "")
    verify(request, claimed)


def verify(request: Request, claimed: str) -> None:
    """Raise `StaleForm` unless `claimed` is the token and the request comes from a page of ours.

    For a route that reads its form itself, which `check` leaves alone.
    """
    if not is_same_site(request):
        raise StaleForm
    secret = _secret(request)
    if not secret or not signing.is_mac("csrf", secret, claimed):
        raise StaleForm
