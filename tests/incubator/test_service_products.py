"""A venture's product: kept version by version, what is said of it checked and kept, the rules reviewed by name."""

from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from contest.impact.rules.claims import Claim
from contest.impact.rules.footprints import Inventory, compare
from contest.incubator import queries, service
from contest.incubator.forms import read_inventory, typed_of
from contest.incubator.rules.readiness import readiness
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound
from tests.impact.test_rules_products import FACTORS, made
from tests.incubator.world import World, make_world
from tests.makers.incubator import LATER


async def save(actor: Actor, venture: UUID, inventory: Inventory) -> int:
    async with db.work():
        return await service.save_inventory(actor=actor, venture_id=venture, inventory=inventory, now=LATER)


async def check(actor: Actor, venture: UUID, text: str, *, offsets: bool) -> str:
    claim = Claim(text=text, market="eu", audience="consumers", uses_offsets=offsets)
    async with db.work():
        return await service.check_claim(actor=actor, venture_id=venture, claim=claim, now=LATER)


async def test_an_inventory_is_kept_by_version_with_its_factors_as_they_were() -> None:
    world: World = await make_world()
    for actor in (world.sofia,):
        with pytest.raises(NotFound):
            await save(actor, world.venture, made())
        with pytest.raises(NotFound):
            await check(actor, world.venture, "x", offsets=False)
    with pytest.raises(Invalid) as refused:
        await save(world.lin, world.venture, made(cn="mee-avg-cn-hi-2022"))
    assert set(refused.value.fields) == {"cn_factor"}
    assert [
        await save(world.lin, world.venture, made()),
        await save(world.manager, world.venture, made(eu="ember-dk-2024")),
    ] == [1, 2]
    kept = await queries.product(venture_id=world.venture)
    assert kept is not None and kept.number == 2
    assert kept.inventory == made(eu="ember-dk-2024")
    assert compare(kept.inventory).eu_kgco2e == Decimal("7.42")
    assert await queries.product(venture_id=world.other) is None
    assert await check(world.lin, world.venture, "carbon neutral", offsets=True) == "refused"
    assert await check(world.lin, world.venture, "12.63 kg CO2e", offsets=False) == "noted"
    assert [one.verdict for one in await queries.claim_checks(venture_id=world.venture)] == ["noted", "refused"]
    for actor, key, error in ((world.lin, "eu_label", NotFound), (world.manager, "x", Invalid)):
        async with db.work():
            with pytest.raises(error):
                await service.review_rule(actor=actor, edition_id=world.edition_id, key=key, note="", now=LATER)
    async with db.work():
        await service.review_rule(
            actor=world.manager, edition_id=world.edition_id, key="eu_label", note="Read.", now=LATER
        )
    (review,) = (await queries.claim_reviews(edition_id=world.edition_id)).values()
    assert (review.rule, review.person, review.at) == ("eu_label", "Manager", LATER)


def test_a_form_sends_what_it_shows() -> None:
    sent = {name: "" if value is None else str(value) for name, value in typed_of(made()).items()}
    assert read_inventory(sent, FACTORS) == made()
    with pytest.raises(Invalid) as refused:
        read_inventory(
            sent | {"row_1_amount": "x", "eu_certified_on": "x", "cn_cut_off_percent": "y", "product": "x" * 301},
            FACTORS,
        )
    assert set(refused.value.fields) == {"row_1_amount", "eu_certified_on", "cn_cut_off_percent", "product"}


def test_readiness_names_what_is_missing_and_gives_no_label() -> None:
    assert [is_there for _, is_there in readiness(None, None, None)] == [False] * 7
    assert all(is_there for _, is_there in readiness(made(), compare(made()), "noted"))
    bare = msgspec.structs.replace(made(), uses_offsets=True, cn=msgspec.structs.replace(made().cn, certificate=""))
    assert [is_there for _, is_there in readiness(bare, compare(bare), "refused")] == [
        True,
        True,
        False,
        False,
        True,
        False,
        False,
    ]
