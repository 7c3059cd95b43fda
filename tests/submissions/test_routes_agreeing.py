"""Consents given along with a hand-in: each apart, none needed, none of a text that was not read."""

from collections.abc import Iterator
from uuid import UUID

import httpx
import pytest

from contest.accounts import queries as accounts
from contest.lib import clock, db
from contest.lib.actor import Actor
from contest.lib.web.front import Front
from contest.submissions import queries, rules
from tests.makers import NOW, actor_for, agree, grant, make_edition, make_person, make_round, make_scene
from tests.submissions.entries import make_ready
from tests.web import browser, post, sign_in

DECLARED = dict.fromkeys(rules.DECLARATIONS, "yes")


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def lin(client: httpx.AsyncClient) -> Actor:
    await grant(await make_person("Judge", country="FR"), "judge")
    found = await actor_for(await make_person("Lin Xiaoyu"))
    await sign_in(client, found.id)
    return found


@pytest.fixture
async def code(lin: Actor) -> str:
    edition = await make_edition(slug="baoting")
    await make_scene(edition)
    round_id: UUID = await make_round(edition)
    return await make_ready(lin, round_id)


async def test_the_page_asks_what_bears_on_the_entry_and_ticks_nothing(
    client: httpx.AsyncClient, lin: Actor, code: str
) -> None:
    page = (await client.get(f"/submissions/{code}/hand-in")).text
    for name in ("consent.judges_abroad.EU", "consent.transfer.EU", "consent.public_page."):
        assert f'name="{name}"' in page
    assert "consent.media." not in page
    assert " checked>" not in page
    assert 'href="/rules/baoting/1"' in page
    await agree(lin.id, "public_page")
    assert "consent.public_page." not in (await client.get(f"/submissions/{code}/hand-in")).text


async def test_what_is_ticked_is_given_with_the_hand_in(client: httpx.AsyncClient, lin: Actor, code: str) -> None:
    ticked = {"consent.judges_abroad.EU": "1", "consent.public_page.": "7", "consent.media.": "1", "consent.x": "1"}
    answer = await post(client, f"/submissions/{code}/hand-in", {**DECLARED, "rules_read": "1", **ticked})
    assert answer.status_code == 303
    assert await accounts.held(person_id=lin.id) == {("judges_abroad", "EU")}
    assert "Rules accepted" in (await client.get(answer.headers["location"])).text


async def test_nothing_is_given_where_nothing_was_handed_in(client: httpx.AsyncClient, lin: Actor, code: str) -> None:
    answer = await post(client, f"/submissions/{code}/hand-in", {"consent.judges_abroad.EU": "1"})
    assert answer.status_code == 422
    assert 'name="consent.judges_abroad.EU" value="1" checked' in answer.text
    assert await db.fetchval("select count(*) from consent") == 0


async def test_other_rules_than_those_on_the_page_are_shown_before_they_count(
    client: httpx.AsyncClient, code: str
) -> None:
    answer = await post(client, f"/submissions/{code}/hand-in", {**DECLARED, "rules_read": "9"})
    assert answer.status_code == 422
    assert "The rules have changed meanwhile: read version 1" in answer.text


async def test_who_joins_is_asked_for_themselves_and_the_owner_sees_who_has_not_agreed(
    app: Front, client: httpx.AsyncClient, lin: Actor, code: str
) -> None:
    anna = await actor_for(await make_person("Anna Weber", email="anna@weber.org", country="DE"))
    await grant(await make_person("Judge", country="CN"), "judge")
    await agree(lin.id, "judges_abroad", "EU")
    await agree(lin.id, "transfer", "EU")
    await post(client, f"/submissions/{code}/team", {"email": anna.email, "place": "edit"})
    await db.execute("update team_invitation set digest = $1", queries.key_digest("key"))
    async with browser(app) as other:
        await sign_in(other, anna.id)
        page = (await other.get("/submissions/join?key=key")).text
        assert 'name="consent.judges_abroad.CN"' in page and "consent.judges_abroad.EU" not in page
        ticked = {"consent.judges_abroad.CN": "1"}
        assert (await post(other, "/submissions/join", {"key": "key", "answer": "accept"} | ticked)).status_code == 303
        assert await accounts.held(person_id=anna.id) == {("judges_abroad", "CN")}
        assert "Has not agreed to judges in: China" in (await other.get(f"/submissions/{code}/team")).text
    page = (await client.get(f"/submissions/{code}/team")).text
    assert page.count("Has not agreed to judges in: China") == 1
    await agree(anna.id, "transfer", "CN")
    assert "Has not agreed" not in (await client.get(f"/submissions/{code}/team")).text
