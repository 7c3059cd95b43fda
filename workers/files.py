"""Jobs of files."""

from uuid import UUID

from contest.files import service
from contest.lib.actor import SYSTEM
from workers.runtime import Run


async def check(run: Run) -> None:
    """Look into a file that has arrived, and say whether it can be taken."""
    verdict = await service.examine(file_id=UUID(run.payload["file_id"]))
    if verdict is None:
        return
    async with run.work():
        await service.conclude(actor=SYSTEM, verdict=verdict, now=run.now)
    await service.discard(verdict=verdict)
