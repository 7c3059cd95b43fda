"""What a rubric says is obeyed: floors keep an entry from advancing, kinds bind a round's choice, words are kept."""

from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from contest.demo.rubrics import rubric as demo_rubric
from contest.judging import queries, service
from contest.judging.rules.decisions import Choice
from contest.lib import db
from contest.lib.errors import Conflict, Invalid
from tests.judging.world import World, make_open_world, make_world, sign_all
from tests.makers import NOW


async def set_floor(floor: str, variant_floor: str | None = None) -> None:
    variant = {"name_en": "Resilience", "name_zh": "韧性", "floor": variant_floor}
    await db.execute(
        "update criterion set floor = $1, adaptation = $2::jsonb where key = 'climate_impact'",
        Decimal(floor),
        msgspec.json.encode(variant).decode(),
    )


async def adapt(entry: UUID) -> None:
    await db.execute(
        "update submission_version set content = jsonb_set(content, '{answers,climate_aim}', '\"adaptation\"')"
        " where submission = $1",
        entry,
    )


async def outcomes(world: World) -> dict[str, str]:
    async with db.work():
        decision = await service.draft_decision(actor=world.organiser, round_id=world.round, now=NOW)
    rows = await db.fetch(
        "select s.code, i.outcome from decision_item i join submission s on s.id = i.submission where i.decision = $1",
        decision,
    )
    return {row["code"]: row["outcome"] for row in rows}


async def test_an_entry_under_a_floor_is_not_advanced_whoever_asks() -> None:
    world = await make_open_world()
    first, second = sorted(world.entries)
    await set_floor("5")
    await sign_all(world, ("4.5", "10"), ("5", "5"))
    found = await queries.ranking(actor=world.organiser, round_id=world.round)
    best = found.entries[0]
    assert (best.code, best.rank, best.seat) == (first, 1, None)
    assert [(one.name_en, one.mean, one.floor) for one in best.below] == [("Climate impact", Decimal("4.50"), 5)]
    assert await outcomes(world) == {first: "not_advanced", second: "advanced"}
    for outcome in ("advanced", "awarded"):
        with pytest.raises(Invalid) as caught:
            async with db.work():
                await service.draft_decision(
                    actor=world.organiser,
                    round_id=world.round,
                    choices={world.entries[first]: Choice(outcome=outcome)},
                    now=NOW,
                )
        assert list(caught.value.fields) == [f"outcome_{first}"]


@pytest.mark.parametrize(("variant_floor", "outcome"), [(None, "advanced"), ("4.5", "advanced"), ("6", "not_advanced")])
async def test_an_entry_of_adaptation_is_held_to_its_own_floor(variant_floor: str | None, outcome: str) -> None:
    world = await make_open_world()
    first, _ = sorted(world.entries)
    await set_floor("5", variant_floor)
    await adapt(world.entries[first])
    await sign_all(world, ("4.5", "10"), ("4", "5"))
    assert (await outcomes(world))[first] == outcome


async def test_a_round_takes_only_rubrics_for_its_kinds_and_none_once_it_is_judged() -> None:
    world = await make_world(kinds=["project", "talent"])
    made = {}
    for key in ("entry", "talent"):
        async with db.work():
            made[key] = await service.create_rubric(
                actor=world.organiser, edition_id=world.edition, form=demo_rubric(key), now=NOW
            )

    async def set_up(rubric: str, talent: str | None) -> None:
        async with db.work():
            await service.set_up_judging(
                actor=world.organiser,
                round_id=world.round,
                rubric_id=made[rubric],
                talent_rubric_id=made[talent] if talent else None,
                rule="mean",
                reviews_each=3,
                least_valid=2,
                now=NOW,
            )

    for rubric, talent, field in (
        ("entry", None, "rubric_id"),
        ("talent", None, "rubric_id"),
        ("entry", "entry", "talent_rubric_id"),
    ):
        with pytest.raises(Invalid) as caught:
            await set_up(rubric, talent)
        assert list(caught.value.fields) == [field]
    await set_up("entry", "talent")
    await db.execute("update round set state = 'judging' where id = $1", world.round)
    with pytest.raises(Conflict):
        await set_up("entry", "talent")


async def test_a_rubric_is_kept_and_read_back_as_it_was_written() -> None:
    world = await make_world()
    draft = demo_rubric("entry")
    async with db.work():
        made = await service.create_rubric(actor=world.organiser, edition_id=world.edition, form=draft, now=NOW)
    found = await queries.rubric(actor=world.organiser, rubric_id=made)

    assert {name: getattr(found, name) for name in draft.__struct_fields__} == {
        name: getattr(draft, name) for name in draft.__struct_fields__
    }
    assert found.version == 2  # the world has one of the same key
