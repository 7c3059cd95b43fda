"""Where archives are kept: a bucket of their own, or a folder in one, on any S3."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path

from msgspec import Struct

from contest.lib import clock
from contest.lib.backup import register, rules
from contest.lib.backup.bucket import Bucket, Place
from contest.lib.backup.restoring import Watch
from contest.lib.backup.sealed import LEAST_WORDS
from contest.lib.local.errors import LocalError


class Plan(Struct, frozen=True, kw_only=True):
    """What this installation was told of backups: the passphrase, the time of day (UTC), where archives are kept."""

    passphrase: str
    at: time
    shelf: Place | None

    @property
    def is_whole(self) -> bool:
        """Whether backups are made by themselves."""
        return self.shelf is not None and len(self.passphrase) >= LEAST_WORDS


def plan(env: Mapping[str, str]) -> Plan:
    """The plan that the variables name. LocalError where one of them cannot be used."""
    at = rules.time_of(env.get("BACKUP_AT") or "03:00")
    if at is None:
        raise LocalError("BACKUP_AT is no time of day: write it as 03:15 (UTC)")
    return Plan(passphrase=_passphrase(env.get("BACKUP_KEY") or ""), at=at, shelf=_shelf(env))


def _passphrase(given: str) -> str:
    """The words themselves, or those in the file that is named by its whole path."""
    return Path(given).read_text().strip() if given.startswith("/") else given


def _shelf(env: Mapping[str, str]) -> Place | None:
    bucket, _slash, folder = (env.get("BACKUP_BUCKET") or "").partition("/")
    if not bucket:
        return None
    return Place(
        endpoint=env.get("BACKUP_S3_ENDPOINT_URL") or env.get("S3_ENDPOINT_URL") or "",
        region=env.get("S3_REGION") or "us-east-1",
        bucket=bucket,
        access_key=env.get("BACKUP_S3_ACCESS_KEY") or env.get("S3_ACCESS_KEY") or "",
        secret_key=env.get("BACKUP_S3_SECRET_KEY") or env.get("S3_SECRET_KEY") or "",
        prefix=f"{folder.strip('/')}/" if folder.strip("/") else "",
    )


def rotate(shelf: Place, *, now: datetime) -> list[str]:
    """Delete what the rules do not keep; the names that went."""
    bucket = Bucket(shelf)
    names = list(bucket.names())
    gone = [*rules.to_delete(names, now=now), *register.outlived(names, now=now)]
    for name in gone:
        bucket.delete(name)
    return gone


def archives(shelf: Place, *, now: datetime) -> list[str]:
    """The names of all archives on the shelf, newest first."""
    return sorted((name for name in Bucket(shelf).names() if rules.moment_of(name, now)), reverse=True)


@contextmanager
def fetched(archive: str, shelf: Place | None, *, watch: Watch) -> Iterator[Path]:
    """An archive as a file: that of this name here, else the one on the shelf, the newest where `archive` is empty."""
    if archive and Path(archive).is_file():
        yield Path(archive)
        return
    if shelf is None:
        raise LocalError(f"{archive or 'no archive'}: there is no such file here, and BACKUP_BUCKET is not set")
    with tempfile.TemporaryDirectory(prefix="contest-archive-") as folder:
        with watch.part("fetch"):
            path = _bring(shelf, archive, Path(folder))
        yield path


def _bring(shelf: Place, name: str, folder: Path) -> Path:
    wanted = name or next(iter(archives(shelf, now=clock.now())), "")
    found = Bucket(shelf).fetch(wanted) if wanted else None
    if found is None:
        raise LocalError(f"{wanted or 'no archive'}: it is not in the bucket {shelf.bucket}/{shelf.prefix}")
    path = folder / wanted.rpartition("/")[2]
    with path.open("xb") as file:
        shutil.copyfileobj(found[2], file, 1 << 20)
    return path
