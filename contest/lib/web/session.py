"""Sessions: an id in a cookie, the rest in Valkey under a digest of it.

An id that we did not give is never adopted, ids change at sign-in, and a session is written only when it changes:
two requests at once lose nothing. (contest/decisions/own-session.md says why this is not the framework's.)
"""

import hashlib
import secrets
from typing import Any
from uuid import UUID

import msgspec
from litestar.types import Scope

from contest.lib import valkey
from contest.lib.config import settings

COOKIE = "sid"
LIFE_SECONDS = 14 * 24 * 3600  # from sign-in: a stolen id does not live on by being used


class Viewing(msgspec.Struct, frozen=True, kw_only=True):
    """Through whose eyes somebody looks, until when (seconds since 1970), and under which record."""

    id: UUID
    person_id: UUID
    until: float


class Session(msgspec.Struct, kw_only=True):
    """What we remember between requests: who signed in, under which epoch of their sign-ins, when they showed
    their second factor, if they did, and through whose eyes they look, if they do; `device_id` is the remembered
    device of a link, where they came in by one."""

    person_id: UUID
    epoch: int
    signed_in_at: float
    factor_at: float | None = None
    viewing: Viewing | None = None
    device_id: UUID | None = None


class Sessions(msgspec.Struct, kw_only=True):
    """The session of one request, and what the answer must do to its cookie."""

    id: str | None = None
    current: Session | None = None
    set_cookie: str | None = None
    clear_cookie: bool = False


def _key(session_id: str) -> str:
    return "session:" + hashlib.sha256(session_id.encode()).hexdigest()


async def load(cookie: str | None) -> Sessions:
    """The session of a cookie's value; one that we do not know leaves nothing but a cookie to clear."""
    if not cookie:
        return Sessions()
    raw = await valkey.command("GET", _key(cookie))
    try:
        return Sessions(id=cookie, current=msgspec.json.decode(raw or b"", type=Session))
    except msgspec.DecodeError:  # none, or one that an older version wrote
        return Sessions(clear_cookie=True)


def of(scope: Scope) -> Sessions:
    """The session that the front put into this request."""
    found: Sessions = scope["state"]["session"]
    return found


async def begin(
    scope: Scope,
    *,
    person_id: UUID,
    epoch: int,
    now: float,
    factor_at: float | None = None,
    device_id: UUID | None = None,
) -> None:
    """Sign this browser in, under a new id; the old one is worth nothing from now on."""
    sessions = of(scope)
    if sessions.id is not None:
        await valkey.command("DEL", _key(sessions.id))
    session = Session(person_id=person_id, epoch=epoch, signed_in_at=now, factor_at=factor_at, device_id=device_id)
    sessions.id = sessions.set_cookie = secrets.token_urlsafe(32)
    sessions.current = session
    await valkey.command("SET", _key(sessions.id), msgspec.json.encode(session), "EX", LIFE_SECONDS)


async def look_through(scope: Scope, viewing: Viewing | None) -> None:
    """Look through somebody's eyes from the next request on, or no longer."""
    sessions = of(scope)
    if sessions.id is None or sessions.current is None:
        return
    sessions.current = msgspec.structs.replace(sessions.current, viewing=viewing)
    await valkey.command("SET", _key(sessions.id), msgspec.json.encode(sessions.current), "KEEPTTL")


async def end(scope: Scope) -> None:
    """Sign this browser out."""
    sessions = of(scope)
    if sessions.id is not None:
        await valkey.command("DEL", _key(sessions.id))
    forget(sessions)


def forget(sessions: Sessions) -> None:
    """Nobody is signed in for the rest of this request, and the browser drops the id."""
    sessions.id = sessions.current = sessions.set_cookie = None
    sessions.clear_cookie = True


def cookie_header(name: str, value: str, *, max_age: int | None = LIFE_SECONDS, http_only: bool = True) -> bytes:
    """A Set-Cookie value: Lax, for the whole site, Secure where the site is reached over https."""
    parts = [f"{name}={value}", "Path=/", "SameSite=Lax"]
    if max_age is not None:
        parts.append(f"Max-Age={max_age}")
    if http_only:
        parts.append("HttpOnly")
    if settings().is_secure:
        parts.append("Secure")
    return "; ".join(parts).encode()


def remember(scope: Scope, name: str, value: str, **options: Any) -> None:
    """Send a cookie with this request's answer."""
    scope["state"].setdefault("cookies", {})[name] = cookie_header(name, value, **options)
