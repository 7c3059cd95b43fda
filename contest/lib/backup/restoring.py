"""Puts an archive into an empty home, or into empty servers given by address; it is read to its end before a byte is
written."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from contest.lib.backup import members, programs
from contest.lib.backup.bucket import Bucket, place_of
from contest.lib.backup.members import FORMAT, About, End
from contest.lib.config import ROOT
from contest.lib.local.errors import LocalError
from contest.lib.local.stores import reached
from contest.lib.migrate import promised

MADE = ("pg", "s3", "valkey")
_TABLES = (
    "select quote_ident(relname) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1"
)


class Restored(Struct, frozen=True, kw_only=True):
    """What was put back, and how many seconds each part took."""

    about: About
    files: int
    seconds: dict[str, float]


class Watch:
    """Seconds of each part, told as it ends."""

    def __init__(self, tell: Callable[[str, float], None]) -> None:
        self.seconds: dict[str, float] = {}
        self._tell = tell

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - began, 3)
        self._tell(name, self.seconds[name])


def restore(
    home: Path,
    archive: Path,
    passphrase: str,
    *,
    watch: Watch,
    given: Mapping[str, str] = os.environ,
    then: Callable[[Mapping[str, str]], None] = lambda _: None,
) -> Restored:
    """Restore; `then` is called with the variables of the stores while they run. LocalError leaves nothing behind.

    `given` says which stores are given by address, as for `reached`.
    """
    taken = [name for name in MADE if (home / name).exists() and any((home / name).iterdir())]
    if taken:
        raise LocalError(f"{home} is not empty ({', '.join(taken)}): restore into a new CONTEST_HOME")
    with watch.part("check"):
        about, files = read_through(archive, passphrase)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with reached(home, given=given) as found:
            env = {**given, **found}
            _fill(env, archive, passphrase, about, watch)
            then(env)
    except BaseException:
        for name in MADE:  # nothing was in them
            shutil.rmtree(home / name, ignore_errors=True)
        raise
    return Restored(about=about, files=files, seconds=watch.seconds)


def read_through(archive: Path, passphrase: str) -> tuple[About, int]:
    """Read every byte: what the archive says of itself, and its files. LocalError where it cannot be restored here."""
    about, end, count = None, None, 0
    with archive.open("rb") as source:
        for member in members.members(source, passphrase):
            if member.name == members.ABOUT:
                about = msgspec.json.decode(member.source.read(), type=About)
                _check_version(about)
            elif member.name == members.END:
                end = msgspec.json.decode(member.source.read(), type=End)
            else:
                count += member.name.startswith(members.FILES)
                while member.source.read(members.PIECE):
                    pass
    if about is None or end is None:
        raise LocalError("this archive holds no installation: `contest keys restore` takes one of keys")
    if end.files != count:
        raise LocalError(f"the archive promises {end.files} files and holds {count}: nothing was restored from it")
    return about, count


def _check_version(about: About) -> None:
    unknown = [name for name in about.migrations if name not in promised(ROOT / "migrations")]
    if about.format > FORMAT or unknown:
        of = f"its database has the migration {unknown[-1]}" if unknown else f"its format is {about.format}"
        raise LocalError(f"the archive was made by a newer version of this software ({of}): restore it with that one")


def _fill(env: Mapping[str, str], archive: Path, passphrase: str, about: About, watch: Watch) -> None:
    url, bucket = env["DATABASE_URL"], Bucket(place_of(env))
    if asked(url, _TABLES):
        raise LocalError("the database is not empty: restore into a new one")
    if next(bucket.names(), None) is not None:
        raise LocalError(f"the bucket {env['S3_BUCKET']} is not empty: restore into a new one")
    with watch.part("files"), archive.open("rb") as source:
        for member in members.members(source, passphrase):
            if member.stored is not None:
                bucket.give(member.stored, member.source)
    with watch.part("database"):  # last and in one transaction: where rows are, all their files are
        _fill_database(url, archive, passphrase)
    with watch.part("count"):
        found = _counted(url)
        if differing := [name for name in sorted(found.keys() | about.rows) if found.get(name) != about.rows.get(name)]:
            raise LocalError(f"other rows than were saved: {', '.join(differing)}")


def _counted(url: str) -> dict[str, int]:
    names = asked(url, _TABLES)
    counts = asked(url, "; ".join(f"select count(*) from {name}" for name in names)) if names else []  # noqa: S608
    return dict(zip(names, map(int, counts), strict=True))


def _fill_database(url: str, archive: Path, passphrase: str) -> None:
    with tempfile.TemporaryFile() as said, archive.open("rb") as source:
        words = ("--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={url}")
        process = programs.start("pg_restore", *words, said=said, stdin=programs.PIPE)
        assert process.stdin is not None
        try:
            for member in members.members(source, passphrase):
                if member.name.startswith(members.DATABASE):
                    process.stdin.write(member.source.read())
                elif member.name != members.ABOUT:
                    break
            process.stdin.close()
        except BrokenPipeError:
            pass  # it says itself why it ended
        except BaseException:
            process.kill()
            process.wait()
            raise
        programs.end("pg_restore", process, said)


def asked(url: str, sql: str) -> list[str]:
    """The words that a statement answers, by the program that every PostgreSQL comes with."""
    with tempfile.TemporaryFile() as said:
        process = programs.start("psql", "--no-psqlrc", "-At", "-v", "ON_ERROR_STOP=1", "-c", sql, url, said=said)
        answer, _nothing = process.communicate()
        programs.end("psql", process, said)
    return answer.decode().split()
