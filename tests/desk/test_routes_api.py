"""The desk through the API: webhooks told, tried, ended; messages approved and sent again, as on the pages."""

from collections.abc import Callable
from typing import Any, get_args
from uuid import UUID

import pytest

from contest.desk.api.messages import State
from contest.lib import clock, db
from contest.notifications.rules import STATES, Recipient
from contest.notifications.service import queue_message
from tests.desk.test_service_webhooks import address, set_networks
from tests.makers import NOW, grant, make_edition, make_person, make_round
from tests.notifications.test_service import set_smtp
from tests.submissions.test_routes_api import programs

__all__ = ["address", "programs", "set_networks", "set_smtp"]


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


async def _draft(edition: UUID, email: str = "ana@example.org") -> str:
    async with db.work():
        to = Recipient(person_id=None, email=email, name="Ana")
        made = await queue_message(
            kind="accounts/factor_set", to=to, context={"is_reset": True, "passkey": ""}, edition_id=edition
        )
    await db.execute("update message set state = 'drafted', subject = 'Hello', body = 'Come.' where id = $1", made)
    return str(made)


async def test_a_program_approves_rewords_keeps_and_sends_messages_of_its_edition_alone(
    programs: Any, set_smtp: Callable[[str], None]
) -> None:
    set_smtp("smtp://localhost:1")
    edition, other = await make_edition(), await make_edition()
    first, second, theirs = await _draft(edition), await _draft(edition, "bo@example.org"), await _draft(other)
    person = await make_person("Pia")
    await grant(person, "programme_organiser", edition_id=edition)
    here = await programs(person, "messages:run")
    listed = await here.get("/messages?state=drafted")
    assert ({one["id"] for one in listed["messages"]}, listed["counts"]) == ({first, second}, {"drafted": 2})
    assert (await here.get("/messages?state=sent"))["messages"] == []
    await here.get("/messages?state=moon", 422)
    for way, at, sent in (
        ("GET", f"/messages/{theirs}", None),
        ("PUT", f"/messages/{theirs}", {"subject": "x", "body": "x"}),
        ("POST", f"/messages/{theirs}/withdraw", {}),
        ("POST", f"/messages/{theirs}/send-again", {}),
    ):
        await here.ask(way, at, 404, **({} if sent is None else {"json": sent}))
    worded = await here.ask("PUT", f"/messages/{first}", json={"subject": "Hi", "body": "Come soon."})
    assert (worded["subject"], worded["body"], worded["state"]) == ("Hi", "Come soon.\n", "drafted")
    await here.post(f"/messages/{first}/send-again", {}, 409)
    assert await here.post("/messages/approve", {"messages": [first, theirs]}) == {"approved": 1}
    assert (await here.get(f"/messages/{first}"))["state"] == "approved"
    assert (await here.post(f"/messages/{second}/withdraw", {}))["state"] == "withdrawn"
    await db.execute("update message set state = 'bounced', error = 'full' where id = $1", UUID(first))
    assert (await here.post(f"/messages/{first}/send-again", {}))["state"] == "queued"
    assert await db.fetchval("select state from message where id = $1", UUID(theirs)) == "drafted"
    weak = await programs(person, "webhooks:run")
    await weak.get("/messages", 403)
    assert set(get_args(State)) == set(STATES)
