"""Milestones through the verbs: who may do what, all or none of several, and what each leaves behind."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from contest.incubator import queries, service
from contest.incubator.rules.milestones import STATES, MilestonePlan, Move
from contest.lib import clock, db
from contest.lib.actor import ANONYMOUS, Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from tests.incubator.world import World, make_world
from tests.makers.incubator import LATER, make_document

NOW = LATER + timedelta(days=10)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def ten_days_later() -> Any:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def world() -> World:
    return await make_world()


async def plan(world: World, *ventures: UUID, actor: Actor | None = None, days: int = 30, **values: Any) -> list[UUID]:
    async with db.work():
        return await service.plan_milestones(
            actor=actor or world.manager,
            venture_ids=ventures,
            plan=msgspec.structs.replace(
                MilestonePlan(title="Pilot runs", due_on=TODAY + timedelta(days=days)), **values
            ),
            now=NOW,
        )


async def hand_in(actor: Actor, one: UUID, *documents: UUID) -> None:
    async with db.work():
        await service.submit_milestone(actor=actor, milestone_id=one, documents=documents, note="It runs.", now=NOW)


async def decide(actor: Actor, *ones: UUID, verdict: str = "accepted", reason: str = "") -> None:
    async with db.work():
        await service.decide_milestones(actor=actor, milestone_ids=ones, verdict=verdict, reason=reason, now=NOW)


async def test_one_is_planned_handed_in_returned_and_accepted_in_its_order(world: World) -> None:
    (first,) = await plan(world, world.venture, owner=world.lin.id)
    (second,) = await plan(world, world.venture, title="Report", after=first)
    own, foreign = await make_document(world.venture, world.lin.id), await make_document(world.other, world.sofia.id)
    waits = await make_document(world.venture, world.lin.id, state="uploaded")
    for documents in ((), (foreign,), (own, foreign), (waits,)):
        with pytest.raises(Invalid) as refused:
            await hand_in(world.lin, first, *documents)
        assert set(refused.value.fields) == {"documents"}
    for actor in (world.manager, world.sofia, ANONYMOUS):
        with pytest.raises(NotFound):
            await hand_in(actor, first, own)
    with pytest.raises(Conflict):
        await decide(world.manager, first)
    await hand_in(world.lin, first, own)
    await hand_in(world.lin, second, own, own)
    for actor in (world.lin, world.sofia):
        with pytest.raises(NotFound):
            await decide(actor, first)
    with pytest.raises(Invalid) as refused:
        await decide(world.manager, second)
    assert set(refused.value.fields) == {"verdict"}
    with pytest.raises(Invalid) as refused:
        await decide(world.manager, first, verdict="returned")
    assert set(refused.value.fields) == {"reason"}
    await decide(world.manager, first, verdict="returned", reason="No figure.")
    await hand_in(world.lin, first, own)
    async with db.work():  # the one before is due on the same day, so it is taken first
        await service.decide_milestones(
            actor=world.manager, milestone_ids=[second, first], verdict="accepted", reason="", now=NOW
        )
    line, _venture = await queries.milestone(actor=world.lin, milestone_id=first)
    assert (line.state, line.owner_name, line.documents, line.note) == ("accepted", "Lin Xiaoyu", 1, "It runs.")
    events = await queries.milestone_events(milestone_id=first)
    assert [one.what for one in events] == ["accepted", "submitted", "returned", "submitted", "planned"]
    assert (events[2].reason, events[2].by) == ("No figure.", "Manager")
    with pytest.raises(Conflict):
        await decide(world.second, first)


async def test_a_day_moves_with_a_reason_for_all_or_for_none(world: World) -> None:
    one, other = sorted(await plan(world, world.venture, world.other))
    async with db.work():
        await service.move_milestones(
            actor=world.manager, milestone_ids=[one, other], move=Move(days=7, reason="A storm."), now=NOW
        )
    days = {(await queries.milestone(actor=world.manager, milestone_id=each))[0].due_on for each in (one, other)}
    assert days == {TODAY + timedelta(days=37)}
    moved = (await queries.milestone_events(milestone_id=one))[0]
    assert (moved.what, moved.reason, moved.from_on, moved.to_on) == (
        "moved", "A storm.", TODAY + timedelta(days=30), TODAY + timedelta(days=37),
    )  # fmt: skip

    async def move(actor: Actor, *ones: UUID, **values: Any) -> None:
        async with db.work():
            await service.move_milestones(
                actor=actor,
                milestone_ids=ones,
                move=msgspec.structs.replace(Move(days=1, reason="x"), **values),
                now=NOW,
            )

    for values, field in (({"reason": ""}, "reason"), ({"to": date(2026, 1, 1), "days": None}, "to")):
        with pytest.raises(Invalid) as refused:
            await move(world.manager, one, **values)
        assert set(refused.value.fields) == {field}
    with pytest.raises(Invalid):
        await move(world.manager)
    with pytest.raises(NotFound):
        await move(world.lin, one)
    async with db.work():
        await service.drop_milestones(actor=world.manager, milestone_ids=[other], reason="Not needed.", now=NOW)
    with pytest.raises(Conflict):
        await move(world.manager, one, other)
    assert (await queries.milestone(actor=world.manager, milestone_id=one))[0].due_on == TODAY + timedelta(days=37)


async def test_a_change_keeps_the_day_and_none_waits_for_itself(world: World) -> None:
    (one,), (two,), (foreign,) = [await plan(world, each) for each in (world.venture, world.venture, world.other)]

    async def change(actor: Actor, which: UUID, **values: Any) -> None:
        asked = msgspec.structs.replace(MilestonePlan(title="Pilot", due_on=date(2020, 1, 1)), **values)
        async with db.work():
            await service.change_milestone(actor=actor, milestone_id=which, plan=asked, now=NOW)

    await change(world.manager, two, after=one, deliverable="A log.")
    line, _venture = await queries.milestone(actor=world.lin, milestone_id=two)
    assert (line.title, line.deliverable, line.due_on, line.waits_for) == (
        "Pilot", "A log.", TODAY + timedelta(days=30), "Pilot runs",
    )  # fmt: skip
    for which, after in ((one, one), (one, two), (one, foreign)):
        with pytest.raises(Invalid) as refused:
            await change(world.manager, which, after=after)
        assert set(refused.value.fields) == {"after"}
    with pytest.raises(NotFound):
        await change(world.lin, one)
    with pytest.raises(Invalid):
        await plan(world, world.venture, days=-60)
    with pytest.raises(Invalid):
        await plan(world)
    with pytest.raises(NotFound):
        await plan(world, world.venture, actor=world.lin)
    assert await db.fetchval("select count(*) from milestone") == 3


async def test_lists_show_each_in_one_state_and_none_to_who_is_tied(world: World) -> None:
    for days in (-1, 0, 14, 15):
        await plan(world, world.venture, days=days)
    ones = [one.id for one in await queries.milestones(venture_id=world.venture)]
    await db.execute("update milestone set state = 'returned' where id = any($1)", [ones[0], ones[3]])
    await plan(world, world.other, days=-2)

    async def listed(actor: Actor, **values: Any) -> list[UUID]:
        found, _total = await queries.edition_milestones(
            actor=actor, edition_id=world.edition_id, today=TODAY, **values
        )
        return [one.id for one in found]

    everything, _ = await queries.edition_milestones(actor=world.manager, edition_id=world.edition_id, today=TODAY)
    for state in STATES:
        assert await listed(world.manager, shown=state) == [one.id for one in everything if one.shown(TODAY) == state]
    assert await listed(world.manager, cohort_id=world.cohort) == [one.id for one in everything]
    late = await queries.late(actor=world.manager, edition_id=world.edition_id, today=TODAY)
    assert [one.what for one in late].count("milestone") == 2
    month = await queries.calendar(
        actor=world.manager, edition_id=world.edition_id, first=TODAY, until=TODAY + timedelta(days=31)
    )
    assert [one.what for one in month].count("milestone") == 3
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'ruled', 'ruled', '', $3)",
        world.submissions[0], world.second.id, NOW,
    )  # fmt: skip
    assert len(await listed(world.second)) == 1
    with pytest.raises(NotFound):
        await queries.milestone(actor=world.second, milestone_id=ones[0])
    with pytest.raises(NotFound):
        await listed(world.lin)


async def test_a_calendar_address_is_one_persons_and_void_when_they_sign_out_everywhere(world: World) -> None:
    (one,) = await plan(world, world.venture)
    await plan(world, world.other)
    key = await queries.own_calendar_key(actor=world.lin)
    reader = await queries.calendar_reader(key=key, now=NOW)
    assert reader.id == world.lin.id
    lines = await queries.feed(actor=reader, today=TODAY)
    assert {each.venture_id for each in lines} == {world.venture}
    assert [each.id for each in lines if each.what == "milestone"] == [one]
    both = await queries.feed(actor=world.manager, today=TODAY)
    assert len([each for each in both if each.what == "milestone"]) == 2
    other = await queries.own_calendar_key(actor=world.sofia)
    for wrong in ("", "x", key[:-1] + "x", f"{world.sofia.id.hex}.0.{key[-40:]}", other.replace(".0.", ".1.")):
        with pytest.raises(NotFound):
            await queries.calendar_reader(key=wrong, now=NOW)
    await db.execute("update person set epoch = epoch + 1 where id = $1", world.lin.id)
    with pytest.raises(NotFound):
        await queries.calendar_reader(key=key, now=NOW)


async def test_a_long_list_has_pages(world: World) -> None:
    await db.execute(
        "insert into milestone (id, venture, title, deliverable, due_on, note, state, created_at, changed_at)"
        " select gen_random_uuid(), $1, 'Step', '', date '2026-01-01' + n, '', 'planned', now(), now()"
        " from generate_series(1, 103) n",
        world.venture,
    )
    days = []
    for number in (1, 2, 3):
        found, total = await queries.edition_milestones(
            actor=world.manager, edition_id=world.edition_id, today=TODAY, page=number
        )
        assert total == 103
        days.append([one.due_on for one in found])
    assert [len(one) for one in days] == [100, 3, 0] and sorted(days[0] + days[1]) == days[0] + days[1]
