"""Passkeys in the place of an app: a device made of a key and a counter signs as WebAuthn says."""

import html
import json
import re
from typing import Any
from uuid import UUID

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from contest.accounts import service
from contest.lib import clock, config, db
from contest.lib.errors import Invalid
from contest.lib.web.front import Front
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round
from tests.passkeys import ORIGIN, Device, plain
from tests.web import browser, post, sign_in

FACTOR = "/account/factor"


async def asked(client: httpx.AsyncClient) -> dict[str, Any]:
    found = re.search(r'data-passkey="([^"]+)"', (await client.get(FACTOR)).text)
    assert found is not None
    return json.loads(html.unescape(found[1]))


async def add(client: httpx.AsyncClient, device: Device, name: str = "blue key") -> httpx.Response:
    answer = device.make(await asked(client))
    return await post(client, FACTOR, {"then": "add-passkey", "answer": answer, "passkey_name": name, "next": "/desk"})


async def show(client: httpx.AsyncClient, answer: str) -> httpx.Response:
    return await post(client, FACTOR, {"then": "show-passkey", "answer": answer, "next": "/desk"})


@pytest.fixture(autouse=True)
def at_a_name(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("PUBLIC_URL", ORIGIN)
    config.settings.cache_clear()
    with clock.moved_to(NOW):
        yield
    config.settings.cache_clear()


@pytest.fixture
async def organiser() -> UUID:
    edition = await make_edition()
    await make_round(edition)
    person = await make_person("Ines")
    await grant(person, "programme_organiser", edition_id=edition)
    return person


async def test_a_passkey_alone_opens_the_roles_of_the_staff_with_recovery_codes_beside_it(
    client: httpx.AsyncClient, organiser: UUID
) -> None:
    device = Device()
    await sign_in(client, organiser, has_factor=False)
    made = await add(client, device)
    codes = re.findall(r"<li><code[^>]*>([0-9A-Z ]+)</code>", made.text)
    assert len(codes) == 10 and 'href="/desk"' in made.text
    assert (await client.get("/desk")).status_code == 200
    assert await db.fetchval("select count(*) from message where kind = 'accounts/factor_set'") == 1

    await sign_in(client, organiser, has_factor=False)
    assert (await client.get("/desk")).status_code == 303
    answer = device.show(await asked(client))
    assert (await show(client, answer)).headers["location"] == "/desk"
    assert (await client.get("/desk")).status_code == 200

    await sign_in(client, organiser, has_factor=False)
    assert (await show(client, answer)).status_code == 422  # each question is answered once
    assert (await client.get("/desk")).status_code == 303
    assert (await post(client, FACTOR, {"factor_code": codes[0].replace(" ", "")})).status_code == 303
    rows = await db.fetch(
        "select outcome, data->>'by' as by from audit_record where action = 'account.show_factor' order by at"
    )
    assert [(row["outcome"], row["by"]) for row in rows] == [
        ("done", "passkey"), ("refused", None), ("done", "recovery code"),
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", ["a false page", "another site", "a copy", "another device", "no answer"])
async def test_what_another_page_or_device_signed_opens_nothing(
    client: httpx.AsyncClient, organiser: UUID, wrong: str
) -> None:
    device = Device()
    await sign_in(client, organiser, has_factor=False)
    await add(client, device)
    await sign_in(client, organiser, has_factor=False)
    assert (await show(client, device.show(await asked(client)))).status_code == 303
    await sign_in(client, organiser, has_factor=False)
    if wrong == "a false page":
        device.origin = "https://localhost.example"
    elif wrong == "another site":
        device.site = "elsewhere.example"
    elif wrong == "a copy":
        device.count = 0  # it knows nothing of how often the first was used
    elif wrong == "another device":
        device.key = ec.generate_private_key(ec.SECP256R1())
    answer = "{}" if wrong == "no answer" else device.show(await asked(client))
    assert (await show(client, answer)).status_code == 422
    assert (await client.get("/desk")).status_code == 303


async def test_who_knows_only_the_password_adds_and_removes_none(
    client: httpx.AsyncClient, app: Front, organiser: UUID
) -> None:
    await sign_in(client, organiser, has_factor=False)
    mine, theirs = Device(), Device()
    question = await asked(client)  # asked before there was any
    await add(client, mine)
    mine_id = await db.fetchval("select id from passkey")
    async with browser(app) as other:
        await sign_in(other, organiser, has_factor=False)
        fields = {"then": "add-passkey", "answer": theirs.make(question), "passkey_name": "theirs"}
        assert (await post(other, FACTOR, fields)).status_code == 403
        assert (await post(other, FACTOR, {"then": "remove-passkey", "passkey": str(mine_id)})).status_code == 403
    assert await db.fetchval("select count(*) from passkey") == 1


async def test_one_of_two_is_removed_and_the_last_stays(client: httpx.AsyncClient, organiser: UUID) -> None:
    await sign_in(client, organiser, has_factor=False)
    await add(client, Device())
    assert (await add(client, Device(), "<b>phone</b>")).status_code == 303
    page = (await client.get(FACTOR)).text
    assert "blue key" in page and "&lt;b&gt;phone" in page
    first, second = [row["id"] for row in await db.fetch("select id from passkey order by id")]
    assert (await post(client, FACTOR, {"then": "remove-passkey", "passkey": str(first)})).status_code == 303
    assert (await post(client, FACTOR, {"then": "remove-passkey", "passkey": str(first)})).headers[
        "location"
    ] == "/home"
    assert (await post(client, FACTOR, {"then": "remove-passkey", "passkey": str(second)})).status_code == 409
    assert await db.fetchval("select count(*) from passkey") == 1


async def test_a_device_is_kept_once_and_needs_a_name(client: httpx.AsyncClient, organiser: UUID) -> None:
    await sign_in(client, organiser, has_factor=False)
    device = Device()
    assert "at most 60 characters" in (await add(client, device, "  ")).text
    assert (await add(client, device)).status_code == 200
    assert (await add(client, device)).status_code == 422
    assert plain(device.id) in [one["id"] for one in (await asked(client))["excludeCredentials"]]


async def test_nobody_answers_for_somebody_else(client: httpx.AsyncClient, organiser: UUID) -> None:
    await sign_in(client, organiser, has_factor=False)
    device = Device()
    await add(client, device)
    other = await make_person("Otto")
    await grant(other, "programme_organiser")
    await sign_in(client, organiser, has_factor=False)
    answer = device.show(await asked(client))
    with pytest.raises(Invalid):
        await service.show_passkey(actor=await actor_for(other), answer=answer, now=NOW)


async def test_at_a_bare_address_none_is_offered_and_the_page_says_why(
    client: httpx.AsyncClient, organiser: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    why, why_zh = "none for a bare address of digits", "纯数字的 IP 地址"
    await sign_in(client, organiser, has_factor=False)
    assert why not in (await client.get(FACTOR)).text
    for address in ("https://192.0.2.7", "https://[2001:db8::7]", "http://contest.example"):
        monkeypatch.setenv("PUBLIC_URL", address)
        config.settings.cache_clear()
        page = (await client.get(FACTOR)).text
        assert "data-passkey" not in page and 'value="begin"' in page
        assert why in page
    await client.get("/language/zh")
    assert why_zh in (await client.get(FACTOR)).text


async def test_reset_takes_passkeys_and_recovery_codes_off(client: httpx.AsyncClient, organiser: UUID) -> None:
    await sign_in(client, organiser, has_factor=False)
    await add(client, Device())
    chief = await make_person("Chief")
    await grant(chief, "programme_organiser")
    await sign_in(client, chief)
    assert "Second factor lost" in (await client.get("/desk/roles")).text
    path = f"/desk/roles/people/{organiser}/reset-factor"
    assert (await post(client, path, {"reason": "Key stolen"})).status_code == 303
    for table in ("passkey", "recovery_code"):
        assert await db.fetchval(f"select count(*) from {table}") == 0


async def test_an_answer_is_good_once_also_of_a_device_that_counts_nothing(
    client: httpx.AsyncClient, organiser: UUID
) -> None:
    device = Device()
    await sign_in(client, organiser, has_factor=False)
    await add(client, device)
    await sign_in(client, organiser, has_factor=False)
    device.count = -1  # shown as 0, which says that it keeps no count
    answer = device.show(await asked(client))
    assert (await show(client, answer)).status_code == 303
    await sign_in(client, organiser, has_factor=False)
    assert (await show(client, answer)).status_code == 422
    assert (await client.get("/desk")).status_code == 303
