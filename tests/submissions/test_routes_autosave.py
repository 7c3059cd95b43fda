"""Saving while somebody types, as the browser asks for it."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from contest.lib import clock, db
from contest.lib.actor import Actor
from tests.makers import NOW, actor_for, make_edition, make_person, make_round, make_scene
from tests.submissions.entries import hand_in, make_ready
from tests.web import csrf_of, sign_in


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def lin() -> Actor:
    return await actor_for(await make_person("Lin Xiaoyu"))


@pytest.fixture
async def code(lin: Actor) -> str:
    edition = await make_edition()
    await make_scene(edition)
    return await make_ready(lin, await make_round(edition))


@pytest.fixture
async def page(client: httpx.AsyncClient, lin: Actor) -> httpx.AsyncClient:
    return await sign_in(client, lin.id)


async def send(page: httpx.AsyncClient, code: str, *, revision: int = 2, **changes: tuple[str, str]) -> httpx.Response:
    body = {"revision": revision, "changes": {key: {"was": was, "now": now} for key, (was, now) in changes.items()}}
    headers = {"x-csrftoken": csrf_of(page), "accept": "application/json"}
    return await page.post(f"/submissions/{code}/autosave", json=body, headers=headers)


async def saved(code: str) -> dict[str, Any]:
    row = await db.fetchrow(
        "select revision, title_en, answers->>'risks' as risks, answers->>'problem' as problem from submission"
        " where code = $1",
        code,
    )
    assert row is not None
    return dict(row)


RISKS = "Floods; the intake is above the highest mark."


async def test_what_changed_is_saved_and_its_moment_told(page: httpx.AsyncClient, code: str) -> None:
    answer = await send(page, code, risks=(RISKS, " Storms.\r\n "), title_en=("Rainforest village microgrid", "A grid"))
    assert (answer.status_code, answer.json()) == (
        200,
        {"revision": 3, "saved_at": "2026-05-01T12:00:00Z", "theirs": {}, "values": {}},
    )
    assert await saved(code) == {
        "revision": 3, "title_en": "A grid", "risks": "Storms.", "problem": "Villages run on diesel.",
    }  # fmt: skip


async def test_the_same_again_saves_nothing(page: httpx.AsyncClient, code: str) -> None:
    for _ in range(2):
        answer = await send(page, code, risks=(RISKS, "Storms."))
    assert (answer.json()["revision"], answer.json()["theirs"], (await saved(code))["revision"]) == (3, {}, 3)


async def test_what_another_window_wrote_is_shown_and_never_written_over(page: httpx.AsyncClient, code: str) -> None:
    await send(page, code, risks=(RISKS, "Theirs."), title_en=("Rainforest village microgrid", "Their title"))
    answer = (await send(page, code, risks=(RISKS, "Mine."), problem=("Villages run on diesel.", "Ours."))).json()
    assert (answer["theirs"], answer["revision"], answer["values"]["title_en"]) == (
        {"risks": "Theirs."}, 4, "Their title",
    )  # fmt: skip
    assert await saved(code) == {"revision": 4, "title_en": "Their title", "risks": "Theirs.", "problem": "Ours."}


async def test_twenty_windows_at_once_lose_nothing(page: httpx.AsyncClient, code: str) -> None:
    answers = await asyncio.gather(*(send(page, code, risks=(RISKS, f"Window {n}.")) for n in range(20)))
    told = [answer.json()["theirs"].get("risks") for answer in answers]
    assert (told.count(None), len(told), (await saved(code))["revision"]) == (1, 20, 3)
    assert set(told) - {None} == {(await saved(code))["risks"]}


async def test_a_text_over_its_limit_is_saved_all_the_same(page: httpx.AsyncClient, code: str) -> None:
    assert (await send(page, code, risks=(RISKS, "word " * 900))).status_code == 200
    assert (await saved(code))["risks"] == ("word " * 900).strip()


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"ghost": ("", "x")}, {"ghost"}),
        ({"pitch_deck": ("", "x")}, {"pitch_deck"}),
        ({"risks": (RISKS, "x" * 20_001)}, {"risks"}),
        ({"scene": ("energy", "magic")}, {"scene"}),
    ],
)
async def test_what_cannot_be_saved_is_named_at_its_field_and_nothing_is_written(
    page: httpx.AsyncClient, code: str, changes: dict[str, tuple[str, str]], fields: set[str]
) -> None:
    answer = await send(page, code, problem=("Villages run on diesel.", "Not this one."), **changes)
    assert (answer.status_code, set(answer.json()["fields"])) == (422, fields)
    assert (await saved(code))["revision"] == 2


@pytest.mark.parametrize("body", [b"", b"[]", b'{"changes": {}}', b'{"revision": 1, "changes": {"risks": "x"}}'])
async def test_what_is_no_list_of_changes_is_refused(page: httpx.AsyncClient, code: str, body: bytes) -> None:
    headers = {"x-csrftoken": csrf_of(page), "accept": "application/json"}
    answer = await page.post(f"/submissions/{code}/autosave", content=body, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


async def test_a_draft_stays_open_after_the_deadline_and_what_was_handed_in_does_not(
    page: httpx.AsyncClient, lin: Actor, code: str
) -> None:
    with clock.moved_to(NOW + timedelta(days=90)):
        assert (await send(page, code, risks=(RISKS, "Late."))).status_code == 200
    await db.execute(
        "update submission set answers = jsonb_set(answers, '{risks}', '\"In time.\"') where code = $1", code
    )
    await hand_in(lin, code)
    with clock.moved_to(NOW + timedelta(days=90)):
        answer = await send(page, code, risks=("In time.", "Later."))
    assert (answer.status_code, answer.json()["detail"]) == (409, "This entry can no longer be changed.")
    assert (await saved(code))["risks"] == "In time."


async def test_nobody_else_can_save_it(client: httpx.AsyncClient, code: str) -> None:
    await sign_in(client, await make_person("Somebody else"))
    assert (await send(client, code, risks=(RISKS, "Hijacked."))).status_code == 404
