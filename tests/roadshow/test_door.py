"""The door: passes read with a line and without, the audience, photographs, and the screen of the house."""

import csv
import io
import re
from datetime import datetime, timedelta

import httpx
import msgspec
import pytest
from python_calamine import CalamineWorkbook

from contest.lib import clock, db
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.roadshow import queries, service
from contest.roadshow.rules import day
from contest.roadshow.rules.day import GuestPlan, Mark
from contest.roadshow.rules.events import EventEdit
from contest.roadshow.rules.programme import Item, ItemPlan
from tests.makers import NOW
from tests.roadshow.test_programme import accepted
from tests.roadshow.world import PLAN, World, make_world
from tests.web import csrf_of, post, sign_in

START = PLAN.starts_at
GUEST = GuestPlan(name="Ada Byron", email="ada@press.example", body="The Press", photos="no")


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def test_now_and_next_are_what_runs_and_all_that_begins_first_after() -> None:
    items = [
        Item(id=key, kind="session", starts_at=at(begins), ends_at=at(ends))
        for key, begins, ends in (("a", 0, 30), ("b", 20, 40), ("c", 40, 60), ("d", 40, 50), ("e", 60, 70))
    ]
    shown = [
        tuple("".join(one.id for one in some) for some in day.at_once(items, now=at(minutes)))
        for minutes in (-1, 0, 25, 30, 40, 60, 70)
    ]
    assert shown == [("", "a"), ("a", "b"), ("ab", "cd"), ("b", "cd"), ("cd", "e"), ("e", ""), ("", "")]


def test_a_phone_says_when_it_was_but_never_later_than_now_nor_days_ago() -> None:
    for said, told in ((-60, at(-60)), (0, at(0)), (90, at(0))):
        assert day.check_mark(Mark(who="x", here=True, at=at(said)), now=at(0)) == told
    with pytest.raises(Invalid):
        day.check_mark(Mark(who="x", here=True, at=at(-37 * 60)), now=at(0))


async def ask_public(world: World, seats: int) -> None:
    plan = EventEdit(wishes_close_at=PLAN.wishes_close_at, floor=0, most=4, musts=2, seats=seats)
    async with db.work():
        await service.edit_event(actor=world.organiser, round_id=world.round, plan=plan)


@pytest.mark.usefixtures("database")
async def test_the_public_says_that_it_comes_until_all_seats_are_taken_and_is_forgotten_afterwards(
    client: httpx.AsyncClient,
) -> None:
    world = await make_world(entries=1, funds=1)
    here = f"/roadshow/rounds/{world.round}/come"
    with clock.moved_to(NOW):
        assert (await client.get(here)).status_code == 404  # nobody was asked to come
        await ask_public(world, 1)
        await client.get(here)
        wrong = await post(client, here, {"name": "Ada", "email": "ada@press.example"})
        assert wrong.status_code == 422 and "ada@press.example" in wrong.text
        wrong = await post(client, here, {"email": "nobody"})
        assert "There are 3 problems" in wrong.text and "your pass is sent there." in wrong.text
        sent = {"name": GUEST.name, "email": "Ada@Press.example", "body": GUEST.body, "photos": "no"}
        assert (await post(client, here, sent)).headers["location"] == here
        again = sent | {"name": "Somebody Else", "photos": "yes"}  # anybody may type their address
        assert (await post(client, here, again)).status_code == 303  # their pass is sent once more
        said = await db.fetch("select name, photos from event_guest")
        assert [tuple(row.values()) for row in said] == [("Ada Byron", "no")]
        full = await post(client, here, sent | {"email": "late@press.example"})
        assert full.status_code == 409 and "All seats are taken." in full.text
    assert await db.fetchval("select count(*) from event_guest") == 1
    assert await db.fetchval("select count(*) from message where kind = 'roadshow/guest'") == 2
    guest = await db.fetchval("select id from event_guest")
    own = f"/roadshow/guests/{queries.guest_key(guest)}"
    text = (await client.get(own)).text
    assert "Ada Byron" in text and "data:image/svg+xml" in text
    assert (await client.get(own[:-1] + ("a" if own[-1] != "a" else "b"))).status_code == 404
    await post(client, own, {"photos": "yes", "comes": "no"})
    assert "You said that you do not come." in (await client.get(own)).text
    async with db.work():
        await service.come(
            round_id=world.round, plan=msgspec.structs.replace(GUEST, email="b@x.org"), locale="zh", now=NOW
        )
    with pytest.raises(Conflict):
        await service.come(round_id=world.round, plan=GUEST, locale="en", now=START + timedelta(days=1))
    for days, known in ((29, 2), (31, 0)):
        with clock.moved_to(at(95) + timedelta(days=days)):
            async with db.work():
                await service.forget_guests()
        assert await db.fetchval("select count(*) from event_guest where name <> ''") == known
    assert await db.fetchval("select count(*) from event_guest") == 2
    assert (await client.get(own)).status_code == 404


@pytest.mark.usefixtures("database")
async def test_a_pass_is_read_at_the_door_and_what_a_phone_kept_without_a_line_is_taken(
    client: httpx.AsyncClient,
) -> None:
    world = await make_world(entries=2, funds=1, plan=msgspec.structs.replace(PLAN, floor=0))
    await accepted(world, "Entry0", "Fund0")
    mine = f"/roadshow/parties/{world.parties['Entry0']}"
    await sign_in(client, world.people["Entry0"].id)
    await post(client, f"{mine}/pass", {"photos": "no"})
    found = await queries.my_pass(actor=world.people["Entry0"], party_id=world.parties["Entry0"])
    assert found.photos == "no" and found.code[:4] in (await client.get(f"{mine}/pass")).text
    kept = (await client.get("/roadshow/kept")).json()["open"]
    assert kept == ["/roadshow/meetings", mine, f"{mine}/programme", f"{mine}/pass"]
    with pytest.raises(NotFound):
        await queries.my_pass(actor=world.people["Entry1"], party_id=world.parties["Entry0"])
    door = f"/roadshow/rounds/{world.round}/door"
    assert (await client.get(door)).status_code == 404
    await sign_in(client, world.organiser.id)
    with clock.moved_to(at(5)):
        assert (await client.get("/roadshow/kept")).json()["open"] == ["/roadshow/meetings", door]
        page = (await client.get(f"{door}/{found.code.lower()}")).text
        assert re.findall(r'data-who="([^"]+)"', page)[0] == str(found.id) and "no photographs" in page
        assert "Nobody on the list has this pass" in (await client.get(f"{door}/AAAA")).text
        wrong = await post(client, f"{door}/walk-in", {"name": "Bo"})
        assert wrong.status_code == 422 and 'value="Bo"' in wrong.text
        await post(client, f"{door}/walk-in", {"name": "Bo Lind", "body": "Radio", "photos": "yes"})
        walked = await db.fetchval("select id from event_guest where is_walk_in and here_at is not null")
        headers = {"x-csrftoken": csrf_of(client)}
        marks = [
            {"who": str(found.id), "here": True, "at": at(-10).isoformat()},
            {"who": str(walked), "here": False, "at": at(4).isoformat()},
        ]
        for _ in range(2):  # the answer may be lost on the way
            assert (await client.post(door, json={"marks": marks}, headers=headers)).status_code == 200
        assert (await client.post(door, json={"marks": [{"who": "x"}]}, headers=headers)).status_code == 422
        here = {
            one.id: one.here_at
            for one in (await queries.door_page(actor=world.organiser, round_id=world.round)).arrivals
        }
        assert here[found.id] == at(-10) and here[walked] is None
        await post(client, door, {"who": str(found.id), "here": "no"})
        assert await db.fetchval("select count(*) from party_person where here_at is not null") == 0
        stranger = [Mark(who=str(world.event), here=True, at=at(0))]
        with pytest.raises(NotFound):
            await service.mark_arrivals(actor=world.organiser, round_id=world.round, marks=stranger, now=at(5))


@pytest.mark.usefixtures("database")
async def test_the_guest_list_is_taken_as_a_workbook_or_as_text_and_that_it_was_is_recorded(
    client: httpx.AsyncClient,
) -> None:
    world = await make_world(entries=1, funds=1)
    await ask_public(world, 9)
    with clock.moved_to(NOW):
        plan = msgspec.structs.replace(GUEST, name="=2+2")
        async with db.work():
            await service.come(round_id=world.round, plan=plan, locale="en", now=NOW)
            guest = await service.walk_in(actor=world.organiser, round_id=world.round, plan=GUEST, locale="en", now=NOW)
        await sign_in(client, world.organiser.id)
        here = f"/roadshow/rounds/{world.round}"
        assert f"{here}/arrivals/xlsx" in (await client.get(f"{here}/door")).text
        rows = list(csv.reader(io.StringIO((await client.get(f"{here}/arrivals/csv")).text.lstrip("\ufeff"))))
        book = await client.get(f"{here}/arrivals/xlsx")
        assert (await client.get(f"{here}/arrivals/pdf")).status_code == 404
    by_name = {row[0]: row[1:] for row in rows}
    assert guest and by_name["Ada Byron"][:2] == ["The Press", "audience"] and by_name["Ada Byron"][4] == "yes"
    assert by_name["Fund0 Partner"][1] == "Fund0" and by_name["Entry0 Founder"][2] == "BT26-0000"
    assert "press.example" not in str(rows)
    found = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in found] == ["Name", "=2+2", "Ada Byron", "Entry0 Founder", "Fund0 Partner"]
    taken = await db.fetch("select data from audit_record where action = 'roadshow.export_arrivals'")
    assert len(taken) == 2


@pytest.mark.usefixtures("database")
async def test_the_screen_of_the_house_shows_who_meets_where_now_and_next(client: httpx.AsyncClient) -> None:
    world = await make_world(entries=1, funds=1, plan=msgspec.structs.replace(PLAN, floor=0))
    await accepted(world, "Entry0", "Fund0")
    async with db.work():
        talk = ItemPlan(kind="session", title_en="Welcome", room="Hall", starts_at=at(-60), ends_at=at(-30))
        await service.save_item(actor=world.organiser, round_id=world.round, plan=talk)
    slot = await db.fetchval("select sl.starts_at from meeting m join meeting_slot sl on sl.id = m.slot")
    await sign_in(client, world.organiser.id)
    for now, said in (
        (at(-3000), ("Welcome", "2026, <time")),  # not today: the day is said
        (at(-45), ("Welcome",)),
        (slot - timedelta(minutes=1), ("Entry0", "Meetings from")),
        (slot + timedelta(minutes=1), ("Entry0", "Table")),
        (at(300), ("That was all for today",)),
    ):
        with clock.moved_to(now):
            text = (await client.get(f"/roadshow/rounds/{world.round}/now")).text
        assert all(words in text for words in said), now
        assert ("Fund0" in text) == (now < at(300))
