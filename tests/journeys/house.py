"""A whole running house for the journeys: a web process and a worker of each queue, on stores of their own."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import redis

from contest.lib import db
from contest.lib.config import ROOT
from contest.lib.local.processes import Child
from contest.lib.local.supervisor import stop_all

READY_S = 60


class House:
    """`url` is where people find it; `env` is what any further command of this installation needs."""

    def __init__(self, logs: Path, stores: dict[str, str]) -> None:
        port = _free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._logs = logs
        own = {"PORT": str(port), "PUBLIC_URL": self.url}
        self.env = {**os.environ, **stores, **own}
        words = (["web"], ["worker", "quick"], ["worker", "slow"])
        self._children = [self._child(each) for each in words]

    def _child(self, words: list[str]) -> Child:
        return Child(
            "-".join(words),
            [sys.executable, "-m", "contest.cli", *words],
            log=self._logs / f"{'-'.join(words)}.log",
            env=self.env,
            cwd=ROOT,
            orphaned=signal.SIGKILL,
        )

    @contextmanager
    def running(self) -> Iterator["House"]:
        for child in self._children:
            child.start()
        try:
            self._wait()
            yield self
        finally:
            stop_all(self._children, seconds=5)

    def _wait(self) -> None:
        until = time.monotonic() + READY_S
        while not self._is_ready():
            for child in self._children:
                assert child.is_alive(), f"{child.name} ended:\n{child.last_lines(30)}"
            assert time.monotonic() < until, f"not ready after {READY_S} s"
            time.sleep(0.05)

    def _is_ready(self) -> bool:
        with suppress(httpx.HTTPError):
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200
        return False

    async def run(self, *words: str) -> str:
        """A command of the operator, to its end; what it printed."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "contest.cli", *words),
            cwd=ROOT,
            env=self.env,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate()
        assert process.returncode == 0, (out + err).decode()
        return out.decode()

    @asynccontextmanager
    async def database(self) -> AsyncIterator[None]:
        """This process's own connection turned to the house's database, so that makers fill that one."""
        engine = db.engine()
        before = engine.pool, engine.config["dsn"]
        engine.pool, engine.config["dsn"] = None, self.env["DATABASE_URL"]
        await db.open_pool(most=2)
        try:
            yield
        finally:
            await db.close_pool()
            engine.pool, engine.config["dsn"] = before

    def restart_web(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        """End the web process, do something while nobody answers, and start another."""
        [web] = [child for child in self._children if child.name == "web"]
        stop_all([web], seconds=5)
        meanwhile()
        web.start()
        self._wait()

    def end_sessions(self) -> None:
        """Sign everybody out, as a Valkey that lost its memory does."""
        with redis.Redis.from_url(self.env["REDIS_URL"]) as valkey:
            found = list(valkey.scan_iter("session:*"))
            assert found
            valkey.delete(*found)

    async def sql(self, statement: str, *values: Any) -> list[Any]:
        """Reach into the database where a person could only wait."""
        connection = await asyncpg.connect(self.env["DATABASE_URL"])
        try:
            return list(await connection.fetch(statement, *values))
        finally:
            await connection.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
