"""The embedded stores on a long path: started, killed, started again, and never left behind."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import boto3
import httpx
import pytest
import redis

from contest.lib.local.errors import LocalError
from contest.lib.local.ports import is_free
from contest.lib.local.stores import PARTS, Stores

NOTHING: dict[str, str] = {}
HOLD = """
import json, pathlib, sys, time
from contest.lib.local.stores import Stores
stores = Stores(pathlib.Path(sys.argv[1]), given={})
print(json.dumps(stores.start()), flush=True)
print(json.dumps({child.name: child.pid for child in stores.children}), flush=True)
while True:
    stores.supervisor.check()
    time.sleep(0.02)
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A home deeper than the path of a unix socket may be long."""
    root = Path(tempfile.mkdtemp(prefix="contest-test-"))
    yield root.joinpath(*["a folder with a long name é"] * 6, "var")
    shutil.rmtree(root)


def until(is_done: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not is_done():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def objects(environment: dict[str, str]) -> "boto3.resources.factory.s3.Bucket":
    s3 = boto3.resource(
        "s3",
        endpoint_url=environment["S3_ENDPOINT_URL"],
        region_name=environment["S3_REGION"],
        aws_access_key_id=environment["S3_ACCESS_KEY"],
        aws_secret_access_key=environment["S3_SECRET_KEY"],
    )
    return s3.Bucket(environment["S3_BUCKET"])


async def write(environment: dict[str, str]) -> None:
    connection = await asyncpg.connect(environment["DATABASE_URL"])
    await connection.execute("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('气候')")
    await connection.close()
    with redis.Redis.from_url(environment["REDIS_URL"]) as valkey:
        valkey.set("kept", "yes")
    objects(environment).put_object(Key="kept", Body=b"bytes")


async def read(environment: dict[str, str]) -> tuple[str, bytes, bytes]:
    connection = await asyncpg.connect(environment["DATABASE_URL"])
    word = await connection.fetchval("SELECT word FROM kept")
    await connection.close()
    with redis.Redis.from_url(environment["REDIS_URL"]) as valkey:
        flag = valkey.get("kept")
    return word, flag, objects(environment).Object("kept").get()["Body"].read()


def is_running(pid: int) -> bool:
    """A zombie whose parent was killed does not run."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def test_what_was_written_is_there_after_a_restart_on_a_long_path(home: Path) -> None:
    stores = Stores(home, given=NOTHING)
    first = stores.start()
    try:
        await write(first)
    finally:
        stores.stop()
    second = stores.start()
    try:
        assert second == first
        assert await read(second) == ("气候", b"yes", b"bytes")
    finally:
        stores.stop()
    for folder in ("keys/s3", "logs/s3.log"):
        assert (home / folder).stat().st_mode & 0o077 == 0


async def test_kill_9_of_the_parent_leaves_nothing_and_the_next_start_recovers(home: Path) -> None:
    argv = [sys.executable, "-c", HOLD, str(home)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as parent:  # noqa: ASYNC220
        assert parent.stdout
        environment = json.loads(parent.stdout.readline())
        pids = json.loads(parent.stdout.readline())
        assert set(pids) == {"s3", "valkey", "postgres"}
        await write(environment)
        parent.kill()
    stores = Stores(home, given=NOTHING)
    again = stores.start()  # at once: it waits for what is still ending
    try:
        assert [pid for pid in pids.values() if is_running(pid)] == []
        word, _, kept = await read(again)
        assert (word, kept) == ("气候", b"bytes")  # Valkey may lose its last second
    finally:
        stores.stop()


def test_a_second_start_on_the_same_home_says_so(home: Path) -> None:
    stores = Stores(home, given={**dict.fromkeys(PARTS, "elsewhere")})
    assert stores.start() == {}
    try:
        with pytest.raises(LocalError, match=r"^already running on "):
            Stores(home, given=NOTHING).start()
    finally:
        stores.stop()
    assert sorted(path.name for path in home.iterdir()) == [".lock", ".parts", "keys", "logs"]


@pytest.mark.parametrize("name", ["postgres", "valkey", "s3"])
def test_a_killed_store_comes_back(home: Path, name: str) -> None:
    variable = {"postgres": "DATABASE_URL", "valkey": "REDIS_URL", "s3": "S3_ENDPOINT_URL"}[name]
    stores = Stores(home, given={other: "elsewhere" for other in PARTS if other != variable}, is_durable=False)
    lines: list[str] = []
    stores.supervisor.tell = lines.append
    stores.start()
    try:
        (child,) = stores.children
        killed = child.pid
        os.kill(killed, signal.SIGKILL)
        stores.supervisor.wait_until("coming back", lambda: child.pid != killed and stores.is_ready(), seconds=30)
        assert lines == [f"{name} ended with status -9; starting it again"]
    finally:
        stores.stop()


def test_a_store_given_by_address_is_not_started(home: Path) -> None:
    stores = Stores(home, given={"DATABASE_URL": "postgresql://elsewhere/x", "S3_ENDPOINT_URL": "https://s3"})
    environment = stores.start()
    try:
        assert (list(environment), [child.name for child in stores.children]) == (["REDIS_URL"], ["valkey"])
    finally:
        stores.stop()
    assert not (home / "pg").exists()


def test_the_s3_server_listens_on_loopback_only_and_wants_the_key(home: Path) -> None:
    stores = Stores(home, given={"DATABASE_URL": "elsewhere", "REDIS_URL": "elsewhere"}, is_durable=False)
    environment = stores.start()
    try:
        objects(environment).put_object(Key="secret", Body=b"bytes")
        (child,) = stores.children
        addresses = {address.rpartition(":")[0] for address in listening(child.pid)}
        assert addresses == {"0100007F"}  # 127.0.0.1, as the kernel writes it
        filer = json.loads((home / "ports.json").read_text())["filer"]
        answer = httpx.get(f"http://127.0.0.1:{filer}/buckets/contest/secret")
        assert answer.status_code == 401
    finally:
        stores.stop()


def listening(pid: int) -> set[str]:
    sockets = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed while we look
            sockets.add(str(entry.readlink()))
    inodes = {name[8:-1] for name in sockets if name.startswith("socket:[")}
    rows = [
        line.split() for table in ("tcp", "tcp6") for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
    ]
    return {row[1] for row in rows if row[9] in inodes and row[3] == "0A"}


def test_a_port_taken_meanwhile_is_replaced_and_the_files_are_still_there(home: Path) -> None:
    import socket

    stores = Stores(home, given={"DATABASE_URL": "elsewhere", "REDIS_URL": "elsewhere"})
    first = stores.start()
    try:
        objects(first).put_object(Key="kept", Body=b"bytes")
    finally:
        stores.stop()
    port = json.loads((home / "ports.json").read_text())["s3"]
    assert is_free(port)
    with socket.create_server(("127.0.0.1", port)):
        stores = Stores(home, given={"DATABASE_URL": "elsewhere", "REDIS_URL": "elsewhere"})
        second = stores.start()
        try:
            assert second["S3_ENDPOINT_URL"] != first["S3_ENDPOINT_URL"]
            assert objects(second).Object("kept").get()["Body"].read() == b"bytes"
        finally:
            stores.stop()
