"""The pages of an event, as people use them."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from contest.lib import clock, db
from contest.roadshow import queries, service
from tests.judging.test_routes import counted
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round
from tests.roadshow.world import World, make_world, wish
from tests.web import post, sign_in

pytestmark = pytest.mark.usefixtures("database")

FORM = {
    "starts_on": "2026-05-20",
    "starts_time": "14:00",
    "close_on": "2026-05-18",
    "close_time": "18:00",
    "slots": "4",
    "minutes": "20",
    "gap": "5",
    "rooms": "Hall: 2\nAnnexe：1",
}


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.moved_to(NOW):
        yield


async def make_bare_round(**values: Any) -> tuple[Any, Any]:
    edition = await make_edition()
    round_ = await make_round(edition, stage="roadshow", **values)
    chief = await make_person("Chen Organiser")
    await grant(chief, "round_organiser", edition_id=edition, round_id=round_)
    return round_, await actor_for(chief)


async def test_an_organiser_lays_an_event_out_in_the_rounds_own_time(client: httpx.AsyncClient) -> None:
    round_, organiser = await make_bare_round(time_zone="Europe/Paris")
    await sign_in(client, organiser.id)
    here = f"/roadshow/rounds/{round_}"
    assert "Lay out the meetings" in (await client.get(here)).text
    assert (await post(client, here, FORM)).headers["location"] == here
    page = await queries.event_page(actor=organiser, round_id=round_)
    assert page.slots[0].starts_at.isoformat() == "2026-05-20T12:00:00+00:00"
    assert [(table.name, table.room) for table in page.tables] == [("1", "Hall"), ("2", "Hall"), ("3", "Annexe")]
    assert "Nobody yet" in (await client.get(here)).text


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"rooms": "eight tables"}, "rooms", "Write a line for each room"),
        ({"starts_on": "2026-03-29", "starts_time": "02:30"}, "starts_on", "jump over this time"),
        ({"starts_on": "2026-10-25", "starts_time": "02:30"}, "starts_on", "show this time twice"),
        ({"close_on": "soon"}, "close_on", "Enter a day and a time"),
        ({"slots": "0"}, "slots", "Give a number from 1 to 60."),
    ],
)
async def test_what_makes_no_event_is_said_at_its_field_and_nothing_is_lost(
    client: httpx.AsyncClient, changed: dict[str, str], field: str, said: str
) -> None:
    round_, organiser = await make_bare_round(time_zone="Europe/Paris")
    await sign_in(client, organiser.id)
    answer = await post(client, f"/roadshow/rounds/{round_}", FORM | changed | {"venue_en": "Maison de l’Europe"})
    assert answer.status_code == 422
    assert re.search(rf'id="f-{field}-error">.*{said}', answer.text)
    assert 'value="Maison de l’Europe"' in answer.text
    assert await db.fetchval("select count(*) from roadshow_event") == 0


async def test_a_party_joins_says_when_it_can_come_and_whom_it_wants_to_meet(client: httpx.AsyncClient) -> None:
    world = await make_world(is_joined=False)
    async with db.work():
        await service.join_event(actor=world.people["Fund0"], party_id=world.parties["Fund0"], now=NOW)
    await sign_in(client, world.people["Entry0"].id)
    here = f"/roadshow/parties/{world.parties['Entry0']}"
    page = (await client.get(here)).text
    assert "Take part" in page and "Fund0" not in page
    assert (await post(client, f"{here}/join")).headers["location"] == here
    page = (await client.get(here)).text
    assert "Fund0" in page and page.count('name="free"') == 4
    slots = re.findall(r'name="free" value="([^"]+)" checked', page)
    await post(client, f"{here}/times", {"attendance": "remote", "least": "1", "most": "2", "free": slots[:2]})
    fund = world.parties["Fund0"]
    await post(client, f"{here}/wishes", {f"m.{fund}": "must"})
    await post(client, f"{here}/notes", {"about": str(fund), f"note.{fund}": "Ask about Hainan."})
    found = await queries.wish_page(actor=world.people["Entry0"], party_id=world.parties["Entry0"])
    assert (found.party.is_remote, found.party.least, found.party.most, len(found.away)) == (True, 1, 2, 2)
    assert [(line.mark, line.note) for line in found.lines] == [("must", "Ask about Hainan.")]
    text = (await client.get(here)).text
    assert "Ask about Hainan." in text and re.search(rf'name="m.{fund}" value="must" checked', text)


async def test_too_many_musts_come_back_with_everything_that_was_marked(client: httpx.AsyncClient) -> None:
    world = await make_world(entries=3)
    await sign_in(client, world.people["Fund0"].id)
    marks = {f"m.{world.parties[f'Entry{number}']}": "must" for number in range(3)}
    answer = await post(client, f"/roadshow/parties/{world.parties['Fund0']}/wishes", marks)
    assert answer.status_code == 422
    assert "You marked 3 as a must, and at most 2 may be." in answer.text
    assert answer.text.count('value="must" checked') == 3


async def plan(world: World) -> None:
    async with db.work():
        plan_id = await service.ask_plan(actor=world.organiser, round_id=world.round, now=NOW)
    await service.work_out_plan(plan_id=plan_id)


async def test_an_organiser_plans_looks_and_proposes_and_people_answer(client: httpx.AsyncClient) -> None:
    world = await make_world()
    await wish(world, "Fund0", Entry0="must", Entry1="never")
    await wish(world, "Entry1", Fund0="must")
    await sign_in(client, world.organiser.id)
    here = f"/roadshow/rounds/{world.round}"
    await post(client, f"{here}/plan", {})
    assert "The plan is being worked out" in (await client.get(here)).text
    await service.work_out_plan(plan_id=await db.fetchval("select id from meeting_plan"))
    page = (await client.get(here)).text
    assert "One side never wants to meet the other." in page
    assert "100.00 % of what no plan exceeds" in page
    [address] = re.findall(r'action="(/roadshow/plans/[^"]+/propose)"', page)
    assert (await post(client, address)).headers["location"] == here
    await sign_in(client, world.people["Entry1"].id)
    text = (await client.get(f"/roadshow/parties/{world.parties['Entry1']}")).text
    assert "One side never" not in text
    await sign_in(client, world.people["Entry0"].id)
    mine = f"/roadshow/parties/{world.parties['Entry0']}"
    [meeting] = re.findall(r'action="(/roadshow/meetings/[^"]+)"', (await client.get(mine)).text)
    assert (await post(client, meeting, {"answer": "yes"})).headers["location"] == mine
    assert "You have accepted." in (await client.get(mine)).text


async def test_pages_ask_as_many_statements_for_many_rows_as_for_one(client: httpx.AsyncClient) -> None:
    world = await make_world(entries=3, funds=3)
    for number in range(3):
        await wish(world, f"Fund{number}", **{f"Entry{number}": "must"})
    await plan(world)
    counts = []
    for _ in range(2):
        await sign_in(client, world.people["Fund0"].id)
        mine = len(await counted(client, f"/roadshow/parties/{world.parties['Fund0']}"))
        await sign_in(client, world.organiser.id)
        counts.append((mine, len(await counted(client, f"/roadshow/rounds/{world.round}"))))
        gone = [id_ for name, id_ in world.parties.items() if not name.endswith("0")]
        await db.execute("update party set left_at = $2 where id = any($1::uuid[])", gone, NOW)
    assert counts[0] == counts[1]
    assert counts[0][0] <= 6


async def test_after_the_close_a_page_shows_what_was_said_and_takes_nothing(client: httpx.AsyncClient) -> None:
    world = await make_world()
    await wish(world, "Fund0", Entry0="must")
    await sign_in(client, world.people["Fund0"].id)
    here = f"/roadshow/parties/{world.parties['Fund0']}"
    with clock.moved_to(NOW + timedelta(days=6)):
        page = (await client.get(here)).text
        assert "Wishes are closed." in page and 'type="radio"' not in page
        answer = await post(client, f"{here}/wishes", {f"m.{world.parties['Entry0']}": "never"})
        assert answer.status_code == 409
    assert await db.fetchval("select mark from wish") == "must"
