"""Brings a database to the tables this code expects, one process at a time."""

import asyncio
import contextlib
import io
import os
import re
from pathlib import Path

import asyncpg

from contest.lib.config import APPLICATION
from contest.lib.local.errors import LocalError

LOCK = 0x636F6E74657374  # "contest"; migrations have no lock of their own
ID = re.compile(r'^ID = "(.+)"', re.MULTILINE)

LOCK_TIMEOUT = "2s"  # whoever waits for a table longer makes everybody else wait behind
TRIES, PAUSE_S = 30, 1.0
# What a version that still runs may use: a table, a column, its name, and that it may be left empty.
TAKES_AWAY = re.compile(
    r"manager\.(?:drop_table|drop_column|rename_table|rename_column|change_table_schema)\b"
    r"|\bdrop\s+(?:table|column|view)\b|\brename\s+(?:to|column)\b|\bset\s+not\s+null\b"
    r'|(?<!old_)params=\{"null": False\}',
    re.IGNORECASE,
)


async def migrate(address: str, folder: Path) -> int:
    """Apply what is missing and say how many that were. Waits for another process that is at it.

    LocalError where something that is missing takes away what a version may use that is connected now: nothing is
    applied then. (contest/decisions/expand-then-contract.md)

    Piccolo, which takes most of a second to import, is only loaded when something is missing.
    """
    connection = await asyncpg.connect(address)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        applied = await _applied(connection)
        missing = {name: text for name, text in promised(folder).items() if name not in applied}
        if missing:
            await _refuse_to_take_away(connection, missing)
            await _forwards()
        return len(missing)
    finally:
        await connection.close()  # which gives the lock back


def promised(folder: Path) -> dict[str, str]:
    """The text of each migration in a folder by its id: what this version knows."""
    texts = (path.read_text() for path in folder.glob("*.py") if path.name != "__init__.py")
    return {found[1]: text for text in texts if (found := ID.search(text))}


async def _refuse_to_take_away(connection: asyncpg.Connection, missing: dict[str, str]) -> None:
    taking = [name for name, text in sorted(missing.items()) if TAKES_AWAY.search(text)]
    if not taking:
        return
    running = await connection.fetchval(
        "select count(*) from pg_stat_activity where datname = current_database() and application_name = $1",
        APPLICATION,
    )
    if running:
        raise LocalError(f"migration {taking[0]} takes away what the running version may use: stop its processes first")


async def _applied(connection: asyncpg.Connection) -> set[str]:
    if await connection.fetchval("SELECT to_regclass('migration')") is None:
        return set()
    return {row["name"] for row in await connection.fetch("SELECT name FROM migration")}


async def _forwards() -> None:
    """Each in a transaction of its own. One that does not get its table soon lets the others by and comes again."""
    os.environ.setdefault("PICCOLO_CONF", "contest.piccolo_conf")
    from piccolo.apps.migrations.commands.forwards import run_forwards  # noqa: PLC0415 -- see `migrate`

    from contest.lib import db  # noqa: PLC0415 -- the same

    engine = db.engine()
    engine.config["server_settings"] = {"lock_timeout": LOCK_TIMEOUT}
    try:
        for left in reversed(range(TRIES)):
            try:
                with contextlib.redirect_stdout(io.StringIO()):  # it talks of each file
                    result = await run_forwards("all")
                break
            except asyncpg.LockNotAvailableError:
                if not left:
                    raise
                await asyncio.sleep(PAUSE_S)
    finally:
        del engine.config["server_settings"]
    if not result.success:
        raise RuntimeError(result.message or "a migration failed")
