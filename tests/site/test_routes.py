"""What anyone may read, and what nobody outside may."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from contest.judging.tables import Criterion, Decision, DecisionItem, JudgingRound, Rubric
from contest.lib import clock, db
from contest.site import queries
from contest.site.queries import first_page
from tests.makers import (
    NOW,
    agree,
    make_city,
    make_edition,
    make_person,
    make_round,
    make_scene,
    make_standing,
    make_submission,
    make_version,
)
from tests.web import sign_in

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.moved_to(NOW):
        yield


async def statements(client: httpx.AsyncClient, url: str) -> int:
    log: list[str] = []
    token = db.statements.set(log)
    try:
        assert (await client.get(url)).status_code == 200
    finally:
        db.statements.reset(token)
    return len(log)


async def _decide(edition: UUID, round_id: UUID, *, state: str = "final", entries: int = 1) -> UUID:
    """A decision with `entries` awarded ones, one that did not advance and one that has withdrawn."""
    owner = await make_person()
    await agree(owner, "public_page")
    moments: dict[str, Any] = {"published_at": NOW} | ({"final_at": NOW} if state == "final" else {})
    decision = Decision(round=round_id, state=state, rule="mean", drafted_by=owner, **moments)
    await decision.save()
    outcomes = [*["awarded"] * entries, "not_advanced", "withdrawn"]
    for rank, outcome in enumerate(outcomes, 1):
        submission = await make_submission(edition, round_id, owner)
        title = f"{outcome} entry {rank}"
        version = await make_version(submission, owner, title_en=title, title_zh="")
        await make_standing(submission, round_id, version, state="in_review")
        if outcome == "withdrawn":
            await db.execute("update submission set state = 'withdrawn' where id = $1", submission)
        await DecisionItem(
            decision=decision.id,
            submission=submission,
            outcome="not_advanced" if outcome == "not_advanced" else "awarded",
            rank=rank,
            award_en="First prize",
            award_zh="一等奖",
        ).save()
    return UUID(str(decision.id))


async def test_the_first_page_shows_what_is_open(client: httpx.AsyncClient) -> None:
    edition = await make_edition(slug="baoting")
    await make_scene(edition)
    await make_round(edition, slug="paris", city=await make_city())
    await make_round(edition, slug="lyon", name_en="Lyon round", opens_at=NOW + timedelta(days=2))
    await make_round(edition, slug="secret", name_en="Secret round", state="planned")
    await make_round(edition, slug="past", name_en="Past round", closes_at=NOW - timedelta(seconds=1))
    await make_round(edition, slug="held", name_en="Held round", state="decided")
    page = (await client.get("/")).text
    assert '<a href="/calls/baoting/paris">Paris</a>' in page
    assert "15 May 2026, 14:00 (UTC+2)" in page
    assert "14 d 0 h left" in page
    assert 'href="/calls/baoting/lyon"' in page
    assert 'href="/results/baoting/held"' in page
    assert ("Secret round" in page, "Past round" in page) == (False, False)


async def test_the_first_page_of_an_empty_house_says_so(client: httpx.AsyncClient) -> None:
    page = (await client.get("/")).text
    assert "No round is open today" in page
    assert "/submissions/new" not in page


async def test_a_draft_edition_is_on_no_page(client: httpx.AsyncClient) -> None:
    await make_round(await make_edition(slug="draft", state="draft", name_en="Not yet"), slug="paris")
    assert "Not yet" not in (await client.get("/")).text
    assert (await client.get("/calls/draft/paris")).status_code == 404
    assert (await client.get("/results/draft/paris")).status_code == 404


async def test_a_planned_round_is_on_no_page(client: httpx.AsyncClient) -> None:
    await make_round(await make_edition(slug="baoting"), slug="paris", state="planned")
    assert (await client.get("/calls/baoting/paris")).status_code == 404
    assert (await client.get("/results/baoting/paris")).status_code == 404


async def test_the_first_page_takes_one_statement_for_one_and_three_rounds(client: httpx.AsyncClient) -> None:
    edition = await make_edition()
    await make_round(edition)
    one = await statements(client, "/")
    for number in range(2):
        await make_round(edition)
        await make_scene(edition, key=f"scene-{number}")
        await make_round(await make_edition())
    assert (one, await statements(client, "/")) == (1, 1)


async def test_the_first_page_is_read_once_a_second_and_closes_to_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_page, "_read", [])
    edition = await make_edition()
    first = await make_round(edition, closes_at=NOW + timedelta(seconds=1))

    async def shown(after: float) -> list[UUID]:
        return [each.id for each in (await queries.landing(now=NOW + timedelta(seconds=after))).rounds]

    assert await shown(0.5) == [first]
    second = await make_round(edition)
    assert (await shown(1), await shown(1.4), await shown(1.5)) == ([first], [], [second])
    assert await shown(0) == [first, second]  # a clock that went back is no reason to be wrong


async def _call_with_criteria(criteria: int = 1) -> UUID:
    edition = await make_edition(slug="baoting")
    round_id = await make_round(edition, slug="paris", city=await make_city(), call_en="First.\n\nSecond.")
    rubric = Rubric(edition=edition, key="entry", name_en="Entries", name_zh="作品", anchors=[])
    await rubric.save()
    await JudgingRound(round=round_id, rubric=rubric.id, rule="trimmed", reviews_each=5, least_valid=3).save()
    for number in range(criteria):
        await Criterion(
            rubric=rubric.id,
            key=f"c{number}",
            position=number,
            name_en="Climate impact",
            name_zh="气候影响",
            guide_en="Sound baseline",
            guide_zh="基准合理",
            weight=25,
        ).save()
    return round_id


async def test_a_call_says_what_is_asked_until_when_and_how_it_is_judged(client: httpx.AsyncClient) -> None:
    round_id = await _call_with_criteria()
    page = (await client.get("/calls/baoting/paris")).text
    for said in (
        "First.\n\nSecond.",
        "15 May 2026, 14:00 (UTC+2)",
        "Climate impact",
        "25 %",
        "5 judges without ties to an entry read and score it, each alone.",
        "With five scores or more the highest and the lowest are left out; the rest is averaged.",
        f'href="/submissions/new?round_id={round_id}"',
    ):
        assert said in page


async def test_a_call_shows_the_deadline_in_the_readers_zone_too(client: httpx.AsyncClient) -> None:
    await _call_with_criteria()
    assert "In your time zone" not in (await client.get("/calls/baoting/paris")).text
    await sign_in(client, await make_person("Mei", time_zone="Asia/Shanghai"))
    assert "In your time zone: 15 May 2026, 20:00 (UTC+8)" in (await client.get("/calls/baoting/paris")).text


async def test_a_call_takes_the_same_statements_for_one_and_three_criteria(client: httpx.AsyncClient) -> None:
    await _call_with_criteria()
    await client.get("/calls/baoting/paris")  # published forms are read once by a process
    one = await statements(client, "/calls/baoting/paris")
    rubric = await db.fetchval("select id from rubric")
    words = {"name_en": "x", "name_zh": "x", "guide_en": "x", "guide_zh": "x"}
    for number in (7, 8):
        await Criterion(rubric=rubric, key=f"c{number}", position=number, weight=5, **words).save()
    assert (one, await statements(client, "/calls/baoting/paris")) == (4, 4)


@pytest.mark.parametrize(
    ("values", "is_open"),
    [
        ({}, True),
        ({"closes_at": NOW}, True),
        ({"closes_at": NOW - timedelta(seconds=1)}, False),
        ({"opens_at": NOW + timedelta(seconds=1)}, False),
        ({"state": "screening"}, False),
        ({"state": "cancelled"}, False),
    ],
)
async def test_an_entry_can_be_begun_only_while_entries_are_taken(
    client: httpx.AsyncClient, values: dict[str, Any], is_open: bool
) -> None:
    await make_round(await make_edition(slug="baoting"), slug="paris", **values)
    assert ("/submissions/new" in (await client.get("/calls/baoting/paris")).text) == is_open


async def test_script_in_what_organisers_write_is_shown_as_text(client: httpx.AsyncClient) -> None:
    edition = await make_edition(slug="baoting", name_en=SCRIPT, purpose_en=SCRIPT)
    await make_scene(edition, en=SCRIPT)
    city = await make_city(SCRIPT[:30], SCRIPT[:30])
    await make_round(edition, slug="paris", name_en=SCRIPT, name_zh=SCRIPT, call_en=SCRIPT, city=city)
    for path in ("/", "/calls/baoting/paris", "/results/baoting/paris"):
        answer = await client.get(path)
        assert (answer.status_code, "<script>alert" in answer.text) == (200, False)
        assert "&lt;script&gt;" in answer.text


async def test_a_missing_translation_is_marked(client: httpx.AsyncClient) -> None:
    await make_round(await make_edition(slug="baoting"), slug="paris", name_zh="", call_en="Only in English.")
    page = (await client.get("/calls/baoting/paris", headers={"accept-language": "zh-CN"})).text
    assert '<span class="only-in">仅英文</span>' in page
    assert "Only in English." in page


async def test_results_show_rank_title_award_and_who_and_nothing_else(client: httpx.AsyncClient) -> None:
    edition = await make_edition(slug="baoting")
    round_id = await make_round(edition, slug="paris", state="decided")
    await _decide(edition, round_id)
    await db.execute("update submission set country = 'FR'")
    page = (await client.get("/results/baoting/paris")).text
    assert "awarded entry 1" in page
    assert "First prize" in page
    assert "Final since 1 May 2026, 14:00 (UTC+2)." in page
    assert ("Lin Xiaoyu" in page, "France" in page) == (True, True)
    for inside in ("not_advanced entry 2", "withdrawn entry 3", "Rainforest Energy Ltd", "T-0"):
        assert inside not in page.split("<main")[1]


async def test_results_name_nobody_for_what_only_went_on(client: httpx.AsyncClient) -> None:
    edition = await make_edition(slug="baoting")
    round_id = await make_round(edition, slug="paris", state="decided")
    await _decide(edition, round_id)
    await db.execute("update decision_item set outcome = 'advanced' where outcome = 'awarded'")
    page = (await client.get("/results/baoting/paris")).text.split("<main")[1]
    assert ("Advanced to the next stage" in page, "awarded entry 1" in page) == (True, True)
    assert "Lin Xiaoyu" not in page


@pytest.mark.parametrize("is_apart", [True, False])
async def test_results_list_talent_apart_where_it_was_ranked_apart(client: httpx.AsyncClient, is_apart: bool) -> None:
    edition = await make_edition(slug="baoting")
    round_id = await make_round(edition, slug="paris", state="decided")
    await _decide(edition, round_id)
    rubric = Rubric(edition=edition, key="entry", name_en="Entries", name_zh="作品", anchors=[])
    await rubric.save()
    await JudgingRound(round=round_id, rubric=rubric.id, talent_rubric=rubric.id if is_apart else None).save()
    await db.execute("update submission set kind = 'talent'")
    page = (await client.get("/results/baoting/paris")).text
    assert ("<h2>Talent</h2>" in page, "<h2>Awarded</h2>" in page) == (is_apart, not is_apart)


async def test_results_in_their_notice_say_that_they_are_not_final(client: httpx.AsyncClient) -> None:
    edition = await make_edition(slug="baoting")
    round_id = await make_round(edition, slug="paris", state="notice")
    await _decide(edition, round_id, state="published")
    assert "these results are not final yet" in (await client.get("/results/baoting/paris")).text


@pytest.mark.parametrize("state", ["drafted", "reversed"])
async def test_a_decision_that_does_not_hold_shows_no_result(client: httpx.AsyncClient, state: str) -> None:
    edition = await make_edition(slug="baoting")
    round_id = await make_round(edition, slug="paris", state="deliberation")
    await _decide(edition, round_id, state=state)
    page = (await client.get("/results/baoting/paris")).text
    assert "Nothing is published for this round now" in page
    assert "awarded entry" not in page


async def test_results_take_the_same_statements_for_one_and_three_entries(client: httpx.AsyncClient) -> None:
    edition = await make_edition(slug="baoting")
    for slug, entries in (("paris", 1), ("lyon", 3)):
        await _decide(edition, await make_round(edition, slug=slug, state="decided"), entries=entries)
    counts = [await statements(client, f"/results/baoting/{slug}") for slug in ("paris", "lyon")]
    assert counts == [3, 3]


@pytest.mark.parametrize("path", ["/calls/x/y", "/results/x/y", "/calls/%00/y", "/calls/x'--/y", "/calls/%ff/y"])
async def test_an_address_of_nothing_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


async def test_who_did_not_agree_to_be_named_is_a_code_in_the_results(client: httpx.AsyncClient) -> None:
    edition = await make_edition(slug="baoting")
    round_id = await make_round(edition, slug="paris", state="decided")
    await _decide(edition, round_id)
    await db.execute("update consent set ended_at = given_at, ended_by = 'person'")
    await db.execute("update submission set country = 'FR'")
    page = (await client.get("/results/baoting/paris")).text.split("<main")[1]
    assert ("Lin Xiaoyu" in page, "France" in page) == (False, False)
    code = await db.fetchval("select code from submission where state = 'submitted' order by created_at limit 1")
    assert ("awarded entry 1" in page, f"Entry {code}" in page, "First prize" in page) == (False, True, True)
