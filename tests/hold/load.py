"""Callers: so many at once, or so many a second whatever becomes of them; a new connection each."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from msgspec import Struct, field

from tests.bench.rush_seed import Applicant


class Calls(Struct):
    """What became of calls: (seconds, status) each; status 0 where no whole answer came."""

    taken: list[tuple[float, int]] = field(default_factory=list)

    def seconds(self, *statuses: int) -> list[float]:
        return sorted(seconds for seconds, status in self.taken if status in statuses)

    def share(self, *statuses: int) -> float:
        return len(self.seconds(*statuses)) / max(len(self.taken), 1)


class _Caller(asyncio.Protocol):
    """Sends one request and reads to the end: less work than a stream, for the callers share the machine."""

    def __init__(self, request: bytes, over: asyncio.Future[int]) -> None:
        self.request, self.over, self.status = request, over, 0

    def connection_made(self, transport: Any) -> None:
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        if not self.status and data.startswith(b"HTTP/1.1 "):
            self.status = int(data[9:12])

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.over.done():
            self.over.set_result(0 if exc else self.status)


async def call(port: int, request: bytes, calls: Calls, *, patience: float = 10.0) -> None:
    """One call, noted."""
    began = time.perf_counter()
    over: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    transport = None
    try:
        async with asyncio.timeout(patience):
            transport, _ = await asyncio.get_running_loop().create_connection(
                lambda: _Caller(request, over), "127.0.0.1", port
            )
            status = await over
    except (OSError, TimeoutError):
        status = 0
    if transport is not None:
        transport.close()
    calls.taken.append((time.perf_counter() - began, status))


def get(path: str, who: Applicant | None = None) -> bytes:
    """A reader's request."""
    cookie = f"Cookie: sid={who.cookie}; lang=en\r\n" if who else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{cookie}\r\n".encode()


async def at_once(port: int, count: int, seconds: float, request: Callable[[int], bytes]) -> Calls:
    """`count` callers, each calling again as soon as it is answered."""
    calls, end = Calls(), time.perf_counter() + seconds

    async def one(number: int) -> None:
        while time.perf_counter() < end:
            await call(port, request(number), calls)
            number += count

    await asyncio.gather(*(one(number) for number in range(count)))
    return calls


async def a_second(port: int, rate: float, until: Callable[[], bool], request: Callable[[int], bytes]) -> Calls:
    """`rate` calls a second, however many of them wait, until told to stop; then all are waited for."""
    calls, under_way, began, sent = Calls(), set[asyncio.Task[None]](), time.perf_counter(), 0
    while not until():
        while sent < (time.perf_counter() - began) * rate:
            task = asyncio.create_task(call(port, request(sent), calls))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
            sent += 1
        await asyncio.sleep(0.005)
    if under_way:
        await asyncio.wait(under_way)
    return calls


def for_seconds(seconds: float) -> Callable[[], bool]:
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() >= end


def percentile(sorted_seconds: list[float], share: float) -> float:
    """Of sorted values the one that `share` of them do not exceed; 0 without any."""
    return sorted_seconds[min(int(len(sorted_seconds) * share), len(sorted_seconds) - 1)] if sorted_seconds else 0.0
