"""Runs of jobs: one in a transaction of its own, or several of one kind in one."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from contest.audit import service as audit
from contest.lib import clock, db, i18n, logs
from contest.lib.actor import SYSTEM
from contest.lib.errors import AppError, TooMany, Unavailable
from contest.lib.outbox import jobs
from contest.lib.outbox.registry import Registry

log = logs.get_logger("worker")


class AlreadyDone(Exception):
    """Another run of this job came first; the wrapper ends this one quietly."""


class Run:
    """One run of a job. The same job may run twice: everything it does belongs into `work()`, or must bear it."""

    def __init__(self, claim: jobs.Claim, *, is_within: bool = False) -> None:
        self.claim = claim
        self.is_within = is_within  # a transaction that it shares with others
        self.is_done = False
        self.job_id: UUID = claim.job_id
        self.name = claim.name
        self.event = claim.event
        self.payload: dict[str, Any] = claim.payload
        self.attempt = claim.attempt

    @property
    def now(self) -> datetime:
        """The moment to pass to verbs: of a played demonstration the one its event carried."""
        return clock.now()

    @asynccontextmanager
    async def work(self) -> AsyncIterator[db.Work]:
        """One transaction that commits the effect and the mark that it is done, together, once."""
        if self.is_within:
            yield db.open_work()
            return
        async with db.work() as tx:
            if not await jobs.lock([self.claim]):
                raise AlreadyDone
            yield tx
            await jobs.mark_done([self.claim])
        self.is_done = True


async def perform(registry: Registry, sending: str, *, worker: int) -> None:
    """Run the jobs of a sending, as far as they are still to be done. Raises nothing but a stop: the rows say what
    went wrong."""
    claims = await jobs.claim(sending, worker=worker)
    if len(claims) > 1:
        await _perform_together(registry, claims)
    elif claims:
        await _perform_one(registry, claims[0])


@contextmanager
def _surroundings(claim: jobs.Claim) -> Iterator[None]:
    with (
        clock.moved_to(claim.moved_at),
        i18n.using("en"),
        logs.fields.bound_contextvars(job=str(claim.job_id), name=claim.name, attempt=claim.attempt),
    ):
        yield


async def _perform_one(registry: Registry, claim: jobs.Claim) -> None:
    run = Run(claim)
    with _surroundings(claim):
        try:
            async with asyncio.timeout(registry.queues[claim.queue].timeout):
                await registry.find(claim.name)(run)
            if not run.is_done:
                await jobs.mark_done([claim])
        except AlreadyDone:
            log.info("job was done already")
        except asyncio.CancelledError:
            with suppress(Exception):
                await asyncio.shield(jobs.release([claim]))
            raise
        except Exception as error:
            await _failed(registry, claim, error)
        else:
            log.info("job done")


async def _perform_together(registry: Registry, claims: list[jobs.Claim]) -> None:
    """All in one transaction, or none: where one of them fails each is sent anew, alone, and the try does not count."""
    name = claims[0].name
    try:
        async with asyncio.timeout(registry.queues[claims[0].queue].timeout), db.work():
            held = await jobs.lock(claims)
            for claim in held:
                with _surroundings(claim):
                    await registry.find(name)(Run(claim, is_within=True))
            await jobs.mark_done(held)
    except asyncio.CancelledError:
        with suppress(Exception):
            await asyncio.shield(jobs.release(claims))
        raise
    except Exception as error:
        log.warning("jobs go alone", name=name, count=len(claims), error=f"{type(error).__name__}: {error}")
        await jobs.release(claims)
    else:
        log.info("jobs done", name=name, count=len(held))


async def _failed(registry: Registry, claim: jobs.Claim, error: Exception) -> None:
    """Later it may go better; but a refusal stays one, so it is recorded and the job waits for a person."""
    is_refusal = isinstance(error, AppError) and not isinstance(error, Unavailable | TooMany)
    log.error("job failed", exc_info=error)
    if is_refusal and isinstance(error, AppError):
        await audit.record_refusal(actor=SYSTEM, action=claim.name, error=error)
    text = ": ".join(filter(None, (type(error).__name__, str(error))))[:500]
    await jobs.fail(claim, text, attempts=0 if is_refusal else registry.attempts(claim.name))
