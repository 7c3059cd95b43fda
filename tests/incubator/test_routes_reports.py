"""The pages of reports and grants: from a link, signed in, and for who runs the incubator."""

from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest

from contest.incubator import queries
from contest.lib import clock, db
from contest.lib.web.front import Front
from tests.incubator.world import World, make_world
from tests.makers.incubator import make_document, make_impact, make_parts, make_report
from tests.web import browser, post, sign_in

PULSE = {"jobs": "4", "customers": "1", "units": "1,200", "units_unit": "panels", "news": "On course."}


@pytest.fixture(autouse=True)
def in_august() -> Any:
    with clock.moved_to(datetime(2026, 8, 3, 8, tzinfo=UTC)):
        yield


@pytest.fixture
async def world(client: httpx.AsyncClient) -> World:
    made = await make_world()
    await sign_in(client, made.manager.id)
    return made


async def test_a_pulse_is_sent_from_its_link_with_the_figures_of_last_time(
    app: Front, client: httpx.AsyncClient, world: World
) -> None:
    first = await make_report(world.venture)
    key = queries.report_key(first, world.lin.id)
    async with browser(app) as phone:
        page = await phone.get(f"/reports?key={key}")
        assert (page.status_code, "Monthly pulse" in page.text) == (200, True)
        wrong = await post(phone, "/reports", PULSE | {"key": key, "jobs": "many", "units_unit": ""})
        assert (wrong.status_code, 'value="1,200"' in wrong.text, "On course.</textarea>" in wrong.text) == (
            422, True, True,
        )  # fmt: skip
        assert "Enter a number." in wrong.text
        assert (await post(phone, "/reports", PULSE | {"key": key})).status_code == 303
        again = await post(phone, "/reports", PULSE | {"key": key})
        assert (again.status_code, "Nothing was counted twice." in again.text) == (409, True)
        assert "1,200 panels" in (await phone.get(f"/reports?key={key}")).text
        for closed in ("/reports", f"/reports?key={key}x", f"/incubator/reports/{first}"):
            assert (await phone.get(closed)).status_code in (303, 404)
        second = await make_report(
            world.venture, period_on=date(2026, 8, 1), until_on=date(2026, 8, 31), due_on=date(2026, 9, 10)
        )
        form = (await phone.get(f"/reports?key={queries.report_key(second, world.lin.id)}")).text
        assert 'value="1200"' in form and 'value="panels"' in form and "licence.pdf" not in form
        other = PULSE | {"key": queries.report_key(second, world.lin.id), "units_unit": "kWh"}
        assert "Last time it was in panels" in (await post(phone, "/reports", other)).text
        quarter = await make_report(world.venture, "quarter", period_on=date(2026, 5, 1))
        by_link = queries.report_key(quarter, world.lin.id)
        assert "Sign in and go on" in (await phone.get(f"/reports?key={by_link}")).text
        assert (await post(phone, "/reports", {"key": by_link, "revenue": "1"})).status_code == 404
    listed = (await client.get(f"/incubator/editions/{world.edition_id}/reports")).text
    assert "Quarterly figures" in listed and "1 of 1 that were due have come" in listed
    assert (await post(client, f"/incubator/reports/{second}", PULSE)).status_code == 404
    await client.get("/language/zh")
    assert "季度指标" in (await client.get(f"/incubator/editions/{world.edition_id}/reports")).text


async def test_a_quarter_and_a_year_signed_in_then_verified(
    app: Front, client: httpx.AsyncClient, world: World
) -> None:
    await make_impact((await queries.venture(actor=world.manager, venture_id=world.venture)).version_id)
    document = str(await make_document(world.venture, world.lin.id))
    pulse = await make_report(world.venture)
    quarter = await make_report(world.venture, "quarter", period_on=date(2026, 5, 1))
    year = await make_report(
        world.venture, "year", period_on=date(2026, 6, 30), until_on=date(2027, 6, 29), due_on=date(2027, 8, 13)
    )
    here = f"/incubator/ventures/{world.venture}/reports"
    async with browser(app) as lin:
        await sign_in(lin, world.lin.id)
        assert (await post(lin, f"/incubator/reports/{pulse}", PULSE)).status_code == 303
        form = (await lin.get(f"/incubator/reports/{quarter}")).text
        assert "not asked again" in form and 'name="jobs"' not in form
        sent = {"revenue": "1 200.50", "revenue_unit": "EUR", "revenue_evidence": document, "trl": "7"}
        wrong = await post(lin, f"/incubator/reports/{quarter}", sent | {"trl": "12"})
        assert (wrong.status_code, 'value="1 200.50"' in wrong.text) == (422, True)
        assert (await post(lin, f"/incubator/reports/{quarter}", sent)).status_code == 303
        form = (await lin.get(f"/incubator/reports/{year}")).text
        assert 'name="units"' in form and 'value="1200"' in form and 'value="280"' in form
        wrong = await post(lin, f"/incubator/reports/{year}", {"units": "80", "net": "", "off": "x"})
        assert (wrong.status_code, 'value="80"' in wrong.text) == (422, True)
        said = {"units": "80", "net": "300", "off": "25", "evidence": document}
        assert (await post(lin, f"/incubator/reports/{year}", said)).status_code == 303
        page = (await lin.get(here)).text
        assert "planned against realised" in page and "Claimed" in page and "Verify</button>" not in page
        value = await db.fetchval("select id from indicator_value where indicator = 'trl'")
        assert (await post(lin, f"/incubator/values/{value}/evidence", {"evidence": document})).status_code == 303
    async with browser(app) as sofia:
        await sign_in(sofia, world.sofia.id)
        for path in (here, f"/incubator/reports/{pulse}", f"/incubator/ventures/{world.venture}/grant"):
            assert (await sofia.get(path)).status_code == 404
    assert (await post(client, f"/incubator/values/{value}/verify")).status_code == 303
    assert (await post(client, f"/incubator/values/{value}/verify")).status_code == 409
    page = (await client.get(here)).text
    assert "Verified" in page and "18 to 30" in page


async def test_a_grant_is_approved_by_two_and_released(app: Front, client: httpx.AsyncClient, world: World) -> None:
    here = f"/incubator/ventures/{world.venture}/grant"
    assert "Plan the milestones first." in (await client.get(here)).text
    await make_parts(world.venture)
    await db.execute("delete from tranche")
    await db.execute("delete from venture_grant")
    await db.execute("update venture_report set sent_at = now()")
    milestone = str(await db.fetchval("select id from milestone"))
    fields = {"amount": "300,000", "currency": "EUR", "rate": "7.81", "percent_1": "30", "milestone_1": milestone}
    wrong = await post(client, here, fields)
    assert (wrong.status_code, "make 30 percent together" in wrong.text, 'value="300,000"' in wrong.text) == (
        422, True, True,
    )  # fmt: skip
    assert (await post(client, here, fields | {"amount": "much"})).status_code == 422
    assert (await post(client, here, fields | {"percent_2": "70", "milestone_2": milestone})).status_code == 303
    page = (await client.get(here)).text
    assert "EUR 90,000.00" in page and "CNY 2,343,000.00" in page and "Its milestone is not accepted." in page
    one = f"/incubator/tranches/{await db.fetchval('select id from tranche where position = 1')}"
    assert (await post(client, f"{one}/approve")).status_code == 409
    await db.execute("update milestone set state = 'accepted'")
    assert (await post(client, f"{one}/approve")).status_code == 303
    twice = await post(client, f"{one}/approve")
    assert (twice.status_code, "has to be somebody else" in twice.text) == (409, True)
    assert (await post(client, f"{one}/release", {"released_on": "2026-08-03", "reference": "BK 1"})).status_code == 422
    async with browser(app) as second:
        await sign_in(second, world.second.id)
        assert (await post(second, f"{one}/approve")).status_code == 303
    wrong = await post(client, f"{one}/release", {"released_on": "2026-08-09", "reference": "BK 1"})
    assert (wrong.status_code, 'value="BK 1"' in wrong.text) == (422, True)
    assert (await post(client, f"{one}/release", {"released_on": "2026-08-03", "reference": "BK 1"})).status_code == 303
    async with browser(app) as lin:
        await sign_in(lin, world.lin.id)
        page = (await lin.get(here)).text
        assert "released on 3 Aug 2026, BK 1" in page and "Approve</button>" not in page


async def test_who_runs_the_incubator_reads_a_report_in_every_state(client: httpx.AsyncClient, world: World) -> None:
    for kind in ("pulse", "quarter", "alumni"):
        report = await make_report(world.venture, kind)
        page = await client.get(f"/incubator/reports/{report}")
        assert (page.status_code, "have not sent it yet" in page.text or kind == "alumni") == (200, True)
        await db.execute("update venture_report set sent_at = now(), news = 'Well.' where id = $1", report)
        page = await client.get(f"/incubator/reports/{report}")
        assert (page.status_code, "Well." in page.text) == (200, True)
    await make_impact((await queries.venture(actor=world.manager, venture_id=world.venture)).version_id)
    year = await make_report(
        world.venture, "year", period_on=date(2026, 6, 30), until_on=date(2027, 6, 29), due_on=date(2027, 8, 13)
    )
    assert (await client.get(f"/incubator/reports/{year}")).status_code == 200
    said = '{"units": 80, "net_unit_kgco2e": 300, "off_share": 0.25}'
    await db.execute("update venture_report set sent_at = now(), impact = $2 where id = $1", year, said)
    for one in (year, report):
        page = await client.get(f"/incubator/reports/{one}")
        assert page.status_code == 200, page.text
        await client.get("/language/zh")
        page = await client.get(f"/incubator/reports/{one}")
        assert (page.status_code, "年度减排成效" in page.text or one == report) == (200, True)


async def test_a_report_is_opened_again_with_a_reason(app: Front, client: httpx.AsyncClient, world: World) -> None:
    mine = await make_report(world.venture)
    here = f"/incubator/reports/{mine}"
    async with browser(app) as lin:
        await sign_in(lin, world.lin.id)
        assert (await post(lin, here, PULSE)).status_code == 303
        assert "Open it again" not in (await lin.get(here)).text
        assert (await post(lin, f"{here}/reopen", {"reason": "x"})).status_code == 404
        wrong = await post(client, f"{here}/reopen", {"reason": ""})
        assert (wrong.status_code, "Say why." in wrong.text) == (422, True)
        assert (await post(client, f"{here}/reopen", {"reason": "Panels, not boxes."})).status_code == 303
        again = await post(client, f"{here}/reopen", {"reason": "Twice."})
        assert (again.status_code, "can be opened again" in again.text) == (409, True)
        form = (await lin.get(here)).text
        assert "Panels, not boxes." in form and "On course.</textarea>" in form and 'value="1200"' in form
        assert (await post(lin, here, PULSE | {"units": "900", "units_unit": "boxes"})).status_code == 303
        shown = (await lin.get(here)).text
        assert "What was sent before" in shown and "1,200 panels" in shown and "900 boxes" in shown


async def test_the_list_of_what_is_waited_for_has_pages(client: httpx.AsyncClient, world: World) -> None:
    await db.execute(
        "insert into venture_report (id, venture, kind, period_on, until_on, due_on, asked_at, reminded, news, trouble)"
        " select gen_random_uuid(), $1, 'pulse', date '2026-01-01' + n, date '2026-01-01' + n, date '2026-02-01' + n,"
        " now(), 0, '', '' from generate_series(1, 101) n",
        world.venture,
    )
    here = f"/incubator/editions/{world.edition_id}/reports"
    first, second = (await client.get(here)).text, (await client.get(f"{here}?page=2")).text
    assert "Page 1 of 2" in first and first.count("/incubator/reports/") == 100
    assert "Page 2 of 2" in second and second.count("/incubator/reports/") == 1
    assert (await client.get(f"{here}?page=99999")).text.count("/incubator/reports/") == 100
