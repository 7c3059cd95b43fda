"""Webhooks through the API: told, tried, ended, as on the pages."""

from collections.abc import Callable
from typing import Any

import pytest

from contest.lib import clock, db
from tests.desk.test_service_webhooks import address, set_networks
from tests.makers import NOW, grant, make_edition, make_person, make_round
from tests.submissions.test_routes_api import programs

__all__ = ["address", "programs", "set_networks"]


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.moved_to(NOW):
        yield


async def test_an_address_is_told_tried_and_ended_by_a_program_of_its_round(
    programs: Any, address: tuple[str, list[bytes]], set_networks: Callable[[str], None]
) -> None:
    edition = await make_edition()
    round_, other = await make_round(edition), await make_round(edition)
    person = await make_person("Marie")
    for one in (round_, other):
        await grant(person, "round_organiser", edition_id=edition, round_id=one)
    here, there = [await programs(person, "webhooks:run", place=(edition, one)) for one in (round_, other)]
    sent = {"name": "Chat", "address": address[0], "edition": str(edition), "round": str(round_)}
    await there.post("/webhooks", sent, 422)
    assert list((await here.post("/webhooks", sent | {"events": ["round.moon"]}, 422))["fields"]) == ["events"]
    made = await here.post("/webhooks", sent | {"events": ["round.opened"]}, 201)
    at = f"/webhooks/{made['id']}"
    assert len(made["key"]) > 20
    assert [("key" in one, one["name"]) for one in (await here.get("/webhooks"))["webhooks"]] == [(False, "Chat")]
    tried = await here.post(f"{at}/try", {})
    ((call,), total) = tried["calls"], tried["total"]
    assert (call["event"], call["state"], total) == ("test", "waiting", 1)
    await here.post(f"{at}/calls/{call['id']}/again", {}, 409)
    assert (await there.get("/webhooks"))["webhooks"] == []
    await there.get(at, 404)
    await there.ask("DELETE", at, 404)
    ended = await here.ask("DELETE", at)
    assert ended["webhook"]["ended_at"] and ended["calls"][0]["state"] == "failed"
    await here.post(f"{at}/try", {}, 409)
    assert await db.fetchval("select count(*) from audit_record where action = 'webhook.end'") == 1
