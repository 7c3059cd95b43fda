"""Bias watch: effects against invented truths, and who sees them."""

import httpx
import numpy as np
import pytest

from contest.judging import queries
from contest.judging.rules import bias
from contest.judging.rules.bias.effects import effects
from contest.judging.rules.calibration import Given
from contest.lib import db
from contest.lib.errors import Conflict, NotFound
from tests.judging.test_live import make_live, sign_one
from tests.judging.world import make_open_world, sign_all
from tests.makers import actor_for, grant, make_person
from tests.web import sign_in


def invented(seed: int, *, country: float = 0, order: float = 0, entries: int = 150) -> bias.Asked:
    """Entries and judges of two countries, five reviews each: `country` more at home, `order` more at the end."""
    random = np.random.default_rng(seed)
    judges = 30
    home = [number % 2 for number in range(judges)]
    totals, at_home, places = [], [], []
    read = [0] * judges
    quality, severity = 8 * random.normal(size=entries), 8 * random.normal(size=judges)
    for entry in range(entries):
        for judge in random.choice(judges, 5, replace=False):
            own = home[judge] == entry % 2
            place = read[judge] / (5 * entries / judges)
            read[judge] += 1
            total = 60 + quality[entry] + severity[judge] + 6 * random.normal() + country * own + order * place
            totals.append(Given(entry=str(entry), judge=str(judge), total=float(total)))
            at_home.append(float(own))
            places.append(min(place, 1.0))
    unknown: list[float | None] = [None] * len(totals)
    marks = {bias.COUNTRY: at_home, bias.ORDER: places, bias.FIELD: unknown}
    return bias.Asked(totals=totals, tracks={}, marks=marks)


def test_an_effect_is_found_with_its_size_and_another_is_not() -> None:
    country, order, field = effects(invented(1, country=4))
    assert country.figure == pytest.approx(4, abs=1)
    assert country.low is not None
    assert country.high is not None
    assert country.low < 4 < country.high
    assert (country.is_clear, order.is_clear) == (True, False)
    assert (country.on + country.off, field.figure, field.on, field.off) == (750, None, 0, 0)
    _, late, _ = effects(invented(2, order=5))
    assert late.is_clear


def test_without_an_effect_hardly_one_round_in_twenty_is_said_to_have_one() -> None:
    clear = sum(any(one.is_clear for one in effects(invented(seed, entries=60))) for seed in range(12))
    assert clear <= 2  # of 12 at 95 %, with room for chance; fixed seeds


def test_nothing_is_said_of_few_or_of_what_is_the_judge_themselves() -> None:
    asked = invented(3, entries=60)
    few = [1.0] * 19 + [0.0] * (len(asked.totals) - 19)
    judge = [float(one.judge < "15") for one in asked.totals]
    made = bias.Asked(totals=asked.totals, tracks={}, marks={bias.COUNTRY: few, bias.FIELD: judge})
    small, told = effects(made)
    assert (small.figure, told.is_clear) == (None, False)
    assert effects(bias.Asked(totals=[], tracks={}, marks={bias.ORDER: []})) == [bias.Effect(key="order", on=0, off=0)]


@pytest.mark.usefixtures("database")
async def test_only_the_chair_sees_it_and_after_their_own_reviews() -> None:
    world = await make_open_world(entries=2)
    chair = await make_person("Chair")
    await grant(chair, "panel_chair", edition_id=world.edition, round_id=world.round)
    with pytest.raises(NotFound):
        await queries.watched(actor=world.organiser, round_id=world.round)
    programme = await make_person("Programme")
    await grant(programme, "programme_organiser", edition_id=world.edition)
    for other in (await actor_for(programme), *world.judges):
        with pytest.raises(NotFound):
            await queries.watched(actor=other, round_id=world.round)
    await grant(world.judges[0].id, "panel_chair", edition_id=world.edition, round_id=world.round)
    with pytest.raises(Conflict, match="own reviews first"):
        await queries.watched(actor=await actor_for(world.judges[0].id), round_id=world.round)
    await sign_all(world, ("6", "6"), ("8", "8"))
    await db.execute("update person set country = 'FR' where id = $1", world.judges[0].id)
    found = await queries.watched(actor=await actor_for(chair), round_id=world.round)
    assert len(found.asked.totals) == 6
    assert sorted(found.asked.marks[bias.ORDER], key=str) == [0.0, 0.0, 0.0, 1.0, 1.0, 1.0]
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'ruled', 'ruled', '', now())",
        world.entries[min(world.entries)],
        chair,
    )
    assert len((await queries.watched(actor=await actor_for(chair), round_id=world.round)).asked.totals) == 3


async def test_the_page_says_in_both_languages_that_these_are_too_few(client: httpx.AsyncClient) -> None:
    world = await make_open_world(entries=1)
    chair = await make_person("Chair")
    await grant(chair, "panel_chair", edition_id=world.edition, round_id=world.round)
    await sign_all(world, ("6", "6"))
    for locale, said in (
        ("en", "Too few yet: 3 totals, and at least 40 are needed, 37 more."),
        ("zh", "现有 3 个总分，至少需要 40 个，还差 37 个"),
    ):
        await db.execute("update person set locale = $2 where id = $1", chair, locale)
        await sign_in(client, chair)
        shown = (await client.get(f"/judging/rounds/{world.round}/bias")).text
        assert said in shown
        assert " against 0" not in shown  # how few there are would tell where a blind entry comes from
        assert f"/judging/rounds/{world.round}/bias" in (await client.get(f"/judging/rounds/{world.round}")).text
    await sign_in(client, world.organiser.id)
    assert "/bias" not in (await client.get(f"/judging/rounds/{world.round}")).text


@pytest.mark.usefixtures("database")
async def test_it_speaks_of_no_score_that_is_sealed() -> None:
    world = await make_live(entries=1)
    chair = await make_person("Chair")
    await grant(chair, "panel_chair", edition_id=world.edition, round_id=world.round)
    await sign_one(world, world.judges[0])
    with pytest.raises(Conflict, match="sealed"):
        await queries.watched(actor=await actor_for(chair), round_id=world.round)
