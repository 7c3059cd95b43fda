"""Brings a database to the tables this code expects, one process at a time."""

import contextlib
import io
import os
import re
from pathlib import Path

import asyncpg

LOCK = 0x636F6E74657374  # "contest"; migrations have no lock of their own
ID = re.compile(r'^ID = "(.+)"', re.MULTILINE)


async def migrate(address: str, folder: Path) -> int:
    """Apply what is missing and say how many that were. Waits for another process that is at it.

    Piccolo, which takes most of a second to import, is only loaded when something is missing.
    """
    connection = await asyncpg.connect(address)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        missing = promised(folder) - await _applied(connection)
        if missing:
            await _forwards()
        return len(missing)
    finally:
        await connection.close()  # which gives the lock back


def promised(folder: Path) -> set[str]:
    """The ids of the migrations in a folder: what this version knows."""
    texts = (path.read_text() for path in folder.glob("*.py") if path.name != "__init__.py")
    return {found[1] for text in texts if (found := ID.search(text))}


async def _applied(connection: asyncpg.Connection) -> set[str]:
    if await connection.fetchval("SELECT to_regclass('migration')") is None:
        return set()
    return {row["name"] for row in await connection.fetch("SELECT name FROM migration")}


async def _forwards() -> None:
    os.environ.setdefault("PICCOLO_CONF", "contest.piccolo_conf")
    from piccolo.apps.migrations.commands.forwards import run_forwards  # noqa: PLC0415 -- see `migrate`

    with contextlib.redirect_stdout(io.StringIO()):  # it talks of each file
        result = await run_forwards("all")
    if not result.success:
        raise RuntimeError(result.message or "a migration failed")
