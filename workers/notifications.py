"""Jobs of messages."""

from uuid import UUID

from contest.notifications import service
from workers.runtime import Run


async def send(run: Run) -> None:
    """Send the message that was queued, or keep it."""
    await service.deliver(message_id=UUID(run.payload["message_id"]), finish=run.work, now=run.now)
