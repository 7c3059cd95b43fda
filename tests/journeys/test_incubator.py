"""An incubator in three browsers: a founder reports on a phone, a manager leads, a funder follows each number."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import expect

from contest.challenge.tables import Partner, PartnerPerson
from contest.lib import clock, db
from contest.lib.passwords import hash_password
from tests.incubator.world import World, make_world
from tests.journeys.browser import NARROW, PASSWORD, Person
from tests.journeys.conftest import People
from tests.journeys.house import House
from tests.makers import grant, make_person
from tests.makers.incubator import make_document, make_mentor, make_report

pytestmark = pytest.mark.timeout(300)

FOUNDER, MANAGER, FUNDER = "lin@reef.example", "runs@reef.example", "fund@reef.example"


class Met(World):
    """`pulse` and `quarter` wait for Lin's answer."""

    pulse: UUID
    quarter: UUID


async def made(house: House) -> Met:
    """Lin's venture with what is asked of it now, by the clock of the house, and a funder of its edition."""
    async with house.database():
        found = Met()
        found.__dict__.update((await make_world()).__dict__)
        month = clock.now().date().replace(day=1) - timedelta(days=1)
        days: dict[str, Any] = {"until_on": month, "due_on": clock.now().date() + timedelta(days=9)}
        found.pulse = await make_report(found.venture, "pulse", period_on=month.replace(day=1), **days)
        found.quarter = await make_report(found.venture, "quarter", period_on=date(month.year, 1, 1), **days)
        await make_document(found.venture, found.lin.id)
        await make_mentor(found.venture)
        partner, fund = Partner(edition=found.edition_id, role="funder", name_en="Hill Fund", source="x"), UUID(int=0)
        await partner.save()
        fund = await make_person("Fay Fund")
        await grant(fund, "partner", edition_id=found.edition_id)
        await PartnerPerson(partner=partner.id, person=fund).save()
        word = await hash_password(PASSWORD)
        for who, email in ((found.lin.id, FOUNDER), (found.manager.id, MANAGER), (fund, FUNDER)):
            await db.execute("update person set email = $2, password_hash = $3 where id = $1", who, email, word)
    return found


async def arrive(people: People, email: str, path: str, **options: Any) -> Person:
    person = await people(**options)
    await person.sign_in(email)
    await person.open(path)
    return person


async def test_a_founder_reports_a_manager_leads_and_a_funder_follows_each_number(people: People, house: House) -> None:
    found = await made(house)
    edition, venture = f"/incubator/editions/{found.edition_id}", f"/incubator/ventures/{found.venture}"

    founder = await arrive(people, FOUNDER, "/incubator/mine", viewport=NARROW)
    await founder.sees("Monthly pulse")
    await founder.check(everywhere=True)
    await founder.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    await founder.open(f"/incubator/reports/{found.pulse}")
    await founder.fill({"jobs": "4", "customers": "two", "units": "20", "units_unit": "panels"})
    founder.expected |= {422}
    await founder.press("Send")
    await founder.sees("Enter a number.")
    await founder._fits()
    await founder.check()
    await founder.fill({"customers": "2", "news": "The permit came."})
    await founder.press("Send")
    await founder.sees("Thank you.")
    await founder.open(f"/incubator/reports/{found.quarter}")
    await founder.fill({"revenue": "900", "revenue_unit": "CNY", "revenue_evidence": await link_of(house, found)})
    await founder.press("Send")
    await founder.sees("Thank you.")
    await founder.check(everywhere=True)

    manager = await arrive(people, MANAGER, edition)
    await manager.heading("Incubator")
    await manager.check(everywhere=True)
    for path in ("/list", "/reports", "/milestones", "/late", "/desk", "/roadmap", "/ecosystem", "/calendar"):
        await manager.open(edition + path)
        await manager.check(everywhere=True)
    await manager.open(f"{venture}/reports")
    await manager.press("Verify")
    await manager.sees("Verified.")
    await manager.check(everywhere=True)
    await manager.open(f"/incubator/reports/{found.pulse}")
    await manager.check(everywhere=True)
    await manager.page.locator("summary", has_text="Open it again").click()
    await expect(manager.page.locator("[name=reason]")).to_be_visible()
    await manager.check()
    await manager.fill({"reason": "Panels, not boxes."})
    await manager.press("Open it again")
    await manager.sees("Opened again.")
    await manager.open(f"{venture}/milestones")
    await manager.fill({"title": "Pilot runs", "due_on": (clock.now().date() + timedelta(days=30)).isoformat()})
    await manager.press("Save")
    await manager.sees("Pilot runs")
    await manager.check(everywhere=True)
    await manager.open(f"{edition}/mentors")
    await manager.check(everywhere=True)
    await manager.fill({"name": "Ada Lind", "email": "ada@reef.example", "about": "Grids and batteries."})
    await manager.press("Enter a mentor")
    await manager.sees("Entered. They are written to.")
    await manager.check(everywhere=True)
    await manager.open(f"{edition}/funders?framework=undp")
    await manager.check(everywhere=True)
    today = clock.now().date()
    await manager.page.locator("[name=partner]").select_option(label="Hill Fund")
    await manager.fill({"first_on": f"{today.year}-01-01", "until_on": today.isoformat(), "target_2.2": "1000"})
    await manager.press("Make the report")
    await manager.sees("The report is being made.")

    funder = await arrive(people, FUNDER, "/incubator/funding")
    await until_made(house)
    await funder.open("/incubator/funding")
    await funder.check(everywhere=True)
    await funder.page.locator("main a[href^='/incubator/funder-reports/']").first.click()
    await funder.sees("Revenue in the quarters reported")
    await funder.check(everywhere=True)
    await funder.page.get_by_role("link", name="900").first.click()
    await funder.sees("licence.pdf")
    await funder.check(everywhere=True)
    await funder.page.locator("main a[href^='/incubator/funder-reports/']").first.click()
    async with funder.page.expect_download() as coming:
        await funder.page.get_by_role("link", name="PDF").first.click()
    assert (await coming.value).suggested_filename.endswith(".pdf")
    funder.expected |= {404}
    await funder.open(venture)  # what is not theirs is not there


async def link_of(house: House, found: Met) -> str:
    [row] = await house.sql(
        "select id from venture_file where venture = $1 and added_by is not null limit 1", found.venture
    )
    return str(row["id"])


async def until_made(house: House) -> None:
    """A worker has made the report, or the journey's time is over."""
    while not (await house.sql("select 1 from funder_report where made_at is not null")):
        await house.sql("select pg_sleep(0.2)")
