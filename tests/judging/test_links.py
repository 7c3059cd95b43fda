"""Judge links: who comes in by one, how far, on which devices, and how it ends."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from contest.accounts.rules.links import Reach, device_name, is_under, kept
from contest.judging import queries, service
from contest.lib import clock, db
from contest.lib.actor import Actor, Grant
from contest.lib.errors import NotFound
from contest.lib.ids import uuid7
from contest.lib.web.front import Front
from tests.judging.world import World, make_open_world, review_of
from tests.mail import mails, secret
from tests.makers import actor_for, grant, make_person
from tests.web import browser, post, sign_in

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
