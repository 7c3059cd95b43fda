"""One folder that holds an installation: the database, every file, the keys, and a list with the digest of each.

The database is taken first: a file that a row names was stored before the row, so it is still there when files are
taken. Valkey is left out: sessions and queues may be lost at any moment, the outbox sends its jobs again.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import boto3
import msgspec
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from msgspec import Struct

from contest.lib.local import binaries
from contest.lib.local.errors import LocalError
from contest.lib.local.stores import reached

DATABASE, FILES, KEYS, LIST = "database.dump", "files", "keys", "list.json"
MADE = ("pg", "s3", "valkey", "keys")
THREADS = 8


class Stored(Struct, frozen=True):
    """One object of the bucket; its bytes are in `files/` under their digest."""

    key: str
    sha256: str
    size: int
    content_type: str
    metadata: dict[str, str]


class Contents(Struct, frozen=True):
    """The list, written last: a backup without it was cut off."""

    database_sha256: str
    keys: dict[str, str]  # name to digest
    objects: list[Stored]


def back_up(home: Path, folder: Path) -> Contents:
    """Write everything into a new or empty folder that only we can read. LocalError says what is in the way."""
    if folder.exists() and any(folder.iterdir()):
        raise LocalError(f"{folder} is not empty: name a new folder")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    with reached(home) as found:
        env = {**os.environ, **found}
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={folder / DATABASE}", env["DATABASE_URL"])
        bucket = Bucket(env)
        (folder / FILES).mkdir(mode=0o700)
        with ThreadPoolExecutor(THREADS) as threads:
            objects = list(threads.map(lambda key: bucket.fetch(key, folder / FILES), bucket.keys()))
    keys = _copy_keys(home / KEYS, folder / KEYS)
    contents = Contents(_digest(folder / DATABASE), keys, objects)
    (folder / LIST).write_bytes(msgspec.json.encode(contents))
    return contents


def restore(home: Path, folder: Path) -> Contents:
    """Put a backup into an empty home, or into empty servers given by address. A byte that differs stops it first."""
    contents = _read(folder)
    taken = [name for name in MADE if (home / name).exists() and any((home / name).iterdir())]
    if taken:
        raise LocalError(f"{home} is not empty ({', '.join(taken)}): restore into a new CONTEST_HOME")
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        _copy_keys(folder / KEYS, home / KEYS)
        with reached(home) as found:
            _fill({**os.environ, **found}, folder, contents)
    except BaseException:
        for name in MADE:  # nothing was in them
            shutil.rmtree(home / name, ignore_errors=True)
        raise
    return contents


def _fill(env: Mapping[str, str], folder: Path, contents: Contents) -> None:
    url = env["DATABASE_URL"]
    tables = "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    if _run("psql", "--no-psqlrc", "-At", "-c", tables, url).strip() != "0":
        raise LocalError("the database is not empty: restore into a new one")
    bucket = Bucket(env)
    if next(bucket.keys(), None) is not None:
        raise LocalError(f"the bucket {env['S3_BUCKET']} is not empty: restore into a new one")
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(lambda stored: bucket.give(stored, folder / FILES), contents.objects))
    # Last and in one transaction: where rows are, all their files are.
    _run("pg_restore", "--no-owner", "--single-transaction", f"--dbname={url}", str(folder / DATABASE))


class Bucket:
    """The bucket that the environment names."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._name = env["S3_BUCKET"]
        self._s3: Any = boto3.client(
            "s3",
            endpoint_url=env["S3_ENDPOINT_URL"],
            region_name=env.get("S3_REGION") or "us-east-1",
            aws_access_key_id=env.get("S3_ACCESS_KEY") or None,
            aws_secret_access_key=env.get("S3_SECRET_KEY") or None,
            config=Config(signature_version="s3v4", s3={"addressing_style": "path"}, max_pool_connections=THREADS),
        )

    def keys(self) -> Any:
        """The key of every object."""
        for page in self._asked("list_objects_v2"):
            for found in page.get("Contents", ()):
                yield found["Key"]

    def _asked(self, operation: str) -> Any:
        try:
            yield from self._s3.get_paginator(operation).paginate(Bucket=self._name)
        except (ClientError, BotoCoreError) as error:
            raise LocalError(f"the bucket {self._name} cannot be read: {error}") from error

    def fetch(self, key: str, folder: Path) -> Stored:
        """Stream one object into the folder, under its digest."""
        answer = self._s3.get_object(Bucket=self._name, Key=key)
        part = folder / f"part-{hashlib.sha256(key.encode()).hexdigest()}"
        digest = hashlib.sha256()
        with part.open("wb") as file:
            for chunk in answer["Body"].iter_chunks(1 << 20):
                digest.update(chunk)
                file.write(chunk)
        size = part.stat().st_size
        part.replace(folder / digest.hexdigest())
        return Stored(key, digest.hexdigest(), size, answer["ContentType"], answer["Metadata"])

    def give(self, stored: Stored, folder: Path) -> None:
        """Store one object again as it was."""
        extra = {"ContentType": stored.content_type, "Metadata": stored.metadata}
        self._s3.upload_file(str(folder / stored.sha256), self._name, stored.key, ExtraArgs=extra)


def _read(folder: Path) -> Contents:
    """The list, after every byte it names was checked."""
    if not (folder / LIST).exists():
        raise LocalError(f"{folder} holds no whole backup: {LIST} is missing")
    contents = msgspec.json.decode((folder / LIST).read_bytes(), type=Contents)
    promised = {folder / DATABASE: contents.database_sha256}
    promised |= {folder / KEYS / name: sha256 for name, sha256 in contents.keys.items()}
    promised |= {folder / FILES / stored.sha256: stored.sha256 for stored in contents.objects}
    for path, sha256 in promised.items():
        if not path.exists():
            raise LocalError(f"the backup is not whole: {path} is missing")
        if _digest(path) != sha256:
            raise LocalError(f"the backup is damaged: {path} is not what was saved")
    return contents


def _copy_keys(source: Path, target: Path) -> dict[str, str]:
    target.mkdir(exist_ok=True, mode=0o700)
    digests = {}
    for path in sorted(source.iterdir()) if source.exists() else ():
        descriptor = os.open(target / path.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with path.open("rb") as key, os.fdopen(descriptor, "wb") as copy:
            shutil.copyfileobj(key, copy)
        digests[path.name] = _digest(path)
    return digests


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _without_password(argument: str) -> tuple[str, str]:
    """An address without its password, and the password; any other argument as it is."""
    before, scheme, address = argument.partition("postgresql://")
    found = urlsplit(scheme + address)
    if not scheme or found.password is None:
        return argument, ""
    user, _, host = found.netloc.rpartition("@")
    return before + found._replace(netloc=f"{user.partition(':')[0]}@{host}").geturl(), unquote(found.password)


def _run(program: str, *arguments: str) -> str:
    """Run one of PostgreSQL's own programs. LocalError with its own words when it fails.

    A password in an address goes by the environment: everybody on a machine sees the arguments of a program.
    """
    words, secret = zip(*(_without_password(one) for one in arguments), strict=True)
    argv = [str(binaries.postgres() / program), *words]
    env = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PGPASSWORD": "".join(secret)}
    done = subprocess.run(argv, capture_output=True, text=True, env=env)
    if done.returncode != 0:
        raise LocalError(f"{program} failed: {' '.join(done.stderr.split()) or done.returncode}")
    return done.stdout
