"""Looking through somebody's eyes: only looking, on record, shown to that person, never past what is kept from one."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from contest.lib import clock, db
from contest.lib.actor import SYSTEM
from contest.lib.errors import LooksOnly
from contest.lib.ids import uuid7
from contest.submissions import service as submissions
from tests.judging.world import World, make_open_world
from tests.makers import NOW, grant, make_edition, make_person
from tests.web import post, sign_in

WHY = {"reason": "They cannot find their entry."}


@pytest.fixture
async def world() -> World:
    return await make_open_world(entries=2)


@pytest.fixture
async def chief() -> UUID:
    person = await make_person("Chen Chief")
    await grant(person, "programme_organiser")
    return person


async def look(client: httpx.AsyncClient, person: UUID, status: int = 303, why: dict[str, str] = WHY) -> httpx.Response:
    answer = await post(client, f"/desk/people/{person}/view", why)
    assert answer.status_code == status, answer.text[-300:]
    return answer


async def test_everything_is_as_that_person_sees_it_and_nothing_can_be_changed(
    world: World, chief: UUID, client: httpx.AsyncClient
) -> None:
    await sign_in(client, chief)
    applicant, code = world.applicants[0], min(world.entries)
    assert f'href="/desk/people/{applicant}/view"' in (await client.get("/desk/search?in=people&q=Applicant")).text
    await look(client, applicant)
    for path in ("/home", "/submissions", f"/submissions/{code}", "/account", "/certificates"):
        page = await client.get(path)
        assert (page.status_code, "You see this as Applicant 0 does" in page.text) == (200, True), path
    assert (await client.get("/desk/search")).status_code == 404
    before = await rows()
    for path, form in (
        ("/account", {"name": "Another", "locale": "en", "time_zone": "UTC"}),
        (f"/submissions/{code}/withdraw", {"reason": "No."}),
        ("/sign-out", {}),
    ):
        refused = await post(client, path, form)
        assert (refused.status_code, "nothing can be changed" in refused.text) == (403, True), path
    assert await rows() == before
    ended = await post(client, "/account/viewing/end")
    assert (ended.status_code, (await client.get("/desk/search")).status_code) == (303, 200)
    assert "You see this as" not in (await client.get("/home")).text
    told = await db.fetch(
        "select action, actor_id, thing_id from audit_record where action like 'viewing.%' order by id"
    )
    assert [tuple(row) for row in told] == [("viewing.begin", chief, applicant), ("viewing.end", chief, applicant)]
    await sign_in(client, applicant)
    account = (await client.get("/account")).text
    assert "Chen Chief" in account and WHY["reason"] in account


async def rows() -> Any:
    return await db.fetchrow(
        "select (select md5(string_agg(p::text, '' order by id)) from person p),"
        " (select md5(string_agg(s::text, '' order by id)) from submission s), (select count(*) from audit_record)"
    )


async def test_a_judge_and_an_organiser_are_seen_with_and_a_page_that_writes_is_refused(
    world: World, chief: UUID, client: httpx.AsyncClient
) -> None:
    await sign_in(client, chief)
    await look(client, world.judges[0].id)
    assert (await client.get("/home")).status_code == 200
    await post(client, "/account/viewing/end")
    await look(client, world.organiser.id)
    before = await rows()
    assert (await client.get("/desk")).status_code == 200
    assert (await client.get("/desk/search?q=score>1")).status_code == 200
    taken = await client.get("/desk/search/found/csv?in=entries&q=entry")
    assert (taken.status_code, "nothing can be changed" in taken.text) == (403, True)
    assert await rows() == before


async def test_the_database_itself_refuses_every_change_while_somebody_looks(world: World) -> None:
    token = db.reads_only.set(True)
    try:
        for sql in ("update person set name = 'x'", "select id from person for update"):
            with pytest.raises(LooksOnly):
                await db.execute(sql)
            with pytest.raises(LooksOnly):
                async with db.work():
                    await db.execute(sql)
        assert await db.fetchval("select count(*) from person") > 0
        with db.writing():
            await db.execute("update person set name = name")
    finally:
        db.reads_only.reset(token)


async def test_it_ends_by_itself_and_with_the_role(world: World, chief: UUID, client: httpx.AsyncClient) -> None:
    await sign_in(client, chief)
    await look(client, world.applicants[0])
    with clock.moved_to(clock.now() + timedelta(minutes=31)):
        assert "You see this as" not in (await client.get("/home")).text
    assert "You see this as" in (await client.get("/home")).text
    await db.execute("update role_grant set revoked_at = $2 where person = $1", chief, NOW)
    assert "You see this as" not in (await client.get("/home")).text


async def test_a_tie_of_who_looks_ends_it_at_once(world: World, chief: UUID, client: httpx.AsyncClient) -> None:
    await sign_in(client, chief)
    await look(client, world.applicants[0])
    with clock.moved_to(clock.now() + timedelta(minutes=1)):
        assert "You see this as" in (await client.get("/home")).text
        async with db.work():
            await submissions.add_tie(
                actor=SYSTEM, submission_id=world.entries[min(world.entries)], person_id=chief, kind="declared",
                source="declared", reason="", now=clock.now(),
            )  # fmt: skip
        assert "You see this as" not in (await client.get("/home")).text
    assert await db.fetchval("select count(*) from audit_record where action = 'viewing.end'") == 1


async def test_who_is_tied_or_judges_or_runs_less_looks_through_nobodys_eyes(
    world: World, chief: UUID, client: httpx.AsyncClient
) -> None:
    await sign_in(client, chief)
    applicant = world.applicants[0]
    short = await look(client, applicant, 422, {"reason": "x"})
    assert "Say why in a sentence" in short.text
    other = await make_person("Other Chief")
    await grant(other, "programme_organiser")
    law = await make_person("Law")
    await grant(law, "compliance_officer")
    for person in (chief, other, law, uuid7()):
        await look(client, person, 404)
    entry = world.entries[min(world.entries)]
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'declared', 'declared', '', $3)",
        *(entry, chief, NOW),
    )
    for person in (applicant, world.judges[0].id, world.organiser.id):
        assert "kept from you" in (await client.get(f"/desk/people/{person}/view")).text
        await look(client, person, 403)
    nobody = await make_person("Somebody Else")
    await look(client, nobody)
    await post(client, "/account/viewing/end")
    await grant(chief, "judge", edition_id=await make_edition())
    await look(client, nobody, 404)
    await sign_in(client, world.organiser.id)
    await look(client, nobody, 404)
