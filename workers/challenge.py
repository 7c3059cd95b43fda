"""Jobs of calls."""

from uuid import UUID

from contest.challenge import service
from workers.runtime import Run


async def spread_news(run: Run) -> None:
    """Find who wants to hear of a round that has opened, so many for each job that follows."""
    async with run.work():
        await service.spread_news(round_id=UUID(run.payload["round_id"]))


async def news(run: Run) -> None:
    """Tell some of them of the call."""
    async with run.work():
        await service.mail_news(
            round_id=UUID(run.payload["round_id"]), people=[UUID(one) for one in run.payload["people"]]
        )
