"""What visitors and search engines find before anybody signs up."""

from collections.abc import Iterator
from datetime import timedelta
from xml.etree import ElementTree

import httpx
import pytest

from contest.lib import clock, db
from contest.site.rules import robots
from contest.site.rules.found import PRIVATE
from tests.makers import NOW, agree, grant, make_edition, make_person, make_round
from tests.makers.incubator import make_venture
from tests.site.test_routes import _decide, statements
from tests.web import post, sign_in

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.moved_to(NOW):
        yield


async def test_each_language_of_a_page_is_found_and_a_demonstration_is_not(client: httpx.AsyncClient) -> None:
    edition = await make_edition(slug="real")
    await make_round(edition, slug="paris", state="open", opens_at=NOW - timedelta(days=1))
    await make_edition(slug="invented", is_demo=True)
    page = (await client.get("/calls/real/paris?lang=zh")).text
    assert '<html lang="zh-CN">' in page and '<meta name="description" content="' in page
    assert 'rel="canonical" href="http' in page and "/calls/real/paris?lang=zh" in page
    assert 'hreflang="en"' in page and 'hreflang="x-default"' in page
    client.cookies.clear()  # the language would be kept
    assert '<html lang="en">' in (await client.get("/calls/real/paris?lang=xx", headers={"accept-language": "en"})).text
    demo = (await client.get("/calls/invented")).text
    assert '<meta name="robots" content="noindex">' in demo and "canonical" not in demo
    answer = await client.get("/sitemap.xml")
    found = {one.text or "" for one in ElementTree.fromstring(answer.text).iter(f"{SITEMAP}loc")}
    assert {path.rpartition("/calls/real")[2] for path in found if "/calls/real" in path} == {
        f"{rest}?lang={lang}" for rest in ("", "/paris") for lang in ("en", "zh")
    }
    assert not any("invented" in path or "/results/" in path for path in found)
    for path in sorted(path.partition("//")[2].partition("/")[2] for path in found):
        assert (await client.get(f"/{path}")).status_code == 200
        assert not any(f"/{path}".startswith(private) for private in PRIVATE)
    assert (await client.get("/robots.txt")).text == robots(
        page.partition('canonical" href="')[2].partition("/calls")[0]
    )


async def test_every_edition_that_is_no_draft_is_listed_in_one_statement(client: httpx.AsyncClient) -> None:
    old, new = await make_edition(slug="old", name_en="First edition"), await make_edition(slug="new")
    await make_edition(slug="secret", state="draft", name_en="Not yet")
    was = await make_round(old, slug="paris", state="notice", opens_at=NOW - timedelta(days=400),
                           closes_at=NOW - timedelta(days=370))  # fmt: skip
    await _decide(old, was)
    await make_round(new, slug="berlin", state="open", opens_at=NOW - timedelta(days=1))
    log: list[str] = []
    token = db.statements.set(log)
    page = (await client.get("/editions")).text
    db.statements.reset(token)
    assert (len(log), "Not yet" in page, page.index("/calls/new") < page.index("/calls/old")) == (1, False, True)
    assert "One round takes entries now." in page and "the result of one" in page.partition("/calls/old")[2]
    assert 'href="/editions"' in (await client.get("/")).text


async def test_the_language_of_an_address_is_kept_on_the_pages_after_it(client: httpx.AsyncClient) -> None:
    await make_edition(slug="real")
    english = {"accept-language": "en"}
    feed = await client.get("/news.atom?lang=zh", headers=english)
    assert "set-cookie" not in feed.headers
    assert '<html lang="en">' in (await client.get("/calls", headers=english)).text
    first = await client.get("/calls/real?lang=zh", headers=english)
    assert first.headers["set-cookie"].startswith("lang=zh;")
    assert '<html lang="zh-CN">' in (await client.get("/calls", headers=english)).text
    assert "set-cookie" not in (await client.get("/calls/real?lang=zh", headers=english)).headers
    assert (await client.get("/calls?lang=en")).headers["set-cookie"].startswith("lang=en;")


async def test_what_happened_is_a_feed_and_nothing_before_it_happened(client: httpx.AsyncClient) -> None:
    edition = await make_edition(slug="real")
    round_ = await make_round(edition, slug="paris", state="notice", opens_at=NOW - timedelta(days=40))
    await make_round(
        edition,
        slug="later",
        state="open",
        opens_at=NOW + timedelta(days=1),
        closes_at=NOW + timedelta(days=9),
        reviews_due_at=NOW + timedelta(days=20),
    )
    await _decide(edition, round_, state="final")
    feed = ElementTree.fromstring((await client.get("/news.atom?lang=en")).text)
    titles = [one.findtext(f"{ATOM}title") or "" for one in feed.iter(f"{ATOM}entry")]
    assert len(titles) == 3 and titles[-1].startswith("A call opens: ")
    assert {title.partition(":")[0] for title in titles[:2]} == {"Results under public notice", "Final results"}
    ids = [one.findtext(f"{ATOM}id") for one in feed.iter(f"{ATOM}entry")]
    assert len(set(ids)) == 3
    assert "征集开放：" in (await client.get("/news.atom?lang=zh")).text


async def test_the_gallery_shows_whom_may_be_named_and_finds_them(client: httpx.AsyncClient) -> None:
    assert "Nothing was awarded yet" in (await client.get("/gallery")).text
    edition = await make_edition(slug="real")
    round_ = await make_round(edition, slug="paris", state="decided")
    await _decide(edition, round_, entries=2)
    taken = await statements(client, "/gallery")
    page = (await client.get("/gallery")).text
    assert "awarded entry 1" in page and "awarded entry 2" in page
    assert "not_advanced entry" not in page and "withdrawn entry" not in page
    for query, hits in (("q=ENTRY+2", 1), ("q=100%25", 0), ("kind=talent", 0), ("edition=real&shown=awarded", 2),
                        ("shown=landed", 0), ("shown=;drop&kind=x&page=99999", 2), ("page=2", 0)):  # fmt: skip
        answer = await client.get(f"/gallery?{query}")
        assert (answer.status_code, answer.text.count("awarded entry")) == (200, hits), query
    entry = await db.fetchval(
        "select s.id from submission s join submission_version v on v.submission = s.id"
        " where v.title_en = 'awarded entry 1'"
    )
    venture = await make_venture(edition, entry)
    assert "awarded entry" not in (await client.get("/gallery?shown=landed")).text
    await db.execute("update venture set stage = 'registered', registered_on = stage_on where id = $1", venture)
    landed = (await client.get("/gallery?shown=landed")).text
    assert "awarded entry 1" in landed and "awarded entry 2" not in landed
    other = await make_round(edition, slug="lyon", state="decided")
    await _decide(edition, other, entries=3)
    assert await statements(client, "/gallery") == taken
    await db.execute("update consent set ended_at = now(), ended_by = 'person'")
    assert "awarded entry" not in (await client.get("/gallery")).text


async def test_the_operator_writes_who_they_are_in_both_languages(client: httpx.AsyncClient) -> None:
    for path in ("/privacy", "/imprint", "/accessibility"):
        page = await client.get(path)
        assert page.status_code == 200 and "mailto:" in page.text and "Change this page" not in page.text
    assert 'href="/privacy"' in (await client.get("/sign-up")).text
    assert "has not written its name" in (await client.get("/imprint")).text
    organiser, chief = await make_person(), await make_person()
    await grant(organiser, "programme_organiser", edition_id=await make_edition())
    await sign_in(client, organiser)
    assert (await client.get("/challenge/public-pages/imprint")).status_code == 404
    await grant(chief, "programme_organiser")
    await agree(chief, "public_page")
    await sign_in(client, chief)
    assert (await client.get("/challenge/public-pages/elsewhere")).status_code == 404
    form = {"body_en": "Zone office <b>, Baoting", "body_zh": ""}
    kept = await post(client, "/challenge/public-pages/imprint", form)
    assert (kept.status_code, "Zone office &lt;b&gt;, Baoting" in kept.text) == (422, True)
    sent = await post(client, "/challenge/public-pages/imprint", form | {"body_zh": "保亭园区办公室"})
    assert sent.headers["location"] == "/imprint"
    assert "Zone office &lt;b&gt;, Baoting" in (await client.get("/imprint?lang=en")).text
    assert "保亭园区办公室" in (await client.get("/imprint?lang=zh")).text
