"""What waits for a founder: reports, milestones and own steps late or due soon, and what was agreed with a mentor."""

from datetime import timedelta

from contest.incubator import queries, service
from contest.incubator.rules.milestones import MilestonePlan
from contest.lib import db
from contest.lib.actor import SYSTEM
from tests.incubator.world import make_world
from tests.makers.incubator import LATER, make_mentor, make_report

TODAY = LATER.date()


async def test_what_waits_in_ones_own_ventures_stands_by_its_day() -> None:
    world = await make_world()
    plans = [MilestonePlan(title=title, due_on=TODAY + timedelta(days=days)) for title, days in (
        ("Late", 3), ("Soon", 14), ("Far", 15))]  # fmt: skip
    async with db.work():
        for plan in plans:
            await service.plan_milestones(actor=SYSTEM, venture_ids=[world.venture], plan=plan, now=LATER)
    await db.execute("update milestone set due_on = $1 where title = 'Late'", TODAY - timedelta(days=3))
    report = await make_report(world.venture, due_on=TODAY + timedelta(days=90))
    await make_report(world.venture, "quarter", due_on=TODAY + timedelta(days=91), sent_at=LATER)
    steps = await queries.landing_steps(venture_id=world.venture)
    for one, owner in zip(steps, (world.lin.id, world.manager.id, world.lin.id), strict=False):
        await db.execute("update landing_step set owner = $2, due_on = $3 where id = $1", one.id, owner, TODAY)
    await db.execute("update landing_step set due_on = due_on + 15 where id = $1", steps[2].id)
    session = (await make_mentor(world.venture))["session_id"]
    found = await queries.my_due(actor=world.lin, today=TODAY)
    assert [(one.what, one.name) for one in found] == [
        ("milestone", "Late"), ("session", "Call the grid."), ("step", steps[0].name_en), ("milestone", "Soon"),
        ("report", "pulse"),
    ]  # fmt: skip
    assert (found[1].id, found[2].id, found[4].id) == (session, steps[0].id, report)
    assert await queries.my_due(actor=world.sofia, today=TODAY) == []
    await db.execute("update venture set stage = 'parked' where id = $1", world.venture)
    assert await queries.my_due(actor=world.lin, today=TODAY) == []
