"""What surrounds every answer: request id, session, language, security headers, the log line and the figures.

One plain ASGI layer, so that a page costs one read of Valkey and a static file or a health check none.
"""

import asyncio
import re
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Litestar
from litestar.enums import ScopeType
from litestar.types import HTTPResponseStartEvent, Message, Receive, Scope, Send
from prometheus_client import Counter, Histogram

from contest.lib import db, i18n, logs
from contest.lib.actor import ANONYMOUS
from contest.lib.config import settings
from contest.lib.errors import Unavailable
from contest.lib.web import busy, session
from contest.lib.web.turns import Turns, let_abandon, no_turn, read_ahead

log = logs.get_logger("web")

REQUESTS = Counter("contest_requests_total", "Answers by method and status", ["method", "status"])
SECONDS = Histogram(
    "contest_request_seconds",
    "Time to answer",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)

HUNG_UP = 499  # whoever asked has gone; nobody reads it but the log
LANGUAGE_SECONDS = 365 * 24 * 3600
_LANG = re.compile(rb"(?:^|&)lang=(en|zh)(?:&|$)")
BARE = {"/healthz", "/readyz", "/metrics"}  # asked by machines, often; the built files say their own headers

HEADERS = [
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        b"connect-src 'self'%s; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]


def security_headers() -> list[tuple[bytes, bytes]]:
    """What every answer carries on this installation."""
    storage = settings().s3_public_endpoint_url
    allowed = f" {storage}".encode() if storage else b""
    made = [(HEADERS[0][0], HEADERS[0][1] % allowed), *HEADERS[1:]]
    if settings().is_secure:
        made.append((b"strict-transport-security", b"max-age=31536000"))
    return made


def let_frame(scope: Scope) -> None:
    """Let pages of ours, and nobody else's, show the answer to this request inside a frame."""
    scope["state"]["may_be_framed"] = True


def _framed(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    loose = {b"x-frame-options": b"SAMEORIGIN"}
    return [
        (name, loose.get(name, value.replace(b"frame-ancestors 'none'", b"frame-ancestors 'self'")))
        for name, value in headers
    ]


def _cookies(scope: Scope) -> dict[str, str]:
    """What the browser sent; ours need no quotes. The last of two of a name counts, as in `request.cookies`."""
    parts = (part.partition("=") for part in _header(scope, b"cookie").split(";"))
    return {name.strip(): value.strip() for name, _, value in parts}


def _asked_language(scope: Scope) -> str:
    """The language that the address itself asks for (`?lang=zh`), so that search engines find a page in each."""
    found = _LANG.search(scope.get("query_string", b""))
    return found[1].decode() if found is not None else ""


def _keep_language(scope: Scope, cookies: dict[str, str], start: HTTPResponseStartEvent) -> None:
    """A page whose address asks for a language is followed by others in it; a feed or a preview says nothing of it."""
    asked = _asked_language(scope)
    if not asked or asked == cookies.get("lang") or scope["state"].get("may_be_framed"):
        return
    kind = next((value for name, value in start["headers"] if name == b"content-type"), b"")
    if start["status"] == 200 and kind.startswith(b"text/html"):
        session.remember(scope, "lang", asked, max_age=LANGUAGE_SECONDS)


def _header(scope: Scope, wanted: bytes) -> str:
    for name, value in scope["headers"]:
        if name == wanted:
            return str(value.decode("latin-1"))
    return ""


def _note(scope: Scope, method: str, status: int, seconds: float) -> None:
    """The log line and the figures of an answer."""
    person = scope.get("user")
    person = getattr(person, "viewer", None) or person
    REQUESTS.labels(method, status).inc()
    SECONDS.observe(seconds)
    log.info(
        "request",
        method=method,
        path=scope["path"],
        status=status,
        ms=round(seconds * 1000, 1),
        person=str(getattr(person, "person_id", None) or ""),
    )
    logs.fields.clear_contextvars()


class Crowded(Exception):
    """So many wait here already that one more is told to come again."""


class Front:
    """The outermost layer. `find_actor(scope)` is the composition root's: from a session to a person."""

    def __init__(self, app: Litestar, find_actor: Callable[[Scope], Awaitable[Any]]) -> None:
        self.app = app
        self.find_actor = find_actor
        self.security = security_headers()
        self.turns = Turns()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["path"] in BARE or scope["path"].startswith("/static/"):
            if scope["type"] == ScopeType.HTTP:  # an error page may be made even here
                scope.setdefault("state", {})["session"] = session.Sessions()
            await self.app(scope, receive, send)
            return
        method, begun = scope["method"], time.perf_counter()
        state: dict[str, Any] = scope.setdefault("state", {})
        request_id = state["request_id"] = secrets.token_hex(16)
        logs.fields.bind_contextvars(request_id=request_id)
        cookies = _cookies(scope)
        looks = db.reads_only.set(False)
        status, leave = 500, no_turn

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                leave()
                status = message["status"]
                _keep_language(scope, cookies, message)
                security = _framed(self.security) if state.get("may_be_framed") else self.security
                headers = [*message["headers"], *security, (b"x-request-id", request_id.encode())]
                message["headers"] = headers + [(b"set-cookie", value) for value in self._set_cookies(state)]
            await send(message)

        try:
            here = await self._arrived(scope, receive)
            leave = await self.turns.take() if here is not None else no_turn
            await self._prepare(scope, state, cookies)
            await self.app(scope, here or receive, answer)
        except asyncio.CancelledError:
            status = HUNG_UP
            if not state.get("is_abandoned"):
                raise
        except Crowded:
            status = await busy.refuse(send)
        finally:
            leave()
            db.reads_only.reset(looks)
            _note(scope, method, status, time.perf_counter() - begun)

    async def _arrived(self, scope: Scope, receive: Receive) -> Receive | None:
        """The request with its body, as `read_ahead`. `Crowded` where a reader would wait in vain."""
        if scope.get("method") not in {"GET", "HEAD"}:
            return await read_ahead(scope, receive)
        if self.turns.are_too_many:
            raise Crowded
        let_abandon(scope)
        return receive

    async def _prepare(self, scope: Scope, state: dict[str, Any], cookies: dict[str, str]) -> None:
        """Session, person and language. Without Valkey or database visitors still see what needs neither."""
        asked = _asked_language(scope)
        said = asked or cookies.get("lang") or i18n.negotiate(_header(scope, b"accept-language"))
        i18n.set_locale(said)
        state["has_language"] = said in i18n.LOCALES
        state["session"] = session.Sessions()
        scope["user"] = ANONYMOUS
        try:
            state["session"] = await session.load(cookies.get(session.COOKIE))
            scope["user"] = await self.find_actor(scope)
        except Unavailable as error:
            state["trouble"] = error
        except db.GONE:
            state["trouble"] = Unavailable()
        actor = scope.get("user")
        if actor is not None and actor.is_signed_in and "lang" not in cookies and not asked:
            i18n.set_locale(actor.locale)
            state["has_language"] = True

    @staticmethod
    def _set_cookies(state: dict[str, Any]) -> list[bytes]:
        made = list(state.get("cookies", {}).values())
        sessions: session.Sessions = state["session"]
        if sessions.set_cookie is not None:
            made.append(session.cookie_header(session.COOKIE, sessions.set_cookie))
        elif sessions.clear_cookie:
            made.append(session.cookie_header(session.COOKIE, "", max_age=0))
        return made
