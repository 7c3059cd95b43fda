"""What tests of pages stand on: the application in the test's own loop, browsers, and forms sent as ours are.

The application runs without a server, so that its pool and its connection to Valkey are the test's own.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import httpx
import pytest

from contest.app import create_app
from contest.lib import clock, db
from contest.lib.web import csrf, session, signing
from contest.lib.web.front import Front
from contest.site.queries import first_page as site

HOST = "testserver"


@pytest.fixture
async def app(database: object, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Front]:
    """The application, started; where a pool is open already it is used. No page is older than its rows."""
    monkeypatch.setattr(site, "FRESH", timedelta(0))
    if db.engine().pool is not None:
        yield shared_app()
        return
    made = create_app()
    async with made.app.lifespan():
        yield made


@cache
def shared_app() -> Front:
    """One for all tests of a process: it holds nothing of a request, and making it takes longer than most of them."""
    return create_app()


@pytest.fixture
async def client(app: Front) -> AsyncIterator[httpx.AsyncClient]:
    """A browser with cookies of its own; nobody is signed in. It follows no redirect unless told to."""
    async with browser(app) as made:
        yield made


def browser(app: Front, *, host: str = HOST, **headers: str) -> httpx.AsyncClient:
    """One more browser on the same application; use it with `async with`."""
    transport = httpx.ASGITransport(app, client=("203.0.113.7", 4711))  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=transport, base_url=f"http://{host}", headers=headers)


class Reader:
    """Reads pages with a browser's session and headers, and does nothing else that a browser does: who asks ten
    thousand times would wait for that longer than for some of the pages. What a page sets is not kept.
    """

    def __init__(self, app: Front, client: httpx.AsyncClient) -> None:
        request = client.build_request("GET", "/")
        self._app, self._headers = app, [(name.lower(), value) for name, value in request.headers.raw]

    async def get(self, address: str) -> httpx.Response:
        path, _, query = address.partition("?")
        status, headers, parts, done = 0, [], list[bytes](), asyncio.Event()

        async def receive() -> Any:
            if is_asked:
                await done.wait()
                return {"type": "http.disconnect"}
            is_asked.append(True)
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            nonlocal status, headers
            if message["type"] == "http.response.start":
                status, headers = message["status"], message["headers"]
            else:
                parts.append(message.get("body", b""))
                if not message.get("more_body"):
                    done.set()

        is_asked: list[bool] = []
        asked = {"path": unquote(path), "raw_path": path.encode(), "query_string": query.encode()}
        await self._app({**SCOPE, **asked, "headers": self._headers, "state": {}}, receive, send)
        return httpx.Response(status, headers=headers, content=b"".join(parts))


SCOPE: dict[str, Any] = {
    "type": "http",
    "asgi": {"version": "3.0"},
    "http_version": "1.1",
    "method": "GET",
    "scheme": "http",
    "root_path": "",
    "server": (HOST, None),
    "client": ("203.0.113.7", 4711),
}


async def sign_in(client: httpx.AsyncClient, person_id: UUID, *, has_factor: bool = True) -> httpx.AsyncClient:
    """The browser as it is after this person signed in and, unless told otherwise, showed their second factor."""
    epoch = await db.fetchval("select epoch from person where id = $1", person_id)
    scope: Any = {"state": {"session": session.Sessions()}}
    at = clock.now().timestamp()
    await session.begin(scope, person_id=person_id, epoch=epoch, now=at, factor_at=at if has_factor else None)
    _set_cookie(client, session.COOKIE, session.of(scope).id or "")
    return client


def csrf_of(client: httpx.AsyncClient) -> str:
    """The token that the next page's forms would carry for this browser."""
    secret = client.cookies.get(session.COOKIE) or client.cookies.get(csrf.COOKIE)
    if not secret:
        secret = "a-visit-that-a-test-began"
        _set_cookie(client, csrf.COOKIE, secret)
    return signing.mac("csrf", secret)


async def post(
    client: httpx.AsyncClient, url: str, data: dict[str, Any] | None = None, **options: Any
) -> httpx.Response:
    """Send a form with its token. A list among the values is a field sent several times."""
    return await client.post(url, data={csrf.FIELD: csrf_of(client), **(data or {})}, **options)


def _set_cookie(client: httpx.AsyncClient, name: str, value: str) -> None:
    """As if the application had set it: under the domain that the cookie jar gives to a host without a dot."""
    host = client.base_url.host
    client.cookies.set(name, value, domain=host if "." in host else f"{host}.local", path="/")


def hidden(text: str, name: str) -> str:
    """What a page sends back unseen."""
    found = re.search(f'name="{name}" value="([^"]*)"', text)
    assert found is not None
    return found[1]
