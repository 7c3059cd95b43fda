"""The life of a job's row. Times here are the database's real ones: a moved clock moves the contest, not its machinery.

A worker claims a job before it runs it. The claim names the worker, which holds an advisory lock of that number on a
connection of its own: when the process dies the lock is gone at once, and the sweeper knows without waiting.
`sends` is counted up at each sending, so that an older sending that turns up late finds nothing to claim.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.lib import db

LONGEST_DELAY = 3600


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A job that this worker may run now. `attempt` starts at 1; `moved_at` is the moment of its event, or None."""

    job_id: UUID
    sends: int
    name: str
    queue: str
    attempt: int
    event: str
    payload: dict[str, Any]
    moved_at: datetime | None


_TAKEN = """
   and j.worker is null and j.done_at is null and j.dead_at is null
returning j.id as job_id, j.sends, j.name, j.queue, j.attempts as attempt, e.name as event, e.payload, e.moved_at
"""

_CLAIM = (
    """
update outbox_job j
   set worker = $3, started_at = now(), attempts = j.attempts + 1, sent_at = coalesce(j.sent_at, now())
  from outbox_event e
 where e.id = j.event and j.id = $1 and j.sends = $2
"""
    + _TAKEN
)

_CLAIM_ALL = (
    """
update outbox_job j
   set worker = $2, started_at = now(), attempts = j.attempts + 1
  from outbox_event e
 where e.id = j.event and j.sending = $1 and j.sent_at is not null
"""
    + _TAKEN
)

_LOCK = """
select j.id from outbox_job j join unnest($1::uuid[], $2::int[]) as claimed(id, sends) using (id, sends)
 where j.done_at is null order by j.id for update of j
"""

_DONE = """
with done as (
    update outbox_job j set done_at = now(), worker = null, error = null
      from unnest($1::uuid[], $2::int[]) as claimed(id, sends)
     where j.id = claimed.id and j.sends = claimed.sends and j.done_at is null returning j.id
)
select pg_notify('outbox_done', '') from done limit 1
"""

_PUT_BACK = """
with put as (
    update outbox_job j
       set worker = null, started_at = null, sent_at = null, error = coalesce($3, j.error),
           attempts = j.attempts - $5::int,
           due_at = now() + make_interval(secs => $4::float8),
           dead_at = case when $6::bool then now() end
      from unnest($1::uuid[], $2::int[]) as claimed(id, sends)
     where j.id = claimed.id and j.sends = claimed.sends and j.done_at is null and j.dead_at is null returning j.dead_at
)
select pg_notify(case when dead_at is null then 'outbox' else 'outbox_done' end, '') from put limit 1
"""


def delay(attempt: int) -> int:
    """Seconds to wait after the `attempt`-th failure: 2, 4, 8 ... an hour at most."""
    return int(min(2**attempt, LONGEST_DELAY))


async def claim(sending: str, *, worker: int) -> list[Claim]:
    """Take the jobs of a sending for this worker: of them what is not done, dead, sent anew or another's."""
    job_id, _, number = sending.rpartition(":")
    sends, is_many, _ = number.partition("+")
    if is_many:
        # Who sent them may not have committed yet: wait for that at the first of them, then look for all.
        await db.execute("select from outbox_job where id = $1 for update", UUID(job_id))
        rows = await db.fetch(_CLAIM_ALL, sending, worker)
    else:
        rows = await db.fetch(_CLAIM, UUID(job_id), int(sends), worker)
    claims = [Claim(**(dict(row) | {"payload": msgspec.json.decode(row["payload"])})) for row in rows]
    return sorted(claims, key=lambda one: one.job_id)


def _named(claims: Sequence[Claim]) -> tuple[list[UUID], list[int]]:
    return [one.job_id for one in claims], [one.sends for one in claims]


async def lock(claims: Sequence[Claim]) -> list[Claim]:
    """Lock the jobs' rows in the current `work()`; those of them that are not done and were not sent anew."""
    found = {row["id"] for row in await db.fetch(_LOCK, *_named(claims))}
    return [one for one in claims if one.job_id in found]


async def mark_done(claims: Sequence[Claim]) -> None:
    """Nothing happens to one that is done already."""
    await db.execute(_DONE, *_named(claims))


async def fail(claimed: Claim, error: str, *, attempts: int) -> None:
    """Put the job back with a growing delay; after `attempts` tries it is dead until a person runs it again."""
    is_dead = claimed.attempt >= attempts
    await db.execute(_PUT_BACK, *_named([claimed]), error, delay(claimed.attempt), 0, is_dead)


async def release(claims: Sequence[Claim]) -> None:
    """Put back jobs that were stopped with their worker, or that go alone now: at once, and the try does not count."""
    await db.execute(_PUT_BACK, *_named(claims), None, 0, 1, False)


async def run_again(job_id: UUID) -> str | None:
    """Let a dead job start from its first attempt; its name, or None where there is no such dead job."""
    name: str | None = await db.fetchval(
        "update outbox_job set dead_at = null, attempts = 0, sent_at = null, worker = null, started_at = null,"
        " due_at = now() where id = $1 and dead_at is not null and done_at is null returning name",
        job_id,
    )
    await db.execute("select pg_notify('outbox', '')")
    return name


async def unfinished() -> int:
    """How many events and jobs are still to be done; dead jobs are not counted."""
    count: int = await db.fetchval(
        "select (select count(*) from outbox_event where relayed_at is null)"
        " + (select count(*) from outbox_job where done_at is null and dead_at is null)"
    )
    return count


_OPEN = """
select exists (select from outbox_event where relayed_at is null)
    or exists (select from outbox_job where sent_at is null and done_at is null and dead_at is null)
    or exists (select from outbox_job where sent_at is not null and done_at is null and dead_at is null)
"""


async def settled(*, seconds: float) -> None:
    """Wait until the workers have nothing left to do; `TimeoutError` after `seconds`. Not inside a `work()`."""
    finished = asyncio.Event()
    connection = await db.engine().get_new_connection()
    try:
        await connection.add_listener("outbox_done", lambda *_: finished.set())
        async with asyncio.timeout(seconds):
            while await db.fetchval(_OPEN):
                try:
                    await asyncio.wait_for(finished.wait(), 0.5)
                except TimeoutError:
                    continue
                finished.clear()
    finally:
        await connection.close()
