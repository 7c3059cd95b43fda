"""Two people write one entry, ask the organisers, and a talent keeps letters and employers apart: in a browser."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.async_api import expect

from contest.lib import clock, db
from contest.lib.passwords import hash_password
from contest.submissions.queries import referee_key
from tests.journeys.browser import PASSWORD, Person
from tests.journeys.conftest import People
from tests.journeys.house import House
from tests.makers import grant, make_edition, make_person, make_round, make_scene

LIN, ANNA, SARA = "lin@delta.example", "anna@delta.example", "sara@office.example"
MINE = "Floods in September; the intake lies above the highest mark."
THEIRS = "Typhoons from June to October; spare parts are kept in two villages."
LONG = "Wasserkraftwerksbetreibergesellschaftsvertretung"


@pytest.fixture(scope="module")
async def ground(house: House) -> AsyncIterator[UUID]:
    async with house.database():
        now = clock.now()
        edition = await make_edition()
        await make_scene(edition)
        dates = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=9)}
        made = await make_round(edition, **dates, reviews_due_at=now + timedelta(days=30))
        hashed = await hash_password(PASSWORD)
        for name, email in (("Lin Xiaoyu", LIN), (f"Anna {LONG}", ANNA), ("Sara Screener", SARA)):
            person = await make_person(name, email=email)
            await db.execute("update person set password_hash = $2 where id = $1", person, hashed)
        await grant(person, "screener", edition_id=edition, round_id=made)
    yield made


async def begin(people: People, email: str, ground: UUID, kind: str) -> tuple[Person, str]:
    person = await people()
    await person.sign_in(email)
    await person.open(f"/submissions/new?round_id={ground}")
    await person.fill({"kind": kind})
    await person.press("Begin")
    await person.page.wait_for_url("**/edit")
    return person, person.page.url.split("/")[-2]


async def test_two_members_write_without_overwriting_and_ask_the_organisers(people: People, ground: UUID) -> None:
    lin, code = await begin(people, LIN, ground, "project")
    here = f"/submissions/{code}"
    await lin.fill({"title_en": "Micro-hydro for two villages"})
    await expect(lin.page.locator("[data-autosave-status]")).to_contain_text("Saved at ")
    await lin.open(f"{here}/team")
    await lin.fill({"email": ANNA, "place": "edit"})
    await lin.press("Send the invitation")
    await lin.sees(f"The invitation is on its way to {ANNA}.")
    await lin.check(everywhere=True)

    anna = await people()
    await anna.sign_in(ANNA)
    await anna.open("/submissions")
    await anna.sees("You are invited to a team")
    await anna.check(everywhere=True)
    await anna.press("Accept")
    await anna.heading("Micro-hydro for two villages")
    await anna.check(everywhere=True)

    await lin.open(f"{here}/edit")
    await anna.open(f"{here}/edit")
    await anna.page.locator("[name=risks]").fill(THEIRS)
    await expect(anna.page.locator("[data-autosave-status]")).to_contain_text("Saved at ")
    await lin.page.locator("[name=risks]").fill(MINE)
    await expect(lin.page.locator("[data-theirs]")).to_have_text(THEIRS)
    await expect(lin.page.locator("[name=risks]")).to_have_value(MINE)
    await lin.press("Save the draft")  # it does not replace what nobody chose between
    await expect(lin.page.get_by_role("button", name="Keep my text")).to_be_focused()
    await lin.press("Keep my text")
    await expect(lin.page.locator("[data-theirs]")).to_have_count(0)
    await expect(lin.page.locator("[data-autosave-status]")).to_contain_text("Saved at ")

    await anna.open(f"{here}/history")
    await anna.sees("Lin Xiaoyu")
    await anna.sees(LONG)
    await anna.check(everywhere=True)
    await anna.page.locator(".past a").first.click()
    await expect(anna.page.locator("ins").first).to_contain_text("Floods in September")
    await expect(anna.page.locator("del").first).to_contain_text("Typhoons")
    await anna.check(everywhere=True)

    await anna.open(f"{here}/questions")
    await anna.fill({"text": "May we add a second village?"})
    await anna.press("Send")
    await anna.sees("Waits for an answer")
    sara = await people()
    await sara.sign_in(SARA)
    await sara.sees("May we add a second village?")
    await sara.page.locator(".task-action a").first.click()
    await sara.fill({"text": "Yes. Which one?", "audience": "asks"})
    await sara.check(everywhere=True)
    await sara.press("Send")
    await lin.open("/home")
    await lin.sees("The organisers ask you something.")
    await lin.open(here)
    await lin.sees("Yes. Which one?")
    await expect(lin.page.locator("main")).not_to_contain_text("Sara")
    await lin.check(everywhere=True)


async def test_a_talent_asks_for_a_letter_that_it_never_reads(house: House, people: People, ground: UUID) -> None:
    lin, code = await begin(people, LIN, ground, "talent")
    await lin.open(f"/submissions/{code}/referees")
    await lin.fill({"name": f"Prof. {LONG}", "email": "ohta@univ.example"})
    await lin.press("Ask for a letter")
    await lin.fill({"organisation": LONG, "domain": "employer.example"})
    await lin.press("Keep it out")
    await lin.sees("employer.example")
    await lin.check(everywhere=True)
    [row] = await house.sql("select id from referee")
    key = referee_key(row["id"])  # only the mail holds it; the house runs with the secret of the tests
    referee = await people()
    await referee.open(f"/letters?key={key}")
    await referee.check(everywhere=True)
    await referee.fill({"relation": "I taught her.", "letter": "She measures what others guess."})
    await referee.press("Send the letter")
    await referee.heading("Thank you")
    await lin.page.reload()
    await lin.sees("The letter has arrived.")
    await expect(lin.page.locator("main")).not_to_contain_text("measures what others")
