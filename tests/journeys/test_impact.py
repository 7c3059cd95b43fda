"""The effect on the climate follows what is typed, and questions come up when an answer leads to them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.async_api import Locator, expect

from contest.impact import service as factors
from contest.lib import clock, db
from contest.lib.passwords import hash_password
from tests.journeys.browser import NARROW, PASSWORD, Person
from tests.journeys.conftest import People
from tests.journeys.house import House
from tests.makers import make_edition, make_person, make_round, make_scene

EMAIL = "mateo@lagoon.example"


@pytest.fixture(scope="module")
async def ground(house: House) -> AsyncIterator[UUID]:
    async with house.database():
        now = clock.now()
        edition = await make_edition()
        await make_scene(edition)
        async with db.work():
            factor_set = await factors.set_in_force(now=now)
        dates = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=9)}
        made = await make_round(edition, **dates, reviews_due_at=now + timedelta(days=30), factor_set=factor_set)
        person = await make_person("Mateo Silva", email=EMAIL)
        await db.execute("update person set password_hash = $2 where id = $1", person, await hash_password(PASSWORD))
    yield made


async def in_the_form(people: People, ground: UUID, **options: object) -> Person:
    person = await people(**options)
    await person.sign_in(EMAIL)
    await person.open(f"/submissions/new?round_id={ground}")
    await person.fill({"kind": "project"})
    await person.press("Begin")
    await person.page.wait_for_url("**/edit")
    return person


def at(person: Person, name: str) -> Locator:
    return person.page.locator(f"[name='{name}']")


async def test_the_figure_follows_what_is_typed(people: People, ground: UUID) -> None:
    mateo = await in_the_form(people, ground)
    figure = mateo.page.locator("#impact")
    await expect(figure).to_contain_text("The figure appears here")
    await expect(at(mateo, "impact_units.1")).to_be_hidden()
    await at(mateo, "impact_ramp").select_option("table")
    await expect(at(mateo, "impact_units.1")).to_be_visible()
    for name, text in {
        "impact_baseline": "28500",
        "impact_solution": "11700",
        "impact_lifetime": "8",
        "impact_percent": "15",
        "impact_units.1": "10",
        "impact_units.2": "20",
        "impact_units.3": "30",
        "impact_units.4": "30",
        "impact_units.5": "30",
    }.items():
        await at(mateo, name).fill(text)
    await expect(figure).to_contain_text("5,210 t CO₂e")
    await expect(figure).to_contain_text("Likely 4,430 t to 5,990 t.")
    await mateo.check()
    await at(mateo, "impact_solution").fill("40000")
    await expect(figure).to_contain_text("a cost to the climate")
    await mateo.page.reload()
    await expect(figure).to_contain_text("a cost to the climate")


async def test_what_cannot_be_is_said_beside_the_form(people: People, ground: UUID) -> None:
    mateo = await in_the_form(people, ground, viewport=NARROW, color_scheme="dark")
    figure = mateo.page.locator("#impact")
    await at(mateo, "impact_ramp").select_option("table")
    for name, text in {"impact_baseline": "5", "impact_lifetime": "0", "impact_units.1": "10"}.items():
        await at(mateo, name).fill(text)
    await expect(figure).to_contain_text("in use for 1 to 100 years")
    await at(mateo, "impact_lifetime").fill("3")
    await expect(figure).to_contain_text("150 kg CO₂e")
    await expect(at(mateo, "impact_baseline_kwh")).to_be_hidden()
    await mateo.page.get_by_label("Electricity from the grid").check()
    await expect(at(mateo, "impact_baseline_kwh")).to_be_visible()
    await at(mateo, "impact_baseline_kwh").fill("1000")
    await expect(figure).to_contain_text("12.7 t CO₂e")
    await mateo.check()
