"""Telling other programs: who is told of what, on a real server that fails as told."""

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from contest.desk import service
from contest.desk.queries import webhooks as queries
from contest.desk.rules import webhooks as rules
from contest.lib import calling, db, hooks
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.ids import uuid7
from tests.judging.world import World, invariants_hold, make_open_world, review_of
from tests.lib.test_calling import answering, set_networks
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round
from tests.web import post, sign_in

__all__ = ["set_networks"]
OK = b"HTTP/1.1 200 OK\r\n\r\n"


@pytest.fixture
async def address(set_networks: Callable[[str], None]) -> AsyncIterator[tuple[str, list[bytes]]]:
    set_networks("127.0.0.0/8 ::1/128")
    taken: list[bytes] = []
    async with answering(OK, taken) as url:
        yield url, taken


async def add(actor: Actor, where: str, url: str, *events: str) -> tuple[UUID, str]:
    async with db.work():
        return await service.add_webhook(
            actor=actor, place=where, name="Chat", address=url, events=list(events), now=NOW
        )


async def happen(event: str, occasion: UUID | None = None, **payload: Any) -> None:
    async with db.work():
        await service.spread(event=event, payload=payload, occasion=occasion or uuid7(), now=NOW)


async def call(**more: Any) -> Any:
    """Make the one call that waits, and what it is then."""
    due = await db.fetchval("select id from webhook_delivery where state = 'waiting'")
    with suppress(calling.NoAnswer):
        await service.call(delivery_id=due, finish=db.work, **({"now": NOW} | more))
    return await db.fetchrow("select state, attempts, status, error from webhook_delivery where id = $1", due)


def place(world: World) -> str:
    return f"{world.edition}/{world.round}"


async def test_a_call_is_signed_says_codes_and_is_made_once_for_each_occasion(address: tuple[str, list[bytes]]) -> None:
    url, taken = address
    world = await make_open_world()
    _, key = await add(world.organiser, place(world), url, "review.signed", "decision.final")
    code, occasion = next(iter(world.entries)), uuid7()
    for _ in range(2):
        await happen("review.signed", occasion, review_id=str(await review_of(world)), round_id=str(world.round))
    await happen("round.opened", round_id=str(world.round))  # not asked for
    assert tuple(await call()) == ("delivered", 1, 200, "")
    [said] = taken
    head, _, body = said.partition(b"\r\n\r\n")
    told = msgspec.json.decode(body)
    assert (told["event"], told["entry"], told["at"]) == ("review.signed", code, "2026-05-01T12:00:00Z")
    assert code in told["text"] and "Judge" not in body.decode() and "Applicant" not in body.decode()
    fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    assert hooks.is_signed(key, body, fields[hooks.HEADER], NOW) and fields["x-contest-delivery"] == told["id"]
    await invariants_hold()


async def test_who_is_told_may_know_of_it(address: tuple[str, list[bytes]]) -> None:
    world = await make_open_world()
    entry = next(iter(world.entries.values()))
    other = await make_round(world.edition)
    chief = await make_person("Chief")
    await grant(chief, "programme_organiser")
    made = [
        (await add(actor, where, address[0], "submission.screened"))[0]
        for actor, where in (
            (world.organiser, place(world)),
            (await actor_for(chief), f"{world.edition}/"),
            (await actor_for(chief), f"{world.edition}/{other}"),
        )
    ]

    async def told() -> list[int]:
        await db.execute("delete from webhook_delivery")
        await happen("submission.screened", submission_id=str(entry), round_id=str(world.round), verdict="eligible")
        rows = await db.fetch("select webhook, body from webhook_delivery")
        assert all(msgspec.json.decode(row["body"])["verdict"] == "eligible" for row in rows)
        return sorted(made.index(row["webhook"]) for row in rows)

    assert await told() == [0, 1]
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values ($1, $2, $3, 'ruled', 'ruled', '', now())",
        *(uuid7(), entry, world.organiser.id),
    )
    assert await told() == [1]
    page = await queries.log_of(await actor_for(chief), webhook_id=made[1], page=1)
    assert page.total == 1
    assert (await queries.log_of(world.organiser, webhook_id=made[0], page=1)).total == 0
    await db.execute("update role_grant set revoked_at = now() where person = $1", chief)
    assert await told() == []


async def test_every_event_finds_its_place() -> None:
    assert queries.PLACED.keys() == rules.EVENTS.keys()
    for event, (key, _) in queries.PLACED.items():
        gone = str(uuid7())
        payload = {key: [gone] if key.endswith("s") else gone, "round_id": gone, "verdict": "x"}
        assert await queries.happened(event, payload) is None
    world = await make_open_world()
    found = await queries.happened("round.opened", {"round_id": str(world.round)})
    assert found is not None and (found.edition_id, found.round_id, found.entry) == (world.edition, world.round, None)


async def test_a_call_without_an_answer_is_made_again_and_given_up_after_a_day(
    set_networks: Callable[[str], None],
) -> None:
    set_networks("127.0.0.0/8 ::1/128")
    world = await make_open_world()
    async with answering(b"HTTP/1.1 503 Busy\r\n\r\n", []) as url:
        made, _ = await add(world.organiser, place(world), url, "round.opened")
        await happen("round.opened", round_id=str(world.round))
        assert tuple(await call()) == ("waiting", 1, 503, "")
        # others to the same address do not each wait for an answer that does not come
        assert tuple(await call())[:3] == ("waiting", 2, None)
    later = NOW + timedelta(hours=1)
    state, attempts, _, error = await call(now=later)
    assert (state, attempts) == ("waiting", 3) and error
    await db.execute("update webhook_delivery set attempts = $1", service.ATTEMPTS - 1)
    assert (await call(now=later + timedelta(hours=1)))["state"] == "failed"
    delivery = await db.fetchval("select id from webhook_delivery")
    again = {"actor": world.organiser, "webhook_id": made, "delivery_id": delivery}
    with pytest.raises(NotFound):
        await service.call_again(**again | {"actor": await actor_for(await make_person())})
    async with db.work():
        await service.call_again(**again)
    with pytest.raises(Conflict):
        async with db.work():
            await service.call_again(**again)
    async with db.work():
        await service.end_webhook(actor=world.organiser, webhook_id=made, now=NOW)
    assert tuple(await db.fetchrow("select state, error from webhook_delivery")) == ("failed", "ended")
    await happen("round.opened", round_id=str(world.round))
    assert await db.fetchval("select count(*) from webhook_delivery") == 1
    await db.execute("update webhook_delivery set made_at = now() - interval '31 days'")
    async with db.work():
        await service.forget_calls()
    assert await db.fetchval("select count(*) from webhook_delivery") == 0


async def test_an_address_that_has_become_private_is_called_no_more(
    address: tuple[str, list[bytes]], set_networks: Callable[[str], None]
) -> None:
    world = await make_open_world()
    await add(world.organiser, place(world), address[0], "round.opened")
    await happen("round.opened", round_id=str(world.round))
    set_networks("")
    assert tuple(await call()) == ("failed", 1, None, "an address of a private network, or one without https")
    assert address[1] == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"address": "https://127.0.0.1/x"}, "address"),
        ({"address": "https://169.254.169.254/latest"}, "address"),
        ({"address": "https://no-such-name.invalid/"}, "address"),
        ({"name": " "}, "name"),
        ({"events": ["message.queued"]}, "events"),
        ({"place": "elsewhere"}, "place"),
    ],
)
async def test_what_cannot_be_told_is_refused_at_its_field(wrong: dict[str, Any], field: str) -> None:
    world = await make_open_world(entries=1, judges=1)
    said = {"place": place(world), "name": "Chat", "address": "https://1.1.1.1/", "events": [], "now": NOW}
    with pytest.raises(Invalid) as refused:
        await service.add_webhook(actor=world.organiser, **said | wrong)
    assert set(refused.value.fields) == {field}


async def test_the_pages_show_the_key_once_and_keep_what_was_typed(
    client: httpx.AsyncClient, address: tuple[str, list[bytes]]
) -> None:
    world = await make_open_world(entries=1, judges=1)
    await sign_in(client, world.organiser.id)
    assert "No program is told of anything yet" in (await client.get("/desk/webhooks")).text
    form = {"name": "Chat", "place": place(world), "events": ["review.signed", "decision.final"]}
    refused = await post(client, "/desk/webhooks", form | {"address": "https://10.0.0.1/x"})
    assert (refused.status_code, 'value="https://10.0.0.1/x"' in refused.text) == (422, True)
    assert refused.text.count('" checked') == 2 and "none of a private network" in refused.text
    added = await post(client, "/desk/webhooks", form | {"address": address[0]})
    key = added.text.partition('<code class="code digest">')[2].partition("<")[0]
    assert len(key) > 40 and key not in (await client.get("/desk/webhooks")).text
    made = await db.fetchval("select id from webhook")
    assert (await post(client, f"/desk/webhooks/{made}/try")).status_code == 303
    await call()
    shown = (await client.get(f"/desk/webhooks/{made}?page=9")).text
    assert "Delivered" in shown and "This is a test of “Chat”." in shown
    other = await make_person()
    await grant(other, "programme_organiser", edition_id=await make_edition())
    await sign_in(client, other)
    for path in (f"/desk/webhooks/{made}/end", f"/desk/webhooks/{made}/try"):
        assert (await post(client, path)).status_code == 404
    assert (await client.get(f"/desk/webhooks/{made}")).status_code == 404
    assert "Chat" not in (await client.get("/desk/webhooks")).text
