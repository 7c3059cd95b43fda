"""What was sent and never done is found and sent again: the worker died, or Valkey lost it."""

from collections.abc import Awaitable, Callable, Sequence

from contest.lib import db, logs
from contest.lib.outbox import jobs
from contest.lib.outbox.registry import Registry

log = logs.get_logger("outbox")

# A sending that nobody claimed for this long is looked for in the queue.
PATIENCE_SECONDS = 2
# A worker that lives and yet holds a job this much longer than its queue allows has lost it.
MARGIN_SECONDS = 30
LIMIT = 1000

AreLost = Callable[[Sequence[str]], Awaitable[list[bool]]]

_ORPHANS = """
select j.id, j.name, j.attempts, j.sends, j.queue, j.started_at
  from outbox_job j
  left join unnest($1::text[], $2::float8[]) as q(name, timeout) on q.name = j.queue
 where j.worker is not null and j.sent_at is not null and j.done_at is null and j.dead_at is null
   and (j.started_at < now() - make_interval(secs => coalesce(q.timeout, 0) + $3)
        or not exists (
            select from pg_locks l
             where l.locktype = 'advisory' and l.granted and l.objsubid = 1
               and l.database = (select oid from pg_database where datname = current_database())
               and ((l.classid::bigint << 32) | l.objid::bigint) = j.worker))
 order by j.sent_at limit $4 for update of j skip locked
"""

_PUT_BACK = """
update outbox_job
   set worker = null, started_at = null, sent_at = null, due_at = now() + make_interval(secs => $2::float8),
       error = $3, dead_at = case when $4::bool then now() end
 where id = $1
"""

_UNCLAIMED = """
select id, sends, coalesce(sending, id || ':' || sends) as sending from outbox_job
 where worker is null and sent_at < now() - make_interval(secs => $1) and done_at is null and dead_at is null
 order by sent_at limit $2
"""

_SEND_AGAIN = """
update outbox_job j set sent_at = null
  from unnest($1::uuid[], $2::int[]) as lost(id, sends)
 where j.id = lost.id and j.sends = lost.sends and j.worker is null and j.done_at is null
"""

_OLD = """
with gone as (
    delete from outbox_event e
     where e.relayed_at < now() - interval '30 days'
       and not exists (select from outbox_job j where j.event = e.id
                          and (j.done_at is null or j.done_at > now() - interval '30 days'))
    returning id
)
select count(*) from gone
"""


async def free_orphans(registry: Registry) -> int:
    """Put back the jobs of workers that are no more; a job that outlived its last attempt is dead. How many."""
    async with db.work():
        found = await db.fetch(
            _ORPHANS,
            list(registry.queues),
            [queue.timeout for queue in registry.queues.values()],
            MARGIN_SECONDS,
            LIMIT,
        )
        for row in found:
            is_dead = row["attempts"] >= registry.attempts(row["name"])
            # One death is an accident and costs nothing; a job that keeps taking its worker with it has to wait.
            wait = 0 if row["attempts"] < 3 else jobs.delay(row["attempts"])
            await db.execute(_PUT_BACK, row["id"], wait, "The worker ended while this job ran.", is_dead)
            log.warning("orphaned job", job=str(row["id"]), name=row["name"], attempt=row["attempts"], dead=is_dead)
    return len(found)


async def resend_lost(are_lost: AreLost, suspects: set[str]) -> int:
    """Send again what the queue has forgotten; how many. `are_lost` says so for each sending.

    What seems lost may have been begun or done a moment ago: it is lost where it seems so at two looks. `suspects` are
    the sendings that seemed so at the last one; they are put there anew.
    """
    found = await db.fetch(_UNCLAIMED, PATIENCE_SECONDS, LIMIT)
    names = list(dict.fromkeys(row["sending"] for row in found))
    answers = await are_lost(names) if names else []
    gone = {name for name, is_lost in zip(names, answers, strict=True) if is_lost}
    lost = [row for row in found if row["sending"] in gone & suspects]
    suspects.clear()
    suspects.update(gone)
    if lost:
        await db.execute(_SEND_AGAIN, [row["id"] for row in lost], [row["sends"] for row in lost])
        log.warning("lost jobs sent again", count=len(lost))
    return len(lost)


async def clear_old() -> int:
    """Forget events whose jobs were all done more than 30 days ago, with their jobs; how many."""
    count: int = await db.fetchval(_OLD)
    return count
