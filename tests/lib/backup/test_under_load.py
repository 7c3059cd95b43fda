"""A backup while files come and go: restored elsewhere, the rows are those of one moment and each finds its bytes."""

import asyncio
import hashlib
import os
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import UUID, uuid4

import boto3
import pytest

from contest.files.service.forgetting import delete_bytes, forget
from contest.lib import clock, db, storage
from contest.lib.backup import taking
from contest.lib.backup.bucket import place_of
from contest.lib.backup.restoring import Watch, asked, restore
from contest.lib.local.errors import LocalError
from tests.makers import make_person
from tests.makers.files import make_file

KEY = "a passphrase for tests"


def bytes_of(number: int) -> bytes:
    return f"hand-in {number}".encode() * 500


class Rush:
    """Hands in files and drops the oldest, as fast as it goes."""

    def __init__(self, owner: UUID) -> None:
        self._owner, self._there, self.steps = owner, deque[tuple[UUID, str]](), 0

    async def hand_in(self) -> None:
        data = bytes_of(self.steps)
        key = f"files/{uuid4()}/{self.steps}"
        await storage.put(key, data, content_type="application/pdf")  # before its row, as uploads are
        sha256 = hashlib.sha256(data).hexdigest()
        self._there.append((await make_file(self._owner, key=key, sha256=sha256, size=len(data)), key))
        self.steps += 1

    async def drop_oldest(self) -> None:
        file_id, key = self._there.popleft()
        async with db.work():
            await forget(owner_id=uuid4(), besides=[file_id], kept=[])
        await delete_bytes(file_id=file_id, key=key)

    async def go_on_until(self, done: "asyncio.Task[object]") -> None:
        while not done.done():
            await self.hand_in()
            await self.drop_oldest()

    @property
    def keys(self) -> set[str]:
        return {key for _, key in self._there}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    tmp_path.chmod(0o755)
    yield tmp_path / "elsewhere"


def stored(found: Mapping[str, str]) -> dict[str, str]:
    """Digest by key of all that a bucket holds."""
    place = place_of(found)
    s3 = boto3.resource(
        "s3",
        endpoint_url=place.endpoint,
        region_name=place.region,
        aws_access_key_id=place.access_key,
        aws_secret_access_key=place.secret_key,
    )
    return {
        one.key: hashlib.sha256(one.get()["Body"].read()).hexdigest() for one in s3.Bucket(place.bucket).objects.all()
    }


async def test_what_is_saved_during_the_rush_is_one_moment_with_all_its_files(database: str, home: Path) -> None:
    others = set(await storage.keys_under(""))
    rush = Rush(await make_person())
    for _ in range(25):
        await rush.hand_in()
    its = {"database_url": database, "files": place_of(os.environ), "shelf": None, "passphrase": KEY}
    path = home.parent / "a.sealed"
    taken = asyncio.create_task(asyncio.to_thread(taking.to_file, path, now=clock.now(), **its))
    await rush.go_on_until(taken)
    figures = await taken
    assert rush.steps > 35  # it did go on meanwhile
    assert await db.fetchval("select count(*) from spared_object") > 0
    async with db.work():
        await storage.delete_spared()
    assert set(await storage.keys_under("")) - others == rush.keys  # what was spared has gone, and nothing else

    seen: dict[str, dict[str, str]] = {}

    def look(found: Mapping[str, str]) -> None:
        lines = asked(found["DATABASE_URL"], "select key || '=' || sha256 from file where state = 'checked'")
        seen["rows"] = dict(line.split("=") for line in lines)
        seen["files"] = stored(found)

    done = restore(home, path, KEY, watch=Watch(lambda *_: None), given={}, then=look)
    assert (sum(done.about.rows.values()), done.files) == (figures.rows, figures.files)
    assert len(seen["rows"]) in (25, 26)
    assert {key: seen["files"].get(key) for key in seen["rows"]} == seen["rows"]
    with pytest.raises(LocalError, match="is not empty"):  # it is a home that lives now
        restore(home, path, KEY, watch=Watch(lambda *_: None), given={})


async def test_two_backups_at_once_are_one_too_many(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "WAIT_MS", 50)
    its = {"database_url": database, "files": place_of(os.environ), "shelf": None, "passphrase": KEY}
    async with db.work():
        await db.execute("select pg_advisory_xact_lock($1)", taking.LOCK)
        with pytest.raises(LocalError, match="another backup"):
            await asyncio.to_thread(taking.to_file, tmp_path / "a", now=clock.now(), **its)
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - not half of one


async def test_archives_among_the_files_are_not_saved_again(database: str, tmp_path: Path) -> None:
    its = {"database_url": database, "files": place_of(os.environ), "passphrase": KEY, "now": clock.now()}
    folder = taking.Place(**{**_fields(its["files"]), "prefix": "vault/"})
    await storage.put("kept", b"bytes", content_type="text/plain")

    async def save(name: str, shelf: taking.Place) -> int:
        return (await asyncio.to_thread(taking.to_shelf, name, shelf=shelf, **its)).files

    there = len(await storage.keys_under(""))
    assert [await save("one.sealed", folder), await save("two.sealed", folder)] == [there, there]
    with pytest.raises(LocalError, match="BACKUP_BUCKET is the bucket of the files"):
        await save("three.sealed", its["files"])
    await storage.delete("kept")
    await storage.delete_under("vault/")


def _fields(place: taking.Place) -> dict[str, str]:
    return {name: getattr(place, name) for name in place.__struct_fields__}
