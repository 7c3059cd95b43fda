"""Whatever happens between opening a form and sending it, without any script: every word comes back to be saved."""

import html
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from contest.lib import clock, db, valkey
from contest.lib.actor import Actor
from contest.lib.passwords import hash_password
from contest.lib.web.front import Front
from tests.makers import NOW, actor_for, make_edition, make_person, make_round, make_scene
from tests.submissions.entries import ANSWERS, hand_in, make_ready
from tests.web import browser, csrf_of, sign_in

PASSWORD = "a-long-walk-by-the-sea"
TYPED = ANSWERS | {
    "risks": "Floods & storms <b>first</b>;\nthen “drought”. 干旱，其次。",
    "problem": "Line one.\n\nLine two, with an 😀.",
    "title_zh": "雨林村落微网（二期）",
}


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def lin() -> Actor:
    person = await make_person("Lin Xiaoyu", email="lin@rainforest.org")
    await db.execute("update person set password_hash = $2 where id = $1", person, await hash_password(PASSWORD))
    return await actor_for(person)


@pytest.fixture
async def code(lin: Actor) -> str:
    edition = await make_edition()
    await make_scene(edition)
    return await make_ready(lin, await make_round(edition))


class Case:
    """Lin in front of her form, filled in and not sent yet."""

    def __init__(self, app: Front, page: httpx.AsyncClient, lin: Actor, code: str) -> None:
        self.app, self.page, self.lin, self.code = app, page, lin, code
        self.form: dict[str, str] = {**TYPED, "revision": "2", "_csrf_token": csrf_of(page)}
        self.where = f"/submissions/{code}/edit"

    async def send(self) -> httpx.Response:
        return await self.page.post(self.where, data=self.form)


def shown(answer: httpx.Response) -> str:
    return html.unescape(answer.text)


def fields_of(answer: httpx.Response, action: str) -> dict[str, str]:
    """What the form with this action on a page would send, as a browser does."""
    [form] = re.findall(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', answer.text, re.DOTALL)
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in hidden}


async def sessions_lost(case: Case) -> None:
    await valkey.command("FLUSHDB")


async def signed_out_in_another_window(case: Case) -> None:
    await case.page.post("/sign-out", data={"_csrf_token": case.form["_csrf_token"]})


async def signed_out_everywhere(case: Case) -> None:
    await db.execute("update person set epoch = epoch + 1 where id = $1", case.lin.id)


async def signed_in_anew(case: Case) -> None:
    await sign_in(case.page, case.lin.id)


async def cookies_cleared(case: Case) -> None:
    case.page.cookies.clear()


async def token_lost(case: Case) -> None:
    del case.form["_csrf_token"]


async def token_of_another(case: Case) -> None:
    async with browser(case.app) as other:
        case.form["_csrf_token"] = csrf_of(await sign_in(other, await make_person("Somebody else")))


async def saved_elsewhere(case: Case) -> None:
    await db.execute(
        'update submission set revision = 3, answers = answers || \'{"risks": "Theirs."}\' where code = $1', case.code
    )


async def deadline_passed(case: Case) -> None:
    await hand_in(case.lin, case.code)
    await db.execute("update round set closes_at = $1", NOW - timedelta(seconds=1))


async def round_moved_on(case: Case) -> None:
    await hand_in(case.lin, case.code)
    await db.execute("update round set state = 'screening'")


async def answer_refused(case: Case) -> None:
    case.form["scene"] = "magic"


async def field_too_long(case: Case) -> None:
    case.form["organisation_name"] = "x" * 300


Event = Callable[[Case], Awaitable[None]]
SIGN_IN: list[Event] = [sessions_lost, signed_out_in_another_window, signed_out_everywhere, cookies_cleared]
AGAIN: list[Event] = [signed_in_anew, token_lost, token_of_another]
FORM: list[Event] = [saved_elsewhere, deadline_passed, round_moved_on, answer_refused, field_too_long]


@pytest.fixture
async def case(app: Front, client: httpx.AsyncClient, lin: Actor, code: str) -> Case:
    return Case(app, await sign_in(client, lin.id), lin, code)


def assert_every_word(answer: httpx.Response, case: Case) -> None:
    text = shown(answer)
    missing = {key: typed for key, typed in case.form.items() if key in TYPED and key != "scene" and typed not in text}
    assert missing == {}


async def assert_saved(case: Case) -> None:
    found = await db.fetchrow(
        "select title_zh, answers->>'risks' as risks, answers->>'problem' as problem from submission where code = $1",
        case.code,
    )
    assert dict(found or {}) == {key: TYPED[key] for key in ("title_zh", "risks", "problem")}


@pytest.mark.parametrize("event", SIGN_IN)
async def test_who_is_signed_out_signs_in_and_the_form_goes_on(case: Case, event: Event) -> None:
    await event(case)
    asked = await case.send()
    assert_every_word(asked, case)
    sign_in_form = fields_of(asked, "/sign-in")
    kept = await case.page.post("/sign-in", data={**sign_in_form, "email": case.lin.email, "password": PASSWORD})
    assert_every_word(kept, case)
    assert (await case.page.post(case.where, data=fields_of(kept, case.where))).status_code == 303
    await assert_saved(case)


@pytest.mark.parametrize("event", AGAIN)
async def test_a_form_that_is_too_old_is_sent_once_more(case: Case, event: Event) -> None:
    await event(case)
    again = await case.send()
    assert again.status_code == 403
    assert_every_word(again, case)
    assert (await case.page.post(case.where, data=fields_of(again, case.where))).status_code == 303
    await assert_saved(case)


@pytest.mark.parametrize("event", FORM)
async def test_what_cannot_be_saved_now_stands_in_the_form_again(case: Case, event: Event) -> None:
    await event(case)
    again = await case.send()
    assert again.status_code in {409, 422}
    assert_every_word(again, case)
    assert "data-unsaved" in again.text


async def test_a_database_that_is_away_gives_the_form_back(case: Case) -> None:
    pool: Any = db.engine().pool
    db.engine().pool = None
    try:
        again = await case.send()
    finally:
        db.engine().pool = pool
    assert again.status_code == 503
    assert_every_word(again, case)
    assert (await case.page.post(case.where, data=fields_of(again, case.where))).status_code == 303
    await assert_saved(case)
