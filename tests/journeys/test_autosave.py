"""An entry is saved while it is typed: over a cut line, an ended session, a restarted server, and two windows."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.async_api import Dialog, Locator, expect

from contest.lib import clock, db
from contest.lib.passwords import hash_password
from tests.journeys.browser import NARROW, PASSWORD, Person
from tests.journeys.conftest import People
from tests.journeys.house import House
from tests.makers import make_edition, make_person, make_round, make_scene

EMAIL = "amina@savanna.example"
OTHER_EMAIL = "next@library.example"
TYPED = "Herders sell milk before noon or pour it away."
LATER = "Herders sell milk before ten or pour it away."
OFFLINE = "Not sent yet. Your text is kept in this browser and is sent as soon as the connection is back."
SIGNED_OUT = "you are signed out"
SAVE = """
update submission set answers = answers || jsonb_build_object('problem', $2::text), revision = revision + 1
where code = $1
"""


@pytest.fixture(scope="module")
async def ground(house: House) -> AsyncIterator[UUID]:
    async with house.database():
        now = clock.now()
        edition = await make_edition()
        await make_scene(edition)
        dates = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=9)}
        made = await make_round(edition, **dates, reviews_due_at=now + timedelta(days=30))
        for name, email in (("Amina Diallo", EMAIL), ("Noor Visser", OTHER_EMAIL)):
            person = await make_person(name, email=email)
            await db.execute(
                "update person set password_hash = $2 where id = $1", person, await hash_password(PASSWORD)
            )
    yield made


@pytest.fixture
async def amina(people: People, ground: UUID) -> Person:
    """In the form of a new entry of hers."""
    person = await people()
    await person.sign_in(EMAIL)
    await person.open(f"/submissions/new?round_id={ground}")
    await person.fill({"kind": "project"})
    await person.press("Begin")
    await person.page.wait_for_url("**/edit")
    return person


def status(person: Person) -> Locator:
    return person.page.locator("[data-autosave-status]")


def problem(person: Person) -> Locator:
    return person.page.locator("[name=problem]")


async def stored(house: House, person: Person) -> str:
    code = person.page.url.split("/")[-2]
    [row] = await house.sql("select answers->>'problem' as text from submission where code = $1", code)
    return str(row["text"])


async def saves(person: Person) -> None:
    await expect(status(person)).to_contain_text("Saved at ")


async def test_what_is_typed_is_saved_without_a_button(house: House, amina: Person) -> None:
    await problem(amina).fill(TYPED)
    await saves(amina)
    assert await stored(house, amina) == TYPED
    await amina.check()
    await amina.page.reload()
    await expect(problem(amina)).to_have_value(TYPED)
    assert await amina.page.locator(".kept").count() == 0


async def test_a_cut_line_costs_no_text(house: House, amina: Person) -> None:
    await amina.page.context.set_offline(True)
    await problem(amina).fill(TYPED)
    await expect(status(amina)).to_have_text(OFFLINE)
    await amina.check()
    await amina.page.context.set_offline(False)
    await saves(amina)
    assert await stored(house, amina) == TYPED
    amina.troubles.clear()  # the browser reports what could not be sent


async def test_a_browser_closed_without_a_line_has_the_text_when_it_is_back(house: House, amina: Person) -> None:
    await amina.page.context.set_offline(True)
    await problem(amina).fill(TYPED)
    await expect(status(amina)).to_have_text(OFFLINE)
    again = await amina.window()
    path = amina.page.url.removeprefix(amina.url)
    await amina.page.close()
    await again.page.context.set_offline(False)
    await again.open(path)
    await expect(problem(again)).to_have_value(TYPED)
    await saves(again)
    assert await stored(house, again) == TYPED
    amina.troubles.clear()


async def test_older_text_from_the_browser_never_replaces_newer_text(house: House, amina: Person) -> None:
    path = amina.page.url.removeprefix(amina.url)
    await amina.page.context.set_offline(True)
    await problem(amina).fill(TYPED)
    await expect(status(amina)).to_have_text(OFFLINE)
    other = await amina.window()
    await amina.page.close()
    code = path.split("/")[-2]
    await house.sql(SAVE, code, LATER)
    await other.page.context.set_offline(False)
    await other.open(path)
    await expect(other.page.locator("[data-theirs]")).to_have_text(LATER)
    assert await stored(house, other) == LATER
    await other.press("Keep my text")
    await saves(other)
    assert await stored(house, other) == TYPED
    amina.troubles.clear()


async def test_a_session_that_ended_costs_no_text(house: House, amina: Person) -> None:
    other = await amina.window()
    amina.expected |= {401, 403}
    house.end_sessions()
    await problem(amina).fill(TYPED)
    await expect(status(amina)).to_contain_text(SIGNED_OUT)
    await other.sign_in(EMAIL)
    await amina.page.bring_to_front()
    await amina.page.evaluate("dispatchEvent(new Event('focus'))")
    await saves(amina)
    assert await stored(house, amina) == TYPED


async def test_a_server_that_restarts_costs_no_text(house: House, amina: Person) -> None:
    house.restart_web()
    await problem(amina).fill(TYPED)
    await saves(amina)
    assert await stored(house, amina) == TYPED
    amina.troubles.clear()


async def test_two_windows_see_both_texts_and_choose(house: House, amina: Person) -> None:
    other = await amina.window()
    await other.open(amina.page.url.removeprefix(amina.url))
    await problem(amina).fill(TYPED)
    await saves(amina)
    await problem(other).fill(LATER)
    await expect(other.page.locator("[data-theirs]")).to_have_text(TYPED)
    await expect(problem(other)).to_have_value(LATER)
    assert await stored(house, other) == TYPED
    await other.check()
    await other.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    await other._fits()
    await other.press("Take the saved text")
    await expect(problem(other)).to_have_value(TYPED)
    await other.fill({"title_en": "Cool milk"})
    await saves(other)
    await amina.fill({"title_zh": "冷链牛奶"})
    await expect(amina.page.locator("[name=title_en]")).to_have_value("Cool milk")


async def left_behind(person: Person) -> str:
    """All that this browser keeps of its forms, as whoever sits down next could read it."""
    return str(await person.page.evaluate("JSON.stringify({...localStorage})"))


async def put_away(person: Person) -> None:
    """What a browser says to a page that is no longer looked at; the copies are sealed anew when it is done."""
    before = await left_behind(person)
    await person.page.evaluate(
        "Object.defineProperty(document, 'visibilityState', {value: 'hidden'});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    await person.page.wait_for_function("before => JSON.stringify({...localStorage}) !== before", arg=before)


@pytest.mark.parametrize("has_arrived", [False, True], ids=["on its way", "arrived"])
async def test_two_windows_closed_without_a_line_lose_neither_text(
    house: House, amina: Person, has_arrived: bool
) -> None:
    other = await amina.window()
    path = amina.page.url.removeprefix(amina.url)
    await other.open(path)
    again = await amina.window()
    await amina.page.context.set_offline(True)
    await problem(amina).fill(TYPED)
    await expect(status(amina)).to_have_text(OFFLINE)
    await problem(other).fill(LATER)
    await other.fill({"title_en": "Cool milk"})
    await expect(status(other)).to_have_text(OFFLINE)
    await other.page.close()
    await put_away(amina)  # the window with the older text is the last to be left
    await amina.page.close()
    if has_arrived:  # what a window sends as it closes may get through, and nobody is left there to hear it
        await house.sql(SAVE, path.split("/")[-2], LATER)
    await again.page.context.set_offline(False)
    await again.open(path)
    await expect(problem(again)).to_have_value(LATER)
    await expect(again.page.locator("[data-theirs]")).to_have_text(TYPED)
    await again.check()
    await again.press("Take this text")
    await saves(again)
    await expect(again.page.locator("[data-theirs]")).to_have_count(0)
    await again.page.reload()
    await expect(problem(again)).to_have_value(TYPED)
    await expect(again.page.locator("[name=title_en]")).to_have_value("Cool milk")
    assert "kept:" not in await left_behind(again)
    amina.troubles.clear()


async def test_who_sits_down_next_neither_reads_nor_sends_what_was_typed(house: House, amina: Person) -> None:
    amina.expected |= {401, 403, 404}
    other, path = await amina.window(), amina.page.url.removeprefix(amina.url)
    house.end_sessions()
    await problem(amina).fill(TYPED)
    await expect(status(amina)).to_contain_text(SIGNED_OUT)
    kept = await left_behind(amina)
    assert "kept:" in kept
    assert TYPED not in kept
    await other.sign_in(OTHER_EMAIL)
    await amina.page.evaluate("dispatchEvent(new Event('focus'))")
    await expect(status(amina)).to_contain_text(SIGNED_OUT)
    assert await stored(house, amina) == "None"
    await amina.page.close()
    await other.page.context.clear_cookies()
    await other.sign_in(EMAIL)
    await other.open(path)
    await expect(problem(other)).to_have_value(TYPED)
    await saves(other)
    assert await stored(house, other) == TYPED


async def test_signing_out_asks_about_text_that_was_not_sent_and_deletes_it(amina: Person) -> None:
    await amina.page.context.set_offline(True)
    await problem(amina).fill(TYPED)
    await expect(status(amina)).to_have_text(OFFLINE)
    asked: list[str] = []

    async def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        await (dialog.accept() if len(asked) > 1 else dialog.dismiss())

    amina.page.on("dialog", answer)
    await amina.page.locator(".menu summary").click()
    await amina.press("Sign out")
    assert "kept:" in await left_behind(amina)
    await amina.press("Sign out")
    await amina.page.wait_for_url("chrome-error://**")
    assert len(asked) >= 2
    await amina.page.context.set_offline(False)
    await amina.open("/")
    assert "kept:" not in await left_behind(amina)
    amina.troubles.clear()


async def test_what_a_deadline_cut_off_can_still_be_read(house: House, amina: Person) -> None:
    code = amina.page.url.split("/")[-2]
    await amina.page.context.set_offline(True)
    await problem(amina).fill(TYPED)
    await expect(status(amina)).to_have_text(OFFLINE)
    await amina.page.close()
    await house.sql("update submission set state = 'withdrawn' where code = $1", code)
    again = await amina.window()
    await again.page.context.set_offline(False)
    await again.open(f"/submissions/{code}/edit")
    await again.sees("Text in this browser that was never sent")
    await again.sees(TYPED)
    await again.check(everywhere=True)
    await again.press("Discard it")
    assert "kept:" not in await left_behind(again)
    amina.troubles.clear()
