"""A worker process with jobs that only tests need: `python -m tests.workers.worker quick`."""

import asyncio
import os
import signal
import sys

from contest.lib import db, i18n
from contest.lib.errors import Conflict
from contest.lib.outbox.registry import Job, Queue, Registry, always
from workers import runtime
from workers.runtime import Run


async def effect(run: Run) -> None:
    """Leave one row, after a while in which a kill may come."""
    await asyncio.sleep(0.02)
    async with run.work():
        await db.execute("insert into effect (event_number, at) values ($1, $2)", run.payload["number"], run.now)


async def fail(run: Run) -> None:
    async with run.work():
        await db.execute("insert into effect (event_number, at) values ($1, $2)", run.payload["number"], run.now)
        raise RuntimeError("it broke after its effect")


async def refuse(run: Run) -> None:
    async with run.work():
        raise Conflict("It was decided already.")


async def die(run: Run) -> None:
    """Take the whole worker along, as a job that eats all memory does."""
    os.kill(os.getpid(), signal.SIGKILL)


async def hang(run: Run) -> None:
    await asyncio.sleep(3600)


async def stumble(run: Run) -> None:
    """Leave a row, and fail at one of them afterwards."""
    async with run.work():
        await db.execute("insert into effect (event_number, at) values ($1, $2)", run.payload["number"], run.now)
        if run.payload["number"] == 3:
            raise RuntimeError("three is one too many")


async def idle(run: Run) -> None:
    """Find nothing to do, in a language that must not stay."""
    i18n.set_locale("zh")


JOBS = {f"test.{verb.__name__}": verb for verb in (effect, fail, stumble, refuse, die, hang, idle)}

REGISTRY = Registry(
    events={
        "test.happened": [Job("test.effect")],
        "test.fails": [Job("test.fail", attempts=2)],
        "test.refuses": [Job("test.refuse")],
        "test.kills": [Job("test.die", attempts=2)],
        "test.hangs": [Job("test.hang", attempts=1)],
        "test.waits": [Job("test.hang", queue="slow", attempts=1)],
        "test.idles": [Job("test.idle")],
        "test.both": [Job("test.effect"), Job("test.idle", queue="slow")],
        "test.gathers": [Job("test.effect", together=always)],
        "test.gathers_badly": [Job("test.stumble", together=always)],
        "test.nothing": [],
    },
    queues={"quick": Queue(timeout=1.5, at_once=8), "slow": Queue(timeout=5, at_once=2)},
    every=[],
    find=JOBS.__getitem__,
)

if __name__ == "__main__":
    runtime.run(sys.argv[1], REGISTRY)
