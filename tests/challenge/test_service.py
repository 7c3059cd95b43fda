"""Verbs on editions and rounds, by named persons: Ana organises the programme, Paul the Paris round, Mei nothing."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from contest.challenge import queries, rules, service
from contest.challenge.rules import plans
from contest.lib import db
from contest.lib.actor import SYSTEM, Actor, Grant
from contest.lib.config import settings
from contest.lib.errors import AppError, Conflict, Invalid, NotFound
from tests.makers import NOW, actor_for, grant, make_city, make_edition, make_person, make_round, make_scene

HOUR = timedelta(hours=1)


class World(msgspec.Struct, frozen=True):
    edition: UUID
    paris: UUID
    shenzhen: UUID
    ana: Actor
    paul: Actor
    mei: Actor


@pytest.fixture
async def world() -> AsyncIterator[World]:
    edition = await make_edition()
    paris = await make_round(edition, slug="paris", city=await make_city())
    china = {"time_zone": "Asia/Shanghai", "city": await make_city("Shenzhen", "深圳", "Asia/Shanghai", "CN")}
    shenzhen = await make_round(edition, slug="shenzhen", name_en="Shenzhen round", name_zh="深圳赛区", **china)
    people = {name: await make_person(name) for name in ("Ana", "Paul", "Mei")}
    await grant(people["Ana"], "programme_organiser", edition_id=edition)
    await grant(people["Paul"], "round_organiser", edition_id=edition, round_id=paris)
    ana, paul, mei = [await actor_for(person) for person in people.values()]
    yield World(edition, paris, shenzhen, ana, paul, mei)


def _edition(**values: Any) -> plans.EditionPlan:
    plain = {"slug": "baoting-2027", "code_prefix": "BT27", "name_en": "Climate Challenge", "name_zh": "气候挑战赛"}
    return plans.EditionPlan(**(plain | values))


def _round(**values: Any) -> plans.RoundPlan:
    plain: dict[str, Any] = {
        "slug": "lyon",
        "name_en": "Lyon round",
        "name_zh": "里昂赛区",
        "opens_at": NOW,
        "closes_at": NOW + timedelta(days=30),
        "reviews_due_at": NOW + timedelta(days=60),
        "kinds": ["project"],
        "time_zone": "Europe/Paris",
    }
    return plans.RoundPlan(**(plain | values))


async def _plan(round_id: UUID, **values: Any) -> plans.RoundPlan:
    facts = await queries.round_facts(round_id=round_id)
    assert facts is not None
    return msgspec.structs.replace(service.plan_of(facts), **values)


async def _recorded(action: str) -> list[dict[str, Any]]:
    rows = await db.fetch("select data, outcome from audit_record where action = $1 order by id", action)
    return [msgspec.json.decode(row["data"]) for row in rows]


async def test_create_edition_is_for_who_organises_the_whole_installation(world: World) -> None:
    founder = Actor(person_id=world.mei.id, grants=(Grant(role="programme_organiser"),))
    async with db.work():
        edition_id = await service.create_edition(actor=founder, plan=_edition(), now=NOW)
    found = await queries.edition_facts(edition_id=edition_id)
    assert found is not None
    assert (found.state, found.slug, found.is_demo) == ("draft", "baoting-2027", False)
    assert await _recorded("edition.create") == [{"slug": "baoting-2027"}]
    for actor in (world.ana, world.paul, world.mei, Actor()):
        with pytest.raises(NotFound):
            async with db.work():
                await service.create_edition(actor=actor, plan=_edition(slug="other"), now=NOW)


@pytest.mark.parametrize("field", ["slug", "code_prefix"])
async def test_create_edition_refuses_a_name_that_is_taken(field: str) -> None:
    async with db.work():
        await service.create_edition(actor=SYSTEM, plan=_edition(), now=NOW)
    other = {"slug": "baoting-2028", "code_prefix": "BT28"} | {field: getattr(_edition(), field)}
    with pytest.raises(Invalid) as error:
        async with db.work():
            await service.create_edition(actor=SYSTEM, plan=_edition(**other), now=NOW)
    assert list(error.value.fields) == [field]


async def test_edit_edition_keeps_address_and_codes_once_it_is_open(world: World) -> None:
    before = await queries.edition_facts(edition_id=world.edition)
    assert before is not None
    same = {"slug": before.slug, "code_prefix": before.code_prefix}
    async with db.work():
        await service.edit_edition(
            actor=world.ana, edition_id=world.edition, plan=_edition(**same, name_en="New"), now=NOW
        )
    after = await queries.edition_facts(edition_id=world.edition)
    assert after is not None
    assert (after.name_en, after.slug) == ("New", before.slug)
    with pytest.raises(Invalid) as error:
        async with db.work():
            await service.edit_edition(actor=world.ana, edition_id=world.edition, plan=_edition(), now=NOW)
    assert sorted(error.value.fields) == ["code_prefix", "slug"]


async def test_step_edition_opens_once_a_round_a_scene_and_both_languages_are_there() -> None:
    edition = await make_edition(state="draft", purpose_zh="")
    with pytest.raises(Conflict) as error:
        async with db.work():
            await service.step_edition(actor=SYSTEM, edition_id=edition, to="open", now=NOW)
    assert str(error.value) == "It has no round yet."
    await make_round(edition, state="planned")
    await make_scene(edition)
    await db.execute("update edition set purpose_zh = '让气候方案落地海南。'")
    async with db.work():
        await service.step_edition(actor=SYSTEM, edition_id=edition, to="open", now=NOW)
    assert [(each["from"], each["to"]) for each in await _recorded("edition.step")] == [("draft", "open")]


async def test_every_illegal_step_of_an_edition_is_refused() -> None:
    edition = await make_edition()
    for state in rules.EDITION_STEPS:
        await db.execute("update edition set state = $1", state)
        for to in [*rules.EDITION_STEPS, "no such state"]:
            if not rules.is_edition_step(state, to):
                with pytest.raises(Conflict) as error:
                    async with db.work():
                        await service.step_edition(actor=SYSTEM, edition_id=edition, to=to, now=NOW)
                assert error.value.facts == {"edition_id": str(edition), "state": state, "to": to}
    assert await _recorded("edition.step") == []


async def test_create_city_wants_a_zone_of_the_database(world: World) -> None:
    lyon = plans.CityPlan(key="lyon", name_en="Lyon", name_zh="里昂", country="FR", time_zone="Europe/Paris")
    async with db.work():
        await service.create_city(actor=world.ana, plan=lyon, now=NOW)
    for plan, wrong in ((lyon, "key"), (msgspec.structs.replace(lyon, key="mars", time_zone="Mars/One"), "time_zone")):
        with pytest.raises(Invalid) as error:
            async with db.work():
                await service.create_city(actor=world.ana, plan=plan, now=NOW)
        assert list(error.value.fields) == [wrong]


async def test_create_round_takes_the_zone_of_its_city(world: World) -> None:
    city = await make_city("Helsinki", "赫尔辛基", "Europe/Helsinki", "FI")
    async with db.work():
        round_id = await service.create_round(
            actor=world.ana, edition_id=world.edition, plan=_round(city_id=city, time_zone="UTC"), now=NOW
        )
    facts = await queries.round_facts(round_id=round_id)
    assert facts is not None
    assert (facts.state, facts.time_zone, facts.city_en, facts.kinds) == (
        "planned",
        "Europe/Helsinki",
        "Helsinki",
        ["project"],
    )


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"slug": "paris"}, "slug"),
        ({"opens_at": NOW - 3 * HOUR, "closes_at": NOW - HOUR}, "closes_at"),
        ({"closes_at": NOW - HOUR}, "closes_at"),
        ({"city_id": UUID(int=1)}, "city_id"),
        ({"time_zone": "Mars/One"}, "time_zone"),
    ],
)
async def test_create_round_refuses_what_does_not_hold_together(
    world: World, values: dict[str, Any], wrong: str
) -> None:
    with pytest.raises(Invalid) as error:
        async with db.work():
            await service.create_round(actor=world.ana, edition_id=world.edition, plan=_round(**values), now=NOW)
    assert list(error.value.fields) == [wrong]


async def test_create_round_is_refused_where_the_edition_has_moved_on(world: World) -> None:
    await db.execute("update edition set state = 'judging'")
    with pytest.raises(Conflict):
        async with db.work():
            await service.create_round(actor=world.ana, edition_id=world.edition, plan=_round(), now=NOW)


async def test_edit_round_moves_an_open_deadline_later_and_tells_why(world: World) -> None:
    before = await _plan(world.paris)
    later = before.closes_at + 24 * HOUR
    async with db.work():
        await service.edit_round(
            actor=world.paul,
            round_id=world.paris,
            plan=await _plan(world.paris, closes_at=later),
            reason_en="The site was down on Friday.",
            now=NOW,
        )
    told = await queries.changes(round_id=world.paris)
    assert [(each.kind, each.was, each.becomes, each.reason_en, each.reason_zh) for each in told] == [
        ("deadline", before.closes_at, later, "The site was down on Friday.", "")
    ]
    assert (await _plan(world.paris)).closes_at == later


async def test_edit_round_without_a_move_tells_nothing(world: World) -> None:
    async with db.work():
        await service.edit_round(
            actor=world.paul,
            round_id=world.paris,
            plan=await _plan(world.paris, name_en="Round in Paris"),
            reason_en="Left in the form.",
            now=NOW,
        )
    assert await queries.changes(round_id=world.paris) == []


async def test_edit_round_breaks_no_promise(world: World) -> None:
    before = await _plan(world.paris)
    for values, wrong in (
        ({"closes_at": before.closes_at - HOUR}, "closes_at"),
        ({"closes_at": before.closes_at + HOUR}, "reason_en"),
        ({"blindness": "names"}, "blindness"),
        ({"city_id": None}, "city_id"),
    ):
        with pytest.raises(Invalid) as error:
            async with db.work():
                await service.edit_round(
                    actor=world.paul, round_id=world.paris, plan=await _plan(world.paris, **values), now=NOW
                )
        assert list(error.value.fields) == [wrong]
    assert await _plan(world.paris) == before


async def test_edit_round_is_refused_from_screening_on(world: World) -> None:
    for state in set(rules.ROUND_STEPS) - {"planned", "open"}:
        await db.execute("update round set state = $1", state)
        with pytest.raises(Conflict):
            async with db.work():
                await service.edit_round(actor=world.ana, round_id=world.paris, plan=await _plan(world.paris), now=NOW)


async def test_edit_round_may_change_all_of_a_planned_one(world: World) -> None:
    await db.execute("update round set state = 'planned'")
    plan = await _plan(
        world.paris, blindness="names", closes_at=NOW + HOUR, kinds=["talent"], slug="lyon", city_id=None, quota=3
    )
    async with db.work():
        await service.edit_round(actor=world.paul, round_id=world.paris, plan=plan, now=NOW)
    assert await _plan(world.paris) == plan
    assert await queries.changes(round_id=world.paris) == []


async def test_step_round_goes_its_way_and_each_step_is_recorded(world: World) -> None:
    await db.execute("update round set state = 'planned'")
    way = [
        ("open", NOW),
        *[(to, NOW + timedelta(days=50)) for to in ("screening", "judging", "deliberation", "notice", "decided")],
    ]
    for to, now in way:
        async with db.work():
            await service.step_round(actor=world.paul, round_id=world.paris, to=to, now=now)
    assert [each["to"] for each in await _recorded("round.step")] == [to for to, _ in way]


async def test_no_call_opens_without_a_scanner_or_its_waiver(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await db.execute("update round set state = 'planned'")
    async with db.work():
        await service.end_scan_waiver(actor=world.ana, edition_id=world.edition, now=NOW)

    async def open_it() -> None:
        async with db.work():
            await service.step_round(actor=world.paul, round_id=world.paris, to="open", now=NOW)
            raise ZeroDivisionError  # so that it can be tried again

    with pytest.raises(Conflict):
        await open_it()
    with monkeypatch.context() as patch:
        patch.setenv("CLAMD_URL", "unix:/run/clamd")
        settings.cache_clear()
        with pytest.raises(ZeroDivisionError):
            await open_it()
    settings.cache_clear()
    with pytest.raises(Conflict):
        await open_it()
    for reason in ("", "Because."):
        with pytest.raises(Invalid):
            async with db.work():
                await service.waive_scan(actor=world.ana, edition_id=world.edition, reason=reason, now=NOW)
    with pytest.raises(NotFound):  # a round's organiser does not decide this for all rounds
        async with db.work():
            await service.waive_scan(actor=world.paul, edition_id=world.edition, reason="It is safe here.", now=NOW)
    async with db.work():
        await service.waive_scan(actor=world.ana, edition_id=world.edition, reason="It is safe here.", now=NOW)
    with pytest.raises(ZeroDivisionError):
        await open_it()
    found = await queries.edition_facts(edition_id=world.edition)
    assert found is not None
    assert (found.scan_waiver, found.scan_waived_by, found.scan_waived_at) == ("It is safe here.", "Ana", NOW)
    assert len(await _recorded("edition.waive_scan")) == len(await _recorded("edition.end_scan_waiver")) == 1


async def test_every_illegal_step_of_a_round_is_refused(world: World) -> None:
    for state in rules.ROUND_STEPS:
        await db.execute("update round set state = $1 where id = $2", state, world.paris)
        for to in [*rules.ROUND_STEPS, "no such state"]:
            if not rules.is_round_step(state, to):
                with pytest.raises(Conflict) as error:
                    async with db.work():
                        await service.step_round(actor=world.paul, round_id=world.paris, to=to, now=NOW)
                assert error.value.facts == {"round_id": str(world.paris), "state": state, "to": to}
    assert await _recorded("round.step") == []


async def test_step_round_waits_for_the_last_second_of_the_deadline(world: World) -> None:
    closes_at = (await _plan(world.paris)).closes_at
    with pytest.raises(Conflict):
        async with db.work():
            await service.step_round(actor=world.paul, round_id=world.paris, to="screening", now=closes_at)
    async with db.work():
        await service.step_round(
            actor=world.paul, round_id=world.paris, to="screening", now=closes_at + timedelta(seconds=1)
        )


async def test_step_round_cancels_only_with_a_public_reason(world: World) -> None:
    with pytest.raises(Invalid) as error:
        async with db.work():
            await service.step_round(actor=world.paul, round_id=world.paris, to="cancelled", now=NOW)
    assert list(error.value.fields) == ["reason_en"]
    async with db.work():
        await service.step_round(
            actor=world.paul, round_id=world.paris, to="cancelled", reason_zh="场地关闭。", now=NOW
        )
    told = await queries.changes(round_id=world.paris)
    assert [(each.kind, each.reason_zh) for each in told] == [("cancelled", "场地关闭。")]


async def test_two_who_step_at_once_take_one_step(world: World) -> None:
    async def step() -> str:
        try:
            async with db.work():
                await service.step_round(
                    actor=world.paul, round_id=world.paris, to="screening", now=NOW + timedelta(days=50)
                )
        except Conflict:
            return "refused"
        return "done"

    assert sorted(await asyncio.gather(*[step() for _ in range(5)])) == ["done", *["refused"] * 4]


async def test_scenes_and_partners_are_added_in_order_and_taken_out(world: World) -> None:
    for key in ("energy", "transport"):
        async with db.work():
            await service.add_scene(
                actor=world.ana,
                edition_id=world.edition,
                plan=plans.ScenePlan(key=key, name_en=key, name_zh="景"),
                now=NOW,
            )
    async with db.work():
        partner = await service.add_partner(
            actor=world.ana,
            edition_id=world.edition,
            plan=plans.PartnerPlan(role="partner", name_en="WHO", name_zh="世界卫生组织"),
            now=NOW,
        )
    scenes = await queries.scenes(edition_id=world.edition)
    assert [scene.key for scene in scenes] == ["energy", "transport"]
    async with db.work():
        await service.remove_scene(actor=world.ana, edition_id=world.edition, scene_id=scenes[0].id, now=NOW)
        await service.remove_partner(actor=world.ana, edition_id=world.edition, partner_id=partner, now=NOW)
    assert [scene.key for scene in await queries.scenes(edition_id=world.edition)] == ["transport"]
    assert await queries.partners(edition_id=world.edition) == []


async def test_a_scene_of_another_edition_is_not_found(world: World) -> None:
    scene = await make_scene(await make_edition())
    with pytest.raises(NotFound):
        async with db.work():
            await service.remove_scene(actor=world.ana, edition_id=world.edition, scene_id=scene, now=NOW)


async def test_verbs_on_a_round_are_hidden_from_who_does_not_organise_it(world: World) -> None:
    """Paul organises Paris: Shenzhen is not there for him. Mei organises nothing: neither is."""
    cases = [
        (world.paul, world.shenzhen),
        (world.mei, world.shenzhen),
        (world.mei, world.paris),
        (Actor(), world.paris),
    ]
    for actor, round_id in cases:
        plan = await _plan(round_id)
        with pytest.raises(NotFound):
            async with db.work():
                await service.edit_round(actor=actor, round_id=round_id, plan=plan, now=NOW)
        with pytest.raises(NotFound):
            async with db.work():
                await service.step_round(actor=actor, round_id=round_id, to="cancelled", reason_en="x", now=NOW)


async def test_verbs_on_an_edition_are_hidden_from_who_does_not_organise_all_of_it(world: World) -> None:
    scene = await make_scene(world.edition)
    names = {"name_en": "x", "name_zh": "x"}
    verbs: list[tuple[Any, dict[str, Any]]] = [
        (service.edit_edition, {"edition_id": world.edition, "plan": _edition()}),
        (service.step_edition, {"edition_id": world.edition, "to": "judging"}),
        (service.create_round, {"edition_id": world.edition, "plan": _round()}),
        (service.add_scene, {"edition_id": world.edition, "plan": plans.ScenePlan(key="x", **names)}),
        (
            service.add_partner,
            {"edition_id": world.edition, "plan": plans.PartnerPlan(role="x", **names)},
        ),
        (service.remove_scene, {"edition_id": world.edition, "scene_id": scene}),
        (service.remove_partner, {"edition_id": world.edition, "partner_id": scene}),
        (
            service.create_city,
            {"plan": plans.CityPlan(key="x", country="FR", time_zone="UTC", **names)},
        ),
    ]
    for verb, arguments in verbs:
        for actor in (world.paul, world.mei, Actor()):
            with pytest.raises(NotFound):
                async with db.work():
                    await verb(actor=actor, **arguments, now=NOW)


async def test_a_verb_that_is_refused_leaves_nothing(world: World) -> None:
    before = await db.fetchval("select count(*) from audit_record")
    with pytest.raises(AppError):
        async with db.work():
            await service.create_round(actor=world.ana, edition_id=world.edition, plan=_round(slug="paris"), now=NOW)
    assert await db.fetchval("select count(*) from audit_record") == before
    assert await db.fetchval("select count(*) from round") == 2


async def test_one_city_does_not_call_twice_for_the_same_kind_at_the_same_time(world: World) -> None:
    city = await make_city("Lyon", "里昂")
    first = _round(city_id=city, kinds=["project", "product"])
    async with db.work():
        made = await service.create_round(actor=world.ana, edition_id=world.edition, plan=first, now=NOW)
    overlapping = msgspec.structs.replace(first, slug="lyon-2", closes_at=first.closes_at + timedelta(days=5))
    overlapping = msgspec.structs.replace(overlapping, reviews_due_at=first.reviews_due_at + timedelta(days=5))
    with pytest.raises(Invalid) as refused:
        async with db.work():
            await service.create_round(actor=world.ana, edition_id=world.edition, plan=overlapping, now=NOW)
    assert set(refused.value.fields) == {"opens_at"} and "Lyon round" in str(refused.value.fields["opens_at"])
    after = {"opens_at": first.closes_at, "closes_at": first.closes_at + timedelta(days=9)}
    for number, change in enumerate((
        {"kinds": ["talent"]},
        {"city_id": None},
        {"stage": "roadshow"},
        {**after, "reviews_due_at": first.closes_at + timedelta(days=20)},
    )):  # fmt: skip
        plan = msgspec.structs.replace(overlapping, slug=f"lyon-{number + 3}", **change)
        async with db.work():
            await service.create_round(actor=world.ana, edition_id=world.edition, plan=plan, now=NOW)
    async with db.work():  # nor is a round in its own way
        await service.edit_round(
            actor=world.ana, round_id=made, plan=msgspec.structs.replace(first, name_en="Lyon"), now=NOW
        )
