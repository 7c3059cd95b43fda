"""Stalls: three plain rules, a list once a week, each line taken up by a person; and what a rating does: nothing."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.incubator import queries, service
from contest.incubator.rules.alerts import Due, Stall, Watched, reason, stalls, week_of
from contest.incubator.rules.landing import Report
from contest.incubator.rules.milestones import MilestonePlan
from contest.lib import clock, db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, NotFound
from contest.lib.web.front import Front
from tests.incubator.world import World, make_world
from tests.makers.incubator import LATER
from tests.web import browser, post, sign_in

TODAY = date(2026, 9, 1)
ONE, TWO = UUID(int=1), UUID(int=2)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def due(days: int) -> Due:
    return Due(id=TWO, name_en="Pilot", name_zh="试点", since=days_ago(days))


@pytest.mark.parametrize(
    ("heard", "missed", "blocked", "rules"),
    [
        (41, [0], [13], []),
        (42, [], [], ["silent"]),
        (0, [1, 30], [], ["missed", "missed"]),
        (0, [], [14], ["blocked"]),
        (50, [1], [14], ["missed", "blocked", "silent"]),
    ],
)
def test_each_rule_at_its_edge(heard: int, missed: list[int], blocked: list[int], rules: list[str]) -> None:
    of = Watched(
        id=ONE,
        heard_on=days_ago(heard),
        open_milestones=[due(days) for days in missed],
        blocked_steps=[due(days) for days in blocked],
    )
    found = stalls(of, TODAY)
    assert [one.rule for one in found] == rules
    assert all("days" in str(reason(one.rule, one.since, TODAY)) or one.rule == "silent" for one in found)


def test_no_rule_reads_a_rating() -> None:
    assert set(Watched.__struct_fields__) == {"id", "heard_on", "open_milestones", "blocked_steps"}
    assert set(Due.__struct_fields__) == {"id", "name_en", "name_zh", "since"}


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_a_week_begins_on_its_monday(today: date) -> None:
    found = week_of(today)
    assert found.weekday() == 0 and timedelta(0) <= today - found < timedelta(days=7)


@pytest.fixture
async def world() -> World:
    """Lin's venture has missed a milestone and has a blocked step; Sofia's was silent since it was taken in."""
    made = await make_world()
    plan = MilestonePlan(title="Pilot runs", due_on=LATER.date() + timedelta(days=30))
    step = (await queries.landing_steps(venture_id=made.venture))[0]
    async with db.work():
        await service.plan_milestones(actor=made.manager, venture_ids=[made.venture], plan=plan, now=LATER)
        await service.report_step(
            actor=made.lin, step_id=step.id, report=Report(begun_on=LATER.date(), blocker="No site."), now=LATER
        )
    return made


async def list_at(days: int) -> None:
    with clock.moved_to(LATER + timedelta(days=days)):
        async with db.work():
            await service.list_stalls()


async def shown(actor: Actor, world: World) -> list[tuple[str, UUID, bool]]:
    found = await queries.stall_alerts(actor=actor, edition_id=world.edition_id)
    return sorted((one.rule, one.venture_id, one.acknowledged_at is not None) for one in found)


async def test_a_week_has_one_list_whose_lines_are_taken_up_and_end(world: World) -> None:
    await list_at(20)
    assert await shown(world.manager, world) == [("blocked", world.venture, False)]
    await list_at(21)  # the same week, later: the list stays as it was made
    await list_at(48)
    both = [("blocked", world.venture), ("missed", world.venture), ("silent", world.other), ("silent", world.venture)]
    assert [one[:2] for one in await shown(world.manager, world)] == sorted(both)
    (line,) = [
        one
        for one in await queries.stall_alerts(actor=world.manager, edition_id=world.edition_id)
        if one.rule == "missed"
    ]

    async def take_up(actor: Actor, alert: UUID = line.id, note: str = "I call them.") -> None:
        async with db.work():
            await service.acknowledge_stall(actor=actor, alert_id=alert, note=note, now=LATER)

    for actor in (world.lin, world.sofia):
        with pytest.raises(NotFound):
            await take_up(actor)
        with pytest.raises(NotFound):
            await queries.stall_alerts(actor=actor, edition_id=world.edition_id)
    await take_up(world.second)
    with pytest.raises(Conflict):
        await take_up(world.manager)
    await list_at(55)
    assert ("missed", world.venture, True) in await shown(world.manager, world)
    async with db.work():
        await service.ask_desk(
            actor=world.sofia, venture_id=world.other, kind="esg", text="x", now=LATER + timedelta(days=56)
        )
    await db.execute("update venture set stage = 'parked' where id = $1", world.venture)
    await list_at(62)
    assert await shown(world.manager, world) == []
    assert await db.fetchval("select count(*) from stall_alert") == 4


async def test_who_runs_the_incubator_is_told_of_what_they_may_see(world: World) -> None:
    await list_at(48)
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " select gen_random_uuid(), id, $1, 'ruled', 'ruled', '', $2 from submission",
        world.second.id, LATER,
    )  # fmt: skip
    assert await shown(world.second, world) == []
    async with db.work():
        await service.tell_stalls(now=LATER)
    rows = await db.fetch("select recipient_id, subject from message where kind = 'incubator/stalls'")
    assert [row["recipient_id"] for row in rows] == [world.manager.id]
    assert "2 ventures have stalled" in rows[0]["subject"]


async def test_the_page_says_why_and_what_could_be_done(app: Front, client: httpx.AsyncClient, world: World) -> None:
    here = f"/incubator/editions/{world.edition_id}/alerts"
    with clock.moved_to(LATER + timedelta(days=48)):
        await sign_in(client, world.manager.id)
        assert "Nothing has stalled" in (await client.get(here)).text
        await list_at(48)
        page = (await client.get(here)).text
        assert "It was due 18 days ago" in page and "Call its lead." in page and "Its lead is Lin Xiaoyu." in page
        one = f"/incubator/alerts/{await db.fetchval('select id from stall_alert where rule = $1', 'missed')}"
        long = await post(client, one, {"note": "x" * 1001})
        assert (long.status_code, "x" * 1001 in long.text) == (422, True)
        assert (await post(client, one, {"note": "I call them."})).status_code == 303
        assert (await post(client, one, {})).status_code == 409
        page = (await client.get(here)).text
        assert "taken up by Manager" in page and "I call them." in page
        async with browser(app) as lin:
            await sign_in(lin, world.lin.id)
            assert (await lin.get(here)).status_code == (await post(lin, one, {})).status_code == 404
        await client.get("/language/zh")
        assert "里程碑逾期" in (await client.get(here)).text


def test_a_stall_keeps_what_it_is_about() -> None:
    (found,) = stalls(Watched(id=ONE, heard_on=TODAY, open_milestones=[due(3)]), TODAY)
    assert found == Stall(venture=ONE, rule="missed", about=TWO, since=days_ago(3), name_en="Pilot", name_zh="试点")
    assert msgspec.structs.asdict(found)["rule"] == "missed"
    kept: Any = stalls(Watched(id=ONE, heard_on=TODAY), TODAY)
    assert kept == []
