"""Jobs about what is kept of people."""

from uuid import UUID

from contest.lib import storage
from contest.privacy import service
from workers.runtime import Run


async def copy(run: Run) -> None:
    """Somebody asked for a copy of what is kept of them: make it, store it, say so."""
    request_id = UUID(run.payload["request_id"])
    copied = await service.make_copy(request_id=request_id, now=run.now)
    async with run.work():
        if copied is not None:
            await service.note_copy(request_id=request_id, copied=copied, now=run.now)


async def erase(run: Run) -> None:
    """The last letter has gone: erase whom it was to."""
    async with run.work():
        await service.erase_person(request_id=UUID(run.payload["request_id"]), now=run.now)


async def forget(run: Run) -> None:
    """Somebody was erased, or entries were emptied: delete what else was stored of them."""
    for key in run.payload["keys"]:
        await storage.delete(key)


async def register(run: Run) -> None:
    """Somebody was erased: note it where no archive holds it, so that none brings them back."""
    await service.note_mark(mark=run.payload["mark"], now=run.now)
