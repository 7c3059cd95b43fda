"""A review is saved while it is typed, in two windows too; nothing is written over unseen."""

import asyncio
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from contest.lib import clock, db
from tests.judging.world import World, make_open_world, review_of, sign
from tests.makers import NOW
from tests.web import csrf_of, post, sign_in


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def world() -> World:
    return await make_open_world()


@pytest.fixture
async def page(client: httpx.AsyncClient, world: World) -> httpx.AsyncClient:
    return await sign_in(client, world.judges[0].id)


async def send(
    page: httpx.AsyncClient, review: UUID, *, revision: int = 1, **changes: tuple[str, str]
) -> httpx.Response:
    body = {"revision": revision, "changes": {key: {"was": was, "now": now} for key, (was, now) in changes.items()}}
    headers = {"x-csrftoken": csrf_of(page), "accept": "application/json"}
    return await page.post(f"/judging/reviews/{review}/autosave", json=body, headers=headers)


async def saved(review: UUID) -> dict[str, Any]:
    row = await db.fetchrow(
        "select revision, state, comment_applicant, comment_panel, notes, (select json_object_agg(c.key, sc.points)"
        " from score sc join criterion c on c.id = sc.criterion where sc.review = review.id) as points"
        " from review where id = $1",
        review,
    )
    assert row is not None
    found = dict(row)
    return {**found, "notes": msgspec.json.decode(row["notes"]), "points": msgspec.json.decode(row["points"] or "{}")}


async def test_what_changed_is_saved_and_its_moment_told(page: httpx.AsyncClient, world: World) -> None:
    review = await review_of(world)
    answer = await send(
        page, review, score_team=("", "7,5"), note_team=("", "Two people?"), to_applicant=("", " Well\r\nfounded. ")
    )
    assert (answer.status_code, answer.json()) == (
        200,
        {"revision": 2, "saved_at": "2026-05-01T12:00:00Z", "theirs": {}, "values": {}},
    )
    assert await saved(review) == {
        "revision": 2, "state": "draft", "comment_applicant": "Well\nfounded.", "comment_panel": "",
        "notes": {"team": "Two people?"}, "points": {"team": 7.5},
    }  # fmt: skip
    await send(page, review, revision=2, score_team=("7.5", ""), note_team=("Two people?", ""))
    assert ((await saved(review))["points"], (await saved(review))["notes"]) == ({}, {})
    shown = await page.get(f"/judging/reviews/{review}")
    assert f'data-autosave="/judging/reviews/{review}/autosave"' in shown.text


async def test_typing_leaves_no_record_and_takes_few_statements(page: httpx.AsyncClient, world: World) -> None:
    review, made = await review_of(world), []
    before = await db.fetchval("select count(*) from audit_record")
    token = db.statements.set(made)
    await send(page, review, score_team=("", "7"))
    db.statements.reset(token)
    assert len([sql for sql in made if not sql.startswith(("BEGIN", "COMMIT"))]) == 3
    assert await db.fetchval("select count(*) from audit_record") == before


async def test_another_windows_words_are_shown_and_never_written_over(page: httpx.AsyncClient, world: World) -> None:
    review = await review_of(world)
    await send(page, review, score_team=("", "7"), to_panel=("", "Theirs."), note_team=("", "Seen."))
    answer = (await send(page, review, score_team=("", "4"), to_panel=("", "Mine."), to_applicant=("", "Ours."))).json()
    assert (answer["theirs"], answer["revision"]) == ({"score_team": "7", "to_panel": "Theirs."}, 3)
    assert answer["values"]["note_team"] == "Seen."
    found = await saved(review)
    assert (found["points"], found["comment_panel"], found["comment_applicant"]) == ({"team": 7.0}, "Theirs.", "Ours.")


async def test_of_a_hundred_stale_saves_none_is_silent(page: httpx.AsyncClient, world: World) -> None:
    review = await review_of(world)
    await send(page, review, to_applicant=("", "First."), score_team=("", "6"))
    stale = {"revision": "1", "score_team": "2", "to_applicant": "", "to_panel": "", "then": "save"}

    async def by_button(number: int) -> bool:
        answer = await post(page, f"/judging/reviews/{review}", {**stale, "to_applicant": f"Window {number}."})
        return answer.status_code == 409 and f"Window {number}." in answer.text and "First." in answer.text

    async def by_itself(number: int) -> bool:
        answer = (await send(page, review, to_applicant=("", f"Window {number}."))).json()
        return bool(answer["theirs"] == {"to_applicant": "First."})

    told = [await (by_button if number % 2 else by_itself)(number) for number in range(100)]
    assert told == [True] * 100
    assert (await saved(review))["comment_applicant"] == "First."
    assert (await saved(review))["points"] == {"team": 6.0}


async def test_twenty_windows_at_once_lose_nothing(page: httpx.AsyncClient, world: World) -> None:
    review = await review_of(world)
    answers = await asyncio.gather(*(send(page, review, to_panel=("", f"Window {n}.")) for n in range(20)))
    told = [answer.json()["theirs"].get("to_panel") for answer in answers]
    assert (told.count(None), set(told) - {None}) == (1, {(await saved(review))["comment_panel"]})


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"score_team": ("", "NaN")}, {"score_team"}),
        ({"score_team": ("", "-1")}, {"score_team"}),
        ({"score_team": ("", "10.5")}, {"score_team"}),
        ({"score_team": ("", "7.3")}, {"score_team"}),
        ({"score_team": ("", "Infinity")}, {"score_team"}),
        ({"score_team": ("", "1e1")}, {"score_team"}),
        ({"score_team": ("", "many")}, {"score_team"}),
        ({"to_panel": ("", "x" * 4001)}, {"to_panel"}),
        ({"note_team": ("", "x" * 1001)}, {"note_team"}),
        ({"score_ghost": ("", "5")}, set()),
        ({"note_ghost": ("", "5")}, set()),
        ({"total": ("", "100")}, set()),
    ],
)
async def test_what_cannot_be_saved_is_named_and_nothing_is_written(
    page: httpx.AsyncClient, world: World, changes: dict[str, tuple[str, str]], fields: set[str]
) -> None:
    review = await review_of(world)
    answer = await send(page, review, to_applicant=("", "Not this one."), **changes)
    assert (answer.status_code, set(answer.json().get("fields", {}))) == (422, fields)
    assert ((await saved(review))["revision"], (await saved(review))["comment_applicant"]) == (1, "")


async def test_a_signed_review_takes_no_more_typing(page: httpx.AsyncClient, world: World) -> None:
    review = await review_of(world)
    await sign(world.judges[0], review, "7", "7")
    assert (await send(page, review, revision=3, score_team=("7", "9"))).status_code == 409
    assert await db.fetchval("select total from review where id = $1", review) == Decimal("70.00")


async def test_nobody_saves_for_another_judge(page: httpx.AsyncClient, world: World) -> None:
    for review in (await review_of(world, judge=1), UUID(int=4)):
        assert (await send(page, review, score_team=("", "9"))).status_code == 404
        assert (await post(page, f"/judging/reviews/{review}/skip")).status_code == 404


async def test_save_and_next_and_skip_go_on_and_the_skipped_one_comes_again(
    page: httpx.AsyncClient, world: World
) -> None:
    first, second = await review_of(world, 0, 0), await review_of(world, 0, 1)
    skipped = await post(page, f"/judging/reviews/{first}/skip")
    assert skipped.headers["location"] == f"/judging/reviews/{second}"
    form = {"revision": "1", "score_team": "5", "to_applicant": "", "to_panel": "", "then": "next"}
    assert (await post(page, f"/judging/reviews/{second}", form)).headers["location"] == f"/judging/reviews/{first}"
    await sign(world.judges[0], first, "7", "7")
    await sign(world.judges[0], second, "7", "7")
    assert (await post(page, f"/judging/reviews/{first}/skip")).status_code == 409
    shown = await page.get(f"/judging/reviews/{first}")
    assert "Review 1 of 2" in shown.text


async def test_the_page_says_what_is_left_and_how_long_it_takes(page: httpx.AsyncClient, world: World) -> None:
    shown = await page.get(f"/judging/reviews/{await review_of(world)}")
    assert ("Review 1 of 2" in shown.text, "About 40 min for what is still open" in shown.text) == (True, True)


async def test_an_entry_of_adaptation_is_judged_by_the_variant(page: httpx.AsyncClient, world: World) -> None:
    variant = {"name_en": "Resilience", "name_zh": "韧性", "guide_en": "Who is safer?", "guide_zh": "", "floor": None,
               "anchors": [{"points": "5", "en": "Hazard named", "zh": "灾害明确"}]}  # fmt: skip
    await db.execute(
        "update criterion set adaptation = $1::jsonb, floor = 5 where key = 'climate_impact'",
        msgspec.json.encode(variant).decode(),
    )
    first, second = await review_of(world, 0, 0), await review_of(world, 0, 1)
    await db.execute(
        "update submission_version v set content = jsonb_set(content, '{answers,climate_aim}', '\"adaptation\"')"
        " from review r where r.version = v.id and r.id = $1",
        first,
    )
    adapted, other = [(await page.get(f"/judging/reviews/{one}")).text for one in (first, second)]
    assert [("Resilience" in text, "Hazard named" in text, "Under 5 on average" in text) for text in (adapted, other)] \
        == [(True, True, False), (False, False, True)]  # fmt: skip


async def test_the_reasons_for_stepping_back_are_a_list(page: httpx.AsyncClient, world: World) -> None:
    review = await review_of(world)
    shown = await page.get(f"/judging/reviews/{review}/recuse")
    assert shown.text.count('name="why"') == 6
    for wrong in ({}, {"why": "weather"}, {"why": "other"}):
        assert (await post(page, f"/judging/reviews/{review}/recuse", wrong)).status_code == 422
    assert (await post(page, f"/judging/reviews/{review}/recuse", {"why": "rival"})).status_code == 303
    assert await db.fetchval("select recusal from review where id = $1", review) == "rival"
