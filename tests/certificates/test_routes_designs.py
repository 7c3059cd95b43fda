"""The organiser chooses what certificates look like, tries it on the hardest names, and what was issued stays."""

from urllib.parse import urlencode

import httpx
import pytest

from contest.certificates import service
from contest.lib import db
from tests.certificates.reading import text_of
from tests.certificates.test_service import by_id, issue, rendered
from tests.makers import grant, make_person
from tests.makers.certificates import FINAL, Won, make_decision, make_decision_item, make_won
from tests.web import post, sign_in

CHOSEN = {
    "base": "contours",
    "orientation": "portrait",
    "colour": "plum",
    "closing_en": "With our thanks.",
    "closing_zh": "谨致谢忱。",
    "signatory_en": "Chen Haining",
    "signatory_zh": "陈海宁",
    "office_en": "Chair of the jury",
    "office_zh": "评审委员会主席",
}


@pytest.fixture
async def won(client: httpx.AsyncClient) -> Won:
    made = await make_won("Maximiliana von Wolkenstein", "𠮷田 Ōnishi")
    wei = await make_person("Wei")
    await grant(wei, "programme_organiser", edition_id=made.edition_id)
    await sign_in(client, wei)
    return made


def here(won: Won) -> str:
    return f"/certificates/editions/{won.edition_id}/design"


async def test_what_is_saved_is_printed_from_then_on_and_what_was_issued_stays(
    client: httpx.AsyncClient, won: Won
) -> None:
    before, _ = await issue(won)
    assert "Nobody has chosen yet" in (await client.get(here(won))).text
    assert (await post(client, here(won), CHOSEN)).status_code == 303
    page = (await client.get(here(won))).text
    assert "Version 1." in page
    assert 'value="谨致谢忱。"' in page
    second = await make_decision(won.round_id)
    await make_decision_item(second, won.submissions[0], rank=None, award_en="Special Award")
    async with db.work():
        (after,) = await service.issue_for_decision(decision_id=second, now=FINAL)
    old, new = text_of(await rendered(before)), text_of(await rendered(after))
    assert ("特发此证" in old, "陈海宁" in old) == (True, False)
    for wanted in ("谨致谢忱。", "With our thanks.".replace(" ", ""), "陈海宁", "评审委员会主席"):
        assert wanted in new.replace(" ", "")
    assert (await by_id(after)).design.base == "contours"
    assert await db.fetchval("select count(*) from audit_record where action = 'certificate.design'") == 1


async def test_the_same_again_makes_no_version(client: httpx.AsyncClient, won: Won) -> None:
    for _ in range(2):
        await post(client, here(won), CHOSEN)
    await post(client, here(won), CHOSEN | {"colour": "lake"})
    assert [row["version"] for row in await db.fetch("select version from edition_design order by version")] == [
        1,
        2,
    ]


async def test_names_that_cannot_be_printed_are_listed_by_person(client: httpx.AsyncClient, won: Won) -> None:
    page = (await client.get(here(won))).text
    code = await db.fetchval("select code from submission where id = $1", won.submissions[1])
    assert f'<li>𠮷田 Ōnishi · <span class="code">{code}</span>: 𠮷</li>' in page


async def test_what_has_no_room_or_no_letters_is_said_at_its_field_and_nothing_is_lost(
    client: httpx.AsyncClient, won: Won
) -> None:
    wrong = CHOSEN | {"base": "gold", "closing_zh": "好" * 121, "signatory_en": "Chen 😀"}
    answer = await post(client, here(won), wrong)
    assert answer.status_code == 422
    for said in ("Choose one of these.", "At most 120 characters have room here.", "Our fonts cannot print 😀."):
        assert said in answer.text
    assert 'value="Chen 😀"' in answer.text
    assert await db.fetchval("select count(*) from edition_design") == 0


async def test_a_preview_shows_what_is_typed_for_the_hardest_names(client: httpx.AsyncClient, won: Won) -> None:
    query = urlencode(CHOSEN)
    page = (await client.get(f"{here(won)}?{query}")).text
    assert page.count("/preview?") == 4
    assert "closing_zh=%E8%B0%A8" in page
    pictures = {
        sample: (await client.get(f"{here(won)}/preview?{query}&sample={sample}")).content
        for sample in ("usual", "longest", "rarest", "arabic")
    }
    assert {data[8:12] for data in pictures.values()} == {b"WEBP"}
    assert len(set(pictures.values())) == 4
    assert (await client.get(f"{here(won)}/preview?sample=none")).status_code == 404
    assert await db.fetchval("select count(*) from edition_design") == 0


async def test_only_who_runs_the_edition_sees_or_saves_it(client: httpx.AsyncClient, won: Won) -> None:
    paris = await make_person("Camille")
    await grant(paris, "round_organiser", edition_id=won.edition_id, round_id=won.round_id)
    await sign_in(client, paris)
    assert [(await client.get(here(won) + end)).status_code for end in ("", "/preview")] == [404, 404]
    assert (await post(client, here(won), CHOSEN)).status_code == 404
    elsewhere = await make_person("Otto")
    await grant(elsewhere, "programme_organiser", edition_id=(await make_won("Other")).edition_id)
    await sign_in(client, elsewhere)
    assert [(await client.get(here(won) + end)).status_code for end in ("", "/preview")] == [404, 404]
    assert (await post(client, here(won), CHOSEN)).status_code == 404
