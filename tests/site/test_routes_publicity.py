"""What of a round is public, and in which language it speaks to who has told none."""

from collections.abc import Iterator

import httpx
import pytest

from contest.lib import clock, db
from tests.makers import NOW, make_edition, make_person, make_round
from tests.site.test_routes import _decide
from tests.web import sign_in

LISTS = ("/", "/calls", "/calls/real", "/editions", "/gallery", "/calls.json", "/calls.ics", "/sitemap.xml",
         "/news.atom", "/api/v1/calls")  # fmt: skip


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.moved_to(NOW):
        yield


async def test_an_unlisted_round_is_read_by_its_address_and_named_nowhere(client: httpx.AsyncClient) -> None:
    edition = await make_edition(slug="real")
    hidden = {"publicity": "unlisted", "name_en": "Hidden round"}
    open_ = await make_round(edition, slug="hidden-call", **hidden)
    held = await make_round(edition, slug="hidden-result", state="decided", **hidden)
    await _decide(edition, held)
    for path in LISTS:
        page = (await client.get(path)).text
        assert "idden" not in page and "awarded entry" not in page, path
    for path in ("/calls/real/hidden-call", "/results/real/hidden-result", "/results/real/hidden-result/method"):
        page = (await client.get(path)).text
        assert '<meta name="robots" content="noindex">' in page and "canonical" not in page
    assert "awarded entry 1" in (await client.get("/results/real/hidden-result")).text
    await sign_in(client, await make_person("Mei"))
    assert "Hidden round" not in (await client.get("/submissions/new")).text
    assert "Hidden round" in (await client.get(f"/submissions/new?round_id={open_}")).text
    await db.execute("update round set publicity = 'listed'")
    for path in LISTS:
        page = (await client.get(path)).text
        assert any(word in page for word in ("hidden-", "Hidden", "the result of one")), path


async def test_by_codes_a_result_names_nobody_who_had_agreed(client: httpx.AsyncClient) -> None:
    edition = await make_edition(slug="real")
    held = await make_round(edition, slug="paris", state="decided", publicity="codes")
    await _decide(edition, held)
    page = (await client.get("/results/real/paris")).text.split("<main")[1]
    code = await db.fetchval("select code from submission where state = 'submitted' order by created_at limit 1")
    assert ("Lin Xiaoyu" in page, "awarded entry 1" in page, f"Entry {code}" in page) == (False, False, True)
    assert "awarded entry" not in (await client.get("/gallery")).text
    assert "/results/real/paris" in (await client.get("/calls/real")).text
    assert "They give codes and name nobody." in (await client.get("/calls/real/paris")).text


async def test_a_reader_who_told_no_language_reads_that_of_the_round(client: httpx.AsyncClient) -> None:
    edition = await make_edition(slug="real")
    await make_round(edition, slug="shenzhen", language="zh")
    await make_round(edition, slug="paris", language="en")
    for accepted, slug, found in (
        ("fr", "shenzhen", "zh-CN"), ("", "shenzhen", "zh-CN"), ("en-GB,fr", "shenzhen", "en"), ("fr", "paris", "en"),
        ("zh", "paris", "zh-CN"),
    ):  # fmt: skip
        for path in (f"/calls/real/{slug}", f"/calls/real/{slug}/ask", f"/results/real/{slug}"):
            page = (await client.get(path, headers={"accept-language": accepted})).text
            assert f'<html lang="{found}">' in page, (accepted, path)
    french = {"accept-language": "fr"}
    for slug, language in (("shenzhen", "zh"), ("paris", "en")):
        page = (await client.get(f"/calls/real/{slug}", headers=french)).text
        path = page.partition('href="/submissions/new?')[2].partition('"')[0].replace("&amp;", "&")
        asked = await client.get(f"/submissions/new?{path}", headers=french)
        assert asked.headers["location"].endswith(f"&lang={language}")
        page = (await client.get(asked.headers["location"], headers=french)).text
        assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in page
        client.cookies.clear()
    page = (await client.get("/calls/real/shenzhen", headers={"accept-language": "en"})).text
    assert "lang=" not in page.partition("/submissions/new?")[2].partition('"')[0]
    page = (await client.get("/calls/real/shenzhen?lang=en", headers={"accept-language": "fr"})).text
    assert '<html lang="en">' in page and "held in this language: Chinese." in page
    client.cookies.clear()
    assert '<html lang="en">' in (await client.get("/calls", headers={"accept-language": "fr"})).text
    await sign_in(client, await make_person("Ana", locale="en"))
    assert '<html lang="en">' in (await client.get("/calls/real/shenzhen", headers={"accept-language": "fr"})).text
    assert {one["language"] for one in (await client.get("/calls.json")).json()["calls"]} == {"zh", "en"}
