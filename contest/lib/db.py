"""The transaction. One request or one job is one `work()`; what fails inside leaves no trace."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, Literal, cast

import asyncpg
from piccolo.engine.finder import engine_finder
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

from contest.lib import lean
from contest.lib.config import APPLICATION
from contest.lib.errors import LooksOnly, Unavailable

os.environ.setdefault("PICCOLO_CONF", "contest.piccolo_conf")

# Counted per task, for the tests that hold a page to a number of statements.
statements: ContextVar[list[str] | None] = ContextVar("statements", default=None)

# Set for a request that may only look: the database itself then refuses every change.
reads_only: ContextVar[bool] = ContextVar("reads_only", default=False)

ACQUIRE_SECONDS = 5.0

# What a statement raises when the server goes away under it.
GONE = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.exceptions.OperatorInterventionError,
    asyncpg.exceptions.InsufficientResourcesError,
    asyncpg.InternalClientError,  # a connection that broke at an unlucky moment
    ConnectionError,
)


class Connection(asyncpg.Connection):  # type: ignore[misc]
    """A pooled connection that needs no clean-up between uses: nothing here sets session state."""

    __slots__ = ()

    def get_reset_query(self) -> str:
        return ""

    async def fetch(self, query: str, *args: Any, **kwargs: Any) -> Any:
        if (log := statements.get()) is not None:
            log.append(query)
        return await super().fetch(query, *args, **kwargs)

    async def fetchrow(self, query: str, *args: Any, **kwargs: Any) -> Any:
        if (log := statements.get()) is not None:
            log.append(query)
        return await super().fetchrow(query, *args, **kwargs)

    async def fetchval(self, query: str, *args: Any, **kwargs: Any) -> Any:
        if (log := statements.get()) is not None:
            log.append(query)
        return await super().fetchval(query, *args, **kwargs)

    async def execute(self, query: str, *args: Any, **kwargs: Any) -> Any:
        if (log := statements.get()) is not None:
            log.append(query)
        return await super().execute(query, *args, **kwargs)


class Work(PostgresTransaction):
    """Piccolo's transaction less two traps: a failed COMMIT gives the connection back, and nesting is refused."""

    def __init__(self, engine: PostgresEngine) -> None:
        super().__init__(engine, allow_nested=False)

    async def get_connection(self) -> Any:
        pool = self.engine.pool
        if pool is None:
            return await self.engine.get_new_connection()
        try:
            return await pool.acquire(timeout=ACQUIRE_SECONDS)
        except (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise Unavailable from error

    async def __aenter__(self) -> "Work":
        self.connection = await self.get_connection()
        try:
            self.transaction = self.connection.transaction(readonly=reads_only.get())
            await self.transaction.start()
        except BaseException:
            await self._give_back()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> Literal[False]:
        try:
            if error is not None:
                await self.rollback()  # type: ignore[no-untyped-call]
            else:
                await self.commit()  # type: ignore[no-untyped-call]
        finally:
            self.engine.current_transaction.reset(self.context)
            await self._give_back()
        if isinstance(error, asyncpg.ReadOnlySQLTransactionError):
            raise LooksOnly from error
        return False

    async def _give_back(self) -> None:
        if self.engine.pool:
            await self.engine.pool.release(self.connection)
        else:
            await self.connection.close()


@cache
def engine() -> PostgresEngine:
    """The engine of `contest/piccolo_conf.py`."""
    with lean.unused("black"):
        return cast("PostgresEngine", engine_finder())


async def open_pool(*, least: int = 1, most: int = 10, keeps_plans: bool = False) -> None:
    """Connect; called once where a process starts. `keeps_plans`: a statement is planned once, for whatever values."""
    settings = {"application_name": APPLICATION}
    settings |= {"plan_cache_mode": "force_generic_plan"} if keeps_plans else {}
    await engine().start_connection_pool(
        min_size=least, max_size=most, connection_class=Connection, server_settings=settings
    )


async def close_pool() -> None:
    await engine().close_connection_pool()


@contextmanager
def writing() -> Iterator[None]:
    """Let a request that may only look write all the same: that the look began or ended."""
    token = reads_only.set(False)
    try:
        yield
    finally:
        reads_only.reset(token)


def work() -> Work:
    """`async with work():` is one transaction: committed at the end, rolled back on any error. It does not nest."""
    return Work(engine())


def open_work() -> Work:
    """The `work()` that is open here."""
    found = engine().current_transaction.get()
    if found is None:
        raise RuntimeError("no work() is open here")
    return cast("Work", found)


def connection() -> Any:
    """The asyncpg connection of the current `work()`, for COPY, LISTEN and the like."""
    return open_work().connection


@asynccontextmanager
async def _connection() -> AsyncIterator[Any]:
    current = engine().current_transaction.get()
    if current is not None:
        yield current.connection
        return
    pool = engine().pool
    if pool is None:
        raise Unavailable
    try:
        acquired = await pool.acquire(timeout=ACQUIRE_SECONDS)
    except (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Unavailable from error
    try:
        if reads_only.get():
            async with acquired.transaction(readonly=True):
                yield acquired
        else:
            yield acquired
    except asyncpg.ReadOnlySQLTransactionError as error:
        raise LooksOnly from error
    finally:
        await pool.release(acquired)


async def fetch(sql: str, *args: Any) -> list[Any]:
    """Rows of one statement, in the current transaction if there is one."""
    async with _connection() as current:
        return list(await current.fetch(sql, *args))


async def fetchrow(sql: str, *args: Any) -> Any | None:
    """The first row, or None."""
    async with _connection() as current:
        return await current.fetchrow(sql, *args)


async def fetchval(sql: str, *args: Any) -> Any:
    """The first value of the first row, or None."""
    async with _connection() as current:
        return await current.fetchval(sql, *args)


async def execute(sql: str, *args: Any) -> None:
    """A statement without an answer."""
    async with _connection() as current:
        await current.execute(sql, *args)
