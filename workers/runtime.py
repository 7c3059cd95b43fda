"""A worker process: it relays events, runs the jobs of one queue, sweeps up after others, and says that it lives.

Any part may go away at any moment. Without Valkey it waits; without PostgreSQL it drops what it was doing (another
may be doing it already) and starts afresh when the database is back.
"""

import asyncio
import os
import secrets
import signal
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import uvloop
from arq.worker import Worker

from contest.lib import db, logs, valkey
from contest.lib.errors import AppError
from contest.lib.outbox import queue, relay, sweeper
from contest.lib.outbox.events import CHANNEL
from contest.lib.outbox.registry import Every, Registry
from workers.runs import AlreadyDone, Run, perform
from workers.settings import REGISTRY

__all__ = ["AlreadyDone", "Run", "perform", "run"]

log = logs.get_logger("worker")

HEARTBEAT_SECONDS = 2
HEARTBEAT_EXPIRES = 10
POLL_SECONDS = 1.0
FULL_SECONDS = 0.1  # until a full queue is looked at again
GATHER_SECONDS = 0.05  # what comes in a crowd is relayed in a crowd
SWEEP_SECONDS = 1.0
GRACE_SECONDS = 3.0  # for the jobs that run
LAST_SECONDS = 0.5  # for saying goodbye to the stores
BEHIND_PAGES = 5  # where processors are scarce people are answered first: a mail may come half a minute later

# The last one is what asyncpg says when a connection breaks at an unlucky moment.
DATABASE_TROUBLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


class Lost(Exception):
    """The connection that shows this worker to be alive has gone."""


class Life:
    """From one connection to PostgreSQL until that connection ends. `number` is the lock that shows it is alive."""

    def __init__(self, registry: Registry, name: str, stopping: asyncio.Event, running: set[asyncio.Task[Any]]) -> None:
        self.plan = registry
        self.queue = name
        self.stopping = stopping
        self.number = secrets.randbits(62)
        self.client = queue.connect()
        self.woken = asyncio.Event()
        self.ended = asyncio.Event()
        self.suspects: set[str] = set()
        self.is_behind = False  # more waits than a queue takes
        self.running = running

    async def run(self) -> None:
        """Work until told to stop, or until the connection is lost (`Lost`)."""
        connection = await db.engine().get_new_connection()
        connection.add_termination_listener(lambda _: self.ended.set())
        try:
            await connection.execute("select pg_advisory_lock($1)", self.number)
            await connection.add_listener(CHANNEL, lambda *_: self.woken.set())
            await self._run_parts()
        finally:
            await self._let_go()
            with suppress(Exception):
                await connection.close(timeout=2)
            with suppress(Exception):
                await self.client.aclose()

    async def _run_parts(self) -> None:
        parts = [
            self._again("heartbeat", HEARTBEAT_SECONDS, self._beat),
            self._relay(),
            self._again("sweep", SWEEP_SECONDS, self._sweep),
            self._consume(),
            *(self._again(each.name, each.seconds, partial(self._alone, each)) for each in self.plan.every),
        ]
        tasks = [asyncio.create_task(part) for part in parts]
        ends = [asyncio.create_task(self.ended.wait()), asyncio.create_task(self.stopping.wait())]
        try:
            done, _ = await asyncio.wait([*tasks, *ends], return_when=asyncio.FIRST_COMPLETED)
            for task in done & set(tasks):
                task.result()  # a part never ends by itself: this raises what ended it
            if self.ended.is_set():
                raise Lost
        finally:
            for task in [*tasks, *ends]:
                task.cancel()
            await asyncio.gather(*tasks, *ends, return_exceptions=True)

    async def _let_go(self) -> None:
        """Let running jobs end for a moment when told to stop; at a lost connection they are no longer ours."""
        if self.running and not self.ended.is_set():
            await asyncio.wait(self.running, timeout=GRACE_SECONDS)
        for task in self.running:
            task.cancel()
        await asyncio.gather(*self.running, return_exceptions=True)

    async def _again(self, name: str, seconds: float, verb: Callable[[], Awaitable[object]]) -> None:
        """`verb` every `seconds`, beginning at once, whatever happens to one of its turns."""
        while True:
            try:
                await verb()
            except (AppError, *DATABASE_TROUBLE, *valkey.GONE) as error:
                _heed_cancel()
                log.warning("turn failed", part=name, error=f"{type(error).__name__}: {error}")
            await asyncio.sleep(seconds)

    async def _beat(self) -> None:
        await valkey.command("SET", f"heartbeat:{self.queue}", self.number, "EX", HEARTBEAT_EXPIRES)

    async def _relay(self) -> None:
        async def turn() -> None:
            while True:
                self.woken.clear()
                while await relay.fan_out(self.plan.events) or await self._send_due():
                    pass
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.woken.wait(), FULL_SECONDS if self.is_behind else POLL_SECONDS)
                await asyncio.sleep(GATHER_SECONDS)

        await self._again("relay", POLL_SECONDS, turn)

    async def _send_due(self) -> int:
        waiting = await queue.waiting(self.client, list(self.plan.queues))
        self.is_behind = any(map(relay.is_full, waiting.values()))
        return await relay.send_due(self._push, self.plan, waiting=waiting)

    async def _push(self, name: str, sending: str) -> None:
        await queue.push(self.client, name, sending)

    async def _sweep(self) -> None:
        freed = await sweeper.free_orphans(self.plan)
        resent = await sweeper.resend_lost(lambda sendings: queue.are_lost(self.client, sendings), self.suspects)
        if freed or resent:
            self.woken.set()

    async def _alone(self, each: Every) -> None:
        async with db.work():
            if await db.fetchval("select pg_try_advisory_xact_lock(hashtextextended($1, 0))", each.name):
                await each.verb()

    async def _consume(self) -> None:
        its = self.plan.queues[self.queue]
        while True:
            # arq's own timeout is only for a job that does not let itself be stopped by ours.
            loop = queue.consumer(self.client, self.queue, self._perform, timeout=its.timeout + 10, at_once=its.at_once)
            try:
                await loop.async_run()
            except valkey.GONE as error:
                _heed_cancel()
                log.warning("queue is away", error=f"{type(error).__name__}: {error}")
                await asyncio.sleep(0.5)
            finally:
                _forget(loop)

    async def _perform(self, sending: str) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.running.add(task)
        try:
            await perform(self.plan, sending, worker=self.number)
        finally:
            self.running.discard(task)


def _heed_cancel() -> None:
    """A call that is cancelled while its connection breaks may raise the break instead, and the cancel be lost."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


def _forget(loop: Worker) -> None:
    """The jobs of a loop that has ended go on; that arq cannot tell Valkey of their end troubles nobody."""
    for task in loop.tasks.values():
        task.add_done_callback(lambda done: done.cancelled() or done.exception())


async def _main(name: str, registry: Registry) -> None:
    stopping = asyncio.Event()
    running = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        running.add_signal_handler(number, stopping.set)
    jobs_running: set[asyncio.Task[Any]] = set()
    working = asyncio.create_task(_work_on(name, registry, stopping, jobs_running))
    told = asyncio.create_task(stopping.wait())
    await asyncio.wait([working, told], return_when=asyncio.FIRST_COMPLETED)
    if not working.done():
        await asyncio.wait([working], timeout=LAST_SECONDS + (GRACE_SECONDS if jobs_running else 0))
    if not working.done():
        # A store that is silent lets no call end, not even a cancelled one. The lock of this worker goes with its
        # connection, so that others find what it leaves.
        log.warning("worker ends without its stores", queue=name)
        os._exit(0)
    told.cancel()
    working.result()
    log.info("worker ends", queue=name)


async def _work_on(
    name: str, registry: Registry, stopping: asyncio.Event, jobs_running: set[asyncio.Task[Any]]
) -> None:
    """One life after another, as often as the database goes away, until told to stop."""
    while not stopping.is_set():
        try:
            await db.open_pool(least=1, most=registry.queues[name].at_once + 4)
            log.info("worker starts", queue=name)
            await Life(registry, name, stopping, jobs_running).run()
        except (Lost, *DATABASE_TROUBLE) as error:
            log.warning("database is away", error=f"{type(error).__name__}: {error}")
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), 0.5)
        finally:
            await _close_pool()
    await valkey.close()


async def _close_pool() -> None:
    """Let go of the pool, by force where the database does not answer any more."""
    pool = db.engine().pool
    if pool is None:
        return
    try:
        await asyncio.wait_for(db.close_pool(), 2)
    except (TimeoutError, *DATABASE_TROUBLE):
        pool.terminate()
        db.engine().pool = None


def _stand_back() -> None:
    """Let web processes go first. Linux shares processors out between sessions before it looks at their processes: a
    worker that leads a session of its own, as under `contest up`, stands back with all of it."""
    os.nice(BEHIND_PAGES)
    if os.getsid(0) == os.getpid():
        with suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(BEHIND_PAGES))


def run(name: str, registry: Registry = REGISTRY) -> None:
    """Work on the queue `name` until SIGTERM or SIGINT. Blocks; started by `contest worker quick|slow`."""
    logs.configure_logging()
    _stand_back()
    main: Coroutine[Any, Any, None] = _main(name, registry)
    uvloop.run(main)
