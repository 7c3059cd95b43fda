"""Jobs of roadshows."""

from uuid import UUID

from contest.lib import clock
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
        await service.tell_proposed(
            round_id=UUID(run.payload["round_id"]), meeting_ids=[UUID(one) for one in run.payload["meeting_ids"]]
        )


async def tell_released(run: Run) -> None:
    """A version of the programme was released: write to those for whom something changes."""
    async with run.work():
        await service.tell_released(round_id=UUID(run.payload["round_id"]), number=int(run.payload["number"]))


async def tell_called_off(run: Run) -> None:
    """A meeting that both had accepted is off: write to the other side."""
    async with run.work():
        await service.tell_called_off(
            meeting_id=UUID(run.payload["meeting_id"]), party_id=UUID(run.payload["party_id"])
        )


async def tell_letter(run: Run) -> None:
    """A letter of invitation is issued or refused: write to who asked for it."""
    async with run.work():
        await service.tell_letter(letter_id=UUID(run.payload["letter_id"]))


async def refill(run: Run) -> None:
    """Somebody has declined or left: propose the freed time to others. A second run finds it filled."""
    await service.refill_freed(round_id=UUID(run.payload["round_id"]), now=clock.now())


async def tell_over(run: Run) -> None:
    """An event is over: ask a party what came of its meetings."""
    async with run.work():
        await service.tell_over(round_id=UUID(run.payload["round_id"]), party_id=UUID(run.payload["party_id"]))


async def print_pack(run: Run) -> None:
    """What is printed for the house was asked for: make it. A second run finds it made, or makes it again."""
    await service.make_pack(pack_id=UUID(run.payload["pack_id"]), round_id=UUID(run.payload["round_id"]))
