"""The pages of the desk, of prizes and of what is late: what was typed stays, and who may not sees nothing."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from contest.incubator import queries
from contest.lib import clock, db
from contest.lib.web.front import Front
from tests.incubator.world import World, make_world
from tests.makers.incubator import LATER, make_document
from tests.web import browser, post, sign_in


@pytest.fixture(autouse=True)
def ten_days_later() -> Any:
    with clock.moved_to(LATER + timedelta(days=10)):
        yield


@pytest.fixture
async def world() -> World:
    return await make_world()


async def test_a_founder_asks_and_the_desk_answers(app: Front, client: httpx.AsyncClient, world: World) -> None:
    here, edition = f"/incubator/ventures/{world.venture}/requests", f"/incubator/editions/{world.edition_id}"
    await sign_in(client, world.manager.id)
    assert "Nobody asked for anything yet" in (await client.get(f"{edition}/desk")).text
    assert "Nothing is late or blocked" in (await client.get(f"{edition}/late")).text
    async with browser(app) as lin:
        await sign_in(lin, world.lin.id)
        wrong = await post(lin, here, {"text": "A hall of 200 m²."})
        assert (wrong.status_code, "A hall of 200 m².</textarea>" in wrong.text) == (422, True)
        assert (await post(lin, here, {"kind": "premises", "text": "A hall of 200 m²."})).status_code == 303
        asked = await db.fetchval("select id from service_request")
        one = f"/incubator/requests/{asked}"
        assert "Premises" in (await lin.get(here)).text and 'name="answer"' not in (await lin.get(one)).text
        assert (await post(lin, one, {"due_on": "2026-08-01", "answer": "Yes."})).status_code == 404
    wrong = await post(client, one, {"due_on": "2026-01-01", "answer": "Hall 3."})
    assert (wrong.status_code, "Hall 3.</textarea>" in wrong.text, "before it was asked" in wrong.text) == (
        422, True, True,
    )  # fmt: skip
    answer = {"due_on": "2026-08-01", "owner": str(world.manager.id), "answer": "Hall 3."}
    assert (await post(client, one, answer)).status_code == 303
    again = await post(client, one, answer)
    assert (again.status_code, "in the meantime" in again.text) == (409, True)
    board = (await client.get(f"{edition}/desk")).text
    assert "Answered" in board and "0 days" in board
    await client.get("/language/zh")
    assert "已答复" in (await client.get(f"{edition}/desk")).text
    assert (await post(client, f"{one}/withdraw")).status_code == 409


async def test_a_prize_is_recorded_met_and_settled(app: Front, client: httpx.AsyncClient, world: World) -> None:
    here = f"/incubator/ventures/{world.venture}/prizes"
    await sign_in(client, world.manager.id)
    assert 'value="First Prize"' in (await client.get(here)).text
    fields = {
        "name_en": "First Prize",
        "amount": "50000",
        "settle_by": "2026-07-01",
        "conditions": "Register.\n\nOpen.",
    }
    wrong = await post(client, here, fields)
    assert (wrong.status_code, "Open.</textarea>" in wrong.text, 'value="50000"' in wrong.text) == (422, True, True)
    assert "Give an amount and its currency, or neither." in wrong.text
    assert "Enter a number." in (await post(client, here, fields | {"amount": "much"})).text
    made = await post(client, here, fields | {"currency": "CNY"})
    one = made.headers["location"]
    assert "CNY 50,000.00" in (await client.get(one)).text
    late = (await client.get(f"/incubator/editions/{world.edition_id}/late")).text
    assert "First Prize" in late and "Prize to be settled" in late
    document = str(await make_document(world.venture, world.lin.id))
    prize = (await queries.prizes(venture_id=world.venture))[0]
    assert [each.text for each in prize.conditions] == ["Register.", "Open."]
    assert (await post(client, f"{one}/settle", {"settled_on": "2026-07-01"})).status_code == 422
    for each in prize.conditions:
        path = f"{one}/conditions/{each.id}"
        wrong = await post(client, path, {"met_on": "2027-01-01", "evidence": document})
        assert (wrong.status_code, "This day has not come yet." in wrong.text) == (422, True)
        assert (await post(client, path, {"met_on": "2026-07-01", "evidence": document})).status_code == 303
    async with browser(app) as lin:
        await sign_in(lin, world.lin.id)
        page = (await lin.get(one)).text
        assert (
            "met on 1 Jul 2026" in page
            and "Settle it" not in page
            and "Record a prize" not in (await lin.get(here)).text
        )
    async with browser(app) as sofia:
        await sign_in(sofia, world.sofia.id)
        for path in (here, one, f"/incubator/ventures/{world.venture}/requests"):
            assert (await sofia.get(path)).status_code == 404
    assert (await post(client, f"{one}/settle", {"settled_on": date(2026, 7, 2).isoformat()})).status_code == 303
    assert (await post(client, f"{one}/lapse", {"reason": "Late."})).status_code == 409
    assert "Settled" in (await client.get(here)).text
