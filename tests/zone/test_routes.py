"""The pages of a register and of counterparts."""

import re
from typing import Any
from uuid import UUID

import httpx
import pytest

from contest.lib import clock, db
from contest.lib.web import csrf
from contest.lib.web.front import Front
from tests.judging.test_routes_panel import book
from tests.makers import NOW, grant, make_edition, make_person
from tests.makers.zone import make_acting, make_counterpart, make_need, make_zone_scene, owner_of
from tests.web import browser, csrf_of, post, sign_in


class World:
    edition: UUID
    slug: str
    fund: UUID
    body: UUID
    organiser: UUID
    iris: UUID


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def world(client: httpx.AsyncClient) -> World:
    made = World()
    made.edition = await make_edition()
    made.slug = await db.fetchval("select slug from edition where id = $1", made.edition)
    made.fund = await make_counterpart(made.edition)
    made.body = await owner_of(made.fund)
    made.organiser = await make_person("Organiser")
    await grant(made.organiser, "programme_organiser", edition_id=made.edition)
    made.iris = await make_acting(made.fund)
    await make_zone_scene(made.edition)
    await sign_in(client, made.organiser)
    return made


NEED = {
    "reference": "T-1", "kind": "thesis", "title_en": "Cooling without power", "title_zh": "无源制冷",
    "scenes": "energy", "least_trl": "６", "least_cny": "1,000,000", "most_cny": "5000000", "languages": ["en", "fr"],
    "keywords": "roof\n膜",
    "countries": "fr, de", "publicity": "named", "within_months": "12", "due_on": "2027-01-31",
}  # fmt: skip


async def test_an_owner_writes_opens_and_changes_a_need(app: Front, client: httpx.AsyncClient, world: World) -> None:
    async with browser(app) as own:
        await sign_in(own, world.iris)
        new = f"/zone/editions/{world.edition}/needs/new"
        assert "Blue Lagoon Capital" in (await own.get("/zone")).text
        owned = {**NEED, "owner": str(world.body)}
        wrong = await post(own, new, {**owned, "least_trl": "12", "most_cny": "1", "due_on": "x"})
        assert wrong.status_code == 422
        wrong = await post(own, new, {**owned, "least_trl": "12"})
        assert (wrong.status_code, 'value="Cooling without power"' in wrong.text) == (422, True)
        assert "Use a number from 1 to 9." in wrong.text and "roof\n膜" in wrong.text
        made = await post(own, new, owned)
        assert made.status_code == 303
        here = made.headers["location"]
        shown = (await own.get(here)).text
        for words in ("Cooling without power", "CNY 1 million", "FR, DE", "roof · 膜", "31 Jan 2027"):
            assert words in shown
        assert (await post(own, f"{here}/step", {"to": "open"})).status_code == 303
        assert (await post(own, f"{here}/step", {"to": "draft"})).status_code == 409
        form = (await own.get(f"{here}/edit")).text
        assert 'value="1000000"' in form and 'value="FR DE"' in form
        assert (await post(own, f"{here}/edit", {**NEED, "title_en": "Cool roofs"})).status_code == 303
        assert (await post(own, f"{here}/edit", {**NEED, "scenes": []})).status_code == 422
    assert "Cool roofs" in (await client.get(f"/zone/editions/{world.edition}/needs")).text
    async with browser(app) as visitor:
        public = (await visitor.get(f"/needs/{world.slug}")).text
        assert "Cool roofs" in public and "Blue Lagoon Capital" in public and "CNY 1 million" not in public
        zh = (await visitor.get(f"/needs/{world.slug}", headers={"accept-language": "zh-CN"})).text
        assert "无源制冷" in zh and "6" in zh


async def test_a_workbook_is_looked_at_before_it_is_taken_in(client: httpx.AsyncClient, world: World) -> None:
    here = f"/zone/editions/{world.edition}/import"
    assert (await client.get(here)).status_code == 200
    rows = [("编号", "项目名称", "场景", "总投资（亿元）"), *((f"S-{n}", f"项目{n}", "能源", 11.0) for n in range(38))]

    async def send(data: bytes) -> httpx.Response:
        form = {csrf.FIELD: csrf_of(client), "expected_needs": "39", "expected_yi": "430", "owner_name": "保亭县"}
        return await client.post(f"{here}/sheet", data=form, files={"file": ("needs.xlsx", data)})

    short = (await send(book(*rows))).text
    assert "one fewer than announced" in short and "CNY 1.2 billion less than announced" in short
    assert await db.fetchval("select count(*) from need") == 0
    whole = await send(book(*rows, ("S-39", "项目39", "能源", 12.0), ("合计", "", "", 430.0)))
    assert "The totals agree." in whole.text and "CNY 43 billion" in whole.text
    found = re.search(r'name="lines"[^>]*>\n(.*?)</textarea>', whole.text, re.DOTALL)
    assert found
    fields = {"lines": found[1], "expected_needs": "39", "expected_yi": "430", "owner_name": "保亭县"}
    assert (await post(client, here, fields | {"then": "import"})).status_code == 303
    assert await db.fetchval("select count(*), sum(invested_cny) / 100000000 from need") == 39
    page = (await client.get(f"/zone/editions/{world.edition}/needs")).text
    assert "CNY 43 billion" in page
    again = await post(client, here, fields)
    assert again.text.count("changes the one that is there") == 39
    for data in (b"", b"not a workbook"):
        bad = await send(data)
        assert (bad.status_code, "This is no workbook that can be read." in bad.text) == (422, True)
    wrong = await post(client, here, fields | {"lines": "编号\t名称\n\t甲", "then": "import"})
    assert (wrong.status_code, "This line has no reference." in wrong.text) == (422, True)
    assert (await post(client, here, {"lines": " "})).status_code == 422
    assert (await client.get(f"/zone/editions/{world.edition}/needs/csv")).text.count("\r\n") == 40
    assert (await client.get(f"/zone/editions/{world.edition}/needs/pdf")).status_code == 404


async def test_somebody_is_invited_agrees_and_leaves(app: Front, client: httpx.AsyncClient, world: World) -> None:
    here = f"/zone/editions/{world.edition}/counterparts"
    wrong = await post(client, here, {"kind": "investor", "country": "FR"})
    assert (wrong.status_code, "Give a name in one language at least." in wrong.text) == (422, True)
    made = await post(client, here, {"kind": "owner", "country": "CN", "name_en": "Jiamao Park"})
    one = made.headers["location"]
    person = await make_person("Wu Qiang", email="wu@park.example")
    ask = {"name": "Wu Qiang", "email": "wu@park.example", "locale": "zh"}
    assert (await post(client, f"{one}/people", ask)).status_code == 303
    twice = await post(client, f"{one}/people", ask)
    assert (twice.status_code, 'value="wu@park.example"' in twice.text) == (422, True)
    async with browser(app) as wu:
        await sign_in(wu, person)
        assert (await wu.get(one)).status_code == 404
        assert "Read the terms and answer" in (await wu.get("/home")).text
        assert "Keep it." in (await wu.get(f"{one}/join")).text
        assert (await post(wu, f"{one}/join", {"number": "1"})).status_code == 422
        assert (await post(wu, f"{one}/join", {"number": "7", "terms": "yes"})).status_code == 409
        assert (await post(wu, f"{one}/join", {"number": "1", "terms": "yes"})).status_code == 303
        assert "You have said yes." in (await wu.get(f"{one}/join")).text
        about = {"about_en": "A park.", "languages": ["zh", "en"], "is_named": "yes"}
        assert (await post(wu, one, about)).status_code == 303
        assert (await post(wu, one, about | {"languages": "xx"})).status_code == 422
        assert "Jiamao Park" in (await wu.get(f"/needs/{world.slug}")).text
        assert (await post(wu, f"{one}/decline")).status_code == 303
        assert (await wu.get(one)).status_code == 404
        assert "Jiamao Park" not in (await wu.get(f"/needs/{world.slug}")).text
    assert "Nobody acts for it yet" in (await client.get(one)).text


async def test_scenes_and_terms_are_kept_in_pages(client: httpx.AsyncClient, world: World) -> None:
    scenes = f"/zone/editions/{world.edition}/scenes"
    new = {"key": "water", "name_en": "Water", "name_zh": "水", "same_as": "blue, sea"}
    wrong = await post(client, scenes, new | {"key": "W W"})
    assert (wrong.status_code, 'value="Water"' in wrong.text) == (422, True)
    assert (await post(client, scenes, new)).status_code == 303
    assert "blue, sea" in (await client.get(scenes)).text
    await make_need(world.edition, world.body)
    ids = {row["key"]: row["id"] for row in await db.fetch("select id, key from zone_scene")}
    assert (await post(client, f"{scenes}/{ids['energy']}/remove")).status_code == 409
    assert (await post(client, f"{scenes}/{ids['water']}/remove")).status_code == 303
    terms = f"/zone/editions/{world.edition}/terms"
    assert (await post(client, terms, {"body_en": "x"})).status_code == 422
    assert (await post(client, terms, {"body_en": "New terms.", "body_zh": "新条款。"})).status_code == 303
    assert "New terms." in (await client.get(terms)).text


async def test_a_register_takes_the_same_statements_for_one_and_three_needs(
    client: httpx.AsyncClient, world: World
) -> None:
    pages = (f"/zone/editions/{world.edition}/needs", f"/zone/editions/{world.edition}/counterparts",
             f"/zone/counterparts/{world.fund}", f"/needs/{world.slug}")  # fmt: skip

    async def statements() -> list[int]:
        found = []
        for path in pages:
            log: list[str] = []
            token = db.statements.set(log)
            assert (await client.get(path)).status_code == 200
            db.statements.reset(token)
            found.append(len(log))
        return found

    await make_need(world.edition, world.body, state="open", publicity="named")
    one = await statements()
    for name in ("A", "B"):
        other = await make_counterpart(world.edition, name)
        await make_acting(other, name)
        await make_need(world.edition, world.body, state="open", publicity="named")
    assert await statements() == one
    assert max(one) <= 8
