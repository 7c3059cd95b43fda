"""Turns: first come, first served, and nobody waits for somebody else's slow line."""

import asyncio
from typing import Any

import httpx
import pytest

from contest.lib.web.front import Front
from contest.lib.web.turns import READ_AHEAD, Turns, read_ahead


async def test_turns_are_given_in_the_order_of_asking_and_no_more_than_there_are() -> None:
    turns, inside, order = Turns(at_once=2, longest=60), 0, []

    async def work(number: int) -> None:
        nonlocal inside
        leave = await turns.take()
        inside += 1
        order.append(number)
        assert inside <= 2
        await asyncio.sleep(0)
        inside -= 1
        leave()

    await asyncio.gather(*(work(number) for number in range(20)))
    assert order == list(range(20))


async def test_a_turn_that_ends_twice_frees_one_place() -> None:
    turns = Turns(at_once=1, longest=60)
    leave = await turns.take()
    leave()
    leave()
    await turns.take()
    third = asyncio.ensure_future(turns.take())
    await asyncio.sleep(0)
    assert not third.done()
    third.cancel()


async def test_a_turn_that_takes_too_long_no_longer_counts() -> None:
    turns = Turns(at_once=1, longest=0.01)
    leave = await turns.take()
    async with asyncio.timeout(20):
        await turns.take()
    leave()  # late: the place is another's by now, and stays so


def scope(method: str = "POST", *headers: tuple[bytes, bytes]) -> Any:
    return {"type": "http", "method": method, "path": "/", "headers": list(headers)}


def sending(*parts: Any) -> Any:
    left = list(parts)

    async def receive() -> Any:
        return left.pop(0)

    return receive


PARTS = (
    {"type": "http.request", "body": b"one", "more_body": True},
    {"type": "http.request", "body": b"two", "more_body": False},
)
GONE = {"type": "http.disconnect"}


async def test_a_body_read_ahead_comes_again_as_it_was_and_what_follows_it_too() -> None:
    again = await read_ahead(scope("POST", (b"content-length", b"6")), sending(*PARTS, GONE))
    assert again is not None
    assert [await again(), await again(), await again()] == [*PARTS, GONE]


async def test_a_body_that_breaks_off_is_not_waited_for() -> None:
    again = await read_ahead(scope("POST", (b"content-length", b"6")), sending(PARTS[0], GONE))
    assert again is not None
    assert [await again(), await again()] == [PARTS[0], GONE]


@pytest.mark.parametrize(
    "headers",
    [[], [(b"transfer-encoding", b"chunked")], [(b"content-length", str(READ_AHEAD + 1).encode())]],
)
async def test_an_upload_is_left_to_come_while_it_is_worked_on(headers: list[tuple[bytes, bytes]]) -> None:
    assert await read_ahead(scope("POST", *headers), sending()) is None


async def test_a_slow_line_holds_no_turn(app: Front, client: httpx.AsyncClient) -> None:
    app.turns = Turns(at_once=1, longest=60)
    asked, goes_on, answered = asyncio.Event(), asyncio.Event(), []

    async def receive() -> Any:
        asked.set()
        await goes_on.wait()
        return {"type": "http.request", "body": b"email=a", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answered.append(message["status"])

    slow = {
        **scope("POST", (b"content-length", b"7"), (b"content-type", b"application/x-www-form-urlencoded")),
        **{"path": "/sign-in", "raw_path": b"/sign-in", "query_string": b"", "root_path": "", "scheme": "http"},
        **{"http_version": "1.1", "client": ("127.0.0.1", 1), "server": ("testserver.local", 80), "extensions": {}},
    }
    sent = asyncio.create_task(app(slow, receive, send))
    async with asyncio.timeout(20):
        await asked.wait()
        assert (await client.get("/sign-in")).status_code == 200
        assert answered == []
        goes_on.set()
        await sent
    assert answered == [403]  # no token in the form; it had its turn all the same
