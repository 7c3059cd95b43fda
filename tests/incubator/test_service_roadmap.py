"""A roadmap through the verbs: one node a year, ventures of its own edition, places with a date and a partner, and
nothing published that its people did not say."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from contest.incubator import queries, service
from contest.incubator.rules.places import PlacePlan
from contest.incubator.rules.roadmap import NodePlan, contribution
from contest.lib import db
from contest.lib.actor import SYSTEM, Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.submissions.service import add_tie
from tests.incubator.world import World, make_world
from tests.makers import actor_for, grant, make_person
from tests.makers.accounts import make_organisation
from tests.makers.incubator import LATER, make_document, make_impact, make_mentor, make_report
from tests.makers.zone import make_agreement

NOW = LATER + timedelta(days=60)
PLACE = PlacePlan(kind="landed", place_en="Jiamao", place_zh="加茂", country="CN", since_on=LATER.date())


@pytest.fixture
async def world() -> World:
    return await make_world()


async def save(actor: Actor, edition: UUID, year: int, **more: Any) -> UUID:
    async with db.work():
        plan = NodePlan(year=year, title_en="A node")
        return await service.save_node(actor=actor, edition_id=edition, plan=plan, now=NOW, **more)


async def link(actor: Actor, node: UUID, *ventures: UUID) -> int:
    async with db.work():
        return await service.link_ventures(actor=actor, node_id=node, venture_ids=ventures, now=NOW)


async def add(actor: Actor, venture: UUID, **values: Any) -> UUID:
    async with db.work():
        plan = msgspec.structs.replace(PLACE, **values)
        return await service.add_place(actor=actor, venture_id=venture, plan=plan, now=NOW)


async def test_a_roadmap_begins_grows_and_shrinks(world: World) -> None:
    with pytest.raises(NotFound):
        await save(world.lin, world.edition_id, 2030)
    async with db.work():
        await service.begin_roadmap(actor=world.manager, edition_id=world.edition_id, now=NOW)
    async with db.work():
        with pytest.raises(Conflict):
            await service.begin_roadmap(actor=world.manager, edition_id=world.edition_id, now=NOW)
    with pytest.raises(Invalid) as taken:
        await save(world.manager, world.edition_id, 2028)
    assert set(taken.value.fields) == {"year"}
    mine = await save(world.manager, world.edition_id, 2027)
    assert await save(world.manager, world.edition_id, 2030, node_id=mine) == mine
    assert [one.year for one in await queries.nodes(edition_id=world.edition_id)] == [2025, 2028, 2030, 2040]
    assert await link(world.manager, mine, world.venture, world.venture) == 1
    assert await link(world.manager, mine, world.venture) == 0
    for actor, ventures in ((world.lin, [world.other]), (world.manager, [uuid4()])):
        with pytest.raises(NotFound):
            await link(actor, mine, *ventures)
    with pytest.raises(Invalid):
        await link(world.manager, mine)
    async with db.work():
        with pytest.raises(Conflict):
            await service.drop_node(actor=world.manager, node_id=mine)
    async with db.work():
        await service.unlink_venture(actor=world.manager, node_id=mine, venture_id=world.venture)
        await service.drop_node(actor=world.manager, node_id=mine)
    with pytest.raises(NotFound):
        await queries.node(actor=world.manager, node_id=mine)
    actions = await db.fetch("select action from audit_record where action like 'roadmap.%' order by id")
    assert [row["action"] for row in actions][-5:] == [
        "roadmap.add_node", "roadmap.edit_node", "roadmap.link", "roadmap.unlink", "roadmap.drop_node",
    ]  # fmt: skip


async def test_a_node_counts_what_was_planned_and_reported(world: World) -> None:
    version = await db.fetchval("select version from venture where id = $1", world.venture)
    await make_impact(version)
    node = await save(world.manager, world.edition_id, 2028)
    await link(world.manager, node, world.venture, world.other)
    impact = '{"units": 80, "net_unit_kgco2e": 250, "off_share": 0.1}'
    year = await make_report(
        world.venture, "year", period_on=LATER.date(), until_on=date(2027, 7, 6), due_on=date(2027, 8, 1),
        sent_at=LATER, impact=impact,
    )  # fmt: skip
    found = await queries.linked(actor=world.manager, edition_id=world.edition_id)
    assert [ids for ids, _one in found] == [frozenset({node})] * 2
    one = contribution(found[0][1], 2028)
    assert one is not None and (round(one.claimed, 1), round(one.planned, 1)) == (20.0, 56.0)
    assert contribution(found[1][1], 2028) is None
    await db.execute(
        "insert into indicator_value (id, venture, report, indicator, until_on, value, unit, evidence, verified_at)"
        " values (gen_random_uuid(), $1, $2, 'realised', '2027-07-06', 20, 'tCO2e', $3, now())",
        world.venture, year, await make_document(world.venture, world.lin.id),
    )  # fmt: skip
    read, found = found, await queries.linked(actor=world.manager, edition_id=world.edition_id)
    assert found[0][1].plan is read[0][1].plan  # what was judged is read once
    one = contribution(found[0][1], 2028)
    assert one is not None and (round(one.verified, 1), one.claimed) == (20.0, 0)
    stranger = await make_person("Else")
    await grant(stranger, "programme_organiser", edition_id=uuid4())
    with pytest.raises(NotFound):
        await queries.linked(actor=await actor_for(stranger), edition_id=world.edition_id)
    await db.execute(
        "insert into tie (id, submission, person, kind, source, created_at)"
        " select gen_random_uuid(), submission, $2, 'declared', 'declared', now() from venture where id = $1",
        world.venture, world.second.id,
    )  # fmt: skip
    tied = await queries.linked(actor=world.second, edition_id=world.edition_id)
    assert [one.id for _ids, one in tied] == [world.other]


async def test_a_place_has_a_partner_and_a_date_and_only_its_people_publish_it(world: World) -> None:
    foreign = await make_document(world.other, world.sofia.id)
    for actor, values, error in (
        (world.sofia, {}, NotFound),
        (world.lin, {"kind": "replication"}, Invalid),
        (world.lin, {"evidence": foreign}, Invalid),
        (world.lin, {"since_on": NOW.date() + timedelta(days=2)}, Invalid),
    ):
        with pytest.raises(error):
            await add(actor, world.venture, **values)
    own = await add(world.lin, world.venture)
    await add(world.manager, world.venture, kind="replication", country="FR", place_en="Lyon", partner_en="Ville")
    assert [one.kind for one in await queries.places(venture_id=world.venture)] == ["landed", "replication"]
    assert await queries.open_places(edition_id=world.edition_id) == []
    for actor in (world.manager, world.sofia):
        async with db.work():
            with pytest.raises(NotFound):
                await service.say_publicity(
                    actor=actor, venture_id=world.venture, shows_place=True, shows_figures=True, now=NOW
                )
    async with db.work():
        await service.say_publicity(
            actor=world.lin, venture_id=world.venture, shows_place=True, shows_figures=False, now=NOW
        )
    shown = await queries.open_places(edition_id=world.edition_id)
    assert [(one.place_en, one.partner_en) for one in shown] == [("Jiamao", ""), ("Lyon", "")]
    await db.execute("update venture_place set names_partner = true")
    assert [one.partner_en for one in await queries.open_places(edition_id=world.edition_id)] == ["", "Ville"]
    node = await save(world.manager, world.edition_id, 2028)
    await link(world.manager, node, world.venture)
    assert await queries.open_linked(edition_id=world.edition_id) == []
    assert await queries.unpublished(edition_id=world.edition_id) == 1
    async with db.work():
        with pytest.raises(NotFound):
            await service.remove_place(actor=world.sofia, place_id=own)
    async with db.work():
        assert await service.remove_place(actor=world.lin, place_id=own) == world.venture
    with pytest.raises(NotFound):
        await queries.place_venture(place_id=own)


async def test_who_works_with_whom_is_found_by_organisation_by_name_and_by_mentor(world: World) -> None:
    assert await queries.ties(actor=world.manager, edition_id=world.edition_id) == {}
    body = await make_organisation("Lin Energy")
    await db.execute("update person set organisation = $2 where id = $1", world.lin.id, body)
    name = "update submission_version set content = jsonb_set(content, '{organisation_name}', to_jsonb($1::text))"
    await db.execute(name, "")
    letter = await make_agreement(world.edition_id, body, signed_on=date(2026, 5, 1))
    both = await make_agreement(world.edition_id, body, title_en="Project", signed_on=date(2026, 6, 1))
    await db.execute("update agreement_party set name_zh = '索菲亚' where agreement = $1 and place = 1", both)
    await make_mentor(world.venture)
    found = await queries.ties(actor=world.manager, edition_id=world.edition_id)
    assert set(found) == {world.venture}  # an empty name is nobody's
    assert found[world.venture].mentors == ["Mei Tan"]
    assert found[world.venture].agreements == [(both, "Project", "", ["County"]), (letter, "Letter", "", ["County"])]
    await db.execute(f"{name} where id = (select version from venture where id = $2)", "索菲亚", world.other)
    found = await queries.ties(actor=world.manager, edition_id=world.edition_id)
    assert found[world.other].agreements == [(both, "Project", "", ["Fund"])]
    await add_tie(
        actor=SYSTEM, submission_id=world.submissions[0], person_id=world.manager.id, kind="ruled", source="ruled",
        reason="A cousin.", now=NOW,
    )  # fmt: skip
    assert set(await queries.ties(actor=world.manager, edition_id=world.edition_id)) == {world.other}
    with pytest.raises(NotFound):
        await queries.ties(actor=world.lin, edition_id=world.edition_id)
