"""The real stores that every test runs on, started once and shared out.

`stores`    (session)  the variables by which the application finds its stores, set in `os.environ`: each worker
            of xdist has its own database, made from one migrated template, its own Valkey database and its own bucket.
`pool`      (session)  this process connected to them, in the loop that all tests share.
`database`  (function) the address of that database, empty again after the test, like that Valkey database. Every test
            of a service, of pages or of jobs has it without asking; tests of rules never do.
`app`, `client`        the application without a server, and a browser on it: tests/web.py.

The controller starts PostgreSQL, Valkey and S3 on a home in /tmp, and the workers find them by environment;
without xdist the first test that asks starts them. `TEST_DATABASE_URL` (a superuser's) and `TEST_REDIS_URL`
replace the embedded ones.
"""

import gc
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import boto3
import hypothesis
import pytest
import redis

from contest.lib import config, db, storage, valkey
from contest.lib.local.stores import PARTS, Stores
from contest.lib.signatures import keys as signing
from tests.scanner import scanned, scanner  # noqa: F401 - fixtures for every test
from tests.web import app, client  # noqa: F401 - the same

GIVEN = {"DATABASE_URL": "TEST_DATABASE_URL", "REDIS_URL": "TEST_REDIS_URL"}
ON_STORES = ("test_service", "test_queries", "test_routes", "test_jobs", "test_invariants")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
RUN = "CONTEST_TEST_RUN"  # names what this run makes on servers that outlive it


class Ground:
    """What one run of the tests stands on: started by the process that began the run, ended by it."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="contest-test-"))
        given = {name: os.environ.get(test, "") for name, test in GIVEN.items()}
        for name in PARTS:
            os.environ.pop(name, None)
        self._stores = Stores(self.home, given=given, is_durable=False)
        found = self._stores.start()
        os.environ.update({name: value for name, value in given.items() if value} | found)
        os.environ.update({"CONTEST_HOME": str(self.home), RUN: secrets.token_hex(4)})
        # Tests sign at moments years apart, and a key does not sign before the moment at which it was made.
        signing.store(self.home, signing.make(name="tests", now=LONG_AGO), now=LONG_AGO)

    def end(self) -> None:
        if os.environ.get("TEST_DATABASE_URL"):
            _drop_databases(os.environ["TEST_DATABASE_URL"], os.environ[RUN])
        self._stores.stop(seconds=1)
        shutil.rmtree(self.home, ignore_errors=True)


# How long an example takes says more of the machine than of the code, and the same commit gives the same answer twice.
hypothesis.settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")

_ground: list[Ground] = []

# What is collected stays until the end: to look through it for rubbish again and again takes a fifth of the collecting.
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("dist", "no") != "no" and not hasattr(config, "workerinput"):
        _ground.append(Ground())


def pytest_unconfigure() -> None:
    while _ground:
        _ground.pop().end()


@pytest.fixture(scope="session")
def stores(worker_id: str) -> Iterator[dict[str, str]]:
    if RUN not in os.environ:
        _ground.append(Ground())
    run, number = os.environ[RUN], int(worker_id.removeprefix("gw")) if worker_id != "master" else 0
    own = {
        "DATABASE_URL": _own_database(os.environ["DATABASE_URL"], run, worker_id),
        "REDIS_URL": _own_valkey(os.environ["REDIS_URL"], number),
        "S3_BUCKET": f"contest-{run}-{worker_id}",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in own.items():
            patch.setenv(name, value)
        config.settings.cache_clear()
        names = (*own, "S3_ENDPOINT_URL", "S3_REGION", "S3_ACCESS_KEY", "S3_SECRET_KEY", "CONTEST_HOME")
        environment = {name: os.environ[name] for name in names}
        bucket(environment).create()
        yield environment
    config.settings.cache_clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if isinstance(item, pytest.Function) and item.path.name.startswith(ON_STORES):
            item.fixturenames.insert(0, "database")
    # A test of minutes that came last would be waited for alone.
    items.sort(key=lambda item: -_minutes(item))


def _minutes(item: pytest.Item) -> float:
    """How long a test may take where it says so itself; nothing for journeys, which go on from one another."""
    allowed = item.get_closest_marker("timeout")
    return allowed.args[0] / 60 if allowed and not item.get_closest_marker("xdist_group") else 0


@pytest.fixture(scope="session")
async def pool(stores: dict[str, str]) -> AsyncIterator[None]:
    # Tests go through every statement there is, again and again; a hundred kept ones would be the wrong hundred.
    db.engine().config |= {"dsn": stores["DATABASE_URL"], "statement_cache_size": 5000}
    storage.client.cache_clear()
    await db.open_pool(least=2, most=24, keeps_plans=True)
    yield
    await db.close_pool()
    await valkey.close()


@pytest.fixture(scope="session")
async def sweep(stores: dict[str, str]) -> AsyncIterator["Sweep"]:
    sweep = Sweep(stores["DATABASE_URL"])
    yield sweep
    await sweep.close()


@pytest.fixture
async def database(stores: dict[str, str], pool: None, sweep: "Sweep") -> AsyncIterator[str]:
    yield stores["DATABASE_URL"]
    await sweep()
    with redis.Redis.from_url(stores["REDIS_URL"]) as valkey:
        valkey.flushdb()


def bucket(environment: dict[str, str]) -> Any:
    """The worker's own bucket, as boto3 sees it."""
    s3 = boto3.resource(
        "s3",
        endpoint_url=environment["S3_ENDPOINT_URL"],
        region_name=environment["S3_REGION"],
        aws_access_key_id=environment["S3_ACCESS_KEY"],
        aws_secret_access_key=environment["S3_SECRET_KEY"],
    )
    return s3.Bucket(environment["S3_BUCKET"])


class Sweep:
    """Empties the database: over one connection, since a new one reads the catalogue of every table anew, which takes
    longer than most tests; and only what has rows, since most tests touch few of many tables.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._connection: asyncpg.Connection | None = None
        self._filled = ""

    async def __call__(self) -> None:
        connection = await self._connected()
        if found := await connection.fetch(self._filled):
            await connection.execute(";".join(f"DELETE FROM {row['name']}" for row in found))

    async def _connected(self) -> "asyncpg.Connection":
        if self._connection is None or self._connection.is_closed():
            # A question about two hundred tables takes longer to plan than to answer, and is kept however long it is.
            self._connection = await asyncpg.connect(self._address, max_cacheable_statement_size=0)
            await self._connection.execute("SET session_replication_role = replica")  # spares append-only triggers
            tables = [row["name"] for row in await self._connection.fetch(TABLES)]
            self._filled = " UNION ALL ".join(
                f"SELECT '{name}' AS name WHERE EXISTS (SELECT FROM {name})" for name in tables
            )
        return self._connection

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()


TABLES = """
SELECT oid::regclass::text AS name FROM pg_class
 WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'migration'
"""


def _own_valkey(address: str, number: int) -> str:
    if address.startswith("unix:"):
        return f"{address.partition('?')[0]}?db={number}"
    return urlunsplit(urlsplit(address)._replace(path=f"/{number}"))


def _own_database(address: str, run: str, worker: str) -> str:
    """A database for this worker, from the template that the first worker to come here makes by migrating."""
    import asyncio

    async def make() -> None:
        admin = await asyncpg.connect(address)
        try:
            await admin.execute("SELECT pg_advisory_lock(hashtext($1)::bigint)", run)
            if not await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", template):
                await admin.execute(f"CREATE DATABASE {template}")
                _migrate(named(template))
            await admin.execute(f"CREATE DATABASE test_{run}_{worker} TEMPLATE {template}")
        finally:
            await admin.close()

    def named(database: str) -> str:
        return urlunsplit(urlsplit(address)._replace(path=f"/{database}"))

    template = f"test_{run}_template"
    asyncio.run(make())
    return named(f"test_{run}_{worker}")


def _migrate(address: str) -> None:
    argv = [sys.executable, "-m", "contest.cli", "migrate"]
    done = subprocess.run(argv, env={**os.environ, "DATABASE_URL": address}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def _drop_databases(address: str, run: str) -> None:
    import asyncio

    async def drop() -> None:
        admin = await asyncpg.connect(address)
        try:
            made = "SELECT datname FROM pg_database WHERE starts_with(datname, $1)"
            for row in await admin.fetch(made, f"test_{run}_"):
                await admin.execute(f'DROP DATABASE "{row["datname"]}" WITH (FORCE)')
        finally:
            await admin.close()

    asyncio.run(drop())
