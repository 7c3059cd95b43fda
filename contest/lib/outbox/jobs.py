"""The life of a job's row. Times here are the database's real ones: a moved clock moves the contest, not its machinery.

A worker claims a job before it runs it. The claim names the worker, which holds an advisory lock of that number on a
connection of its own: when the process dies the lock is gone at once, and the sweeper knows without waiting.
`sends` is counted up at each sending, so that an older sending that turns up late finds nothing to claim.
"""

import asyncio
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


_CLAIM = """
update outbox_job j
   set worker = $3, started_at = now(), attempts = j.attempts + 1, sent_at = coalesce(j.sent_at, now())
  from outbox_event e
 where e.id = j.event and j.id = $1 and j.sends = $2
   and j.worker is null and j.done_at is null and j.dead_at is null
returning j.id as job_id, j.sends, j.name, j.queue, j.attempts as attempt, e.name as event, e.payload, e.moved_at
"""

_DONE = """
with done as (
    update outbox_job set done_at = now(), worker = null, error = null
     where id = $1 and sends = $2 and done_at is null returning id
)
select pg_notify('outbox_done', '') from done
"""

_PUT_BACK = """
with put as (
    update outbox_job
       set worker = null, started_at = null, sent_at = null, error = coalesce($3, error),
           attempts = attempts - $5::int,
           due_at = now() + make_interval(secs => $4::float8),
           dead_at = case when $6::bool then now() end
     where id = $1 and sends = $2 and done_at is null and dead_at is null returning dead_at
)
select pg_notify(case when dead_at is null then 'outbox' else 'outbox_done' end, '') from put
"""


def delay(attempt: int) -> int:
    """Seconds to wait after the `attempt`-th failure: 2, 4, 8 ... an hour at most."""
    return int(min(2**attempt, LONGEST_DELAY))


async def claim(job_id: UUID, *, sends: int, worker: int) -> Claim | None:
    """Take the job for this worker; None where it is done, dead, sent anew or another's."""
    row = await db.fetchrow(_CLAIM, job_id, sends, worker)
    if row is None:
        return None
    return Claim(**(dict(row) | {"payload": msgspec.json.decode(row["payload"])}))


async def lock(claimed: Claim) -> bool:
    """Lock the job's row in the current `work()`; False where it is done or was sent anew."""
    found = await db.fetchval(
        "select true from outbox_job where id = $1 and sends = $2 and done_at is null for update",
        claimed.job_id,
        claimed.sends,
    )
    return found is True


async def mark_done(claimed: Claim) -> None:
    """Nothing happens where it is done already."""
    await db.execute(_DONE, claimed.job_id, claimed.sends)


async def fail(claimed: Claim, error: str, *, attempts: int) -> None:
    """Put the job back with a growing delay; after `attempts` tries it is dead until a person runs it again."""
    is_dead = claimed.attempt >= attempts
    await db.execute(_PUT_BACK, claimed.job_id, claimed.sends, error, delay(claimed.attempt), 0, is_dead)


async def release(claimed: Claim) -> None:
    """Put back a job that was stopped with its worker: at once, and the try does not count."""
    await db.execute(_PUT_BACK, claimed.job_id, claimed.sends, None, 0, 1, False)


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


async def settled(*, seconds: float) -> None:
    """Wait until the workers have nothing left to do; `TimeoutError` after `seconds`. Not inside a `work()`."""
    finished = asyncio.Event()
    connection = await db.engine().get_new_connection()
    try:
        await connection.add_listener("outbox_done", lambda *_: finished.set())
        async with asyncio.timeout(seconds):
            while await unfinished():
                try:
                    await asyncio.wait_for(finished.wait(), 0.5)
                except TimeoutError:
                    continue
                finished.clear()
    finally:
        await connection.close()
