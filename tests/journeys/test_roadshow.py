"""A roadshow in three browsers: an investor wishes, a finalist has a pass and an organiser the door, without a line."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import expect

from contest.lib import clock, db
from contest.lib.passwords import hash_password
from contest.roadshow import queries
from tests.journeys.browser import NARROW, PASSWORD, Person
from tests.journeys.conftest import People
from tests.journeys.house import House
from tests.roadshow.world import PLAN, World, make_world

pytestmark = pytest.mark.timeout(240)

NAMES = {"Fund0": "fund@hill.example", "Entry0": "entry@hill.example", "": "door@hill.example"}


async def tomorrow(house: House) -> World:
    """An event of tomorrow, by the clock of the house, whose wishes are open until then."""
    async with house.database():
        world = await make_world(entries=2, funds=1)
        shift = clock.now() + timedelta(days=1) - PLAN.starts_at
        await db.execute("update meeting_slot set starts_at = starts_at + $1, ends_at = ends_at + $1", shift)
        await db.execute("update roadshow_event set wishes_close_at = $1", clock.now() + timedelta(hours=12))
        word = await hash_password(PASSWORD)
        for name, email in NAMES.items():
            who = world.people[name].id if name else world.organiser.id
            await db.execute("update person set email = $2, password_hash = $3 where id = $1", who, email, word)
    return world


async def arrive(people: People, name: str, path: str, **options: Any) -> Person:
    person = await people(viewport=NARROW, **options)
    await person.sign_in(NAMES[name])
    await person.open(path)
    return person


async def test_an_investor_wishes_and_a_finalist_is_let_in_without_a_line(people: People, house: House) -> None:
    world = await tomorrow(house)
    fund, entry = world.parties["Fund0"], world.parties["Entry0"]

    investor = await arrive(people, "Fund0", "/roadshow/meetings")
    await investor.page.locator(f"main a[href='/roadshow/parties/{fund}']").click()
    await investor.page.locator(f"[name='m.{entry}'][value=must]").check()
    await investor.page.get_by_role("button", name="Save wishes").first.click()
    await investor.sees("Saved.")
    await investor._fits()
    await investor.check()

    finalist = await arrive(people, "Entry0", "/roadshow/meetings")
    await finalist.press("Keep it in this browser")
    await finalist.sees("Kept in this browser until")
    await finalist.page.context.set_offline(True)
    await finalist.open(f"/roadshow/parties/{entry}/pass")
    await finalist.sees("Show it at the door")
    await finalist._fits()
    await finalist.check()
    await finalist.open(f"/roadshow/parties/{entry}")
    await finalist.page.context.set_offline(False)
    code = await pass_of(house, world)

    door = f"/roadshow/rounds/{world.round}/door"
    organiser = await arrive(people, "", door)
    await organiser.press("Keep it in this browser")
    await organiser.sees("Kept in this browser until")
    await organiser._fits()
    await organiser.check()
    await organiser.page.context.set_offline(True)
    await organiser.open(f"{door}/{code}")  # what a phone's camera opens
    first = organiser.page.locator("#arrivals li").first
    await expect(first).to_contain_text("Entry0 Founder")
    await first.get_by_role("button", name="is here").click()
    await organiser.sees("No connection: 1 kept in this browser")
    await expect(first.locator(".door-here")).to_be_visible()
    await organiser.page.context.set_offline(False)
    await organiser.sees("All is sent.")
    [row] = await house.sql("select count(*) as here from party_person where here_at is not null")
    assert row["here"] == 1
    for one in (finalist, organiser):
        one.troubles.clear()  # the browser reports what could not be fetched


async def pass_of(house: House, world: World) -> str:
    async with house.database():
        found = await queries.my_pass(actor=world.people["Entry0"], party_id=world.parties["Entry0"])
    return found.code
