"""An organiser makes a small form, tries it out and publishes it; who enters then fills it in."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import expect

from contest.lib import clock, db
from contest.lib.passwords import hash_password
from tests.journeys.browser import NARROW, PASSWORD, Person
from tests.journeys.conftest import People
from tests.journeys.house import House
from tests.makers import grant, make_edition, make_person, make_round, make_scene

pytestmark = pytest.mark.timeout(300)

ANA, MATEO = "ana@forms.example", "mateo@forms.example"
FORMS = "/challenge/editions/small-forms/forms"


@pytest.fixture(scope="module")
async def ground(house: House) -> AsyncIterator[UUID]:
    """An edition with an open round; Ana organises it, Mateo enters it."""
    async with house.database():
        now = clock.now()
        edition = await make_edition(slug="small-forms")
        await make_scene(edition)
        dates: dict[str, Any] = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=9)}
        made = await make_round(edition, slug="bay", **dates, reviews_due_at=now + timedelta(days=30))
        people = [await make_person(name, email=email) for name, email in (("Ana Prado", ANA), ("Mateo Silva", MATEO))]
        await grant(people[0], "programme_organiser", edition_id=edition)
        word = await hash_password(PASSWORD)
        await db.execute("update person set password_hash = $2 where id = any($1::uuid[])", people, word)
    yield made


async def begin_entry(mateo: Person, ground: UUID) -> str:
    await mateo.open(f"/submissions/new?round_id={ground}")
    await mateo.fill({"kind": "talent"})
    await mateo.press("Begin")
    await mateo.page.wait_for_url("**/edit")
    return mateo.page.url.split("/")[-2]


async def order(ana: Person) -> list[str]:
    found = await ana.page.locator("[data-section='money'] [data-question]").evaluate_all(
        "(all) => all.map((one) => one.dataset.question)"
    )
    return list(found)


async def a_small_form(ana: Person) -> None:
    """A section with three questions, one of which hangs on another."""
    await ana.follow("Add a section")
    await ana.fill({"title_en": "Money", "title_zh": "资金"})
    await ana.check()
    await ana.press("Save")
    await ana.page.locator("[data-section='money'] .outline-add a").click()
    await ana.check()
    await ana.follow("Choice of one")
    await ana.page.wait_for_url("**type=choice**")
    await ana.fill({"label_en": "Is anybody paying already?", "option.0.en": "Yes", "option.0.zh": "是"})
    preview = ana.page.locator("#preview")
    await expect(preview).to_contain_text("Is anybody paying already?")
    await ana.fill({"label_zh": "是否已有付费客户？", "option.1.en": "No", "option.1.zh": "否"})
    await expect(preview).to_contain_text("是否已有付费客户？")
    await ana.check()
    await ana.page.get_by_role("button", name="Save", exact=True).last.click()
    await ana.sees("Is anybody paying already?")
    for kind, label, label_zh, more in (
        ("number", "Price of a unit", "单价", {"unit_en": "EUR", "unit_zh": "欧元", "least": "1", "most": "9999"}),
        ("line", "Who pays", "付费方", {"characters": "20", "words": "10"}),
    ):
        await ana.page.goto(f"{ana.page.url.split('#')[0]}/questions/new?type={kind}&section=money")
        asked = {"shown_if.0": "is_anybody_paying_already=yes"}
        await ana.fill({"label_en": label, "label_zh": label_zh, **more, **asked})
        await ana.page.get_by_role("button", name="Save", exact=True).last.click()
        await ana.sees(label)


async def its_order(ana: Person) -> None:
    """By keyboard, then by dragging; the page says where the question is now."""
    assert await order(ana) == ["is_anybody_paying_already", "price_of_a_unit", "who_pays"]
    up = ana.page.locator("#question-who_pays-up")
    await up.focus()
    await ana.page.keyboard.press("Enter")
    await expect(ana.page.locator("#flashes")).to_contain_text("“Who pays” is number 2 of 3 now.")
    assert await order(ana) == ["is_anybody_paying_already", "who_pays", "price_of_a_unit"]
    await expect(ana.page.locator("#question-who_pays-up")).to_be_focused()
    handle = ana.page.locator("[data-question='price_of_a_unit'] .outline-number")
    await handle.drag_to(ana.page.locator("[data-question='who_pays']"), target_position={"x": 60, "y": 4})
    await expect(ana.page.locator("#flashes")).to_contain_text("“Price of a unit” is number 2 of 3 now.")
    assert await order(ana) == ["is_anybody_paying_already", "price_of_a_unit", "who_pays"]


async def a_rehearsal(ana: Person) -> None:
    await ana.follow("Rehearse")
    await expect(ana.page.locator("[name='price_of_a_unit']")).to_be_hidden()
    await ana.fill({"title_en": "A tide gauge", "is_anybody_paying_already": "yes"})
    await ana.fill({"price_of_a_unit": "0"})
    await ana.press("See what would become of it")
    await ana.sees("Price of a unit: enter a whole number from 1 to 9999.")
    await ana.sees("Curriculum vitae (PDF): upload this file.")
    await ana.check(everywhere=False)
    await ana.page.locator(".rehearsed a", has_text="Who pays: this answer is needed.").first.click()
    await expect(ana.page.locator("[name='who_pays']")).to_be_focused()
    await ana.follow("Back to the form")


async def test_a_form_is_made_rehearsed_published_and_filled_in(people: People, ground: UUID) -> None:
    mateo = await people(viewport=NARROW)
    await mateo.sign_in(MATEO)
    before = await begin_entry(mateo, ground)
    ana = await people()
    await ana.sign_in(ANA)
    await ana.open(FORMS)
    await ana.check()
    await ana.page.locator("form[action$='/forms/talent'] button").click()
    await ana.page.wait_for_url("**/challenge/forms/*")
    draft = ana.page.url.removeprefix(ana.url)
    await ana.check(everywhere=True)
    await a_small_form(ana)
    await its_order(ana)
    await ana.check()
    await a_rehearsal(ana)
    await ana.follow("See it as an applicant")
    frame = ana.page.frame_locator("iframe").first
    await expect(frame.locator("[name='is_anybody_paying_already']")).to_be_attached()
    await ana.check(everywhere=True)
    await ana.open(draft)
    await ana.follow("Look over and publish")
    await ana.check(everywhere=True)
    ana.expected |= {422}
    await ana.press("Publish")
    await ana.sees("Say why in one language at least")
    await ana.fill({"reason_en": "Judges asked who pays."})
    await ana.press("Publish")
    await ana.sees("Published. New entries are written with this version.")

    await mateo.open("/calls/small-forms/bay")
    await mateo.sees("Judges asked who pays.")
    await mateo.check()
    await mateo.open(f"/submissions/{before}/edit")
    await expect(mateo.page.locator("[name='is_anybody_paying_already']")).to_have_count(0)
    await begin_entry(mateo, ground)
    paying = mateo.page.locator("[name='is_anybody_paying_already']")
    await expect(mateo.page.locator("[name='price_of_a_unit']")).to_be_hidden()
    await paying.select_option("yes")
    await mateo.fill({"price_of_a_unit": "12"})
    await expect(mateo.page.locator("[data-autosave-status]")).to_contain_text("Saved at")
    await mateo.page.reload()
    await expect(mateo.page.locator("[name='price_of_a_unit']")).to_have_value("12")
    await mateo.check()
