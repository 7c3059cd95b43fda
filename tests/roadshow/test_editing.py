"""An event changed after it was laid out, plans beside each other, and what an assistant may do."""

import re
from datetime import timedelta
from uuid import UUID

import httpx
import msgspec
import pytest

from contest.lib import clock, db
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.roadshow import queries, service
from contest.roadshow.rules.events import EventEdit
from contest.roadshow.rules.meetings import Meeting
from contest.roadshow.rules.meetings.compare import Beside, beside
from tests.makers import NOW
from tests.roadshow.world import PLAN, World, make_world, wish
from tests.web import post, sign_in

START = PLAN.starts_at


def test_plans_beside_each_other() -> None:
    def meeting(entry: str, slot: int, table: str = "1") -> Meeting:
        return Meeting(entry=entry, other="o", slot=slot, table=table, worth=1)

    here, there = [meeting("a", 0), meeting("b", 1), meeting("c", 2)], [meeting("a", 0), meeting("b", 1, "2")]
    assert beside(here, there) == Beside(shared=2, moved=1, only_here=1, only_there=0)


async def planned(world: World) -> UUID:
    async with db.work():
        plan = await service.ask_plan(actor=world.organiser, round_id=world.round, now=NOW)
    await service.work_out_plan(plan_id=plan)
    return plan


async def propose(world: World, plan: UUID) -> None:
    async with db.work():
        await service.propose_plan(actor=world.organiser, plan_id=plan, now=NOW)


@pytest.mark.usefixtures("database")
async def test_what_meetings_stand_on_cannot_be_taken_away_and_the_rest_can() -> None:
    world = await make_world(entries=1, funds=1, plan=msgspec.structs.replace(PLAN, floor=0, rooms={"Hall": 1}))
    run = {"actor": world.organiser, "round_id": world.round}
    await wish(world, "Fund0", Entry0="must")
    await propose(world, await planned(world))
    meeting = (await queries.meetings_of(world.event))[0]
    for refused in (
        lambda: service.remove_slot(**run, slot_id=meeting.slot),
        lambda: service.remove_table(**run, table_id=meeting.seat),
    ):
        with pytest.raises(Conflict):
            async with db.work():
                await refused()
    assert await queries.meetings_of(world.event) == [meeting]
    slots = await queries.slots_of(world.event)
    with pytest.raises(Invalid) as overlaps:
        await service.add_slot(**run, starts_at=slots[0].starts_at + timedelta(minutes=5), minutes=20, now=NOW)
    assert list(dict(overlaps.value.fields)) == ["starts_time"]
    async with db.work():
        await service.add_slot(**run, starts_at=START + timedelta(days=1), minutes=30, now=NOW)
        await service.add_tables(**run, room="Annexe", count=2)
    assert [(table.name, table.room) for table in await queries.tables_of(world.event)] == [
        ("1", "Hall"), ("2", "Annexe"), ("3", "Annexe"),
    ]  # fmt: skip
    async with db.work():
        await service.answer_meeting(actor=world.people["Entry0"], meeting_id=meeting.id, is_yes=False)
        await service.remove_table(**run, table_id=meeting.seat)
        for slot in slots:
            await service.remove_slot(**run, slot_id=slot.id)
    [last] = await queries.slots_of(world.event)
    with pytest.raises(Conflict):
        await service.remove_slot(**run, slot_id=last.id)
    late = EventEdit(wishes_close_at=last.starts_at, floor=9, most=3)
    with pytest.raises(Invalid) as refusal:
        await service.edit_event(**run, plan=late)
    assert set(dict(refusal.value.fields)) == {"floor", "close_on"}


@pytest.mark.usefixtures("database")
async def test_an_assistant_marks_what_the_person_could_and_sees_no_more() -> None:
    world = await make_world(entries=2)
    me, party = world.people["Fund0"], world.parties["Fund0"]

    async def link(**values: object) -> str:
        said = {"label": "Ada", "days": 7, **values}
        async with db.work():
            made = await service.make_assistant(actor=me, party_id=party, now=NOW, **said)  # type: ignore[arg-type]
        _, found = await queries.assistants(actor=me, party_id=party, now=NOW)
        return next(one.key for one in found if one.id == made)

    key = await link()
    marks = {world.parties["Entry0"]: "must", world.parties["Fund1"]: "must"}
    async with db.work():
        await service.assist_wish(key=key, marks=marks, now=NOW)
    assert [(row["party"], row["about"]) for row in await db.fetch("select party, about from wish")] == [
        (party, world.parties["Entry0"])
    ]
    for late in (NOW + timedelta(days=7), NOW + timedelta(days=30)):
        with pytest.raises(NotFound):
            await service.assist_wish(key=key, marks={}, now=late)
    with pytest.raises(NotFound):
        await queries.assistants(actor=world.people["Entry0"], party_id=party, now=NOW)
    [mine] = (await queries.assistants(actor=me, party_id=party, now=NOW))[1]
    assert mine.used_at == NOW
    async with db.work():
        await service.revoke_assistant(actor=me, party_id=party, assistant_id=mine.id, now=NOW)
    with pytest.raises(NotFound):
        await queries.assisted(key=key, now=NOW)
    with pytest.raises(Invalid) as refused:
        await link(label="", days=61)
    assert set(dict(refused.value.fields)) == {"label", "days"}
    held = [await link() for _ in range(5)]
    with pytest.raises(Conflict):
        await link()
    await db.execute("update counterpart_person set left_at = $1 where person = $2", NOW, me.id)
    with pytest.raises(NotFound):
        await service.assist_wish(key=held[0], marks={}, now=NOW)


@pytest.mark.usefixtures("database")
async def test_the_pages_of_layout_plans_and_an_assistant(client: httpx.AsyncClient) -> None:
    world = await make_world(plan=msgspec.structs.replace(PLAN, floor=0))
    await wish(world, "Fund0", Entry0="must")
    first = await planned(world)
    await propose(world, first)
    await wish(world, "Entry1", Fund1="must")
    await planned(world)
    here, party = f"/roadshow/rounds/{world.round}", f"/roadshow/parties/{world.parties['Fund0']}"
    with clock.moved_to(NOW):
        await sign_in(client, world.organiser.id)
        text = (await client.get(f"{here}/plans")).text
        assert "One meeting stands now." in text and text.count("Propose this one") == 1
        assert "0 at another time or table, 1 only in the plan, 0 only stand" in text
        form = {"close_on": "2026-05-01", "close_time": "25:00", "venue_en": "Maison de la Mer"}
        wrong = await post(client, f"{here}/layout", form)
        assert wrong.status_code == 422 and 'value="Maison de la Mer"' in wrong.text
        slot = (await queries.meetings_of(world.event))[0].slot
        assert (await post(client, f"{here}/layout/slots/{slot}/remove")).status_code == 409
        more = await post(client, f"{here}/layout/tables", {"room": "Annexe", "count": "0"})
        assert more.status_code == 422 and "Annexe" in more.text
        await sign_in(client, world.people["Fund0"].id)
        await post(client, f"{party}/assistants", {"label": "Ada", "days": "7"})
        link = re.findall(r"(/roadshow/assist/[\w-]+)<", (await client.get(f"{party}/assistants")).text)[0]
        client.cookies.clear()
        page = (await client.get(link)).text
        assert "Entry0" in page and "Your meetings" not in page and 'name="note.' not in page
        await post(client, f"{link}/wishes", {f"m.{world.parties['Entry1']}": "never"})
        assert await db.fetchval("select mark from wish where about = $1", world.parties["Entry1"]) == "never"
        assert (await client.get("/roadshow/assist/guessed")).status_code == 404
