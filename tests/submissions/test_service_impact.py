"""The figure that is frozen with a version: computed with the round's factors, and computed again to the last bit."""

from uuid import UUID

import msgspec
import pytest

from contest.impact import service as factors
from contest.impact.rules import write_sheet
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Invalid
from contest.submissions import queries
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round, make_scene
from tests.submissions.entries import hand_in, make_ready

CLIMATE = {
    "impact_unit": "village microgrid, a year",
    "impact_kind": "reduction",
    "impact_baseline": "0",
    "impact_solution": "27900",
    "impact_percent": "25",
    "impact_ramp": "table",
    "impact_units": "1 1\n2 2\n3 3\n4 4\n5 4",
    "impact_lifetime": "20",
    "impact_more": "electricity",
    "impact_baseline_kwh": "620000",
    "health": "heat_people",
    "health_value": "1200",
    "health_direction": "better",
    "health_evidence": "measured",
}


class World(msgspec.Struct):
    round_id: UUID
    lin: Actor


@pytest.fixture
async def world() -> World:
    edition = await make_edition()
    await make_scene(edition)
    async with db.work():
        factor_set = await factors.set_in_force(now=NOW)
    round_id = await make_round(edition, factor_set=factor_set)
    return World(round_id=round_id, lin=await actor_for(await make_person()))


async def frozen(code: str, *, blind: bool = False) -> queries.FrozenEntry:
    version = await db.fetchval(
        "select v.id from submission_version v join submission s on s.id = v.submission where s.code = $1"
        " order by v.number desc limit 1",
        code,
    )
    found = await queries.frozen_entry(version_id=version, blindness="names" if blind else "none")
    assert found is not None
    return found


async def test_a_version_keeps_its_figure_for_the_host_region(world: World) -> None:
    code = await make_ready(world.lin, world.round_id, **CLIMATE)
    await hand_in(world.lin, code)
    entry = await frozen(code)
    assert entry.impact is not None
    assert entry.impact.host.factor.key == "mee-avg-cn-hi-2022"
    after = entry.impact.host.result.cumulative_tco2e[5]
    assert (round(after.central, 2), round(after.lowest, 2)) == (7871.27, 5903.45)
    assert entry.impact.home is not None
    assert entry.impact.home.factor.key == "mee-cfp-cn-2024"
    assert [(one.label, one.value, one.direction, one.evidence) for one in entry.indicators] == [
        ("People protected from heat", "1200", "Gets better", "Measured")
    ]
    assert [answer.key for answer in entry.in_words if answer.key.startswith("impact_")] == []


async def test_a_blind_judge_does_not_learn_the_country_from_the_figure(world: World) -> None:
    code = await make_ready(world.lin, world.round_id, **CLIMATE)
    await hand_in(world.lin, code)
    entry = await frozen(code, blind=True)
    assert entry.impact is not None
    assert entry.impact.home is None
    assert entry.country == ""


async def test_a_round_keeps_its_factors_when_others_come_into_force(world: World) -> None:
    chief = await make_person("Chief")
    await grant(chief, "programme_organiser")
    lines = [
        msgspec.structs.replace(one, value=0.1) if one.key == "mee-avg-cn-hi-2023" else one
        for one in factors.shipped_factors()
    ]
    async with db.work():
        await factors.publish_factors(
            actor=await actor_for(chief),
            sheet=write_sheet(lines),
            host="CN-HI",
            reason_en="Announced.",
            reason_zh="",
            now=NOW,
        )
    code = await make_ready(world.lin, world.round_id, **CLIMATE)
    await hand_in(world.lin, code)
    entry = await frozen(code)
    assert entry.impact is not None
    assert entry.impact.host.factor.value == 0.4184
    assert await queries.figures_that_differ() == []


async def test_a_figure_that_was_altered_is_named(world: World) -> None:
    code = await make_ready(world.lin, world.round_id, **CLIMATE)
    await hand_in(world.lin, code)
    assert await queries.figures_that_differ() == []
    await db.execute(
        "update submission_version set content = jsonb_set(content::jsonb,"
        " '{impact,assessment,host,result,yearly_tco2e,0}', '999')"
    )
    assert await queries.figures_that_differ() == [f"{code} version 1"]


async def test_what_cannot_be_computed_keeps_an_entry_from_being_handed_in(world: World) -> None:
    code = await make_ready(
        world.lin,
        world.round_id,
        **CLIMATE | {"impact_more": "ranges", "impact_solution_low": "90000", "impact_solution_high": "95000"},
    )
    with pytest.raises(Invalid) as refusal:
        await hand_in(world.lin, code)
    assert list(refusal.value.fields) == ["impact_solution"]


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({"impact_units": "1 -5"}, "impact_units"),
        ({"impact_lifetime": "0"}, "impact_lifetime"),
        ({"impact_percent": "101"}, "impact_percent"),
        ({"impact_baseline": "1e308"}, "impact_baseline"),
        ({"impact_baseline": "NaN"}, "impact_baseline"),
        ({"impact_baseline": "99999999999999"}, "impact_baseline"),
    ],
)
async def test_a_figure_out_of_bounds_is_refused_at_its_field(world: World, answer: dict[str, str], field: str) -> None:
    code = await make_ready(world.lin, world.round_id, **CLIMATE | answer)
    with pytest.raises(Invalid) as refusal:
        await hand_in(world.lin, code)
    assert list(refusal.value.fields) == [field]


async def test_an_entry_without_figures_is_handed_in_without(world: World) -> None:
    code = await make_ready(world.lin, world.round_id)
    await hand_in(world.lin, code)
    assert (await frozen(code)).impact is None


async def test_handing_in_the_same_again_is_the_same_receipt(world: World) -> None:
    code = await make_ready(world.lin, world.round_id, **CLIMATE)
    assert await hand_in(world.lin, code) == await hand_in(world.lin, code)
