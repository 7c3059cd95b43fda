"""Calls of editions and rounds, their rules, and the feeds of them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import icalendar
import pytest

from contest.challenge.tables import EntryForm, RoundChange, RulesText
from contest.lib import clock, db
from tests.makers import NOW, make_city, make_edition, make_person, make_round, make_scene
from tests.site.test_routes import statements
from tests.web import sign_in

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.moved_to(NOW):
        yield


async def test_the_call_of_an_edition_lists_its_rounds(client: httpx.AsyncClient) -> None:
    edition = await make_edition(slug="baoting")
    await make_scene(edition)
    await make_round(edition, slug="paris", city=await make_city(), kinds=["project", "talent"])
    await make_round(edition, slug="lyon", name_en="Lyon round", opens_at=NOW + timedelta(days=1))
    await make_round(edition, slug="secret", name_en="Secret round", state="planned")
    await make_round(edition, slug="held", name_en="Held round", state="decided")
    page = (await client.get("/calls/baoting")).text
    assert '<a href="/calls/baoting/paris">Paris</a>' in page
    assert "15 May 2026, 14:00 (UTC+2)" in page
    assert "14 d 0 h left" in page
    assert 'href="/results/baoting/held"' in page
    assert "Version 1 is in force." in page
    assert ("Secret round" in page, "Energy" in page) == (False, True)


@pytest.mark.parametrize("path", ["/calls/x", "/rules/x", "/rules/baoting/2", "/rules/baoting/0", "/calls/draft"])
async def test_what_is_not_published_is_not_there(client: httpx.AsyncClient, path: str) -> None:
    await make_edition(slug="baoting")
    await make_edition(slug="draft", state="draft")
    assert (await client.get(path)).status_code == 404


async def test_a_call_lists_what_its_forms_ask(client: httpx.AsyncClient) -> None:
    await make_round(await make_edition(slug="baoting"), slug="paris", kinds=["project"])
    page = (await client.get("/calls/baoting/paris")).text
    for said in ("at most 400 Chinese characters or 250 words", "at most 12 pages", "Asked later"):
        assert said in page
    assert "Talent" not in page.split("<main")[1]


async def test_what_changed_since_the_call_opened_is_said_with_its_reason(client: httpx.AsyncClient) -> None:
    edition = await make_edition(slug="baoting")
    round_id = await make_round(edition, slug="paris", kinds=["project"])
    words: dict[str, Any] = {"reason_zh": "", "published_at": NOW - timedelta(days=2)}
    await RulesText(
        edition=edition, number=2, body_en="Be kind.", body_zh="友善竞赛。", reason_en="Kinder.", **words
    ).save()
    content = await db.fetchval("select content from entry_form where edition = $1 and kind = 'project'", edition)
    await EntryForm(
        edition=edition, kind="project", number=2, state="published", content=content, reason_en="Shorter.", **words
    ).save()
    await RoundChange(
        round=round_id,
        kind="deadline",
        was=NOW + timedelta(days=7),
        becomes=NOW + timedelta(days=14),
        reason_en="Holidays.",
        changed_at=NOW,
    ).save()
    page = (await client.get("/calls/baoting/paris")).text
    assert "The deadline moved from 8 May 2026, 14:00 (UTC+2) to 15 May 2026, 14:00 (UTC+2). Holidays." in page
    assert 'href="/rules/baoting/2#changes">Version 2</a>. Kinder.' in page
    assert "The form for “Project” is a new one: version 2." in page


async def test_rules_are_read_version_by_version_with_what_changed(client: httpx.AsyncClient) -> None:
    edition = await make_edition(slug="baoting")
    await RulesText(
        edition=edition,
        number=2,
        body_en=f"Be kind. {SCRIPT}",
        body_zh="公平竞赛。",
        reason_en="Kinder.",
        published_at=NOW,
    ).save()
    page = (await client.get("/rules/baoting")).text
    assert ("Kinder." in page, "<script>alert" in page) == (True, False)
    assert "<del>" in page
    assert "kind" in page.split("<ins>")[1].split("</ins>")[0]
    old = (await client.get("/rules/baoting/1")).text
    assert ("Be fair." in old, "no longer in force" in old) == (True, True)
    await RulesText(edition=edition, number=3, body_en="Unborn.", body_zh="未发布").save()
    assert (await client.get("/rules/baoting/3")).status_code == 404


async def test_open_calls_as_data(client: httpx.AsyncClient) -> None:
    edition = await make_edition(slug="baoting")
    round_id = await make_round(
        edition, slug="paris", city=await make_city(), closes_at=datetime(2026, 10, 26, 11, tzinfo=UTC),
        reviews_due_at=datetime(2026, 11, 26, tzinfo=UTC),
    )  # fmt: skip
    await make_round(edition, slug="lyon", opens_at=NOW + timedelta(days=1))
    for state in ("planned", "screening", "cancelled"):
        await make_round(edition, state=state)
    await make_round(edition, closes_at=NOW - timedelta(seconds=1))
    await make_round(await make_edition(state="draft"))
    answer = await client.get("/calls.json")
    calls = json.loads(answer.text)["calls"]
    assert [(call["url"].rpartition("/")[2], call["takes_entries"]) for call in calls] == [
        ("lyon", False),
        ("paris", True),
    ]
    paris = calls[1]
    assert paris["id"] == str(round_id)
    assert (paris["closes_at"], paris["closes_at_local"]) == ("2026-10-26T11:00:00Z", "2026-10-26T12:00:00+01:00")
    assert (paris["opens_at_local"], paris["country"]) == ("2026-04-01T14:00:00+02:00", "FR")
    assert paris["edition"]["name"]["zh"] == "气候挑战赛（海南保亭专场）"
    assert (await client.get("/calls.json?edition=other")).json()["calls"] == []


@pytest.mark.parametrize("path", ["/calls.json", "/calls.ics"])
async def test_feeds_can_be_kept_and_asked_again(client: httpx.AsyncClient, path: str) -> None:
    await make_round(await make_edition())
    first = await client.get(path)
    assert first.headers["cache-control"] == "public, max-age=300"
    assert "set-cookie" not in first.headers
    again = await client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    await make_round(await make_edition())
    assert (await client.get(path, headers={"if-none-match": first.headers["etag"]})).status_code == 200


async def _events(client: httpx.AsyncClient, query: str = "") -> dict[str, Any]:
    calendar = icalendar.Calendar.from_ical((await client.get(f"/calls.ics{query}")).content)
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


async def test_the_calendar_holds_the_same_moment_on_both_sides_of_a_clock_change(client: httpx.AsyncClient) -> None:
    edition = await make_edition(slug="baoting")
    moments = [datetime(2026, 10, 24, 15, tzinfo=UTC), datetime(2026, 10, 25, 16, tzinfo=UTC)]  # 17:00 in Paris, twice
    for closes_at in moments:
        await make_round(edition, closes_at=closes_at, reviews_due_at=closes_at + timedelta(days=9))
    events = [event for uid, event in (await _events(client)).items() if uid.endswith("-closes")]
    assert [event["dtstart"].dt.astimezone(UTC) for event in events] == moments
    assert ["17:00 (UTC+2)" in str(events[0]["description"]), "17:00 (UTC+1)" in str(events[1]["description"])] == [
        True,
        True,
    ]
    text = (await client.get("/calls.ics")).text
    assert ("VALARM" in text, "BEGIN:VEVENT" in text, "\r\n" in text) == (False, True, True)


async def test_an_event_keeps_its_uid_while_its_deadline_moves(client: httpx.AsyncClient) -> None:
    round_id = await make_round(await make_edition(), name_en="Folded, and; escaped")
    uid = f"{round_id}-closes"
    before = (await _events(client))[uid]
    later = NOW + timedelta(days=20)
    await RoundChange(
        round=round_id,
        kind="deadline",
        was=NOW + timedelta(days=14),
        becomes=later,
        reason_en="x",
        changed_at=NOW + timedelta(hours=1),
    ).save()
    await db.execute("update round set closes_at = $1", later)
    after = (await _events(client))[uid]
    assert (before["sequence"], after["sequence"], after["dtstart"].dt.astimezone(UTC)) == (0, 1, later)
    assert str(after["summary"]).endswith("Folded, and; escaped")
    await db.execute("update round set state = 'cancelled'")
    assert str((await _events(client))[uid]["status"]) == "CANCELLED"


async def test_the_calendar_speaks_chinese_where_asked(client: httpx.AsyncClient) -> None:
    round_id = await make_round(await make_edition(slug="baoting"))
    event = (await _events(client, "?lang=zh&edition=baoting"))[f"{round_id}-closes"]
    assert str(event["summary"]) == "截止：气候挑战赛（海南保亭专场），巴黎赛区"


async def test_the_page_of_calls_explains_the_feeds(client: httpx.AsyncClient) -> None:
    await make_round(await make_edition(slug="baoting"), slug="paris")
    page = (await client.get("/calls")).text
    for said in ('href="/calls/baoting/paris"', "/calls.ics?lang=en", "/calls.json", "closes_at_local"):
        assert said in page


async def test_pages_of_calls_take_the_same_statements_for_one_and_three_rounds(client: httpx.AsyncClient) -> None:
    edition = await make_edition(slug="baoting")
    await make_round(edition)
    paths = ("/calls", "/calls/baoting", "/calls.json", "/rules/baoting")
    one = [await statements(client, path) for path in paths]
    for _ in range(2):
        await make_round(edition)
    assert one == [await statements(client, path) for path in paths] == [1, 2, 1, 5]


async def test_script_is_shown_as_text(client: httpx.AsyncClient) -> None:
    edition = await make_edition(slug="baoting", name_en=SCRIPT, purpose_en=SCRIPT)
    await make_round(edition, name_en=SCRIPT)
    await sign_in(client, await make_person())
    for path in ("/calls", "/calls/baoting"):
        page = (await client.get(path)).text
        assert ("<script>alert" in page, "&lt;script&gt;" in page) == (False, True)
