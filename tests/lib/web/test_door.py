"""The door: who stands in line stays, who comes when it is too long is told at once, and who has gone costs nothing."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest

from contest.lib.web import busy, door
from contest.lib.web.door import Door
from contest.lib.web.front import Front
from contest.lib.web.turns import Turns, abandon

GET = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\n\r\ntext"


class Served(asyncio.Protocol):
    """Answers everybody with one word."""

    let_in = 0

    def connection_made(self, transport: Any) -> None:
        Served.let_in += 1
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(b"served")
        self.transport.close()


class Street:
    """A door whose process has no turn to give until told so, and callers before it."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.turns = Turns(at_once=1, longest=60)
        self.writers: list[asyncio.StreamWriter] = []

    async def open(self) -> None:
        self.leave = await self.turns.take()
        self.waits = asyncio.create_task(self.turns.take())
        await asyncio.sleep(0)
        self.door = Door(self.listener, Served, self.turns, busy.whole_answer())

    async def call(self, request: bytes) -> asyncio.StreamReader:
        reader, writer = await asyncio.open_connection(*self.listener.getsockname())
        writer.write(request)
        self.writers.append(writer)  # one that nobody holds closes its line
        return reader

    async def give_turns(self) -> None:
        self.leave()
        (await self.waits)()


@pytest.fixture
async def street(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Street]:
    monkeypatch.setattr(door, "LONGEST_LINE", 4)
    monkeypatch.setattr(door, "MOST_HELD", 4)
    monkeypatch.setattr(door, "LEAST_HELD", 4)
    monkeypatch.setattr(door, "MOST_URGENT", 6)
    made = Street()
    await made.open()
    yield made
    made.door.close()
    made.waits.cancel()
    made.listener.close()


async def said(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(20):
        return await reader.read()


async def test_who_comes_when_the_line_is_too_long_is_told_at_once_and_the_others_keep_their_place(
    street: Street,
) -> None:
    first = [await street.call(GET) for _ in range(5)]
    late = [await street.call(GET) for _ in range(6)]
    answers = [await said(one) for one in late]
    assert {answer.split(b"\r\n")[0] for answer in answers} == {b"HTTP/1.1 503 Service Unavailable"}
    assert all(b"\r\nretry-after: 5\r\n" in answer for answer in answers)
    assert "此刻访问的人很多".encode() in answers[0] and b"Many people are here" in answers[0]
    form = await street.call(POST)  # somebody's work waits where a reader would be sent away
    assert (await said(await street.call(GET))).startswith(b"HTTP/1.1 503")  # so the form was looked at before
    await street.give_turns()
    assert [await said(one) for one in (*first[:4], form)] == [b"served"] * 5


async def test_who_has_hung_up_is_not_let_in(street: Street) -> None:
    await street.call(GET)
    street.writers[-1].close()
    with contextlib.suppress(ConnectionError):
        await street.writers[-1].wait_closed()
    before = Served.let_in
    stays = await street.call(GET)
    await street.give_turns()
    assert await said(stays) == b"served"
    assert Served.let_in == before + 1
    assert street.door.is_empty


def asked(path: str) -> Any:
    return {
        **{"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b""},
        **{"root_path": "", "scheme": "http", "http_version": "1.1", "client": ("127.0.0.1", 1), "headers": []},
        **{"server": ("testserver.local", 80), "extensions": {}, "state": {}},
    }


async def test_a_reader_who_hangs_up_ends_what_was_done_for_them(app: Front) -> None:
    app.turns = Turns(at_once=1, longest=60)
    leave = await app.turns.take()
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError("a reader sends nothing")

    scope = asked("/sign-in")
    page = asyncio.create_task(app(scope, receive, send))
    await asyncio.sleep(0)
    abandon(scope)
    async with asyncio.timeout(20):
        await page  # a quiet end: the server has nobody to answer
    assert sent == []
    leave()
    async with asyncio.timeout(20):
        (await app.turns.take())()  # the one who has gone has not taken the turn along


async def test_on_a_line_that_is_here_already_a_reader_is_told_at_once_too(
    app: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contest.lib.web.turns.MOST_WAITING", 0)
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await app(asked("/sign-in"), send, send)
    assert (sent[0]["status"], dict(sent[0]["headers"])[b"retry-after"]) == (503, b"5")
