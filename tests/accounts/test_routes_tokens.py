import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from contest.accounts import service
from contest.accounts.rules import Origin
from contest.lib import clock, db, passwords
from contest.lib.errors import Conflict, Invalid, NotAllowed
from contest.lib.web.front import Front
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round, make_token
from tests.web import browser, post, sign_in

ME = "/api/v1/me"
WANTED = {"name": "upload", "scopes": ["entries:read", "entries:write"], "life": "30"}


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.moved_to(NOW):
        yield


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def shown(page: str) -> str:
    found = re.search(r"contest_[\w-]{43}", page)
    assert found is not None
    return found[0]


async def test_a_token_is_shown_once_and_kept_as_a_digest(client: httpx.AsyncClient, app: Front) -> None:
    person = await make_person()
    await sign_in(client, person)
    answer = await post(client, "/account/tokens", WANTED)
    token = shown(answer.text)
    assert token not in (await client.get("/account/tokens")).text
    rows = await db.fetchval("select string_agg(api_token::text, '') from api_token")
    assert token not in rows and token[-4:] in rows
    assert token not in await db.fetchval("select string_agg(data::text, '') from audit_record")
    async with browser(app) as program:
        me = (await program.get(ME, headers=bearer(token))).json()
    assert (me["id"], me["scopes"], me["roles"]) == (str(person), ["entries:read", "entries:write"], [])
    assert me["expires_at"].startswith(str((NOW + timedelta(days=30)).date()))
    assert "Take upload back" in (await client.get("/account/tokens")).text


async def test_a_session_opens_no_address_of_the_api_and_a_token_no_page(client: httpx.AsyncClient, app: Front) -> None:
    person = await make_person()
    token = await make_token(person)
    await sign_in(client, person)
    answer = await client.get(ME)
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert answer.headers["www-authenticate"] == "Bearer"
    async with browser(app) as program:
        assert (await program.get("/account", headers=bearer(token))).status_code == 303
        assert (await program.get(ME, headers={"authorization": f"bearer  {token} "})).status_code == 200
        for wrong in ("", "x", "Basic " + token, "Bearer", "Bearer \xff", token):
            assert (await program.get(ME, headers={"authorization": wrong.encode("latin-1")})).status_code == 401  # type: ignore[dict-item]


@pytest.mark.parametrize("end", ["revoke", "expire", "epoch", "unconfirmed address"])
async def test_a_token_ends(end: str, client: httpx.AsyncClient) -> None:
    person = await make_person()
    token = await make_token(person)
    await sign_in(client, person)
    assert (await client.get(ME, headers=bearer(token))).status_code == 200
    if end == "revoke":
        token_id: UUID = await db.fetchval("select id from api_token")
        answer = await post(client, f"/account/tokens/{token_id}/revoke")
        assert answer.headers["location"] == "/account/tokens"
    elif end == "expire":
        with clock.moved_to(NOW + timedelta(days=7)):
            assert (await client.get(ME, headers=bearer(token))).status_code == 401
        return
    elif end == "epoch":
        await service.sign_out_everywhere(actor=await actor_for(person))
    else:
        await grant(person, "programme_organiser")
        await db.execute("update person set email_confirmed_at = null where id = $1", person)
        assert (await client.get(ME, headers=bearer(token))).json()["roles"] == []
        return
    assert (await client.get(ME, headers=bearer(token))).status_code == 401


async def test_a_role_that_is_taken_back_is_gone_from_its_tokens(client: httpx.AsyncClient) -> None:
    person, edition = await make_person(), await make_edition()
    round_ = await make_round(edition)
    await grant(person, "programme_organiser", edition_id=edition)
    await grant(person, "screener", edition_id=edition, round_id=round_)
    token = await make_token(person, "screening:read", place=(edition, round_))
    me = (await client.get(ME, headers=bearer(token))).json()
    place = {"edition": str(edition), "round": str(round_)}
    assert sorted(me["roles"], key=lambda one: str(one["role"])) == [
        {"role": "programme_organiser", **place},
        {"role": "screener", **place},
    ]
    await db.execute("update role_grant set revoked_at = $1", NOW)
    assert (await client.get(ME, headers=bearer(token))).json()["roles"] == []


async def test_last_use_is_kept_to_the_minute(client: httpx.AsyncClient) -> None:
    token = await make_token(await make_person())
    seen = []
    for seconds in (0, 30, 90):
        with clock.moved_to(NOW + timedelta(seconds=seconds)):
            await client.get(ME, headers=bearer(token))
            seen.append(await db.fetchval("select last_used_at from api_token"))
    assert seen == [NOW, NOW, NOW + timedelta(seconds=90)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("scopes", []),
        ("scopes", ["screening:read"]),
        ("scopes", ["entries:read", "everything"]),
        ("place", "x"),
        ("place", "0198a0a0-0000-7000-8000-000000000000/"),
        ("life", "9999"),
        ("password", "wrong password"),
    ],
)
async def test_a_wrong_answer_is_said_at_its_field_and_nothing_is_made(
    field: str, value: Any, client: httpx.AsyncClient
) -> None:
    person = await make_person(password_hash=await passwords.hash_password("a long enough password"))
    await sign_in(client, person)
    answer = await post(client, "/account/tokens", WANTED | {"password": "a long enough password", field: value})
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    assert field == "name" or 'value="upload"' in answer.text
    assert await db.fetchval("select count(*) from api_token") == 0


async def test_nobody_makes_a_token_with_an_unproved_address_or_more_than_twenty(client: httpx.AsyncClient) -> None:
    stranger = await make_person(email_confirmed_at=None)
    with pytest.raises(NotAllowed):
        await make_token(stranger)
    person = await make_person()
    for _ in range(20):
        await make_token(person)
    with pytest.raises(Conflict):
        await make_token(person)


async def test_a_wrong_password_counts_as_a_try(client: httpx.AsyncClient) -> None:
    person = await make_person(password_hash=await passwords.hash_password("a long enough password"))
    with pytest.raises(Invalid):
        await service.make_token(
            actor=await actor_for(person), name="x", scopes=["entries:read"], life="7", password="guess",
            origin=Origin(address="203.0.113.7"), now=NOW,
        )  # fmt: skip
    assert await db.fetchval("select count(*) from audit_record where action = 'account.make_token'") == 1


async def test_too_many_requests_with_a_token_are_told_to_wait(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contest.accounts.guards.MOST_A_MINUTE", 2)
    token = await make_token(await make_person())
    answers = [await client.get(ME, headers=bearer(token)) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) <= 60


async def test_the_document_is_open_to_anyone_and_names_the_scopes(client: httpx.AsyncClient) -> None:
    document = (await client.get("/api/v1/openapi.json")).json()
    assert document["paths"][ME]["get"]["security"] == [{"token": []}]
    assert all(path.startswith("/api/v1/") for path in document["paths"])


async def test_the_page_speaks_chinese_and_names_the_places_of_an_organiser(client: httpx.AsyncClient) -> None:
    person, edition = await make_person(), await make_edition()
    round_ = await make_round(edition)
    await grant(person, "programme_organiser", edition_id=edition)
    await grant(person, "screener", edition_id=edition, round_id=round_)
    await make_token(person, place=(edition, round_))
    await sign_in(client, person)
    client.cookies.set("lang", "zh", domain="testserver.local", path="/")
    page = (await client.get("/account/tokens")).text
    name = await db.fetchval("select name_zh from round where id = $1", round_)
    whole = await db.fetchval("select name_zh from edition")
    assert f"仅限： {name}" in page and f'<option value="{edition}/{round_}">{whole} · {name}</option>' in page
    assert '<option value="90" selected>90天</option>' in page


async def test_whoever_organises_an_edition_may_hold_a_token_to_one_of_its_rounds(client: httpx.AsyncClient) -> None:
    person, everywhere = await make_person(), await make_person()
    edition, other = await make_edition(slug="one"), await make_edition(slug="two")
    round_, strange = await make_round(edition), await make_round(other)
    await grant(person, "programme_organiser", edition_id=edition)
    await grant(everywhere, "programme_organiser")
    await sign_in(client, person)
    page = (await client.get("/account/tokens")).text
    assert f'value="{edition}/"' in page and f'value="{edition}/{round_}"' in page and str(strange) not in page
    wanted = WANTED | {"scopes": ["screening:read", "entries:import"]}
    refused = await post(client, "/account/tokens", wanted | {"place": f"{edition}/{strange}"})
    assert (refused.status_code, 'href="#f-place"' in refused.text) == (422, True)
    token = shown((await post(client, "/account/tokens", wanted | {"place": f"{edition}/{round_}"})).text)
    me = (await client.get(ME, headers=bearer(token))).json()
    assert [(role["edition"], role["round"]) for role in me["roles"]] == [(str(edition), str(round_))]
    await sign_in(client, everywhere)
    assert f'value="{other}/{strange}"' in (await client.get("/account/tokens")).text
