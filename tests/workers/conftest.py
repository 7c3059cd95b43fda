"""Real worker processes, and the table in which their jobs leave a trace."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from contest.lib import db, valkey
from contest.lib.config import ROOT

Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start_worker(stores: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    """Start a worker of a queue with the tests' registry; what still runs after the test is killed."""
    started: list[subprocess.Popen[bytes]] = []

    def start(queue: str = "quick") -> subprocess.Popen[bytes]:
        with (tmp_path / f"worker-{len(started)}.log").open("wb") as log:
            argv = [sys.executable, "-m", "tests.workers.worker", queue]
            environment = {**os.environ, **stores}
            started.append(subprocess.Popen(argv, cwd=ROOT, env=environment, stdout=log, stderr=log))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
async def effects(database: str) -> AsyncIterator[None]:
    await db.execute("create table if not exists effect (event_number int, at timestamptz)")
    yield
    await db.execute("drop table effect")


async def until(question: Callable[[], "asyncio.Future[object]"], *, seconds: float = 15) -> None:
    """Ask until the answer is true."""
    async with asyncio.timeout(seconds):
        while True:
            with suppress(Exception):
                if await question():
                    return
            await asyncio.sleep(0.05)


async def is_beating(queue: str) -> bool:
    return await valkey.command("GET", f"heartbeat:{queue}") is not None
