"""The rules of an edition: who writes them, and that what was published stays."""

from uuid import UUID

import pytest

from contest.challenge import queries, service
from contest.challenge.rules.plans import EditionPlan
from contest.lib import db
from contest.lib.actor import SYSTEM, Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round


async def _organiser(edition: UUID) -> Actor:
    person = await make_person("Ana")
    await grant(person, "programme_organiser", edition_id=edition)
    return await actor_for(person)


async def _draft(actor: Actor, edition: UUID, en: str, zh: str = "公平竞赛。") -> None:
    async with db.work():
        await service.draft_rules(actor=actor, edition_id=edition, body_en=en, body_zh=zh, now=NOW)


async def _publish(actor: Actor, edition: UUID, reason: str = "") -> int:
    async with db.work():
        return await service.publish_rules(actor=actor, edition_id=edition, reason_en=reason, now=NOW)


async def test_an_edition_begins_with_a_draft_in_both_languages() -> None:
    async with db.work():
        edition = await service.create_edition(
            actor=SYSTEM, plan=EditionPlan(slug="new", code_prefix="NN", name_en="New"), now=NOW
        )
    draft = await queries.rules_draft(edition_id=edition)
    assert draft is not None
    assert ("all rights" in draft.body_en, "全部权利" in draft.body_zh) == (True, True)
    assert await queries.rules_in_force(edition_id=edition) is None
    assert await _publish(SYSTEM, edition) == 1


async def test_a_published_version_stays_and_the_next_says_why() -> None:
    edition = await make_edition()
    ana = await _organiser(edition)
    await _draft(ana, edition, "Be fair, and quick.")
    await _draft(ana, edition, "Be fair and kind.")
    in_force = await queries.rules_in_force(edition_id=edition)
    assert in_force is not None
    assert (in_force.number, in_force.body_en) == (1, "Be fair.")
    with pytest.raises(Invalid) as error:
        await _publish(ana, edition)
    assert list(error.value.fields) == ["reason_en"]
    assert await _publish(ana, edition, "Kindness was missing.") == 2
    first, second = [await queries.rules_version(edition_id=edition, number=number) for number in (1, 2)]
    assert first is not None
    assert second is not None
    assert (first.body_en, second.body_en) == ("Be fair.", "Be fair and kind.")
    assert [(one.number, one.reason_en) for one in await queries.rules_versions(edition_id=edition)] == [
        (2, "Kindness was missing."),
        (1, ""),
    ]


@pytest.mark.parametrize(("en", "zh", "wrong"), [("", "公平", "body_en"), ("Fair", "", "body_zh")])
async def test_rules_in_one_language_are_not_published(en: str, zh: str, wrong: str) -> None:
    edition = await make_edition()
    await _draft(SYSTEM, edition, en, zh)
    with pytest.raises(Invalid) as error:
        await _publish(SYSTEM, edition, "x")
    assert list(error.value.fields) == [wrong]


async def test_a_draft_that_changes_nothing_is_not_published() -> None:
    edition = await make_edition()
    await _draft(SYSTEM, edition, "Be fair.")
    with pytest.raises(Invalid):
        await _publish(SYSTEM, edition, "x")


async def test_without_a_draft_there_is_nothing_to_publish() -> None:
    edition = await make_edition()
    with pytest.raises(Conflict):
        await _publish(SYSTEM, edition, "x")


async def test_the_rules_of_a_closed_edition_stay() -> None:
    edition = await make_edition(state="closed")
    with pytest.raises(Conflict):
        await _draft(SYSTEM, edition, "Too late.")


async def test_only_who_organises_the_whole_edition_writes_its_rules() -> None:
    edition = await make_edition()
    person = await make_person("Paul")
    await grant(person, "round_organiser", edition_id=edition, round_id=await make_round(edition))
    other = await _organiser(await make_edition())
    for actor in (await actor_for(person), other, Actor()):
        with pytest.raises(NotFound):
            await _draft(actor, edition, "Mine.")
        with pytest.raises(NotFound):
            await _publish(actor, edition, "x")
