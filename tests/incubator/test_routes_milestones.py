"""The pages of milestones, of one and of many, and their calendar."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from contest.lib import clock, db
from contest.lib.web.front import Front
from tests.incubator.world import World, make_world
from tests.judging.test_routes import counted
from tests.makers.incubator import LATER, make_document
from tests.web import browser, post, sign_in


@pytest.fixture(autouse=True)
def ten_days_later() -> Any:
    with clock.moved_to(LATER + timedelta(days=10)):
        yield


@pytest.fixture
async def world(client: httpx.AsyncClient) -> World:
    made = await make_world()
    await sign_in(client, made.manager.id)
    return made


async def test_a_milestone_from_its_plan_to_its_end(app: Front, client: httpx.AsyncClient, world: World) -> None:
    here = f"/incubator/ventures/{world.venture}/milestones"
    fields = {"title": "Pilot runs", "deliverable": "A log of a month.", "due_on": "2026-05-01"}
    wrong = await post(client, here, fields)
    assert (wrong.status_code, "A log of a month.</textarea>" in wrong.text) == (422, True)
    assert "before the award" in wrong.text
    assert (await post(client, here, fields | {"due_on": "2026-08-01"})).status_code == 303
    one = f"/incubator/milestones/{await db.fetchval('select id from milestone')}"
    assert "Pilot runs" in (await client.get(here)).text
    circle = await post(client, one, {"title": "Pilot", "after": one.rpartition("/")[2]})
    assert (circle.status_code, "cannot wait for itself" in circle.text) == (422, True)
    wrong = await post(client, f"{one}/move", {"to": "2026-09-01"})
    assert (wrong.status_code, 'value="2026-09-01"' in wrong.text, "Say why." in wrong.text) == (422, True, True)
    assert (await post(client, f"{one}/move", {"to": "2026-09-01", "reason": "A storm."})).status_code == 303
    document = str(await make_document(world.venture, world.lin.id))
    async with browser(app) as lin:
        await sign_in(lin, world.lin.id)
        page = (await lin.get(one)).text
        assert "A storm." in page and "Move it" not in page and "licence.pdf" in page
        none = await post(lin, f"{one}/submit", {"note": "It runs since May."})
        assert (none.status_code, "It runs since May.</textarea>" in none.text) == (422, True)
        sent = {"documents": [document], "note": "It runs since May."}
        assert (await post(lin, f"{one}/submit", sent)).status_code == 303
        assert (await post(lin, f"{one}/submit", sent)).status_code == 409
        assert (await post(lin, f"{one}/decide", {"verdict": "accepted"})).status_code == 404
        mine = (await lin.get("/incubator/calendar")).text
    assert (await post(client, f"{one}/decide", {"verdict": "returned"})).status_code == 422
    assert (await post(client, f"{one}/decide", {"verdict": "accepted"})).status_code == 303
    assert (await post(client, f"{one}/drop", {"reason": "x"})).status_code == 409
    assert "Accepted" in (await client.get(here)).text
    address = mine.partition("/incubator/calendar.ics?key=")[2].partition("<")[0]
    async with browser(app) as nobody:
        ics = await nobody.get(f"/incubator/calendar.ics?key={address}")
        assert (await nobody.get("/incubator/calendar.ics")).status_code == 404
        assert (await nobody.get(f"/incubator/calendar.ics?key={address[:-1]}")).status_code == 404
    assert ics.headers["content-type"].startswith("text/calendar")
    assert "DTSTART;VALUE=DATE:20260901" in ics.text and "Pilot runs" in ics.text and "Need and site" in ics.text


async def test_many_are_planned_moved_and_accepted_at_once(client: httpx.AsyncClient, world: World) -> None:
    here = f"/incubator/editions/{world.edition_id}/milestones"
    assert "No milestone is like this" in (await client.get(here)).text
    fields = {"title": "Mid-term report", "due_on": "2026-08-01"}
    none = await post(client, f"{here}/new", fields)
    assert (none.status_code, "Choose a venture first." in none.text) == (422, True)
    both = {"ventures": [str(world.venture), str(world.other)]}
    assert (await post(client, f"{here}/new", fields | both)).status_code == 303
    assert "2 milestones were planned." in (await client.get(here)).text
    counts = [len(await counted(client, here))]
    ids = [str(row["id"]) for row in await db.fetch("select id from milestone order by id")]
    nothing = await post(client, here, {"act": "move", "days": "7", "reason": "Rain."})
    assert (nothing.status_code, "Choose a milestone first." in nothing.text) == (422, True)
    wrong = await post(client, here, {"act": "move", "days": "soon", "reason": "Rain.", "milestones": ids})
    assert (wrong.status_code, "Rain.</textarea>" in wrong.text) == (422, True)
    assert all(f'value="{each}" checked' in wrong.text for each in (*ids, "move"))
    moved = {"act": "move", "days": "7", "reason": "Rain.", "milestones": ids}
    assert (await post(client, here, moved)).status_code == 303
    assert "8 Aug 2026" in (await client.get(here)).text
    assert (await post(client, here, {"act": "accepted", "milestones": ids})).status_code == 409
    assert (await post(client, here, {"act": "nonsense", "milestones": ids})).status_code == 422
    await db.execute("update milestone set state = 'submitted'")
    assert (await post(client, here, {"act": "accepted", "milestones": ids})).status_code == 303
    assert (await client.get(f"{here}?shown=accepted")).text.count("Mid-term report") == 2
    assert "No milestone is like this" in (await client.get(f"{here}?shown=late")).text
    for number in range(3):
        await post(client, f"{here}/new", fields | both | {"title": f"Report {number}"})
    counts.append(len(await counted(client, here)))
    assert counts[0] == counts[1]
    await client.get("/language/zh")
    assert "里程碑" in (await client.get(here)).text
