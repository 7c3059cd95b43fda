"""The page of one's own consents, the public texts, and the pages of who writes them."""

import re
from collections.abc import Iterator

import httpx
import pytest

from contest.lib import clock, db
from contest.lib.web.front import Front
from tests.makers import NOW, agree, grant, make_person
from tests.web import browser, post, sign_in

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.moved_to(NOW):
        yield


async def _judge(country: str) -> None:
    await grant(await make_person("Judge", country=country), "judge")


async def test_a_consent_is_given_and_taken_back_by_one_button_each(client: httpx.AsyncClient) -> None:
    mei = await make_person("Mei", country="CN")
    await _judge("FR")
    await sign_in(client, mei)
    page = (await client.get("/account/consents")).text
    assert "Judges in other countries: the European Economic Area" in page
    assert "Sending data across the border: the European Economic Area" in page
    assert page.count("You do not agree") == 6
    form = {"purpose": "judges_abroad", "place": "EU", "number": "1"}
    assert (await post(client, "/account/consents/give", form)).status_code == 303
    page = (await client.get("/account/consents")).text
    assert "since 1 May 2026, 12:00, to version 1, read in English" in page
    assert (await post(client, "/account/consents/withdraw", form)).status_code == 303
    page = (await client.get("/account/consents")).text
    assert ("You agree" in page.replace("You agree to", ""), "you took it back" in page) == (False, True)


async def test_nobody_gives_a_consent_of_another(client: httpx.AsyncClient) -> None:
    mei, lin = await make_person("Mei"), await make_person("Lin")
    await agree(lin, "media")
    await sign_in(client, mei)
    await post(client, "/account/consents/withdraw", {"purpose": "media", "person": str(lin)})
    assert await db.fetchval("select count(*) from consent where ended_at is null and person = $1", lin) == 1


@pytest.mark.parametrize("form", [{}, {"purpose": "run"}, {"purpose": "media", "place": "EU"}, {"purpose": "x" * 99}])
async def test_nonsense_is_refused(client: httpx.AsyncClient, form: dict[str, str]) -> None:
    await sign_in(client, await make_person("Mei"))
    for verb in ("give", "withdraw"):
        assert (await post(client, f"/account/consents/{verb}", form)).status_code in {404, 422}
    assert await db.fetchval("select count(*) from consent") == 0


async def test_an_old_number_is_not_taken_for_the_new_text(client: httpx.AsyncClient) -> None:
    await sign_in(client, await make_person("Mei"))
    await post(client, "/account/consents/give", {"purpose": "media", "number": "7"})
    assert "This text has changed meanwhile" in (await client.get("/account/consents")).text
    assert await db.fetchval("select count(*) from consent") == 0


async def test_a_text_is_written_published_and_read_with_what_changed(app: Front, client: httpx.AsyncClient) -> None:
    chief, mei = await make_person("Chief"), await make_person("Mei")
    await grant(chief, "programme_organiser")
    await agree(mei, "media")
    await sign_in(client, chief)
    assert "Photos and films" in (await client.get("/accounts/consent-texts")).text
    here = "/accounts/consent-texts/media"
    assert (await client.get(here)).status_code == 200
    old = await db.fetchval("select body_en from consent_text")
    form = {"body_en": f"{old} {SCRIPT}", "body_zh": "新文本"}
    assert (await post(client, here, form)).status_code == 303
    page = (await client.get(here)).text
    assert ("<ins>" in page, "<script>alert" in page) == (True, False)
    refused = await post(client, f"{here}/publish", {"reason_en": ""})
    assert (refused.status_code, re.findall(r'href="#f-(\w+)"', refused.text)) == (422, ["reason_en"])
    done = await post(client, f"{here}/publish", {"reason_en": "A new law.", "ends_earlier": "true"})
    assert done.status_code == 303
    async with browser(app) as visitor:
        public = (await visitor.get("/consents/media")).text
    for said in ("Version 2", "(in force)", "A new law.", "Version 1", "Whoever had agreed before was asked again."):
        assert said in public
    assert "<script>alert" not in public
    assert await db.fetchval("select count(*) from consent where ended_at is null") == 0


async def test_what_no_purpose_is_is_not_there(client: httpx.AsyncClient) -> None:
    assert (await client.get("/consents/nothing")).status_code == 404


async def test_the_country_of_an_account_is_kept_and_checked(client: httpx.AsyncClient) -> None:
    mei = await make_person("Mei")
    await sign_in(client, mei)
    form = {"name": "Mei", "locale": "en", "time_zone": "UTC", "country": "CN"}
    assert (await post(client, "/account", form)).status_code == 303
    assert await db.fetchval("select country from person where id = $1", mei) == "CN"
    wrong = await post(client, "/account", form | {"country": "Mars"})
    assert (wrong.status_code, await db.fetchval("select country from person where id = $1", mei)) == (422, "CN")


async def test_the_page_takes_the_same_statements_for_one_and_three_consents(client: httpx.AsyncClient) -> None:
    mei = await make_person("Mei")
    await sign_in(client, mei)

    async def statements() -> int:
        log: list[str] = []
        token = db.statements.set(log)
        try:
            assert (await client.get("/account/consents")).status_code == 200
        finally:
            db.statements.reset(token)
        return len(log)

    await agree(mei, "media")
    one = await statements()
    for purpose in ("contacts", "newsletter"):
        await agree(mei, purpose)
    assert (one, await statements()) == (7, 7)
