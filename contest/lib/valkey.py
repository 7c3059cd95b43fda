"""The connection to Valkey: sessions, limits and queues. Nothing in it is the truth; all of it may be lost."""

from functools import cache
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.connection import ConnectionPool
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

from contest.lib.config import settings
from contest.lib.errors import Unavailable

GONE = (RedisConnectionError, RedisTimeoutError, OSError)


@cache
def valkey() -> Redis:
    """The client of this process; it connects at its first use, and once more when the server has come back."""
    pool = ConnectionPool.from_url(
        settings().redis_url,
        socket_connect_timeout=2,
        socket_timeout=5,
        max_connections=50,
        retry=Retry(NoBackoff(), 1),
    )
    return Redis(connection_pool=pool)


async def command(*words: Any) -> Any:
    """One command; a server that does not answer is `Unavailable`."""
    try:
        return await valkey().execute_command(*words)  # type: ignore[no-untyped-call]
    except GONE as error:
        raise Unavailable from error


async def close() -> None:
    await valkey().aclose()
    valkey.cache_clear()
