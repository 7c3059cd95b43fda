"""Takes a backup while the house runs.

The database is read in one snapshot, then the files. A file that a row names was stored before the row, so it is there
when files are read; and what is deleted from the moment of the snapshot on stays until the backup has ended, for
`storage.delete` asks for the lock that is held here.
"""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import asyncpg
import msgspec
from msgspec import Struct

from contest.lib.backup import members, programs
from contest.lib.backup.bucket import Bucket, Place
from contest.lib.backup.members import About, End, Writer, headers_of
from contest.lib.backup.sealed import Sink, check_passphrase
from contest.lib.local.errors import LocalError
from contest.lib.storage.spared import LOCK

WAIT_MS = 20_000

_TABLES = """
select quote_ident(c.relname) as name from pg_class c
 where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by 1
"""


class Taken(Struct, frozen=True, kw_only=True):
    """What was saved: bytes of the archive, rows of all tables, files."""

    archive: str
    size: int
    rows: int
    files: int


def to_file(
    path: Path, *, database_url: str, files: Place, shelf: Place | None, passphrase: str, now: datetime
) -> Taken:
    """Save into a new file that only we can read; half a backup is never there under its name."""
    check_passphrase(passphrase)
    if path.exists():
        raise LocalError(f"{path} is there already: name a new file")
    part = path.with_name(f"{path.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            about, count = _save(out, database_url, files, shelf, passphrase, now)
            out.flush()
            os.fsync(out.fileno())
        part.rename(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return Taken(archive=path.name, size=path.stat().st_size, rows=sum(about.rows.values()), files=count)


def to_shelf(name: str, *, database_url: str, files: Place, shelf: Place, passphrase: str, now: datetime) -> Taken:
    """Save into an object of this name on the shelf."""
    check_passphrase(passphrase)
    bucket = Bucket(shelf)
    bucket.make()
    with bucket.writing(name) as out:
        about, count = _save(out, database_url, files, shelf, passphrase, now)
    return Taken(archive=name, size=out.size, rows=sum(about.rows.values()), files=count)


def _save(out: Sink, url: str, files: Place, shelf: Place | None, passphrase: str, now: datetime) -> tuple[About, int]:
    skipped = shelf.prefix if shelf and (shelf.endpoint, shelf.bucket) == (files.endpoint, files.bucket) else None
    if skipped == "":
        raise LocalError("BACKUP_BUCKET is the bucket of the files: name another, or a folder in it (bucket/folder)")
    archive = Writer(out, passphrase)
    with _snapshot(url, now) as (snapshot, about):
        archive.add_bytes(members.ABOUT, msgspec.json.encode(about))
        _save_database(archive, url, snapshot)
        count = _save_files(archive, Bucket(files), skipped)
    archive.add_bytes(members.END, msgspec.json.encode(End(count)))
    archive.close()
    return about, count


@contextmanager
def _snapshot(url: str, now: datetime) -> Iterator[tuple[str, About]]:
    """The name of a snapshot of the database and what is in it; nothing that it names is deleted while it is held."""
    with asyncio.Runner() as loop:
        connection = loop.run(_connect(url))
        try:
            yield loop.run(_look(connection, now))
        finally:
            loop.run(connection.close())


async def _connect(url: str) -> asyncpg.Connection:
    try:
        return await asyncpg.connect(url)
    except (OSError, asyncpg.PostgresError) as error:
        raise LocalError(f"the database does not answer: {error}") from error


async def _look(connection: asyncpg.Connection, now: datetime) -> tuple[str, About]:
    try:  # before the snapshot: whoever asked for this lock in vain deletes what no row of the snapshot names
        await connection.execute(f"set lock_timeout = {WAIT_MS}")
        await connection.execute("select pg_advisory_lock($1)", LOCK)
    except asyncpg.LockNotAvailableError as error:
        raise LocalError("another backup of this database is running") from error
    await connection.execute("begin isolation level repeatable read read only")
    snapshot: str = await connection.fetchval("select pg_export_snapshot()")
    rows = {
        row["name"]: await connection.fetchval(f"select count(*) from {row['name']}")  # noqa: S608 - quoted there
        for row in await connection.fetch(_TABLES)
    }
    applied: list[Any] = await connection.fetch("select name from migration order by id") if "migration" in rows else []
    return snapshot, About(made_at=now, migrations=[row["name"] for row in applied], rows=rows)


def _save_database(archive: Writer, url: str, snapshot: str) -> None:
    with tempfile.TemporaryFile() as said:
        words = ("--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--dbname={url}")
        process = programs.start("pg_dump", *words, said=said)
        try:
            _in_pieces(archive, process.stdout)
            programs.end("pg_dump", process, said)
        finally:
            process.kill()
            process.wait()


def _in_pieces(archive: Writer, dump: IO[bytes] | None) -> None:
    assert dump is not None
    number = 0
    while piece := dump.read(members.PIECE):
        number += 1
        archive.add_bytes(f"{members.DATABASE}{number:06d}", piece)


def _save_files(archive: Writer, bucket: Bucket, skipped: str | None) -> int:
    count = 0
    for key in bucket.names():
        if skipped and key.startswith(skipped):
            continue
        found = bucket.fetch(key)
        if found is None:  # an upload that was given up: no row of the snapshot needs it
            continue
        stored, size, body = found
        count += 1
        with closing(body):
            archive.add(f"{members.FILES}{count:07d}", size, body if size else BytesIO(), headers_of(stored))
    return count
