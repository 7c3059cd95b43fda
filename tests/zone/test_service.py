"""Keeping a register, and counterparts: invited, agreeing, acting, leaving."""

from decimal import Decimal
from uuid import UUID

import pytest

from contest.lib import db
from contest.lib.actor import ANONYMOUS, Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.ids import uuid7
from contest.notifications import queries as notifications
from contest.zone import queries, rules, service
from contest.zone.rules import ScenePlan
from contest.zone.rules.counterparts import CounterpartPlan
from tests.makers import NOW, actor_for, grant, make_edition, make_organisation, make_person, make_round
from tests.makers.zone import make_acting, make_counterpart, make_need, make_zone_scene, owner_of, plan


class World:
    edition: UUID
    other: UUID
    fund: UUID  # a counterpart
    fund_body: UUID  # the organisation that it is
    organiser: Actor
    city: Actor
    elsewhere: Actor
    iris: Actor  # acts for the fund
    rival: Actor  # acts for another


@pytest.fixture
async def world() -> World:
    made = World()
    made.edition, made.other = await make_edition(), await make_edition()
    made.fund = await make_counterpart(made.edition)
    made.fund_body = await owner_of(made.fund)
    await make_zone_scene(made.edition)
    people = {name: await make_person(name) for name in ("organiser", "city", "elsewhere")}
    await grant(people["organiser"], "programme_organiser", edition_id=made.edition)
    round_id = await make_round(made.edition)
    await grant(people["city"], "round_organiser", edition_id=made.edition, round_id=round_id)
    await grant(people["elsewhere"], "programme_organiser", edition_id=made.other)
    made.organiser, made.city, made.elsewhere = [await actor_for(person) for person in people.values()]
    made.iris = await actor_for(await make_acting(made.fund))
    rival = await make_counterpart(made.edition, "Rival Capital")
    made.rival = await actor_for(await make_acting(rival, "Rita Rival"))
    return made


async def _seen(actor: Actor, edition_id: UUID) -> list[str]:
    return [one.reference for one in await queries.needs(actor=actor, edition_id=edition_id)]


async def test_a_need_is_read_by_its_owner_and_the_organisers_and_by_nobody_else(world: World) -> None:
    need = await make_need(world.edition, world.fund_body, reference="T-1")
    for actor in (world.organiser, world.city, world.iris):
        assert await _seen(actor, world.edition) == ["T-1"]
        found = await queries.need(actor=actor, need_id=need)
        assert (found.owner_en, found.is_owner) == ("Blue Lagoon Capital", actor is world.iris)
    for actor in (world.rival, world.elsewhere, ANONYMOUS, await actor_for(await make_person("Stranger"))):
        assert await _seen(actor, world.edition) == []
        with pytest.raises(NotFound):
            await queries.need(actor=actor, need_id=need)


async def test_a_need_is_changed_by_who_keeps_the_register_and_who_acts_for_its_owner(world: World) -> None:
    need = await make_need(world.edition, world.fund_body, reference="T-1")
    for actor in (world.organiser, world.iris):
        async with db.work():
            title = f"Cooling for {actor.name}"
            await service.edit_need(actor=actor, need_id=need, plan=plan(reference="T-1", title_en=title), now=NOW)
        assert (await queries.need(actor=world.organiser, need_id=need)).title_en == title
    for actor in (world.city, world.rival, world.elsewhere):
        with pytest.raises(NotFound):
            async with db.work():
                await service.edit_need(actor=actor, need_id=need, plan=plan(), now=NOW)
        with pytest.raises(NotFound):
            async with db.work():
                await service.step_need(actor=actor, need_id=need, to="open", now=NOW)
        with pytest.raises(NotFound):
            async with db.work():
                await service.create_need(
                    actor=actor, edition_id=world.edition, owner=world.fund_body, plan=plan(), now=NOW
                )


async def test_an_owner_writes_needs_of_its_own_kind_and_name(world: World) -> None:
    async with db.work():
        await service.create_need(
            actor=world.iris, edition_id=world.edition, owner=world.fund_body, plan=plan(reference="OWN"), now=NOW
        )
    assert await _seen(world.iris, world.edition) == ["OWN"]
    with pytest.raises(Invalid) as refused:
        async with db.work():
            await service.create_need(
                actor=world.iris, edition_id=world.edition, owner=world.fund_body, plan=plan(kind="scenario"), now=NOW
            )
    assert set(refused.value.fields) == {"kind"}
    with pytest.raises(NotFound):  # not for another owner, and not in another edition
        async with db.work():
            await service.create_need(
                actor=world.rival, edition_id=world.edition, owner=world.fund_body, plan=plan(), now=NOW
            )
    with pytest.raises(NotFound):
        async with db.work():
            await service.create_need(
                actor=world.iris, edition_id=world.other, owner=world.fund_body, plan=plan(), now=NOW
            )


async def test_a_reference_is_there_once_and_an_owner_is_of_the_register(world: World) -> None:
    await make_need(world.edition, world.fund_body, reference="T-1")
    second = await make_need(world.edition, world.fund_body, reference="T-2")
    for verb in (
        service.create_need(
            actor=world.organiser, edition_id=world.edition, owner=world.fund_body, plan=plan(reference="T-1"), now=NOW
        ),
        service.edit_need(actor=world.organiser, need_id=second, plan=plan(reference="T-1"), now=NOW),
    ):
        with pytest.raises(Invalid) as refused:
            async with db.work():
                await verb
        assert set(refused.value.fields) == {"reference"}
    with pytest.raises(Invalid) as refused:
        async with db.work():
            await service.create_need(
                actor=world.organiser, edition_id=world.edition, owner=uuid7(), plan=plan(), now=NOW
            )
    assert set(refused.value.fields) == {"owner"}


async def test_a_need_goes_its_way_and_an_illegal_step_is_refused(world: World) -> None:
    need = await make_need(world.edition, world.fund_body, scenes=[])
    with pytest.raises(Conflict, match="no scene"):
        async with db.work():
            await service.step_need(actor=world.iris, need_id=need, to="open", now=NOW)
    async with db.work():
        await service.edit_need(actor=world.iris, need_id=need, plan=plan(), now=NOW)
        await service.step_need(actor=world.iris, need_id=need, to="open", now=NOW)
    with pytest.raises(Invalid):  # open, it stays fit to be
        async with db.work():
            await service.edit_need(actor=world.iris, need_id=need, plan=plan(scenes=[]), now=NOW)
    async with db.work():
        await service.step_need(actor=world.iris, need_id=need, to="met", now=NOW)
    with pytest.raises(Conflict):
        async with db.work():
            await service.step_need(actor=world.iris, need_id=need, to="open", now=NOW)
    assert (await queries.need(actor=world.iris, need_id=need)).opened_at == NOW


async def test_the_public_reads_what_the_owner_allows(world: World) -> None:
    money = {"least_cny": Decimal(1_000_000), "most_cny": Decimal(5_000_000), "invested_cny": Decimal(9)}
    for reference, state, values in (
        ("DRAFT", "draft", {"publicity": "named"}),
        ("SILENT", "open", {"publicity": "none"}),
        ("CLOSED", "closed", {"publicity": "named"}),
        ("UNNAMED", "open", {"publicity": "unnamed", **money}),
        ("NAMED", "under_way", {"publicity": "named", "shows_money": True, **money}),
    ):
        await make_need(world.edition, world.fund_body, reference=reference, state=state, **values)
    found = {one.reference: one for one in await queries.public_needs(edition_id=world.edition)}
    assert set(found) == {"UNNAMED", "NAMED"}
    assert (found["UNNAMED"].owner_en, found["UNNAMED"].least_cny, found["UNNAMED"].invested_cny) == ("", None, None)
    assert (found["NAMED"].owner_en, found["NAMED"].most_cny) == ("Blue Lagoon Capital", Decimal(5_000_000))
    assert await queries.public_needs(edition_id=world.other) == []
    [line] = await queries.totals(edition_id=world.edition)
    assert (line.kind, line.needs, line.under_way, line.invested_cny) == ("thesis", 5, 1, Decimal(18))


async def test_scenes_are_kept_by_who_organises_and_stay_while_a_need_names_them(world: World) -> None:
    [energy] = await queries.scenes(edition_id=world.edition)
    await make_need(world.edition, world.fund_body)
    with pytest.raises(Conflict):
        async with db.work():
            await service.remove_scene(actor=world.organiser, edition_id=world.edition, scene_id=energy.id)
    new = ScenePlan(key="water", name_en="Water", name_zh="水", same_as=["blue"])
    for actor in (world.city, world.iris, world.elsewhere):
        with pytest.raises(NotFound):
            async with db.work():
                await service.save_scene(actor=actor, edition_id=world.edition, plan=new)
    async with db.work():
        made = await service.save_scene(actor=world.organiser, edition_id=world.edition, plan=new)
    with pytest.raises(Invalid):
        async with db.work():
            await service.save_scene(actor=world.organiser, edition_id=world.edition, plan=new)
    async with db.work():
        again = ScenePlan(key="ignored", name_en="Waters", name_zh="水", scene_id=made)
        await service.save_scene(actor=world.organiser, edition_id=world.edition, plan=again)
    assert [(one.key, one.name_en) for one in await queries.scenes(edition_id=world.edition)][1] == ("water", "Waters")
    async with db.work():
        await service.remove_scene(actor=world.organiser, edition_id=world.edition, scene_id=made)
    assert len(await queries.scenes(edition_id=world.edition)) == 1


async def _invite(world: World, actor: Actor, email: str = "new@fund.example") -> tuple[UUID, UUID]:
    async with db.work():
        counterpart = await service.invite_counterpart(
            actor=actor, edition_id=world.edition, kind="owner", name_en="Jiamao Park", name_zh="", country="CN",
            now=NOW,
        )  # fmt: skip
        person = await service.invite_person(
            actor=actor, counterpart_id=counterpart, email=email, name="Wu Qiang", locale="zh", now=NOW
        )
    return counterpart, person


async def _join(person: Actor, counterpart: UUID, number: int = 1) -> None:
    async with db.work():
        await service.accept_terms(actor=person, counterpart_id=counterpart, number=number, locale="zh", now=NOW)


async def test_who_is_invited_acts_only_after_agreeing_to_the_terms(world: World) -> None:
    counterpart, person = await _invite(world, world.city)
    sealed = await db.fetchval("select sealed_words from message order by created_at desc, id desc limit 1")
    assert notifications.words(sealed)["link"]
    await db.execute("update person set email_confirmed_at = $1 where id = $2", NOW, person)
    wu = await actor_for(person)
    assert (await queries.invitation(actor=wu, counterpart_id=counterpart)).accepted_at is None
    assert await queries.my_counterparts(actor=wu) == []
    with pytest.raises(NotFound):
        await queries.counterpart(actor=wu, counterpart_id=counterpart)
    with pytest.raises(Conflict):
        await _join(wu, counterpart, number=2)
    await _join(wu, counterpart)
    wu = await actor_for(person)
    assert wu.has("counterpart", edition_id=world.edition)
    assert [one.id for one in await queries.my_counterparts(actor=wu)] == [counterpart]
    for stranger in (world.iris, world.elsewhere):
        with pytest.raises(NotFound):
            await queries.invitation(actor=stranger, counterpart_id=counterpart)
        with pytest.raises(NotFound):
            await queries.counterpart(actor=stranger, counterpart_id=counterpart)


async def test_who_is_removed_or_leaves_sees_nothing_from_then_on(world: World) -> None:
    need = await make_need(world.edition, world.fund_body)
    for actor in (world.iris, world.rival, world.elsewhere):
        with pytest.raises(NotFound):
            async with db.work():
                await service.remove_person(actor=actor, counterpart_id=world.fund, person_id=world.iris.id, now=NOW)
    async with db.work():
        await service.remove_person(actor=world.city, counterpart_id=world.fund, person_id=world.iris.id, now=NOW)
    with pytest.raises(NotFound):
        await queries.need(actor=world.iris, need_id=need)
    with pytest.raises(NotFound):
        async with db.work():
            await service.edit_need(actor=world.iris, need_id=need, plan=plan(), now=NOW)
    async with db.work():  # asked again, they agree anew
        await service.invite_person(
            actor=world.city, counterpart_id=world.fund, email=world.iris.email, name="Iris", locale="en", now=NOW
        )
    assert await queries.my_counterparts(actor=world.iris) == []
    await _join(world.iris, world.fund)
    assert (await queries.need(actor=world.iris, need_id=need)).is_owner
    async with db.work():
        await service.decline_invitation(actor=world.iris, counterpart_id=world.fund, now=NOW)
    assert await queries.my_counterparts(actor=world.iris) == []


async def test_only_organisers_there_invite_and_nobody_twice(world: World) -> None:
    for actor in (world.iris, world.elsewhere):
        with pytest.raises(NotFound):
            await _invite(world, actor)
        with pytest.raises(NotFound):
            async with db.work():
                await service.invite_person(
                    actor=actor, counterpart_id=world.fund, email="x@y.example", name="X", locale="en", now=NOW
                )
        with pytest.raises(NotFound):
            await queries.counterparts(actor=actor, edition_id=world.edition)
    counterpart, _ = await _invite(world, world.organiser)
    with pytest.raises(Invalid) as refused:
        await _invite(world, world.organiser)
    assert set(refused.value.fields) == {"name_en"}
    with pytest.raises(Invalid) as refused:
        async with db.work():
            await service.invite_person(
                actor=world.organiser, counterpart_id=counterpart, email="new@fund.example", name="Wu", locale="zh",
                now=NOW,
            )  # fmt: skip
    assert set(refused.value.fields) == {"email"}
    with pytest.raises(Invalid) as refused:
        async with db.work():
            await service.invite_counterpart(
                actor=world.organiser,
                edition_id=world.edition,
                kind="spy",
                name_en="",
                name_zh="",
                country="X",
                now=NOW,
            )
    assert set(refused.value.fields) == {"kind", "country", "name_en"}
    listed = await queries.counterparts(actor=world.city, edition_id=world.edition)
    assert [(one.name_en, one.people, one.invited) for one in listed] == [
        ("Blue Lagoon Capital", 1, 0),
        ("Rival Capital", 1, 0),
        ("Jiamao Park", 0, 1),
    ]


async def test_an_organisation_that_an_applicant_named_is_never_taken_for_a_counterpart(world: World) -> None:
    theirs = await make_organisation("Jiamao Park")
    counterpart, _ = await _invite(world, world.organiser)
    assert await owner_of(counterpart) != theirs


async def test_new_terms_are_a_version_and_who_agreed_before_keeps_acting(world: World) -> None:
    with pytest.raises(NotFound):
        async with db.work():
            await service.publish_terms(
                actor=world.city, edition_id=world.edition, body_en="New.", body_zh="新。", now=NOW
            )
    async with db.work():
        await service.publish_terms(
            actor=world.organiser, edition_id=world.edition, body_en="New.", body_zh="新。", now=NOW
        )
    found = await queries.terms_in_force(edition_id=world.edition)
    assert (found.number, found.body_en) == (2, "New.")
    assert len(await queries.my_counterparts(actor=world.iris)) == 1
    assert (await queries.terms_in_force(edition_id=world.other)).body_en == rules.FIRST_EN


async def test_a_counterpart_says_who_it_is(world: World) -> None:
    words = CounterpartPlan(about_en="We fund cooling.", languages=["en", "fr"], is_named=True)
    for actor in (world.rival, world.city, world.elsewhere):
        with pytest.raises(NotFound):
            async with db.work():
                await service.edit_counterpart(actor=actor, counterpart_id=world.fund, plan=words)
    async with db.work():
        await service.edit_counterpart(actor=world.iris, counterpart_id=world.fund, plan=words)
    found = await queries.counterpart(actor=world.organiser, counterpart_id=world.fund)
    assert (found.about_en, found.languages, found.is_named) == ("We fund cooling.", ["en", "fr"], True)
    with pytest.raises(Invalid) as refused:
        async with db.work():
            await service.edit_counterpart(
                actor=world.iris, counterpart_id=world.fund,
                plan=CounterpartPlan(about_zh="长" * 2001, languages=["xx"]),
            )  # fmt: skip
    assert set(refused.value.fields) == {"about_zh", "languages"}


async def test_what_the_database_promises_holds(world: World) -> None:
    await make_need(world.edition, world.fund_body, state="open", publicity="named")
    for rule, broken in queries.INVARIANTS.items():
        assert await db.fetchval(f"select count(*) from ({broken}) as broken") == 0, rule
    await db.execute("update need set scenes = '{gone}', title_zh = ''")
    bad = [rule for rule, sql in queries.INVARIANTS.items() if await db.fetchval(f"select count(*) from ({sql}) b")]
    assert bad == ["a need names scenes of its own register", "a published need has its title in both languages"]
