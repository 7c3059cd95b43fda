"""A judge on a phone: three entries, saved while typed, two windows that meet; by keys; without script."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Error, Locator, expect

from contest.lib import db
from contest.lib.passwords import hash_password
from tests.journeys.browser import NARROW, PASSWORD, WIDE, Person
from tests.journeys.conftest import People
from tests.journeys.house import House
from tests.judging.world import World, make_open_world

pytestmark = pytest.mark.timeout(240)

EMAIL = "ines@hill.example"
FIRST = "The baseline holds. Say who pays for the second year."
LATER = "The baseline holds. Say who pays from the third year on."


@pytest.fixture(scope="module")
async def world(house: House) -> AsyncIterator[World]:
    async with house.database():
        made = await make_open_world(judges=1, entries=3)
        await db.execute("update person set email = $2 where id = $1", made.judges[0].id, EMAIL)
        await db.execute("update person set password_hash = $2 where email = $1", EMAIL, await hash_password(PASSWORD))
    yield made


async def arrive(people: People, **options: Any) -> Person:
    person = await people(**options)
    await person.sign_in(EMAIL)
    await person.open("/judging/reviews")
    await person.page.locator("main th a").first.click()
    return person


def status(person: Person) -> Locator:
    return person.page.locator("[data-autosave-status]")


async def saves(person: Person) -> None:
    await expect(status(person)).to_contain_text("Saved at ")


async def stored(house: House, person: Person) -> dict[str, Any]:
    review = person.page.url.split("/")[-1].partition("#")[0]
    [row] = await house.sql("select state, comment_applicant, notes from review where id = $1::text::uuid", review)
    return dict(row)


async def test_a_judge_signs_three_entries_on_a_phone(house: House, people: People, world: World) -> None:
    ines = await arrive(people, viewport=NARROW, has_touch=True, is_mobile=True)
    await ines._fits()
    await ines.check()
    await ines.sees("Review 1 of 3")
    await ines.sees("About 1 h 0 min for what is still open")
    await ines.follow("Your review")
    climate = ines.page.locator("[name=score_climate_impact]")
    await expect(climate).to_be_in_viewport()
    await ines.page.locator("[data-set='9']").first.tap()
    await ines.page.locator(".criterion", has_text="Team").get_by_role("button", name="Higher: Team").tap()
    await ines.fill({"to_applicant": FIRST})
    await saves(ines)
    await expect(ines.page.locator("output[data-total]")).to_have_text("Total: 56.00 of 100")
    assert (await stored(house, ines))["comment_applicant"] == FIRST
    first = ines.page.url.removeprefix(ines.url)

    await ines.press("Skip")
    await ines.sees("Review 2 of 3")
    await score_and_sign(ines, "7", "6")
    await ines.sees("Review 3 of 3")
    await score_and_sign(ines, "5", "5.5")
    await ines.sees("Review 1 of 3")

    other = await ines.window()
    await other.open(first)
    await ines.fill({"to_applicant": LATER, "score_team": "8"})
    await saves(ines)
    await other.fill({"to_applicant": "Another."})
    await expect(other.page.locator("[data-theirs]")).to_have_text(LATER)
    await expect(other.page.locator("[name=to_applicant]")).to_have_value("Another.")
    await expect(other.page.locator("[name=score_team]")).to_have_value("8")
    await other._fits()
    await other.check()
    assert (await stored(house, other))["comment_applicant"] == LATER
    await other.press("Take the saved text")
    await expect(other.page.locator("[name=to_applicant]")).to_have_value(LATER)
    await other.press("Sign")
    await other.sees("Signed. Thank you.")
    rows = await house.sql("select total from review where judge = $1 order by total", world.judges[0].id)
    assert [str(row["total"]) for row in rows] == ["52.00", "66.00", "86.00"]


async def score_and_sign(person: Person, climate: str, team: str) -> None:
    await person.fill({"score_climate_impact": climate, "score_team": team})
    await saves(person)
    await person.press("Sign")
    await person.sees("Signed. Thank you.")


async def test_a_review_goes_by_keys_and_keeps_a_score_off_the_scale_back(house: House, people: People) -> None:
    async with house.database():
        world = await make_open_world(judges=1, entries=2)
        email = "joao@hill.example"
        await db.execute("update person set email = $2 where id = $1", world.judges[0].id, email)
        await db.execute("update person set password_hash = $2 where email = $1", email, await hash_password(PASSWORD))
    joao = await people(viewport=WIDE)
    await joao.sign_in(email)
    await joao.open("/judging/reviews")
    await joao.page.locator("main th a").first.click()
    await joao.sees("Review 1 of 2")
    keyboard = joao.page.keyboard
    await keyboard.press("1")
    await keyboard.type("8")
    await keyboard.press("Enter")
    await keyboard.type("11")
    await expect(status(joao)).to_have_text("A score is off the scale: it is not saved.")
    await expect(joao.page.locator("output[data-total]")).to_have_text("Total: 48.00 of 100")
    await keyboard.press("Escape")
    await keyboard.press("2")
    await keyboard.type("6.5")
    await keyboard.press("Escape")
    await keyboard.press("o")
    await keyboard.type("Ask for the meter data.")
    await saves(joao)
    await joao.check()
    await keyboard.press("Escape")
    await keyboard.press("w")
    await joao.sees("Review 2 of 2")
    await keyboard.press("k")
    await joao.sees("Review 1 of 2")
    await expect(joao.page.locator("[name=to_panel]")).to_have_value("Ask for the meter data.")
    await expect(joao.page.locator("[name=score_team]")).to_have_value("6.5")


async def test_a_review_is_saved_and_signed_without_script(people: People, house: House) -> None:
    async with house.database():
        world = await make_open_world(judges=1, entries=1)
        email = "mateus@hill.example"
        await db.execute("update person set email = $2 where id = $1", world.judges[0].id, email)
        await db.execute("update person set password_hash = $2 where email = $1", email, await hash_password(PASSWORD))
    mateus = await people(java_script_enabled=False, viewport=NARROW)
    await mateus.open("/sign-in")
    await mateus.page.locator("[name=email]").fill(email)
    await mateus.page.locator("[name=password]").fill(PASSWORD)
    await mateus.press("Sign in")
    await mateus.open("/judging/reviews")
    await mateus.page.locator("main th a").first.click()
    await mateus.page.locator("[name=score_climate_impact]").fill("7")
    await mateus.page.locator("[name=score_climate_impact]").press("Enter")
    await mateus.sees("Saved.")
    await mateus.page.locator("[name=score_team]").fill("7")
    await mateus.page.locator(".only-plain").click()
    await mateus.sees("Saved.")
    await mateus.press("Sign")
    await mateus.sees("Signed. Thank you.")


async def kept(person: Person) -> list[str]:
    """The reviews that this browser keeps, by their addresses."""
    found = await person.page.evaluate(
        "async () => (await caches.has('kept-pages')) ? (await (await caches.open('kept-pages')).keys())"
        ".map((one) => new URL(one.url).pathname) : []"
    )
    return sorted(path for path in found if path.count("/") == 3 and path.startswith("/judging/reviews/"))


async def keeps(person: Person, expected: list[str]) -> None:
    """The browser has dropped what it may keep no longer, a moment after the page came."""
    for _ in range(200):
        if await kept(person) == expected:
            return
        await person.page.wait_for_timeout(50)
    assert await kept(person) == expected


# Text of a review that never reached the server, as a window leaves it that the browser ended.
LEAVE = """(id) => {
  const slot = `kept:${document.querySelector("form[data-forget]").dataset.forget}:review:${id}:ended`;
  localStorage.setItem(slot, JSON.stringify({at: Date.now(), content: {changes: {}}}));
  return slot;
}"""


async def test_a_judge_reads_on_without_a_line_and_leaves_nothing_behind(people: People, house: House) -> None:
    async with house.database():
        world = await make_open_world(judges=1, entries=2)
        judge = world.judges[0].id
        await db.execute("update person set email = 'noor@hill.example' where id = $1", judge)
        await db.execute("update person set password_hash = $2 where id = $1", judge, await hash_password(PASSWORD))
    noor = await people(viewport=NARROW)
    await noor.sign_in("noor@hill.example")
    await noor.open("/judging/reviews")
    await noor.press("Keep my open reviews here")
    await noor.sees("Kept in this browser until")
    await noor._fits()
    await noor.check()
    assert len(await kept(noor)) == 2
    first = await noor.page.locator("main th a").first.get_attribute("href") or ""
    second = await noor.page.locator("main th a").nth(1).get_attribute("href") or ""

    await noor.page.context.set_offline(True)
    train = await noor.window()
    await train.open(first)
    await train.fill({"score_climate_impact": "8", "score_team": "7", "to_applicant": FIRST})
    await expect(status(train)).to_contain_text("Not sent yet.")
    await train.press("Sign")
    await expect(status(train)).to_contain_text("Not sent yet.")
    # a window that closes sends its text past the line that is only played dead
    await train.page.evaluate("addEventListener('visibilitychange', (event) => event.stopImmediatePropagation(), true)")
    await train.page.close()
    await noor.open(second)
    await noor.sees("Review 2 of 2")
    with pytest.raises(Error, match="ERR_"):
        await noor.open("/judging/reviews?page=2")
    assert (await review_row(house, first))["comment_applicant"] == ""

    await noor.page.context.set_offline(False)
    await noor.open("/judging/reviews")
    for _ in range(200):
        if (await review_row(house, first))["comment_applicant"] == FIRST:
            break
        await noor.page.wait_for_timeout(50)
    assert (await review_row(house, first))["state"] == "draft"
    await noor.open(first)
    await expect(noor.page.locator("[name=score_climate_impact]")).to_have_value("8")
    await expect(noor.page.locator("[data-theirs]")).to_have_count(0)

    left = await noor.page.evaluate(LEAVE, second[-36:])
    noor.expected |= {404}
    await noor.open(f"{second}/recuse")
    await noor.page.locator("[name=why]").first.check()
    await noor.page.locator("main form .ds-button").first.click()
    await noor.sees("You no longer review this entry")
    await keeps(noor, [first])
    await noor.page.wait_for_function("(slot) => !localStorage.getItem(slot)", arg=left)
    await noor.page.locator("header summary").click()
    await noor.press("Sign out")
    await keeps(noor, [])
    noor.troubles.clear()  # the browser reports what could not be sent


async def review_row(house: House, path: str) -> dict[str, Any]:
    [row] = await house.sql("select state, comment_applicant from review where id = $1::text::uuid", path[-36:])
    return dict(row)
