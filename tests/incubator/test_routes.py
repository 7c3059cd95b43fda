"""The pages of an incubator, for its manager and for a founder."""

import re
from typing import Any
from uuid import UUID

import httpx
import pytest

from contest.lib import clock, db, storage
from contest.lib.web import csrf
from contest.lib.web.front import Front
from tests.judging.test_routes import counted
from tests.makers import grant, make_person
from tests.makers.certificates import Won, make_won
from tests.makers.incubator import LATER, make_cohort, make_document, make_venture
from tests.makers.pdfs import pdf
from tests.web import browser, csrf_of, post, sign_in


@pytest.fixture(autouse=True)
def after_the_award() -> Any:
    with clock.moved_to(LATER):
        yield


@pytest.fixture
async def world(client: httpx.AsyncClient) -> Won:
    made = await make_won("Lin Xiaoyu", "Sofia Rossi", "Emma Dubois")
    manager = await make_person("Manager")
    await grant(manager, "programme_organiser", edition_id=made.edition_id)
    await sign_in(client, manager)
    return made


def venture_at(page: str) -> str:
    found = re.search(r"/incubator/ventures/[0-9a-f-]{36}", page)
    assert found
    return found[0]


async def test_a_manager_makes_a_cohort_takes_entries_in_and_follows_them(
    app: Front, client: httpx.AsyncClient, world: Won
) -> None:
    here = f"/incubator/editions/{world.edition_id}"
    assert "No venture yet" in (await client.get(here)).text
    assert "There is no cohort yet" in (await client.get(f"{here}/take-in")).text
    wrong = await post(
        client, f"{here}/cohorts", {"name_zh": "第一批", "starts_on": "2026-07-01", "ends_on": "2026-06-01"}
    )
    assert (wrong.status_code, 'value="第一批"' in wrong.text) == (422, True)
    assert "It cannot end before it begins." in wrong.text
    fields = {"name_en": "First cohort", "starts_on": "2026-07-01", "ends_on": "2027-06-30"}
    made = await post(client, f"{here}/cohorts", fields)
    assert made.headers["location"] == f"{here}/take-in"
    cohort = await db.fetchval("select id::text from cohort")
    nothing = await post(client, f"{here}/take-in", {"cohort": cohort})
    assert (nothing.status_code, "Choose an entry first." in nothing.text) == (422, True)
    taken = {"cohort": cohort, "entries": [str(one) for one in world.submissions[:2]]}
    assert (await post(client, f"{here}/take-in", taken)).status_code == 303
    board = (await client.get(here)).text
    assert "2 entries are ventures now." in board and "Lin Xiaoyu" in board
    again = await post(client, f"{here}/take-in", taken)
    assert (again.status_code, "or is one already" in again.text) == (409, True)
    assert "nobody is registered yet" in board and "nobody’s 6 months are over yet" in board
    one = venture_at(board)
    late = {"to": "matched", "happened_on": "2026-06-30", "next_on": "2026-07-01"}
    for day, words in (("2026-05-01", "before the award of 2026-06-30"), ("2027-01-01", "This day has not come yet.")):
        refused = await post(client, f"{one}/step", {**late, "happened_on": day})
        assert (refused.status_code, words in refused.text, f'value="{day}"' in refused.text) == (422, True, True)
    assert (await post(client, f"{one}/step", late)).status_code == 303
    with clock.moved_to(LATER.replace(month=8)):
        assert "late: expected by 1 Jul 2026" in (await client.get(here)).text
        listed = (await client.get(f"{here}/list?stage=matched")).text
        assert "Matched" in listed and "late: expected by 1 Jul 2026" in listed
    assert "No venture is like this" in (await client.get(f"{here}/list?stage=alumni")).text
    month = (await client.get(f"{here}/calendar?month=2026-07")).text
    assert "its next step is expected" in month and "the cohort begins" in month and "July 2026" not in month
    await client.get("/language/zh")
    chinese = (await client.get(f"{here}/calendar?month=2026-07")).text
    assert "2026年7月" in chinese and "预计进入下一步" in chinese
    await client.get("/language/en")
    far = (await client.get(f"{here}/calendar?month=2031-07")).text
    assert 'rel="prev"' in far and 'rel="next"' not in far
    for wrong_month in ("x", "2026-13", "0001-01", "9999-12"):
        assert (await client.get(f"{here}/calendar?month={wrong_month}")).status_code == 404
    await post(client, f"/incubator/cohorts/{cohort}", {**fields, "name_en": "Summer cohort"})
    assert "Summer cohort" in (await client.get(f"{here}/cohorts")).text


async def test_a_founder_sees_their_venture_and_adds_the_document_that_its_step_needs(
    app: Front, client: httpx.AsyncClient, world: Won
) -> None:
    venture = await make_venture(world.edition_id, world.submissions[0])
    here = f"/incubator/ventures/{venture}"
    async with browser(app) as lin:
        await sign_in(lin, world.owners[0])
        home = (await lin.get("/home")).text
        assert "My venture" in home and here in home
        assert here in (await lin.get("/incubator/mine")).text
        page = (await lin.get(here)).text
        assert "Rainforest village microgrid" in page and "Its next step</h2>" not in page
        assert "Villages run on diesel." in (await lin.get(f"{here}/judged")).text
        none = await lin.post(f"{here}/files", data={csrf.FIELD: csrf_of(lin)}, files={"other": ("", b"")})
        assert (none.status_code, "Choose a file first." in none.text) == (422, True)
        sent = {"file": ("licence.pdf", pdf())}
        assert (await lin.post(f"{here}/files", data={csrf.FIELD: csrf_of(lin)}, files=sent)).status_code == 303
        assert "licence.pdf" in (await lin.get(here)).text
    async with browser(app) as sofia:
        await sign_in(sofia, world.owners[1])
        for path in (here, f"{here}/judged"):
            assert (await sofia.get(path)).status_code == 404
        refused = await sofia.post(f"{here}/files", data={csrf.FIELD: csrf_of(sofia)}, files=sent)
        assert refused.status_code == 404
    link = await make_document(venture, world.owners[0])
    file = await db.fetchval("select file from venture_file where id = $1", link)
    await storage.put(f"files/{file}", b"%PDF", content_type="application/pdf")
    assert (await client.get(f"{here}/files/{file}")).content == b"%PDF"
    other = await make_venture(world.edition_id, world.submissions[1])
    assert (await client.get(f"/incubator/ventures/{other}/files/{file}")).status_code == 404
    letter = {"to": "letter", "happened_on": "2026-06-30"}
    refused = await post(client, f"{here}/step", letter)
    assert (refused.status_code, "the letter of intent" in refused.text) == (422, True)
    assert (await post(client, f"{here}/step", {**letter, "evidence": str(link)})).status_code == 303
    assert "licence.pdf" in (await client.get(here)).text
    second = await make_cohort(world.edition_id, "Second cohort", "第二批")
    assert (await post(client, f"{here}/cohort", {"cohort": str(UUID(int=1))})).status_code == 422
    assert (await post(client, f"{here}/cohort", {"cohort": str(second)})).status_code == 303


async def test_pages_take_few_statements_however_many_ventures(client: httpx.AsyncClient, world: Won) -> None:
    here = f"/incubator/editions/{world.edition_id}"
    cohort, counts = await make_cohort(world.edition_id), []
    for entry in (world.submissions[:1], world.submissions[1:]):
        for one in entry:
            await make_venture(world.edition_id, one, cohort)
        counts.append([len(await counted(client, here + path)) for path in ("", "/list", "/calendar", "/take-in")])
    assert counts[0] == counts[1]
    assert counts[0][0] <= 5
