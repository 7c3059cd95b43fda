import asyncio
import io
import json
import re
import sys
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from contest.app import create_app
from contest.lib import config, db, passwords
from contest.lib.web.front import Front
from tests.lib.web.test_routes_security import fields_of
from tests.mail import mails, secret
from tests.makers import grant, make_edition, make_person, make_round
from tests.web import browser, csrf_of, post, sign_in

PASSWORD = "a long enough password"


async def known(email: str = "lin@example.org", **values: Any) -> UUID:
    return await make_person(email=email, password_hash=await passwords.hash_password(PASSWORD), **values)


async def enter(client: httpx.AsyncClient, email: str = "lin@example.org", **values: str) -> httpx.Response:
    return await post(client, "/sign-in", {"email": email, "password": PASSWORD} | values)


def less_tokens(html: str) -> str:
    return re.sub(r"[0-9a-f]{64}", "TOKEN", html)


async def test_signing_in_gives_a_new_id_and_leads_to_the_page_that_was_wanted(client: httpx.AsyncClient) -> None:
    await known()
    answer = await client.get("/account?tab=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Faccount%3Ftab%3D1")
    form = await client.get(answer.headers["location"])
    client.cookies.set("sid", "chosen-by-an-attacker", domain="testserver.local", path="/")
    client.cookies.delete("sid")
    answer = await enter(client, next=fields_of(form.text)["next"])
    assert (answer.status_code, answer.headers["location"]) == (303, "/account?tab=1")
    assert len(client.cookies["sid"]) == 43
    assert (await client.get("/account")).status_code == 200
    assert (await client.get("/sign-in?next=/verify")).headers["location"] == "/verify"


async def test_an_id_chosen_by_an_attacker_is_worth_nothing_after_sign_in(
    client: httpx.AsyncClient, app: Front
) -> None:
    await known()
    client.cookies.set("sid", "chosen-by-an-attacker", domain="testserver.local", path="/")
    token = fields_of((await client.get("/sign-in")).text)["_csrf_token"]
    data = {"email": "lin@example.org", "password": PASSWORD, "_csrf_token": token}
    assert (await client.post("/sign-in", data=data)).headers["location"] == "/home"
    assert client.cookies["sid"] != "chosen-by-an-attacker"
    async with browser(app) as attacker:
        attacker.cookies.set("sid", "chosen-by-an-attacker", domain="testserver.local", path="/")
        assert (await attacker.get("/account")).status_code == 303


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example", "/x\r\nSet-Cookie: a=b"],
)
async def test_next_leads_nowhere_else(client: httpx.AsyncClient, address: str) -> None:
    await known()
    for answer in [await enter(client, next=address), await client.get("/sign-in", params={"next": address})]:
        assert (answer.status_code, answer.headers["location"]) == (303, "/home")
        assert "a=b" not in str(answer.headers)
    assert (await client.get("/language/zh", params={"next": address})).headers["location"] == "/"


async def test_a_wrong_password_and_an_unknown_address_look_the_same(client: httpx.AsyncClient, app: Front) -> None:
    await known()
    bodies = []
    for email, password in [("lin@example.org", "not-this-one"), ("xyz@example.org", PASSWORD)]:
        async with browser(app) as visitor:
            answer = await post(visitor, "/sign-in", {"email": email, "password": password, "next": "/account"})
            shown = less_tokens(answer.text).replace(email, "EMAIL")
            bodies.append((answer.status_code, shown, sorted(set(answer.headers) - {"x-request-id"})))
            assert f'value="{email}"' in answer.text
            assert password not in answer.text
    assert bodies[0] == bodies[1]
    assert bodies[0][0] == 422


@pytest.mark.parametrize(
    ("url", "fields"),
    [
        ("/sign-in/mail", {}),
        ("/password", {}),
        ("/sign-in/code", {"one_time_code": "ACDEFGHJ"}),
        ("/password/new", {"one_time_code": "ACDEFGHJ", "new_password": PASSWORD}),
        ("/sign-up", {"name": "Lin", "new_password": PASSWORD}),
    ],
)
async def test_no_page_on_the_way_in_tells_whether_an_address_is_known(
    app: Front, url: str, fields: dict[str, str]
) -> None:
    await known()
    bodies = []
    for email in ("lin@example.org", "xyz@example.org"):
        async with browser(app) as visitor:
            answer = await post(visitor, url, {"email": email} | fields)
            bodies.append((answer.status_code, less_tokens(answer.text).replace(email, "EMAIL")))
    assert bodies[0] == bodies[1]


async def test_tries_are_counted_over_two_processes(app: Front) -> None:
    await known()
    statuses = []
    async with browser(app) as one, browser(create_app()) as two:
        for n in range(14):
            answer = await post((one, two)[n % 2], "/sign-in", {"email": "lin@example.org", "password": "wrong"})
            statuses.append(answer.status_code)
        assert int(answer.headers["retry-after"]) in range(1, 901)
        assert 'value="lin@example.org"' in answer.text
        assert (await enter(one)).status_code == 429
    assert statuses == [422] * 10 + [429] * 4


async def test_signing_out_everywhere_ends_the_other_browser_at_its_next_request(
    client: httpx.AsyncClient, app: Front
) -> None:
    person = await known()
    await sign_in(client, person)
    async with browser(app) as other:
        await sign_in(other, person)
        assert (await post(client, "/account/sign-out-everywhere")).headers["location"] == "/sign-in"
        assert [(await one.get("/account")).status_code for one in (client, other)] == [303, 303]


async def test_signing_out_ends_this_browser_only(client: httpx.AsyncClient, app: Front) -> None:
    person = await known()
    await sign_in(client, person)
    stolen = client.cookies["sid"]
    async with browser(app) as other:
        await sign_in(other, person)
        assert (await post(client, "/sign-out")).headers["location"] == "/"
        assert (await client.get("/account")).status_code == 303
        assert (await other.get("/account")).status_code == 200
        other.cookies.set("sid", stolen, domain="testserver.local", path="/")
        assert (await other.get("/account")).status_code == 303


async def test_signing_up_begins_at_once_and_the_code_confirms(client: httpx.AsyncClient) -> None:
    data = {"email": "Ana@Example.org", "name": "Ana Lima", "new_password": PASSWORD, "next": "/account"}
    answer = await post(client, "/sign-up", data)
    assert answer.status_code == 200
    go_on = await client.post("/sign-in/go-on", data=fields_of(answer.text))
    assert (go_on.status_code, go_on.headers["location"]) == (303, "/account")
    assert "Your address is not confirmed yet" in (await client.get("/account")).text
    code = await secret("ana@example.org", "code")
    answer = await client.post("/sign-in/code", data=fields_of(answer.text) | {"one_time_code": code})
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert "Your address is not confirmed yet" not in (await client.get("/account")).text


async def test_a_failed_sign_up_keeps_everything_but_the_password(client: httpx.AsyncClient) -> None:
    answer = await post(client, "/sign-up", {"email": "no address", "name": "Ana", "new_password": "too-short"})
    assert answer.status_code == 422
    assert ('value="no address"' in answer.text, 'value="Ana"' in answer.text) == (True, True)
    assert "too-short" not in answer.text


async def test_what_was_typed_while_signed_out_is_sent_after_signing_in(client: httpx.AsyncClient) -> None:
    person = await known()
    text = 'Two\r\nlines & "quotes" 林'
    answer = await post(client, "/account?x=1", {"name": text, "locale": "en", "time_zone": "UTC", "many": ["a", "b"]})
    assert answer.status_code == 401
    assert "Two\nlines &amp; &#34;quotes&#34; 林" in answer.text
    fields = fields_of(answer.text)
    assert sorted(fields) == ["_csrf_token", "kept"]
    wrong = await client.post("/sign-in", data=fields | {"email": "lin@example.org", "password": "wrong"})
    assert (wrong.status_code, fields_of(wrong.text)["kept"]) == (422, fields["kept"])
    answer = await client.post(
        "/sign-in", data=fields_of(wrong.text) | {"email": "lin@example.org", "password": PASSWORD}
    )
    assert answer.status_code == 200
    assert 'action="/account?x=1"' in answer.text
    assert re.findall('name="many" value="(.)"', answer.text) == ["a", "b"]
    sent = await client.post("/account?x=1", data=fields_of(answer.text))
    assert (sent.status_code, sent.headers["location"]) == (303, "/account")
    assert await db.fetchval("select name from person where id = $1", person) == 'Two lines & "quotes" 林'


async def test_what_was_typed_survives_a_code_and_a_new_account(client: httpx.AsyncClient, app: Front) -> None:
    await known()
    start = fields_of((await post(client, "/account", {"name": "Kept", "locale": "en", "time_zone": "UTC"})).text)
    mailed = await client.post("/sign-in/mail", data=start | {"email": "lin@example.org"})
    code = await secret("lin@example.org", "code")
    answer = await client.post("/sign-in/code", data=fields_of(mailed.text) | {"one_time_code": code})
    assert fields_of(answer.text)["name"] == "Kept"
    async with browser(app) as visitor:
        start = fields_of((await post(visitor, "/account", {"name": "Kept", "locale": "en", "time_zone": "UTC"})).text)
        form = await visitor.post("/sign-up/form", data=start | {"email": "ana@example.org"})
        made = await visitor.post("/sign-up", data=fields_of(form.text) | {"email": "ana@example.org", "name": "Ana"})
        answer = await visitor.post("/sign-in/go-on", data=fields_of(made.text))
        assert (await visitor.post("/account", data=fields_of(answer.text))).status_code == 303
    assert await db.fetchval("select name from person where email = 'ana@example.org'") == "Kept"


async def test_going_on_with_a_known_address_asks_to_sign_in_and_keeps_the_text(client: httpx.AsyncClient) -> None:
    await known()
    start = fields_of((await post(client, "/account", {"name": "Kept", "locale": "en", "time_zone": "UTC"})).text)
    made = await client.post("/sign-up", data=start | {"email": "lin@example.org", "name": "Lin"})
    answer = await client.post("/sign-in/go-on", data=fields_of(made.text))
    assert ("<h1>Sign in</h1>" in answer.text, fields_of(answer.text)["kept"]) == (True, start["kept"])


async def test_a_stale_sign_in_asks_for_the_password_again_and_never_shows_it(client: httpx.AsyncClient) -> None:
    await known()
    answer = await client.post("/sign-in", data={"email": "lin@example.org", "password": PASSWORD, "next": "/account"})
    assert (answer.status_code, PASSWORD in answer.text) == (403, False)
    fields = fields_of(answer.text)
    assert (fields["email"], fields["next"], 'name="password"' in answer.text) == ("lin@example.org", "/account", True)
    answer = await client.post("/sign-in", data=fields | {"password": PASSWORD})
    assert answer.headers["location"] == "/account"


async def test_a_new_password_by_mail_ends_other_browsers(client: httpx.AsyncClient, app: Front) -> None:
    person = await known()
    async with browser(app) as other:
        await sign_in(other, person)
        form = await post(client, "/password", {"email": "lin@example.org"})
        code = await secret("lin@example.org", "code")
        data = fields_of(form.text) | {"one_time_code": code, "new_password": "another long password"}
        wrong = await client.post("/password/new", data=data | {"new_password": "short"})
        assert wrong.status_code == 422
        assert (await client.post("/password/new", data=data)).headers["location"] == "/home"
        assert (await client.get("/account")).status_code == 200
        assert (await other.get("/account")).status_code == 303


async def test_changing_the_password_keeps_this_browser_and_ends_others(client: httpx.AsyncClient, app: Front) -> None:
    person = await known()
    await sign_in(client, person)
    async with browser(app) as other:
        await sign_in(other, person)
        wrong = await post(client, "/account/password", {"password": "x", "new_password": "another long password"})
        assert (wrong.status_code, "This is not your password." in wrong.text) == (422, True)
        data = {"password": PASSWORD, "new_password": "another long password"}
        assert (await post(client, "/account/password", data)).headers["location"] == "/account"
        assert (await client.get("/account")).status_code == 200
        assert (await other.get("/account")).status_code == 303


async def test_looking_at_an_invitation_uses_nothing_up(client: httpx.AsyncClient) -> None:
    from contest.accounts import service
    from contest.lib import clock

    async with db.work():
        link = await service.add_first_organiser(email="boss@example.org", name="The <b>Boss</b>", now=clock.now())
    path = link.removeprefix(config.settings().public_url)
    for _ in range(3):
        answer = await client.get(path)
        assert (answer.status_code, "The &lt;b&gt;Boss&lt;/b&gt;" in answer.text) == (200, True)
    assert (await client.post("/invitation", data=fields_of(answer.text))).headers["location"] == "/account"
    assert "in the whole installation" in (await client.get("/account")).text
    assert (await client.get(path)).status_code == 404
    assert (await post(client, "/invitation", {"key": "x"})).status_code == 404


async def test_the_account_shows_roles_in_words_with_their_place_and_end(client: httpx.AsyncClient) -> None:
    edition = await make_edition()
    round_ = await make_round(edition)
    person = await known(time_zone="Asia/Shanghai")
    await grant(person, "judge", edition_id=edition, round_id=round_)
    await db.execute("update role_grant set expires_at = '2099-05-03 16:00+00'")
    await sign_in(client, person)
    text = re.sub(r"\s+", " ", (await client.get("/account")).text)
    assert (
        "<dt>Judge</dt> <dd>Climate Challenge (Hainan Baoting) · Paris round · until 4 May 2099, 00:00 (UTC+8)</dd>"
        in text
    )
    await client.get("/language/zh")
    assert "<dt>评委</dt>" in (await client.get("/account")).text


async def test_demo_people_come_in_only_where_all_is_on_this_machine(
    app: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await known("judge1@demo.example", is_demo=True)
    for host, status in [("127.0.0.1:8000", 303), ("contest.example", 422), ("127.0.0.1.evil.example", 422)]:
        async with browser(app, host=host) as visitor:
            assert (await enter(visitor, "judge1@demo.example")).status_code == status
    async with browser(app, host="contest.example") as visitor:
        assert (await (await sign_in(visitor, person)).get("/account")).status_code == 303
    monkeypatch.setenv("PUBLIC_URL", "https://contest.example")
    config.settings.cache_clear()
    try:
        async with browser(app, host="127.0.0.1:8000") as visitor:
            assert (await enter(visitor, "judge1@demo.example")).status_code == 422
            assert (await (await sign_in(visitor, person)).get("/account")).status_code == 303
    finally:
        monkeypatch.undo()
        config.settings.cache_clear()


@pytest.mark.parametrize("name", ["x" * 1_000_000, "\x00\x00", "\u202e\u2066", "\u200b", "   "])
async def test_hostile_names_are_refused(client: httpx.AsyncClient, name: str) -> None:
    person = await known()
    await sign_in(client, person)
    answer = await post(client, "/account", {"name": name, "locale": "en", "time_zone": "UTC"})
    assert (answer.status_code, await db.fetchval("select name from person where id = $1", person)) == (
        422,
        "Lin Xiaoyu",
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Lin\x00 \u202eevil\u2066", "Lin evil"),
        ("Lin\r\nBcc: victim@example.org", "Lin Bcc: victim@example.org"),
        ("<script>alert(1)</script>{{ 7000*7001 }}", "<script>alert(1)</script>{{ 7000*7001 }}"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
    ],
)
async def test_odd_names_are_made_plain_and_shown_as_text(client: httpx.AsyncClient, typed: str, kept: str) -> None:
    await post(client, "/sign-up", {"email": "ana@example.org", "name": typed})
    assert await db.fetchval("select name from person where email = 'ana@example.org'") == kept
    [(_, body)] = await mails("ana@example.org")
    assert kept in body
    text = (await client.get("/account")).text
    assert ("<script>alert" in text, "49007000" in text) == (False, False)


async def test_the_language_is_chosen_for_this_browser(client: httpx.AsyncClient) -> None:
    answer = await client.get("/language/zh?next=/sign-in")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert '<html lang="zh-CN">' in (await client.get("/sign-in")).text
    await client.get("/language/en")
    assert '<html lang="en">' in (await client.get("/sign-in")).text
    assert (await client.get("/language/xx")).status_code == 404


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is logged meanwhile. It stays open: a logger that was first used here keeps writing to it."""
    import structlog

    from contest.lib import logs
    from contest.lib.web import front

    before = structlog.get_config()
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    logs.configure_logging()
    monkeypatch.setattr(front, "log", structlog.get_logger("web"))
    yield sys.stderr  # type: ignore[misc]
    structlog.configure(**before)


async def test_no_secret_is_in_a_log_line(client: httpx.AsyncClient, lines: io.StringIO) -> None:
    from contest.accounts import service
    from contest.lib import clock

    await known()
    await enter(client, password="a wrong password")
    await enter(client)
    await post(client, "/sign-out")
    await post(client, "/sign-in/mail", {"email": "lin@example.org"})
    code = await secret("lin@example.org", "code")
    await post(client, "/sign-in/code", {"email": "lin@example.org", "one_time_code": code})
    await post(client, "/password", {"email": "lin@example.org"})
    async with db.work():
        link = await service.add_first_organiser(email="boss@example.org", name="Boss", now=clock.now())
    await client.get(link.removeprefix(config.settings().public_url))
    logged = lines.getvalue()
    events = [json.loads(line) for line in logged.splitlines() if line.startswith("{")]
    requests = [event for event in events if event["event"] == "request"]
    assert {line["path"] for line in requests} >= {
        "/sign-in",
        "/sign-in/code",
        "/invitation",
    }
    secrets = [PASSWORD, "a wrong password", code, await secret("lin@example.org", "code"), link.partition("key=")[2]]
    secrets += [client.cookies["sid"], csrf_of(client), config.settings().secret_key]
    assert [one for one in secrets if one in logged] == []


async def test_a_list_of_pages_takes_few_statements(client: httpx.AsyncClient) -> None:
    person = await known()
    await grant(person, "judge", edition_id=await make_edition())
    await sign_in(client, person)
    log: list[str] = []
    token = db.statements.set(log)
    try:
        await client.get("/account")
    finally:
        db.statements.reset(token)
    assert len(log) == 3


async def test_hashing_passwords_keeps_no_page_waiting(client: httpx.AsyncClient, app: Front) -> None:
    finished: list[str] = []

    async def guess(n: int) -> int:
        async with browser(app) as visitor:
            answer = await enter(visitor, f"nobody{n}@example.org")
        finished.append("guess")
        return answer.status_code

    async def look() -> None:
        await asyncio.sleep(0)
        assert (await client.get("/sign-up")).status_code == 200
        finished.append("page")

    statuses = await asyncio.gather(*(guess(n) for n in range(60)), look())
    assert finished.index("page") < 20
    answered, turned_away = statuses.count(422), statuses.count(503)
    assert answered + turned_away == 60
    assert answered >= 40  # on a busy machine one is done before the last has come, and leaves its place
