"""What an applicant accepted when they handed in: the version of the rules that they read."""

from uuid import UUID

import msgspec
import pytest

from contest.challenge.tables import RulesText
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Invalid
from contest.submissions import queries, service
from tests.makers import NOW, actor_for, make_edition, make_person, make_round, make_scene
from tests.submissions.entries import ALL, hand_in, make_ready


@pytest.fixture
async def lin() -> Actor:
    return await actor_for(await make_person("Lin Xiaoyu"))


@pytest.fixture
async def round_() -> UUID:
    edition = await make_edition()
    await make_scene(edition)
    return await make_round(edition)


async def _second_rules() -> UUID:
    edition = await db.fetchval("select id from edition")
    row = RulesText(edition=edition, number=2, body_en="Be kind.", body_zh="友善竞赛。", published_at=NOW)
    await row.save()
    return UUID(str(row.id))


async def _accepted() -> list[int]:
    rows = await db.fetch("select content from submission_version order by number")
    return [msgspec.json.decode(row["content"])["rules"]["number"] for row in rows]


async def test_the_version_of_the_rules_is_kept_with_what_was_handed_in(lin: Actor, round_: UUID) -> None:
    code = await make_ready(lin, round_)
    receipt = await hand_in(lin, code)
    content = msgspec.json.decode(await db.fetchval("select content from submission_version"))
    in_force = await db.fetchval("select id from rules_text")
    assert content["rules"] == {"version": str(in_force), "number": 1}
    assert (await queries.receipt(actor=lin, code=code, number=receipt.number)).rules_number == 1


async def test_whoever_hands_in_again_accepts_the_rules_of_then(lin: Actor, round_: UUID) -> None:
    code = await make_ready(lin, round_)
    await hand_in(lin, code)
    await _second_rules()
    assert (await hand_in(lin, code)).number == 2
    assert await _accepted() == [1, 2]


async def test_rules_that_changed_after_they_were_read_are_not_accepted_unread(lin: Actor, round_: UUID) -> None:
    code = await make_ready(lin, round_)
    await _second_rules()
    with pytest.raises(Invalid) as error:
        async with db.work():
            await service.hand_in(actor=lin, code=code, agreed=ALL, rules_read=1, now=NOW)
    assert str(error.value.fields["rules"]).startswith("The rules have changed meanwhile: read version 2")
    async with db.work():
        await service.hand_in(actor=lin, code=code, agreed=ALL, rules_read=2, now=NOW)
    assert await _accepted() == [2]


async def test_a_draft_of_rules_binds_nobody(lin: Actor, round_: UUID) -> None:
    await db.execute("update rules_text set published_at = null")
    code = await make_ready(lin, round_)
    await hand_in(lin, code)
    content = msgspec.json.decode(await db.fetchval("select content from submission_version"))
    assert "rules" not in content
