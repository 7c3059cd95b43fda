"""Judge links: who comes in by one, how far, on which devices, and how it ends."""

import html
import json
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from contest.accounts.rules.links import Reach, device_name, is_under, kept
from contest.judging import queries, service
from contest.lib import clock, config, db
from contest.lib.actor import Actor, Grant
from contest.lib.errors import NotFound
from contest.lib.ids import uuid7
from contest.lib.web.front import Front
from tests.judging.world import World, make_open_world, review_of
from tests.mail import mails, secret
from tests.makers import actor_for, grant, make_person
from tests.passkeys import ORIGIN, Device
from tests.web import browser, post, sign_in

FACTOR = "/account/factor"
ANDROID = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"


def test_a_session_by_a_link_holds_one_role_in_one_round_and_still_counts_what_takes_away() -> None:
    edition, round_ = uuid7(), uuid7()
    held = (Grant("judge", edition, round_), Grant("panel_chair", edition, round_), Grant("programme_organiser"))
    actor = Actor(person_id=uuid7(), grants=held)
    reach = Reach(role="judge", edition_id=edition, round_id=round_, paths=("/a", "/b/c"))
    made = kept(actor, reach)
    assert made.has("judge", edition_id=edition, round_id=round_)
    assert not made.has("panel_chair") and not made.has("programme_organiser")
    assert made.with_waiting.has("programme_organiser")
    assert (made.reaches(round_), made.reaches(uuid7()), actor.reaches(uuid7())) == (True, False, True)
    assert not kept(Actor(person_id=uuid7(), grants=held[2:]), reach).has("panel_chair")
    assert [is_under(path, reach.paths) for path in ("/a", "/a/x", "/ab", "/b", "/b/c/d")] == [
        *(True, True, False, False, True)
    ]
    assert (device_name(ANDROID), device_name("")) == ("Firefox, Android", "")


@pytest.fixture
async def world(client: httpx.AsyncClient) -> World:
    made = await make_open_world()
    await sign_in(client, made.organiser.id)
    return made


async def mailed(client: httpx.AsyncClient, world: World, judge: Actor) -> str:
    """The address of the link that this judge gets, without the host."""
    here = f"/judging/rounds/{world.round}/links"
    answer = await post(client, here, {"then": "mail", "person": str(judge.id)})
    assert answer.status_code == 303
    link = await secret(judge.email, "link")
    return link[link.index("/judging/") :]


async def come(client: httpx.AsyncClient, link: str, **fields: str) -> httpx.Response:
    return await post(client, "/judging/link", {"key": link.partition("key=")[2], **fields})


async def test_a_link_signs_a_judge_in_again_and_again_for_one_round_only(
    app: Front, client: httpx.AsyncClient, world: World
) -> None:
    judge = world.judges[0]
    link = await mailed(client, world, judge)
    assert link.partition("key=")[2] not in (await client.get(f"/judging/rounds/{world.round}/links")).text
    other = await make_open_world()
    await grant(judge.id, "judge", edition_id=other.edition, round_id=other.round)
    await grant(judge.id, "programme_organiser", edition_id=world.edition)
    elsewhere = await review_of(other)
    await db.execute("update review set judge = $1 where id = $2", judge.id, elsewhere)
    review = await review_of(world)
    async with browser(app, **{"user-agent": ANDROID}) as phone:
        for _ in range(2):
            looked = await phone.get(link)
            assert (looked.status_code, judge.name in looked.text) == (200, True)
            assert (await phone.get("/judging/reviews")).headers["location"].startswith("/sign-in")
            assert (await come(phone, link)).headers["location"] == "/judging/reviews"
            shown = await phone.get("/judging/reviews")
            assert (str(review) in shown.text, str(elsewhere) in shown.text) == (True, False)
            assert (await phone.get(f"/judging/reviews/{review}")).status_code == 200
            assert (await phone.get(f"/judging/reviews/{elsewhere}")).status_code == 404
            for path in ("/account", "/home", f"/judging/rounds/{other.round}/link", "/desk"):
                assert (await phone.get(path)).status_code in {303, 401}, path
            assert (await phone.get(f"/judging/rounds/{world.round}/panel")).status_code != 200
            await post(phone, "/sign-out")
        assert await db.fetchval("select array_agg(name) from link_device") == ["Firefox, Android"]
    assert not [kind for kind, _ in await mails(judge.email) if kind == "accounts/new_device"]


async def test_devices_are_known_counted_told_and_signed_out(
    app: Front, client: httpx.AsyncClient, world: World
) -> None:
    judge = world.judges[0]
    link = await mailed(client, world, judge)
    async with browser(app) as first, browser(app) as second:
        for one in (first, second):
            await come(one, link)
        assert [kind for kind, _ in await mails(judge.email)].count("accounts/new_device") == 1
        found = await queries.my_link(actor=judge, round_id=world.round, now=clock.now())
        assert found.link is not None and len(found.link.devices) == 2
        mine = f"/judging/rounds/{world.round}/link"
        assert (await second.get(mine)).status_code == 200
        oldest = found.link.devices[-1].id
        forget = {"then": "forget", "link": str(found.link.id), "device": str(oldest)}
        assert (await post(second, mine, forget)).status_code == 303
        assert (await first.get("/judging/reviews")).status_code == 303
        assert (await second.get("/judging/reviews")).status_code == 200
        assert (await post(second, mine, forget)).status_code == 404
        ended = {"then": "end", "link": str(found.link.id)}
        assert (await post(client, f"/judging/rounds/{world.round}/links", ended)).status_code == 303
        assert (await second.get("/judging/reviews")).status_code == 303
        assert (await second.get(link)).status_code == 404
        assert (await come(second, link)).status_code == 404
    await db.execute("delete from message")
    link = await mailed(client, world, judge)
    for at in range(5):
        async with browser(app) as one:
            assert (await come(one, link)).status_code == 303, at
    async with browser(app) as one:
        refused = await come(one, link)
        assert (refused.status_code, "on 5 devices already" in refused.text) == (409, True)
        for _ in range(5):
            last = await come(one, link)
        assert (last.status_code, "retry-after" in last.headers) == (429, True)


async def test_the_code_of_the_hall_is_asked_once_on_a_device(
    app: Front, client: httpx.AsyncClient, world: World
) -> None:
    here = f"/judging/rounds/{world.round}/links"
    await post(client, here, {"then": "code"})
    code = (await queries.links_page(actor=world.organiser, round_id=world.round, now=clock.now())).venue_code
    assert (len(code), code in (await client.get(here)).text) == (6, True)
    assert code not in str(await db.fetchval("select venue_code from judging_round where round = $1", world.round))
    link = await mailed(client, world, world.judges[0])
    async with browser(app) as phone:
        assert "Code of the hall" in (await phone.get(link)).text
        for wrong in ("", "AAAAAA"):
            answer = await come(phone, link, venue_code=wrong)
            assert (answer.status_code, "Type the code that is shown" in answer.text) == (422, True)
        assert (await come(phone, link, venue_code=f" {code[:3].lower()}-{code[3:]}")).status_code == 303
        assert (await come(phone, link)).status_code == 303
        await post(client, here, {"then": "code"})
        assert (await come(phone, link)).status_code == 422
        await post(client, here, {"then": "no_code"})
        assert (await come(phone, link)).status_code == 303


@pytest.fixture
def at_a_name(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("PUBLIC_URL", ORIGIN)
    config.settings.cache_clear()
    yield
    config.settings.cache_clear()


async def asked(client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    found = re.search(r'data-passkey="([^"]+)"', (await client.get(path)).text)
    assert found is not None
    return json.loads(html.unescape(found[1]))


@pytest.mark.usefixtures("at_a_name")
async def test_a_link_asks_for_the_passkey_of_its_judge_each_time(
    app: Front, client: httpx.AsyncClient, world: World
) -> None:
    here, judge, device = f"/judging/rounds/{world.round}/links", world.judges[0], Device()
    assert (await post(client, here, {"then": "passkey"})).status_code == 303
    assert judge.name in (await client.get(here)).text.partition('id="passkey"')[2]  # who has none yet
    link = await mailed(client, world, judge)
    assert "/account/factor" in next(text for kind, text in await mails(judge.email) if kind == "judging/link")
    async with browser(app) as phone, browser(app) as other:
        looked = (await phone.get(link)).text
        assert ("Sign in and make a passkey" in looked, "data-passkey" in looked) == (True, False)
        assert (await come(phone, link)).status_code == 422
        await sign_in(phone, judge.id)
        assert "none yet" in (await phone.get(f"/judging/rounds/{world.round}/link")).text
        made = {"then": "add-passkey", "answer": device.make(await asked(phone, FACTOR)), "passkey_name": "phone"}
        assert (await post(phone, FACTOR, made)).status_code == 303
        assert await db.fetchval("select count(*) from recovery_code") == 0
        await post(phone, "/sign-out")
        answer = device.show(await asked(phone, link))
        assert (await come(phone, link, answer=answer)).headers["location"] == "/judging/reviews"
        assert (await phone.get("/judging/reviews")).status_code == 200
        assert (await phone.get(FACTOR)).status_code == 303  # who has a link makes no key to it
        await post(phone, "/sign-out")
        assert (await come(phone, link, answer=answer)).status_code == 422
        assert (await come(other, link, answer=Device().show(await asked(other, link)))).status_code == 422
        assert (await come(other, link)).status_code == 422
        assert (await other.get("/judging/reviews")).status_code == 303
        assert "Every judge has one" not in (await client.get(here)).text
        await post(client, here, {"then": "no_passkey"})
        assert (await come(other, link)).status_code == 303


@pytest.mark.usefixtures("at_a_name")
async def test_where_browsers_use_no_passkeys_none_is_asked_and_a_link_that_asks_stays_shut(
    client: httpx.AsyncClient, app: Front, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = f"/judging/rounds/{world.round}/links"
    await post(client, here, {"then": "passkey"})
    link = await mailed(client, world, world.judges[0])
    monkeypatch.setenv("PUBLIC_URL", "http://192.0.2.7")
    config.settings.cache_clear()
    async with browser(app) as phone:
        assert "browsers use none at this address" in (await phone.get(link)).text
        assert (await come(phone, link)).status_code == 422
    assert "no link of this round opens" in (await client.get(here)).text
    await post(client, here, {"then": "no_passkey"})
    assert (await post(client, here, {"then": "passkey"})).status_code == 409


@pytest.mark.usefixtures("at_a_name")
async def test_a_judge_removes_their_last_passkey_and_others_keep_none(
    app: Front, client: httpx.AsyncClient, world: World
) -> None:
    device, judge = Device(), world.judges[0]
    stranger = await make_person("Stranger")
    async with browser(app) as phone:
        await sign_in(phone, judge.id)
        assert 'href="/account/factor"' in (await phone.get("/account")).text
        question = await asked(phone, FACTOR)
        made = {"then": "add-passkey", "answer": device.make(question), "passkey_name": "phone"}
        await post(phone, FACTOR, made)
        kept = await db.fetchval("select id from passkey")
        assert (await post(phone, FACTOR, {"then": "remove-passkey", "passkey": str(kept)})).status_code == 303
        assert await db.fetchval("select count(*) from passkey") == 0
        await sign_in(phone, stranger)
        assert "data-passkey" not in (await phone.get(FACTOR)).text
        assert (await post(phone, FACTOR, made)).headers["location"] == "/home"
        assert await db.fetchval("select count(*) from passkey") == 0


async def test_a_link_ends_with_time_the_seat_and_signing_out_everywhere(
    app: Front, client: httpx.AsyncClient, world: World
) -> None:
    judge = world.judges[0]
    link = await mailed(client, world, judge)
    async with browser(app) as phone:
        await come(phone, link)
        await db.execute("update person set epoch = epoch + 1 where id = $1", judge.id)
        assert (await phone.get("/judging/reviews")).status_code == 303
        assert (await come(phone, link)).status_code == 404
        link = await mailed(client, world, judge)
        await come(phone, link)
        await db.execute("update role_grant set revoked_at = now() where person = $1", judge.id)
        assert (await phone.get("/judging/reviews")).status_code == 404
        await db.execute("update sign_in_link set expires_at = $1", clock.now() - timedelta(seconds=1))
        assert (await phone.get("/judging/reviews")).status_code == 303
        assert (await come(phone, link)).status_code == 404


async def test_only_who_runs_the_round_and_the_judge_make_and_end_a_link(world: World) -> None:
    judge, other = world.judges[:2]
    stranger = await make_person("Stranger")
    await grant(stranger, "round_organiser", edition_id=uuid7(), round_id=uuid7())
    here = {"round_id": world.round, "now": clock.now()}
    async with db.work():
        await service.mail_own_link(actor=judge, **here)
    found = await queries.my_link(actor=judge, **here)
    assert found.link is not None
    for who in (other, await actor_for(stranger)):
        with pytest.raises(NotFound):
            async with db.work():
                await service.mail_links(actor=who, person_ids=[judge.id], **here)
        with pytest.raises(NotFound):
            async with db.work():
                await service.end_link(actor=who, link_id=found.link.id, **here)
    with pytest.raises(NotFound):
        async with db.work():
            await service.mail_links(actor=world.organiser, person_ids=[stranger], **here)
    async with db.work():
        assert await service.mail_links(actor=world.organiser, person_ids=None, **here) == 2
    live: list[UUID] = [row["id"] for row in await db.fetch("select id from sign_in_link where revoked_at is null")]
    assert len(live) == 3
