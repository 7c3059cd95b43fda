"""What the scenes of the demonstration share: its people, its ids, the moved clock, and waiting for real jobs."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.lib import clock, db
from contest.lib.actor import Actor

PATIENCE_SECONDS = 600.0  # that a machine is busy is no reason to give up


class Stage(msgspec.Struct, kw_only=True):
    """`today` is the day of play; `tell(done, of, words)` shows how far it has come; `decks` are PDFs by entry."""

    today: datetime
    tell: Callable[[int, int, str], None]
    edition_id: UUID
    people: dict[str, UUID] = msgspec.field(default_factory=dict)
    done: int = 0
    steps: int = 0
    decks: dict[str, asyncio.Task[bytes]] = msgspec.field(default_factory=dict)

    def step(self, words: str) -> None:
        self.done += 1
        self.tell(self.done, self.steps, words)

    async def actor(self, key: str) -> Actor:
        """The person as a guard would find them now: their roles change while the story goes on."""
        found = await accounts.actor(person_id=self.people[key], epoch=None, now=clock.now())
        assert found is not None, key
        return found


@asynccontextmanager
async def moment(at: datetime) -> AsyncIterator[datetime]:
    """One transaction at a moment of the story; what it emits carries that moment to its jobs."""
    with clock.moved_to(at):
        async with db.work():
            yield clock.now()


_OPEN = """
select (select count(*) from outbox_event where relayed_at is null)
     + (select count(*) from outbox_job where done_at is null and dead_at is null) as waiting,
       (select string_agg(distinct name || ': ' || coalesce(error, '?'), '; ')
          from outbox_job where dead_at is not null) as dead
"""


async def jobs_done() -> None:
    """Wait until the workers have done everything that the story has started so far."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        row = await db.fetchrow(_OPEN)
        assert row is not None
        if row["dead"]:
            raise RuntimeError(f"a job of the demonstration has stopped: {row['dead']}")
        if not row["waiting"]:
            return
        if time.monotonic() > until:
            raise RuntimeError("the workers do not do the demonstration's jobs: is `contest worker` running?")
        await asyncio.sleep(0.05)


def later(at: datetime, *, hours: float = 0, days: float = 0) -> datetime:
    return at + timedelta(hours=hours, days=days)
