"""Jobs of roadshows."""

from uuid import UUID

from contest.roadshow import service
from workers.runtime import Run


async def plan(run: Run) -> None:
    """A plan of meetings was asked for: work it out. How far it is can be read meanwhile, so it has no one
    transaction; a second run begins anew."""
    await service.work_out_plan(plan_id=UUID(run.payload["plan_id"]))


async def tell_asked(run: Run) -> None:
    """Parties were brought in: ask their people whether they take part."""
    async with run.work():
        await service.tell_asked(
            round_id=UUID(run.payload["round_id"]), party_ids=[UUID(party) for party in run.payload["party_ids"]]
        )


async def tell_proposed(run: Run) -> None:
    """Meetings were proposed: write to everybody who has one."""
    async with run.work():
        await service.tell_proposed(round_id=UUID(run.payload["round_id"]))
