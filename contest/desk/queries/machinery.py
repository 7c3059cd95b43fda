"""Reads of messages and jobs, and what must always hold of them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from contest.desk import rules
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.notifications import queries as messages
from contest.submissions.queries import ties_hide_message_sql

PAGE = 50

HIDDEN = ties_hide_message_sql("$2")

INVARIANTS = {
    "a done job is not dead": "select id from outbox_job where done_at is not null and dead_at is not null",
    "a finished job is in nobody's hands": (
        "select id from outbox_job where worker is not null and (done_at is not null or dead_at is not null)"
    ),
    "a dead job says why": "select id from outbox_job where dead_at is not null and coalesce(error, '') = ''",
    "no job comes of an event that was not relayed": (
        "select j.id from outbox_job j join outbox_event e on e.id = j.event where e.relayed_at is null"
    ),
}

Shown = Literal["dead", "waiting"]


class JobLine(msgspec.Struct, frozen=True, kw_only=True):
    """A job that is not done. `error` is what its last attempt said, or none."""

    id: UUID
    name: str
    event: str
    queue: str
    attempts: int
    is_running: bool
    created_at: datetime
    due_at: datetime
    dead_at: datetime | None
    error: str | None


class JobPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of jobs, and how many are dead and waiting in all."""

    lines: list[JobLine]
    dead: int
    waiting: int
    total: int
    page: int
    pages: int


_COUNTS = """
select count(*) filter (where dead_at is not null) as dead, count(*) filter (where dead_at is null) as waiting
  from outbox_job where done_at is null
"""

_LINES = """
select j.id, j.name, e.name as event, j.queue, j.attempts, j.worker is not null as is_running,
       j.created_at, j.due_at, j.dead_at, j.error
  from outbox_job j join outbox_event e on e.id = j.event
 where j.done_at is null and (j.dead_at is not null) = $1
 order by coalesce(j.dead_at, j.due_at) desc, j.id desc limit $2 offset $3
"""


class Attention(msgspec.Struct, frozen=True, kw_only=True):
    """What waits for an organiser. `dead_jobs` is None for those who have no business with jobs."""

    to_approve: int
    came_back: int
    uncertain: int
    dead_jobs: int | None


_DEAD = "select 'dead', count(*) from outbox_job where done_at is null and dead_at is not null"


async def attention(actor: Actor) -> Attention:
    """What of messages and jobs waits for this person; one statement, none for who has no business with either."""
    sees_jobs, found = rules.may_see_jobs(actor), dict[str, int]()
    if actor.has(rules.PROGRAMME):
        condition, values = messages.visible(actor, HIDDEN)
        waiting = "state in ('drafted', 'bounced', 'uncertain')"
        sql = f"select state::text, count(*) as n from message where {condition} and {waiting} group by state"  # noqa: S608
        rows = await db.fetch(f"{sql} union all {_DEAD}" if sees_jobs else sql, *values)
        found = {row["state"]: row["n"] for row in rows}
    return Attention(
        to_approve=found.get("drafted", 0),
        came_back=found.get("bounced", 0),
        uncertain=found.get("uncertain", 0),
        dead_jobs=found.get("dead", 0) if sees_jobs else None,
    )


async def mail(actor: Actor, *, state: str | None, page: int, to: UUID | None = None) -> messages.MessagePage:
    """The messages that the actor may see, or those to one person, less those about an entry that they are tied to."""
    return await messages.messages(actor, state=state, page=page, to=to, unless=HIDDEN)


async def message(actor: Actor, *, message_id: UUID, may_reveal: bool) -> messages.MessageView:
    """One of them; else `NotFound`."""
    return await messages.message(actor, message_id=message_id, may_reveal=may_reveal, unless=HIDDEN)


async def jobs(actor: Actor, *, shown: Shown, page: int) -> JobPage:
    """The jobs that are dead or still to be done, the latest first; two statements."""
    if not rules.may_see_jobs(actor):
        raise NotFound
    counts = await db.fetchrow(_COUNTS)
    assert counts is not None
    total = counts[shown]
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    rows = await db.fetch(_LINES, shown == "dead", PAGE, (page - 1) * PAGE)
    return JobPage(
        lines=[JobLine(**row) for row in rows],
        dead=counts["dead"],
        waiting=counts["waiting"],
        total=total,
        page=page,
        pages=pages,
    )
