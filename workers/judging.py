"""Jobs of judging."""

from uuid import UUID

from contest.judging import service
from workers.runtime import Run


async def tell_judges(run: Run) -> None:
    """Judging has opened, or judges were given more: write to them."""
    async with run.work():
        await service.tell_judges(
            round_id=UUID(run.payload["round_id"]), judge_ids=[UUID(judge) for judge in run.payload["judge_ids"]]
        )


async def tell_published(run: Run) -> None:
    """A decision was published: write to the applicants."""
    async with run.work():
        await service.tell_applicants(decision_id=UUID(run.payload["decision_id"]), state="published")


async def tell_final(run: Run) -> None:
    """A decision is final: write to the applicants."""
    async with run.work():
        await service.tell_applicants(decision_id=UUID(run.payload["decision_id"]), state="final")


async def find_ties(run: Run) -> None:
    """An entry was handed in, or what is known of a person changed: look for ties in the rounds that it touches."""
    only = {name: UUID(run.payload[name]) for name in ("person_id", "submission_id") if run.payload.get(name)}
    async with run.work():
        await service.find_ties(person_id=only.get("person_id"), submission_id=only.get("submission_id"), now=run.now)


async def rank(run: Run) -> None:
    """Scores have changed: work out where the entries of the round stand."""
    worked = await service.work_out_ranking(round_id=UUID(run.payload["round_id"]))
    if worked is None:
        return
    async with run.work():
        await service.write_ranking(worked=worked, now=run.now)


async def plan(run: Run) -> None:
    """A plan of who judges what was asked for: work it out. How far it is can be read meanwhile, so it has no one
    transaction; a second run begins anew."""
    await service.work_out_plan(plan_id=UUID(run.payload["plan_id"]))
