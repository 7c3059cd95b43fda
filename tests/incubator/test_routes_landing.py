"""The pages of a landing."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from contest.incubator import queries
from contest.lib import clock
from contest.lib.web.front import Front
from tests.makers import grant, make_person
from tests.makers.certificates import FINAL, Won, make_won
from tests.makers.incubator import LATER, make_venture
from tests.web import browser, post, sign_in

DAY, NOW = FINAL.date(), LATER + timedelta(days=90)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def three_months_later() -> Any:
    with clock.moved_to(NOW):
        yield


def day(number: int) -> date:
    return DAY + timedelta(days=number)


class World(Won):
    venture: UUID
    manager: UUID


@pytest.fixture
async def world() -> World:
    made = World()
    made.__dict__.update((await make_won("Lin Xiaoyu", "Sofia Rossi")).__dict__)
    made.manager = await make_person("Manager")
    await grant(made.manager, "programme_organiser", edition_id=made.edition_id)
    made.venture = await make_venture(made.edition_id, made.submissions[0])

    return made


async def test_pages_of_landing_keep_what_was_typed_and_say_what_is_wrong(
    app: Front, client: httpx.AsyncClient, world: World
) -> None:
    await sign_in(client, world.manager)
    here, edition = f"/incubator/ventures/{world.venture}", f"/incubator/editions/{world.edition_id}"
    step = (await queries.landing_steps(venture_id=world.venture))[0]
    page = (await client.get(here)).text
    assert "Need and site" in page and f"/incubator/landing/{step.id}" in page and "Late" in page
    month = (await client.get(f"{edition}/calendar?month={day(30).isoformat()[:7]}")).text
    assert "Need and site" in month and "this landing step is late" in month
    one = f"/incubator/landing/{step.id}"
    wrong = await post(client, one, {"done_on": day(5).isoformat(), "blocker": "Rain."})
    assert (wrong.status_code, "Rain.</textarea>" in wrong.text) == (422, True)
    assert "A step is not done without a document that shows it." in wrong.text
    assert (await post(client, one, {"begun_on": "nonsense"})).status_code == 422
    async with browser(app) as lin:
        await sign_in(lin, world.owners[0])
        assert 'name="owner"' not in (await lin.get(one)).text
        assert (await post(lin, one, {"begun_on": day(80).isoformat()})).status_code == 303
    assert "10 days so far" in (await client.get(one)).text
    async with browser(app) as sofia:
        await sign_in(sofia, world.owners[1])
        assert (await sofia.get(one)).status_code == (await post(sofia, one, {})).status_code == 404
    path = f"{edition}/templates/talent"
    assert "Six months on site" in (await client.get(path)).text
    bad = await post(client, path, {"en_1": "Post", "days_1": "soon"})
    assert (bad.status_code, 'value="soon"' in bad.text) == (422, True)
    assert (await post(client, path, {})).status_code == 422
    assert (
        await post(client, path, {"en_1": "Post", "days_1": "30", "zh_3": "合同", "days_3": "60"})
    ).status_code == 303
    assert "合同" in (await client.get(path)).text
    assert (await client.get(f"{edition}/templates/other")).status_code == 404
    assert (await post(client, f"{here}/plan")).status_code == 303
    assert "has its landing plan already" in (await client.get(here)).text
