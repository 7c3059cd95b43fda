"""Jobs of the desk."""

from uuid import UUID

from contest.desk import service
from workers.runtime import Run


async def work_through(run: Run) -> None:
    """Do one thing to many entries, as far as nobody stops it."""
    await service.work_through(bulk_id=UUID(run.payload["bulk_id"]), now=run.now)


async def spread(run: Run) -> None:
    """Something took place that other programs are told of: write down whom."""
    async with run.work():
        await service.spread(event=run.event, payload=run.payload, occasion=run.job_id, now=run.now)


async def call(run: Run) -> None:
    """Make a call to another program."""
    await service.call(delivery_id=UUID(run.payload["delivery_id"]), finish=run.work, now=run.now)
