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


async def tell_onward(run: Run) -> None:
    """Another round would send its best on to one that others run: ask these."""
    ids = {name: UUID(run.payload[name]) for name in ("decision_id", "into")}
    async with run.work():
        await service.tell_onward(**ids, now=run.now)


async def tell_objection(run: Run) -> None:
    """A team objects to a decision: write to who answers."""
    async with run.work():
        await service.tell_objection(decision_id=UUID(run.payload["decision_id"]), now=run.now)


async def tell_objection_due(run: Run) -> None:
    """The term for answering an objection nears: write to who answers."""
    async with run.work():
        await service.tell_objection_due(objection_id=UUID(run.payload["objection_id"]), now=run.now)


async def tell_objection_answered(run: Run) -> None:
    """An objection was answered: write to who raised it."""
    async with run.work():
        await service.tell_objection_answered(objection_id=UUID(run.payload["objection_id"]))


async def tell_feedback(run: Run) -> None:
    """Feedback was released: write to the applicants."""
    async with run.work():
        await service.tell_feedback(decision_id=UUID(run.payload["decision_id"]))


async def tell_discussion(run: Run) -> None:
    """A judge wrote about an entry: tell the others who read its discussion."""
    async with run.work():
        await service.tell_discussion(message_id=UUID(run.payload["message_id"]))


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


async def publish(run: Run) -> None:
    """The embargo of a decision is over: publish it in the name of who set it, if it is still as they saw it."""
    async with run.work():
        await service.publish_scheduled(
            decision_id=UUID(run.payload["decision_id"]),
            by=UUID(run.payload["by"]),
            seen=run.payload["seen"],
            now=run.now,
        )
