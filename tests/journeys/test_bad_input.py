"""What goes wrong between people and forms, where it takes a browser to see it: nothing typed is lost."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest
from playwright.async_api import expect

from contest.lib import clock, db
from contest.lib.passwords import hash_password
from tests.journeys.browser import PASSWORD, Person
from tests.journeys.chain import HALF_WAY, deck_form
from tests.journeys.conftest import People
from tests.journeys.house import House
from tests.judging.world import make_open_world, review_of
from tests.makers import make_edition, make_round, make_scene, pdfs

EMAIL = "noor@canal.example"
TYPED = "Barges idle for nine hours a day with their engines on."
LATER = "Barges idle for eleven hours a day with their engines on."


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """An open round that EMAIL can enter, and a review that EMAIL has not begun."""

    round: UUID
    review: UUID


@pytest.fixture(scope="module")
async def ground(house: House) -> AsyncIterator[Ground]:
    async with house.database():
        now = clock.now()
        edition = await make_edition()
        await make_scene(edition)
        dates = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=9)}
        open_round = await make_round(edition, **dates, reviews_due_at=now + timedelta(days=30))
        world = await make_open_world(judges=1, entries=1)
        await db.execute("update person set email = $2 where id = $1", world.judges[0].id, EMAIL)
        await db.execute("update person set password_hash = $2 where email = $1", EMAIL, await hash_password(PASSWORD))
        made = Ground(round=open_round, review=await review_of(world))
    yield made


@pytest.fixture
async def noor(people: People, ground: Ground) -> Person:
    person = await people()
    await person.sign_in(EMAIL)
    return person


async def begin(person: Person, ground: Ground) -> str:
    """An entry of their own, open in the form; its path."""
    await person.open(f"/submissions/new?round_id={ground.round}")
    await person.fill({"kind": "project"})
    await person.press("Begin")
    await person.page.wait_for_url("**/edit")
    return person.page.url.removeprefix(person.url)


async def test_a_session_that_ended_costs_no_text(house: House, noor: Person, ground: Ground) -> None:
    path = await begin(noor, ground)
    await noor.fill({"problem": TYPED})
    house.end_sessions()
    noor.expected |= {401}
    await noor.press("Save the draft")
    await noor.heading("Sign in to send this")
    await noor.sees(TYPED)
    await noor.check()
    await noor.fill({"email": EMAIL, "password": PASSWORD})
    await noor.press("Sign in")
    await noor.heading("Send this again")
    await noor.sees(TYPED)
    await noor.check()
    await noor.press("Send it again")
    await noor.sees("Saved.")
    assert noor.page.url == noor.url + path
    await expect(noor.page.locator("[name=problem]")).to_have_value(TYPED)


async def test_a_stale_token_costs_no_text(noor: Person, ground: Ground) -> None:
    await begin(noor, ground)
    await noor.fill({"problem": TYPED})
    await noor.page.locator("#draft [name=_csrf_token]").evaluate("(field) => { field.value = 'of-yesterday'; }")
    noor.expected |= {403}
    await noor.press("Save the draft")
    await noor.heading("Send this again")
    await noor.sees(TYPED)
    await noor.press("Send it again")
    await noor.sees("Saved.")
    await expect(noor.page.locator("[name=problem]")).to_have_value(TYPED)


async def test_a_wrong_password_keeps_the_address(people: People, ground: Ground) -> None:
    person = await people()
    await person.open("/sign-in?next=/submissions")
    await person.fill({"email": EMAIL, "password": "not-this-one-either"})
    person.expected |= {422}
    await person.press("Sign in")
    await expect(person.page.locator(".error-summary")).to_be_focused()
    await expect(person.page.locator("[name=email]")).to_have_value(EMAIL)
    await expect(person.page.locator("[name=password]")).to_have_value("")
    await person.check()
    await person.fill({"password": PASSWORD})
    await person.press("Sign in")
    await person.page.wait_for_url("**/submissions")


async def test_a_program_named_pdf_is_refused(noor: Person, ground: Ground) -> None:
    await begin(noor, ground)
    await noor.choose_file("pitch_deck", "deck.pdf", b"MZ\x90\x00" + bytes(4000))
    await noor.press("Upload", deck_form(noor))
    await expect(noor.page.locator("#entry-files .status")).to_have_text("Refused")
    await expect(noor.page.locator("#entry-files .error")).to_contain_text("This is not a PDF")
    await noor.check()


async def test_an_empty_file_is_refused_at_once(noor: Person, ground: Ground) -> None:
    await begin(noor, ground)
    await noor.choose_file("pitch_deck", "deck.pdf", b"")
    noor.expected |= {422}
    await noor.press("Upload", deck_form(noor))
    await expect(deck_form(noor).locator(".upload-words")).to_have_text("The file is empty.")
    await expect(noor.page.locator("#entry-files li")).to_have_count(0)
    await noor.check()


async def test_an_upload_that_was_stopped_is_sent_again(noor: Person, ground: Ground) -> None:
    await begin(noor, ground)
    deck = pdfs.of_size(1_500_000)
    await noor.choose_file("pitch_deck", "deck.pdf", deck)
    async with noor.slow_line(200_000):
        await noor.press("Upload", deck_form(noor))
        await noor.page.wait_for_function(HALF_WAY)
        await noor.press("Discard", deck_form(noor))
        await expect(deck_form(noor).locator(".upload-words")).to_have_text("Discarded. Nothing was kept.")
    await noor.press("Upload", deck_form(noor))
    await expect(noor.page.locator("#entry-files .status")).to_have_text("Checked")
    await expect(noor.page.locator("#entry-files li")).to_have_count(1)


async def test_two_windows_on_one_draft_lose_neither_text(noor: Person, ground: Ground) -> None:
    path = await begin(noor, ground)
    other = await noor.window()
    await other.open(path)
    await noor.fill({"problem": TYPED})
    await noor.press("Save the draft")
    await noor.sees("Saved.")
    await other.fill({"problem": LATER})
    other.expected |= {409}
    await other.press("Save the draft")
    await expect(other.page.locator("[aria-labelledby=theirs]")).to_contain_text(TYPED)
    await expect(other.page.locator("[name=problem]")).to_have_value(LATER)
    await other.check()
    await other.press("Keep my text")
    await other.press("Save the draft")
    await other.sees("Saved.")
    await noor.open(path)
    await expect(noor.page.locator("[name=problem]")).to_have_value(LATER)


async def test_two_windows_on_one_review_lose_neither_text(noor: Person, ground: Ground) -> None:
    path = f"/judging/reviews/{ground.review}"
    await noor.open(path)
    other = await noor.window()
    await other.open(path)
    await noor.fill({"score_climate_impact": "7", "to_panel": TYPED})
    await expect(noor.page.locator("[data-autosave-status]")).to_contain_text("Saved at ")
    await other.fill({"score_climate_impact": "9", "to_panel": LATER})
    theirs = other.page.locator("[data-theirs]")
    await expect(theirs).to_have_text(["7", TYPED])
    await expect(other.page.locator("[name=to_panel]")).to_have_value(LATER)
    await other.check()
    for _ in range(2):
        await other.page.get_by_role("button", name="Keep my text").first.click()
    await expect(other.page.locator("[data-autosave-status]")).to_contain_text("Saved at ")
    await noor.open(path)
    await expect(noor.page.locator("[name=score_climate_impact]")).to_have_value("9")
    await expect(noor.page.locator("[name=to_panel]")).to_have_value(LATER)
