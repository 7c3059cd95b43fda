"""`contest demo`: play or remove the demonstration on a home, with what runs there, or with what is started for it."""

import asyncio
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from contest.audit.service import record
from contest.demo.play import play
from contest.demo.remove import remove
from contest.lib import clock, db, killable, valkey
from contest.lib.actor import SYSTEM
from contest.lib.errors import Conflict
from contest.lib.i18n import N_
from contest.lib.local.processes import Child
from contest.lib.local.supervisor import stop_all
from contest.lib.stores import stores_of

QUEUES = ("quick", "slow")
MARK = ".demo"

_STATE = """
select e.id, exists (select 1 from audit_record a where a.thing_id = e.id and a.action = 'demo.play') as is_whole
  from edition e where e.is_demo
"""


@contextmanager
def _workers(home: Path) -> Iterator[None]:
    """A worker of each queue: those that run already, else ones of our own for the while."""
    if asyncio.run(_beats()):
        yield
        return
    children = [
        Child(
            f"worker-{queue}",
            [sys.executable, "-m", "contest.cli", "worker", queue],
            log=home / "logs" / f"worker-{queue}.log",
            env=os.environ,
        )
        for queue in QUEUES
    ]
    for child in children:
        child.start()
    try:
        yield
    finally:
        stop_all(children, seconds=5)


async def _beats() -> bool:
    try:
        return all(await valkey.command("MGET", *(f"heartbeat:{queue}" for queue in QUEUES)))
    finally:
        await valkey.close()


def play_on(home: Path, *, tell: Callable[[int, int, str], None]) -> dict[str, Any]:
    """Play it; what exists afterwards. One that was cut off is taken away first. `Conflict` where it is whole."""
    with stores_of(home), _workers(home):
        figures = asyncio.run(_play(tell))
    (home / MARK).write_text("played")
    return figures


async def _play(tell: Callable[[int, int, str], None]) -> dict[str, Any]:
    await db.open_pool(most=4)
    try:
        found = await db.fetchrow(_STATE)
        if found is not None and found["is_whole"]:
            raise Conflict(N_("The demonstration is here already; `contest demo --remove` takes it away."))
        if found is not None:
            await remove()
        figures = await play(tell=tell)
        async with db.work():
            edition_id = await db.fetchval("select id from edition where is_demo")
            await record(actor=SYSTEM, action="demo.play", thing="edition", thing_id=edition_id)
    finally:
        killable.close()
        await db.close_pool()
        await valkey.close()
    return figures


def remove_from(home: Path) -> int:
    """Take it away; how many files went with it. It is not played again by itself."""

    async def take_away() -> int:
        await db.open_pool(most=2)
        try:
            return await remove()
        finally:
            await db.close_pool()

    with stores_of(home):
        files = asyncio.run(take_away())
    (home / MARK).write_text(f"removed {clock.now().isoformat()}")
    return files


def tell_progress(done: int, of: int, words: str) -> None:
    """How far it has come, on standard error: in place on a terminal, else a line each tenth."""
    if sys.stderr.isatty():
        click.echo(f"\rDemonstration: {done * 100 // of:3} %  {words:<40.40}", nl=done == of, err=True)
    elif done * 10 // of != (done - 1) * 10 // of:
        click.echo(f"Demonstration: {done * 100 // of} %", err=True)
