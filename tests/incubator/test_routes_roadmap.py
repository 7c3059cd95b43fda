"""The pages of a roadmap, of places and of what everybody sees of them: nothing without consent, no guess, no outside
map."""

import csv
from io import StringIO
from typing import Any

import httpx
import pytest

from contest.lib import clock, db
from contest.lib.web.front import Front
from tests.incubator.world import World, make_world
from tests.makers.incubator import LATER, make_impact
from tests.web import browser, post, sign_in


@pytest.fixture(autouse=True)
def on_that_day() -> Any:
    with clock.moved_to(LATER):
        yield


@pytest.fixture
async def world() -> World:
    made = await make_world()
    await make_impact(await db.fetchval("select version from venture where id = $1", made.venture))
    return made


async def test_a_roadmap_from_nothing_to_open_data(app: Front, client: httpx.AsyncClient, world: World) -> None:
    slug = await db.fetchval("select slug from edition where id = $1", world.edition_id)
    here = f"/incubator/editions/{world.edition_id}/roadmap"
    await sign_in(client, world.manager.id)
    assert "No roadmap yet" in (await client.get(here)).text
    assert (await post(client, f"{here}/begin")).status_code == 303
    again = await post(client, f"{here}/begin")
    assert (again.status_code, "There are nodes already." in again.text) == (409, True)
    wrong = await post(client, here, {"year": "2028", "title_en": "Twice"})
    assert (wrong.status_code, 'value="Twice"' in wrong.text, "change that one" in wrong.text) == (422, True, True)
    assert (await post(client, here, {"year": "99999999999", "title_en": "x"})).status_code == 422
    made = await post(client, here, {"year": "2030", "title_zh": "自有节点"})
    node = made.headers["location"]
    assert "No venture counts towards this node yet" in (await client.get(node)).text
    nothing = await post(client, f"{node}/ventures", {})
    assert (nothing.status_code, "Choose a venture." in nothing.text) == (422, True)
    both = {"ventures": [str(world.venture), str(world.other)]}
    assert (await post(client, f"{node}/ventures", both)).status_code == 303
    shown = (await client.get(node)).text
    assert "280.0" in shown and "planned 280.0" in shown and "no figures" in shown
    assert "Ventures count towards this node" in (await post(client, f"{node}/drop")).text
    assert (await post(client, node, {"year": "2031", "title_zh": "自有节点"})).status_code == 303
    page = (await client.get(f"{here}?node=2031")).text
    assert "By the end of 2031" in page and "Not corrected for overlap" in page and 'data-kind="planned"' in page
    async with browser(app) as anyone:
        before = (await anyone.get(f"/roadmap/{slug}")).text
        assert "自有节点" in before and "No figures are published yet" in before and "2 more ventures" in before
        assert (await anyone.get(f"/roadmap/{slug}/data.json")).json()["ventures"] == []
        assert (await anyone.get("/roadmap/none")).status_code == 404
        async with browser(app) as lin:
            await sign_in(lin, world.lin.id)
            publicity = f"/incubator/ventures/{world.venture}/publicity"
            assert (await post(lin, publicity, {"shows_figures": "yes"})).status_code == 303
        data = (await anyone.get(f"/roadmap/{slug}/data.json")).json()
        assert [(row["node_year"], row["planned_tco2e"]) for row in data["ventures"]] == [(2031, 420.0)]
        assert (data["unpublished_ventures"], data["corrected_for_overlap"]) == (1, False)
        assert len(data["method"]["zh"]) == 6 and data["method"]["zh"] != data["method"]["en"]
        text = (await anyone.get(f"/roadmap/{slug}/data.csv")).content.decode("utf-8-sig")
        (row,) = csv.DictReader(StringIO(text))
        assert (row["central_tco2e"], row["kind"], row["demonstration"]) == ("420.0", "reduction", "no")
        assert "420.0" in (await anyone.get(f"/roadmap/{slug}")).text
        await db.execute("update consent set ended_at = given_at, ended_by = 'person'")
        assert (await anyone.get(f"/roadmap/{slug}/data.json")).json()["ventures"] == []
    gone = await post(client, f"{node}/ventures/{world.other}/unlink")
    assert gone.status_code == 303 and "no figures" not in (await client.get(node)).text


async def test_places_lead_to_the_ecosystem_and_the_map(app: Front, client: httpx.AsyncClient, world: World) -> None:
    slug = await db.fetchval("select slug from edition where id = $1", world.edition_id)
    here = f"/incubator/ventures/{world.venture}/places"
    place = {"kind": "replication", "place_en": "Lyon", "country": "FR", "since_on": LATER.date().isoformat()}
    async with browser(app) as lin:
        await sign_in(lin, world.lin.id)
        assert "No place yet" in (await lin.get(here)).text
        wrong = await post(lin, here, place | {"latitude": "north"})
        assert (wrong.status_code, 'value="Lyon"' in wrong.text) == (422, True)
        assert "Say with whom it is done there." in (await post(lin, here, place)).text
        degrees = {"latitude": "45.764", "longitude": "4.8357"}
        assert (await post(lin, here, place | degrees | {"partner_en": "Ville de Lyon"})).status_code == 303
        landed = {"kind": "landed", "place_en": "Jiamao", "country": "CN", "latitude": "18.6", "longitude": "109.7"}
        assert (await post(lin, here, place | landed)).status_code == 303
        page = (await lin.get(here)).text
        assert "with Ville de Lyon" in page and "(not named in public)" in page
    await sign_in(client, world.manager.id)
    for path in ("", "?by=place"):
        shown = (await client.get(f"/incubator/editions/{world.edition_id}/ecosystem{path}")).text
        assert "Ville de Lyon" in shown and "Replications elsewhere" in shown and "Jiamao" in shown
    assert "Only its own people say this." in (await client.get(here)).text
    async with browser(app) as anyone:
        assert "Nothing is published yet" in (await anyone.get(f"/landed/{slug}")).text
        await db.execute(
            "insert into venture_publicity (id, venture, shows_place, shows_figures, said_at)"
            " values (gen_random_uuid(), $1, true, false, now())",
            world.venture,
        )
        shown = (await anyone.get(f"/landed/{slug}")).text
        assert "Jiamao" in shown and "Lyon" in shown and "Ville de Lyon" not in shown and 'class="land"' in shown
        assert "<image" not in shown and "tile" not in shown
        await db.execute("update venture_place set names_partner = true, latitude = null, longitude = null")
        shown = (await anyone.get(f"/landed/{slug}")).text
        assert "Ville de Lyon" in shown and "not on the map" in shown and 'class="pin"' not in shown
        await db.execute("update venture set stage = 'withdrawn'")
        assert "Nothing is published yet" in (await anyone.get(f"/landed/{slug}")).text
