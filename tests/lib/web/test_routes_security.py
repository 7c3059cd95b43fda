"""The web floor under hostile requests: sessions, tokens, forms that come back, limits, errors."""

import re
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from contest.lib import db, valkey
from contest.lib.config import APPLICATION
from contest.lib.errors import TooMany
from contest.lib.web import csrf, keeping, limits, session, signing
from contest.lib.web.front import Front
from tests.makers import make_person
from tests.web import browser, csrf_of, post, sign_in


def fields_of(html: str) -> dict[str, str]:
    """The hidden fields of a page."""
    from html import unescape

    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', html)
    return {name: unescape(value) for name, value in found}


async def is_signed_in(client: httpx.AsyncClient) -> bool:
    return (await client.get("/account")).status_code == 200


async def test_an_id_that_we_did_not_give_is_dropped_and_never_adopted(client: httpx.AsyncClient) -> None:
    client.cookies.set("sid", "chosen-by-an-attacker", domain="testserver.local", path="/")
    answer = await client.get("/sign-in")
    assert any(value.startswith("sid=;") for value in answer.headers.get_list("set-cookie"))
    assert await valkey.command("KEYS", "session:*") == []


async def test_signing_in_changes_the_id_and_kills_the_old_one(client: httpx.AsyncClient, app: Front) -> None:
    person = await make_person()
    await sign_in(client, person)
    old = client.cookies["sid"]
    scope: Any = {"state": {"session": await session.load(old)}}
    await session.begin(scope, person_id=person, epoch=0, now=0.0)
    new = session.of(scope).id
    assert new not in (None, old)
    assert await is_signed_in(client) is False
    assert await valkey.command("KEYS", f"*{new}*") == []


async def test_a_session_that_cannot_be_read_is_nobodys(client: httpx.AsyncClient) -> None:
    await sign_in(client, await make_person())
    [key] = await valkey.command("KEYS", "session:*")
    await valkey.command("SET", key, b'{"an": "older shape"}')
    assert (await client.get("/account")).headers["location"] == "/sign-in?next=%2Faccount"


async def test_a_session_ends_a_fixed_time_after_sign_in(client: httpx.AsyncClient) -> None:
    await sign_in(client, await make_person())
    [key] = await valkey.command("KEYS", "session:*")
    await valkey.command("EXPIRE", key, 100)
    assert await is_signed_in(client) is True
    assert await valkey.command("TTL", key) <= 100


async def test_the_cookie_is_http_only_and_lax(client: httpx.AsyncClient) -> None:
    answer = await client.get("/sign-in")
    [visit] = answer.headers.get_list("set-cookie")
    assert re.fullmatch(r"visit=[\w-]{32}; Path=/; SameSite=Lax; HttpOnly", visit)


NAME = {"name": "Renamed", "locale": "en", "time_zone": "UTC"}


async def name_of(person: Any) -> str:
    return str(await db.fetchval("select name from person where id = $1", person))


@pytest.mark.parametrize("token", [None, "", "0" * 64, "é\udcff", "x" * 10_000])
async def test_without_its_token_a_form_does_nothing_and_comes_back(client: httpx.AsyncClient, token: Any) -> None:
    person = await make_person()
    await sign_in(client, person)
    data = dict(NAME) if token is None else NAME | {"_csrf_token": token}
    body = urlencode(data, errors="surrogatepass")
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = await client.post("/account", content=body, headers=kind)
    assert (answer.status_code, await name_of(person)) == (403, "Lin Xiaoyu")
    assert fields_of(answer.text) == NAME | {"_csrf_token": csrf_of(client)}
    assert (await client.post("/account", data=fields_of(answer.text))).status_code == 303
    assert await name_of(person) == "Renamed"


async def test_anothers_token_does_not_fit(client: httpx.AsyncClient, app: Front) -> None:
    person = await make_person()
    await sign_in(client, person)
    async with browser(app) as other:
        await sign_in(other, await make_person())
        theirs = csrf_of(other)
    answer = await client.post("/account", data=NAME | {"_csrf_token": theirs})
    assert (answer.status_code, await name_of(person)) == (403, "Lin Xiaoyu")


async def test_the_token_from_before_sign_in_does_not_fit_after_it(client: httpx.AsyncClient) -> None:
    before = csrf_of(client)
    person = await make_person()
    await sign_in(client, person)
    answer = await client.post("/account", data=NAME | {"_csrf_token": before})
    assert (answer.status_code, await name_of(person)) == (403, "Lin Xiaoyu")


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://["},
        {"origin": "http://testserver.evil.example"},
    ],
)
async def test_what_another_site_sent_is_refused_and_not_offered_again(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    person = await make_person()
    await sign_in(client, person)
    answer = await post(client, "/account", NAME, headers=headers)
    assert (answer.status_code, await name_of(person)) == (403, "Lin Xiaoyu")
    assert "Renamed" not in answer.text
    async with httpx.AsyncClient(transport=client._transport, base_url="http://testserver") as visitor:
        answer = await visitor.post("/account", data=NAME, headers=headers)
    assert (answer.status_code, "Renamed" in answer.text) == (401, False)


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin"}, {"origin": "http://testserver"}, {}])
async def test_what_our_own_pages_send_is_taken(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    person = await make_person()
    await sign_in(client, person)
    answer = await post(client, "/account", NAME, headers=headers)
    assert (answer.status_code, await name_of(person)) == (303, "Renamed")


async def test_the_token_may_come_in_a_header(client: httpx.AsyncClient) -> None:
    person = await make_person()
    await sign_in(client, person)
    answer = await client.post("/account", data=NAME, headers={"x-csrftoken": csrf_of(client)})
    assert (answer.status_code, await name_of(person)) == (303, "Renamed")


async def test_programs_are_told_in_json(client: httpx.AsyncClient) -> None:
    answer = await client.post("/account", json=NAME, headers={"accept": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert answer.json()["type"] == "urn:contest:not_signed_in"


async def test_a_form_of_many_thousand_fields_is_refused_quickly(client: httpx.AsyncClient) -> None:
    person = await make_person()
    await sign_in(client, person)
    body = f"_csrf_token={csrf_of(client)}" + "&a=" * 300_000
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert (await client.post("/account", content=body, headers=kind)).status_code == 413


async def test_posted_bodies_do_not_stay_in_memory(client: httpx.AsyncClient) -> None:
    from litestar._parsers import parse_url_encoded_form_data

    before = parse_url_encoded_form_data.cache_info().currsize
    await post(client, "/sign-in", {"email": "lin@example.org", "password": "a secret"})
    assert parse_url_encoded_form_data.cache_info().currsize == before


async def test_too_large_a_form_without_a_session_is_one_plain_answer(client: httpx.AsyncClient) -> None:
    answer = await client.post("/account", data={"name": "x" * 3_000_000})
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/static/none.css", "/healthzz", "/static/../../etc/passwd", "/none", "/%00"])
async def test_what_is_not_there_is_a_page(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, "<h1>There is no such page</h1>" in answer.text) == (404, True)


async def test_every_page_carries_the_security_headers(client: httpx.AsyncClient) -> None:
    answer = await client.get("/sign-in")
    assert answer.headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'" + answer.headers["content-security-policy"].partition("connect-src 'self'")[2]
    )
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "private, no-store"
    assert [answer.headers[name] for name in ("x-content-type-options", "x-frame-options")] == ["nosniff", "DENY"]


async def test_a_store_that_is_gone_keeps_the_text_and_the_form_fits_afterwards(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await make_person()
    await sign_in(client, person)
    with monkeypatch.context() as patch:
        gone = valkey.Redis(host="127.0.0.1", port=1)
        patch.setattr(valkey, "valkey", lambda: gone)
        answer = await post(client, "/account", NAME)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert (await client.post("/account", data=fields_of(answer.text))).status_code == 303
    assert await name_of(person) == "Renamed"


async def test_a_pool_of_closed_connections_is_a_503(client: httpx.AsyncClient) -> None:
    person = await make_person()
    await sign_in(client, person)
    await db.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid() and application_name = $1",
        APPLICATION,  # the pool's, and not that by which the tests empty the database
    )
    statuses = {(await client.get("/account")).status_code for _ in range(4)}
    assert statuses <= {200, 503}


async def test_limits_are_exact_however_many_come_at_once() -> None:
    import asyncio

    outcomes = await asyncio.gather(
        *(limits.hit("test", most=5, seconds=60) for _ in range(40)), return_exceptions=True
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, TooMany)]
    assert (outcomes.count(None), len(refused)) == (5, 35)
    assert all(1 <= error.retry_after <= 60 for error in refused)
    await limits.forget("test")
    await limits.hit("test", most=5, seconds=60)


@pytest.mark.parametrize(
    ("client_", "expected"),
    [
        (("203.0.113.7", 1), "203.0.113.7"),
        (("2001:db8:1:2:3:4:5:6", 1), "2001:db8:1:2::/64"),
        (("::ffff:203.0.113.7", 1), "203.0.113.7"),
        (("unix", 0), "unknown"),
        (None, "unknown"),
    ],
)
def test_tries_are_counted_by_address_or_by_network(client_: Any, expected: str) -> None:
    scope: Any = {"client": client_, "headers": [(b"x-forwarded-for", b"198.51.100.1")]}
    assert limits.address(scope) == expected


def test_what_was_kept_cannot_be_changed_or_sent_elsewhere() -> None:
    kept = keeping.Kept("/account", [("name", "林")], ["password"], False)
    sealed = keeping.seal(kept)
    assert keeping.unseal(sealed) == kept
    for odd in (sealed[:-1], "x" + sealed, "", None, ["x"], signing.seal("flash", "{}")):
        assert keeping.unseal(odd) is None
    for action in ("https://evil.example", "//evil.example", "evil"):
        assert keeping.unseal(keeping.seal(keeping.Kept(action, [], [], False))) is None


def test_a_token_serves_one_purpose() -> None:
    assert signing.is_mac("csrf", "id", signing.mac("csrf", "id")) is True
    assert signing.is_mac("csrf", "id", signing.mac("kept", "id")) is False
    assert signing.is_mac("csrf", "other", signing.mac("csrf", "id")) is False
    assert csrf.FIELD == "_csrf_token"
