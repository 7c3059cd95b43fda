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


async def draw(run: Run) -> None:
    """Make the pages of a checked file visible without a program that opens it."""
    file_id = UUID(run.payload["file_id"])
    drawn = await service.draw(file_id=file_id)
    async with run.work():
        if drawn is not None:
            await service.note_drawn(file_id=file_id, drawn=drawn)


async def forget(run: Run) -> None:
    """Whoever uploaded them was erased: take the bytes out of the storage."""
    for one in run.payload["files"]:
        await service.delete_bytes(file_id=UUID(one["id"]), key=one["key"])
