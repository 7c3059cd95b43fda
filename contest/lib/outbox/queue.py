"""The queue itself: the few words we speak to arq. Only a sending's name travels; everything else is in PostgreSQL."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec
from arq.connections import ArqRedis
from arq.constants import in_progress_key_prefix, job_key_prefix
from arq.worker import Worker, func
from redis.asyncio.connection import ConnectionPool
from redis.backoff import NoBackoff
from redis.retry import Retry

from contest.lib.config import settings

FUNCTION = "run"


def key(queue: str) -> str:
    """The name of a queue in Valkey."""
    return f"queue:{queue}"


def _pack(value: dict[str, Any]) -> bytes:
    return msgspec.json.encode(value, enc_hook=str)


def connect() -> ArqRedis:
    """A client of its own: what a queue does to its connections must not touch sessions."""
    pool = ConnectionPool.from_url(
        settings().redis_url,
        socket_connect_timeout=2,
        socket_timeout=5,
        max_connections=50,
        retry=Retry(NoBackoff(), 1),
    )
    return ArqRedis(pool_or_conn=pool, job_serializer=_pack, job_deserializer=msgspec.json.decode)


async def push(client: ArqRedis, queue: str, sending: str) -> None:
    """Put a sending into a queue; one that is there already stays as it is."""
    await client.enqueue_job(FUNCTION, sending, _job_id=sending, _queue_name=key(queue))


async def waiting(client: ArqRedis, queues: Sequence[str]) -> dict[str, int]:
    """How many sendings each queue holds, those that run now among them."""
    async with client.pipeline(transaction=False) as pipe:
        for queue in queues:
            pipe.zcard(key(queue))
        return dict(zip(queues, await pipe.execute(), strict=True))


async def are_lost(client: ArqRedis, sendings: Sequence[str]) -> list[bool]:
    """Whether the queue has forgotten each sending, or holds it as begun though nobody claimed it."""
    async with client.pipeline(transaction=False) as pipe:
        for sending in sendings:
            pipe.exists(job_key_prefix + sending)
            pipe.exists(in_progress_key_prefix + sending)
        answers = await pipe.execute()
    return [not known or bool(begun) for known, begun in zip(answers[::2], answers[1::2], strict=True)]


def consumer(
    client: ArqRedis, queue: str, perform: Callable[[str], Awaitable[None]], *, timeout: float, at_once: int
) -> Worker:
    """arq's loop over one queue. It ends with an error when Valkey goes away: whoever runs it starts another."""

    async def run(_: dict[Any, Any], sending: str) -> None:
        await perform(sending)

    return Worker(
        [func(run, name=FUNCTION, keep_result=0)],  # type: ignore[arg-type] # arq's type wants any arguments
        queue_name=key(queue),
        redis_pool=client,
        handle_signals=False,
        max_jobs=at_once,
        job_timeout=timeout,
        keep_result=0,
        poll_delay=0.05,
        job_serializer=_pack,
        job_deserializer=msgspec.json.decode,
        log_results=False,
    )
