"""From committed events to jobs in a queue. Any number of workers relay: each takes rows that no other holds.

A queue holds few sendings: what comes in a crowd waits in PostgreSQL, and jobs of one kind go as one sending.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from contest.lib import db
from contest.lib.ids import uuid7
from contest.lib.outbox.registry import Job, Registry

BATCH = 200
MOST_AT_ONCE = 500
MOST_TOGETHER = 25
FULL = 100  # so many sendings a queue is filled up to, once half of them have gone

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
select j.id, j.name, j.sends + 1 as sends, e.name as event
  from outbox_job j join outbox_event e on e.id = j.event
 where j.queue = $1 and j.sent_at is null and j.done_at is null and j.dead_at is null and j.due_at <= now()
 order by j.due_at, j.id limit $2 for update of j skip locked
"""

_SENT = """
update outbox_job j set sent_at = now(), sends = j.sends + 1, sending = made.name
  from unnest($1::uuid[], $2::text[]) as made(id, name) where j.id = made.id
"""


def is_full(held: int) -> bool:
    """Whether a queue that holds so many sendings is given no more just now."""
    return held > FULL // 2


def sending(job_id: UUID, sends: int, others: int = 0) -> str:
    """The name of one sending in the queue; each sending has its own, for a queue swallows a name it knows.

    One that stands for `others` too is named after the first of them.
    """
    return f"{job_id}:{sends}+{others}" if others else f"{job_id}:{sends}"


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


async def send_due(send: Send, registry: Registry, *, waiting: Mapping[str, int] | None = None) -> int:
    """Send what is due and not sent, by `send(queue, sending)`; how many jobs were sent.

    `waiting` says how many sendings each queue holds already. A queue that does not answer rolls all of it back; a
    sending that had arrived is swallowed the next time, or finds nothing to claim.
    """
    sent = 0
    async with db.work():
        for name in registry.queues:
            held = (waiting or {}).get(name, 0)
            if is_full(held):
                continue
            rows = await db.fetch(_UNSENT, name, MOST_AT_ONCE)
            put = _sendings(rows, registry)[: FULL - held]
            for named, _ in put:
                await send(name, named)
            if put:
                ids = [row["id"] for _, its in put for row in its]
                await db.execute(_SENT, ids, [named for named, its in put for _ in its])
                sent += len(ids)
    return sent


def _sendings(rows: Sequence[Any], registry: Registry) -> list[tuple[str, list[Any]]]:
    """Each sending with its jobs. What was sent before goes alone: it may be what its companions failed for."""
    held: list[list[Any]] = []
    filling: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        kind = row["event"], row["name"]
        if row["sends"] > 1 or not registry.runs_together(*kind):
            held.append([row])
        elif kind in filling and len(filling[kind]) < MOST_TOGETHER:
            filling[kind].append(row)
        else:
            filling[kind] = [row]
            held.append(filling[kind])
    return [(sending(jobs[0]["id"], jobs[0]["sends"], len(jobs) - 1), jobs) for jobs in held]
