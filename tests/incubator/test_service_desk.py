"""The zone's desk, prizes under conditions, what is late, and the mail to who was taken in."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from asyncpg import CheckViolationError

from contest.incubator import queries, service
from contest.incubator.rules.desk import Handling
from contest.incubator.rules.landing import Report
from contest.incubator.rules.prizes import PrizePlan
from contest.lib import clock, db
from contest.lib.actor import ANONYMOUS
from contest.lib.errors import Conflict, Invalid, NotFound
from tests.incubator.world import World, make_world
from tests.makers.incubator import LATER, make_document

NOW = LATER + timedelta(days=10)


@pytest.fixture(autouse=True)
def ten_days_later() -> Any:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def world() -> World:
    return await make_world()


async def test_the_desk_answers_a_venture_and_its_time_is_counted(world: World) -> None:
    async with db.work():
        asked = await service.ask_desk(
            actor=world.lin, venture_id=world.venture, kind="permits", text="Two visas.", now=LATER
        )
        other = await service.ask_desk(
            actor=world.manager, venture_id=world.other, kind="esg", text="A report.", now=NOW
        )
    for actor in (world.sofia, ANONYMOUS):
        with pytest.raises(NotFound):
            await queries.service_request(actor=actor, request_id=asked)
        with pytest.raises(NotFound):
            async with db.work():
                await service.ask_desk(actor=actor, venture_id=world.venture, kind="esg", text="x", now=NOW)
    found, _venture = await queries.service_request(actor=world.lin, request_id=asked)
    assert (found.asker, found.due_on, found.state(NOW.date())) == ("Lin Xiaoyu", date(2026, 7, 7), "late")

    async def handle(actor: Any, **values: Any) -> None:
        plan = Handling(**{"due_on": found.due_on} | values)
        async with db.work():
            await service.handle_request(actor=actor, request_id=asked, plan=plan, now=NOW)

    with pytest.raises(NotFound):
        await handle(world.lin, answer="Mine.")
    with pytest.raises(Invalid) as refused:
        await handle(world.manager, owner=world.lin.id)
    assert set(refused.value.fields) == {"owner"}
    await handle(world.manager, owner=world.second.id)
    assert await queries.desk_days(actor=world.manager, edition_id=world.edition_id) is None
    await handle(world.second, answer="Both are here.", owner=world.second.id)
    with pytest.raises(Conflict):
        await handle(world.second, answer="Again.")
    assert await queries.desk_days(actor=world.manager, edition_id=world.edition_id) == 10
    async with db.work():
        await service.withdraw_request(actor=world.sofia, request_id=other, now=NOW)
    lines = await queries.desk(actor=world.manager, edition_id=world.edition_id)
    assert {one.id: one.state(NOW.date()) for one in lines} == {asked: "answered", other: "withdrawn"}
    for query in (queries.desk, queries.desk_days):
        with pytest.raises(NotFound):
            await query(actor=world.lin, edition_id=world.edition_id)


async def test_a_prize_is_settled_when_each_condition_is_shown_and_lapses_with_a_reason(world: World) -> None:
    plan = PrizePlan(name_en="First", settle_by=date(2026, 7, 1), conditions=("Register.", "Open an account."))
    async with db.work():
        prize, second = [
            await service.promise_prize(actor=world.manager, venture_id=world.venture, plan=plan, now=LATER)
            for _ in range(2)
        ]
    found, _venture = await queries.prize(actor=world.lin, prize_id=prize)
    own, foreign = await make_document(world.venture, world.lin.id), await make_document(world.other, world.sofia.id)

    async def meet(condition: UUID, evidence: UUID | None, actor: Any = world.manager) -> None:
        async with db.work():
            await service.meet_condition(
                actor=actor, prize_id=prize, condition_id=condition, met_on=LATER.date(), evidence=evidence, now=NOW
            )

    async def settle() -> None:
        async with db.work():
            await service.settle_prize(actor=world.manager, prize_id=prize, settled_on=NOW.date(), now=NOW)

    first, last = found.conditions
    for evidence in (None, foreign):
        with pytest.raises(Invalid) as refused:
            await meet(first.id, evidence)
        assert set(refused.value.fields) == {"evidence"}
    of_second = (await queries.prize(actor=world.manager, prize_id=second))[0].conditions[0].id
    for condition, actor in ((first.id, world.lin), (of_second, world.manager)):
        with pytest.raises(NotFound):
            await meet(condition, own, actor)
    await meet(first.id, own)
    with pytest.raises(Invalid):
        await settle()
    await meet(last.id, own)
    late = await queries.late(actor=world.manager, edition_id=world.edition_id, today=NOW.date())
    assert [(one.what, one.id) for one in late] == [("prize", min(prize, second)), ("prize", max(prize, second))]
    await settle()
    with pytest.raises(Conflict):
        await settle()
    with pytest.raises(Invalid):
        async with db.work():
            await service.lapse_prize(actor=world.manager, prize_id=second, reason="", now=NOW)
    async with db.work():
        await service.lapse_prize(actor=world.manager, prize_id=second, reason="It went elsewhere.", now=NOW)
    states = [one.state(NOW.date()) for one in await queries.prizes(venture_id=world.venture)]
    assert sorted(states) == ["lapsed", "settled"]
    with pytest.raises(NotFound):
        await queries.prize(actor=world.sofia, prize_id=prize)
    with pytest.raises(CheckViolationError):
        await db.execute("update prize_condition set evidence = null where id = $1", first.id)


async def test_what_is_late_or_blocked_is_one_list_and_nothing_of_who_left(world: World) -> None:
    step = (await queries.landing_steps(venture_id=world.venture))[0]
    async with db.work():
        await service.report_step(
            actor=world.lin, step_id=step.id, report=Report(begun_on=LATER.date(), blocker="No site."), now=NOW
        )
        await service.ask_desk(actor=world.sofia, venture_id=world.other, kind="esg", text="A report.", now=LATER)

    async def lines(days: int = 0, actor: Any = world.manager) -> list[tuple[str, str]]:
        found = await queries.late(actor=actor, edition_id=world.edition_id, today=NOW.date() + timedelta(days=days))
        return sorted((one.what, one.blocker) for one in found)

    assert await lines() == [("request", ""), ("step", "No site.")]
    assert len(await lines(days=30)) == 3
    await db.execute("update venture set stage = 'parked' where id = $1", world.venture)
    assert await lines() == [("request", "")]
    with pytest.raises(NotFound):
        await lines(actor=world.lin)
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'ruled', 'ruled', '', $3)",
        world.submissions[1], world.second.id, NOW,
    )  # fmt: skip
    assert await lines(actor=world.second) == []
    assert await queries.desk(actor=world.second, edition_id=world.edition_id) == []
    assert await queries.desk_days(actor=world.second, edition_id=world.edition_id) is None


async def test_everybody_of_a_venture_is_told_that_it_was_taken_in(world: World) -> None:
    made = await db.fetchval("select payload->'venture_ids' from outbox_event where name = 'ventures.taken_in' limit 1")
    assert str(world.venture) in made
    async with db.work():
        await service.tell_taken_in(venture_ids=[world.venture])
    row = await db.fetchrow("select recipient_id, subject, body, about, edition_id from message")
    assert row is not None
    assert (row["recipient_id"], list(row["about"]), row["edition_id"]) == (
        world.lin.id, [world.submissions[0]], world.edition_id,
    )  # fmt: skip
    assert "Rainforest village microgrid" in row["subject"] and f"/incubator/ventures/{world.venture}" in row["body"]
