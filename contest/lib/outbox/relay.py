"""From committed events to jobs in a queue. Any number of workers relay: each takes rows that no other holds."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID

from contest.lib import db
from contest.lib.ids import uuid7
from contest.lib.outbox.registry import Job

BATCH = 200

Send = Callable[[str, str], Awaitable[None]]

_EVENTS = """
select id, name from outbox_event where relayed_at is null order by id limit $1 for update skip locked
"""

_JOBS = """
insert into outbox_job (id, event, name, queue, created_at, due_at)
select id, event, name, queue, now(), now()
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as made(id, event, name, queue)
on conflict (event, name) do nothing
"""

_UNSENT = """
select id, queue, sends + 1 as sends from outbox_job
 where sent_at is null and done_at is null and dead_at is null and due_at <= now()
 order by due_at limit $1 for update skip locked
"""


def sending(job_id: UUID, sends: int) -> str:
    """The name of one sending in the queue; each sending has its own, for a queue swallows a name it knows."""
    return f"{job_id}:{sends}"


async def fan_out(events: Mapping[str, Sequence[Job]]) -> int:
    """Make the jobs of events that have none yet; how many events there were.

    An event that the list does not know starts nothing and is marked all the same: the list is checked by a test.
    """
    async with db.work():
        found = await db.fetch(_EVENTS, BATCH)
        made = [(uuid7(), row["id"], job.name, job.queue) for row in found for job in events.get(row["name"], ())]
        if made:
            await db.execute(_JOBS, *(list(column) for column in zip(*made, strict=True)))
        if found:
            await db.execute("update outbox_event set relayed_at = now() where id = any($1)", [r["id"] for r in found])
    return len(found)


async def send_due(send: Send) -> int:
    """Send what is due and not sent, by `send(queue, sending)`; how many were sent.

    A queue that does not answer rolls all of it back; a sending that had arrived is swallowed the next time.
    """
    async with db.work():
        found = await db.fetch(_UNSENT, BATCH)
        for row in found:
            await send(row["queue"], sending(row["id"], row["sends"]))
        if found:
            await db.execute(
                "update outbox_job set sent_at = now(), sends = sends + 1 where id = any($1)", [r["id"] for r in found]
            )
    return len(found)
