"""A venture's landing: planned by the template of then, reported by its people and its manager."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from asyncpg import CheckViolationError

from contest.incubator import queries, service
from contest.incubator.rules.landing import DEFAULTS, Report, StepText
from contest.lib import clock, db
from contest.lib.errors import Conflict, Invalid, NotFound
from tests.makers import actor_for, grant, make_person
from tests.makers.certificates import FINAL, Won, make_won
from tests.makers.incubator import LATER, make_document, make_venture

DAY, NOW = FINAL.date(), LATER + timedelta(days=90)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def three_months_later() -> Any:
    with clock.moved_to(NOW):
        yield


def day(number: int) -> date:
    return DAY + timedelta(days=number)


class World(Won):
    venture: UUID
    other: UUID
    manager: UUID


@pytest.fixture
async def world() -> World:
    made = World()
    made.__dict__.update((await make_won("Lin Xiaoyu", "Sofia Rossi")).__dict__)
    made.manager = await make_person("Manager")
    await grant(made.manager, "programme_organiser", edition_id=made.edition_id)
    made.venture = await make_venture(made.edition_id, made.submissions[0])
    made.other = await make_venture(made.edition_id, made.submissions[1])
    return made


async def test_a_venture_gets_its_plan_from_the_template_of_then(world: World) -> None:
    manager, lin = await actor_for(world.manager), await actor_for(world.owners[0])
    plan = await queries.landing_steps(venture_id=world.venture)
    assert [one.name_en for one in plan] == [one.name_en for one in DEFAULTS["company"]]
    assert (plan[0].due_on, plan[3].due_on) == (day(30), day(150))
    steps = [StepText("Lease", "租约", 40)]
    async with db.work():
        await service.save_template(actor=manager, edition_id=world.edition_id, kind="company", steps=steps, now=NOW)
    assert await queries.template(actor=manager, edition_id=world.edition_id, kind="company") == steps
    assert len(await queries.landing_steps(venture_id=world.venture)) == len(DEFAULTS["company"])
    with pytest.raises(Conflict):
        async with db.work():
            await service.plan_landing(actor=manager, venture_id=world.venture, now=NOW)
    await db.execute("delete from landing_step where venture = $1", world.venture)
    for actor in (lin, manager):
        try:
            async with db.work():
                await service.plan_landing(actor=actor, venture_id=world.venture, now=NOW)
        except NotFound:
            assert actor is lin
    assert [one.name_zh for one in await queries.landing_steps(venture_id=world.venture)] == ["租约"]
    for kind, actor in (("company", lin), ("other", manager)):
        with pytest.raises(NotFound):
            await queries.template(actor=actor, edition_id=world.edition_id, kind=kind)


async def test_its_people_report_and_its_manager_says_who_and_by_when(world: World) -> None:
    manager, lin, sofia = [await actor_for(one) for one in (world.manager, *world.owners)]
    step = (await queries.landing_steps(venture_id=world.venture))[3]
    licence, foreign = await make_document(world.venture, lin.id), await make_document(world.other, sofia.id)

    async def report(actor: Any, **values: Any) -> Any:
        async with db.work():
            await service.report_step(actor=actor, step_id=step.id, report=Report(**values), now=NOW)
        return (await queries.landing_step(actor=manager, step_id=step.id))[0]

    owned = await report(manager, owner=lin.id, due_on=day(60))
    assert (owned.owner_name, owned.state(TODAY)) == ("Lin Xiaoyu", "late")
    told = await report(lin, begun_on=day(50), blocker="The name is taken.", owner=sofia.id, due_on=day(400))
    assert (told.owner, told.due_on, told.state(TODAY)) == (lin.id, day(60), "blocked")
    for evidence in (None, foreign):
        with pytest.raises(Invalid) as refused:
            await report(lin, begun_on=day(50), done_on=day(70), evidence=evidence)
        assert set(refused.value.fields) == {"evidence"}
    done = await report(lin, begun_on=day(50), done_on=day(70), evidence=licence)
    assert (done.state(TODAY), done.days(TODAY), done.file_name, done.blocker) == ("done", 20, "licence.pdf", "")
    with pytest.raises(Invalid):
        await report(manager, owner=sofia.id)
    with pytest.raises(NotFound):
        await report(sofia, begun_on=day(50))
    with pytest.raises(CheckViolationError):
        await db.execute("update landing_step set evidence = null where id = $1", step.id)
