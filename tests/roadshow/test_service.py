"""Events, wishes, plans and answers on a real database."""

from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import msgspec
import pytest

from contest.lib import db
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.roadshow import queries, service
from contest.roadshow.rules.meetings import Plan
from tests.makers import NOW, actor_for, agree, grant, make_edition, make_person, make_round
from tests.makers.zone import make_need, make_zone_scene
from tests.roadshow.world import PLAN, World, make_world, wish

pytestmark = pytest.mark.usefixtures("database")

LATE = NOW + timedelta(days=6)


async def planned(world: World, **terms: bool) -> tuple[UUID, Plan]:
    """Asked for and worked out, in a process of its own."""
    async with db.work():
        plan_id = await service.ask_plan(actor=world.organiser, round_id=world.round, now=NOW, **terms)
    await service.work_out_plan(plan_id=plan_id)
    page = await queries.event_page(actor=world.organiser, round_id=world.round)
    assert page.facts is not None and page.facts.plan is not None and page.facts.is_current
    return plan_id, page.facts.plan


async def proposed(world: World) -> Plan:
    plan_id, plan = await planned(world)
    async with db.work():
        assert await service.propose_plan(actor=world.organiser, plan_id=plan_id, now=NOW) == len(plan.meetings)
    return plan


async def answer(world: World, who: str, meeting: UUID, is_yes: bool = True) -> None:
    async with db.work():
        await service.answer_meeting(actor=world.people[who], meeting_id=meeting, is_yes=is_yes)


async def seen(world: World, who: str) -> queries.WishPage:
    return await queries.wish_page(actor=world.people[who], party_id=world.parties[who])


async def test_an_event_has_its_slots_breaks_and_tables() -> None:
    plan = msgspec.structs.replace(PLAN, run=2, pause=30, rooms={"Hall": 1, "Annexe": 2})
    world = await make_world(plan=plan)
    page = await queries.event_page(actor=world.organiser, round_id=world.round)
    minutes = [(slot.starts_at - plan.starts_at).total_seconds() / 60 for slot in page.slots]
    assert minutes == [0, 25, 75, 100]
    assert [(table.name, table.room) for table in page.tables] == [("1", "Hall"), ("2", "Annexe"), ("3", "Annexe")]
    with pytest.raises(Conflict):
        async with db.work():
            await service.lay_out_event(actor=world.organiser, round_id=world.round, plan=PLAN, now=NOW)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"slots": 0}, "slots"),
        ({"minutes": 0}, "minutes"),
        ({"floor": 5}, "floor"),
        ({"rooms": {"Hall": 401}}, "rooms"),
        ({"starts_at": NOW}, "starts_on"),
        ({"wishes_close_at": PLAN.starts_at}, "close_on"),
    ],
)
async def test_an_event_that_makes_no_sense_is_refused_at_its_field(changed: dict[str, object], field: str) -> None:
    edition = await make_edition()
    round_ = await make_round(edition)
    chief = await make_person("Chief")
    await grant(chief, "round_organiser", edition_id=edition, round_id=round_)
    with pytest.raises(Invalid) as refused:
        async with db.work():
            await service.lay_out_event(
                actor=await actor_for(chief), round_id=round_, plan=msgspec.structs.replace(PLAN, **changed), now=NOW
            )
    assert field in dict(refused.value.fields)


async def test_nobody_is_shown_before_they_join() -> None:
    world = await make_world(is_joined=False)
    assert (await seen(world, "Fund0")).lines == []
    async with db.work():
        await service.join_event(actor=world.people["Fund0"], party_id=world.parties["Fund0"], now=NOW)
        await service.join_event(actor=world.people["Entry1"], party_id=world.parties["Entry1"], now=NOW)
    assert [line.name_en for line in (await seen(world, "Fund0")).lines] == ["Entry1"]
    assert [line.name_en for line in (await seen(world, "Entry1")).lines] == ["Fund0"]
    assert (await seen(world, "Entry0")).lines == []


async def test_joining_is_the_owners_consent_and_what_they_take_back_is_shown_no_more() -> None:
    world = await make_world(entries=1, funds=1, is_joined=False)
    helper = await make_person("Helper")
    await db.execute("insert into party_person (id, event, party, person) values (gen_random_uuid(), $1, $2, $3)",
                     world.event, world.parties["Entry0"], helper)  # fmt: skip
    with pytest.raises(Conflict):
        async with db.work():
            await service.join_event(actor=await actor_for(helper), party_id=world.parties["Entry0"], now=NOW)
    for who in ("Entry0", "Fund0"):
        async with db.work():
            await service.join_event(actor=world.people[who], party_id=world.parties[who], now=NOW)
    assert await db.fetchval("select level from sharing_consent") == "summary"
    await wish(world, "Fund0", Entry0="must")
    await proposed(world)
    assert [one.name_en for one in (await seen(world, "Fund0")).meetings] == ["Entry0"]
    await db.execute("update sharing_consent set level = 'none'")
    page = await seen(world, "Fund0")
    assert page.lines == [] and [one.name_en for one in page.meetings] == ["BT26-0000"]
    await db.execute("delete from meeting")
    _, plan = await planned(world)
    assert plan.meetings == []


async def test_bringing_in_twice_asks_nobody_twice() -> None:
    world = await make_world()
    async with db.work():
        assert await service.bring_in(actor=world.organiser, round_id=world.round) == 0
    assert await db.fetchval("select count(*) from party_person") == 4


async def test_only_its_own_people_see_a_party() -> None:
    world = await make_world()
    for who in ("Entry1", "Fund0"):
        with pytest.raises(NotFound):
            await queries.wish_page(actor=world.people[who], party_id=world.parties["Entry0"])
        with pytest.raises(NotFound):
            async with db.work():
                await service.wish(actor=world.people[who], party_id=world.parties["Entry0"], marks={}, now=NOW)
    stranger = await actor_for(await make_person("Stranger"))
    assert await queries.my_parties(actor=stranger) == []
    with pytest.raises(NotFound):
        await queries.event_page(actor=stranger, round_id=world.round)


async def test_what_one_side_sees_is_independent_of_the_others_wishes() -> None:
    world = await make_world()
    before = {who: await seen(world, who) for who in world.people}
    await wish(world, "Fund0", Entry0="must", Entry1="never")
    await wish(world, "Fund1", Entry0="never")
    for who in ("Entry0", "Entry1"):
        assert await seen(world, who) == before[who]
    await wish(world, "Entry0", Fund0="never", Fund1="must")
    assert [line.mark for line in (await seen(world, "Fund0")).lines] == ["must", "never"]
    assert (await seen(world, "Fund1")).lines[1] == before["Fund1"].lines[1]


async def test_a_tied_entry_is_not_there_for_a_counterpart_and_never_planned() -> None:
    world = await make_world()
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'ruled', 'ruled', '', $3)",
        world.entries[0],
        world.people["Fund0"].id,
        NOW,
    )
    assert [line.name_en for line in (await seen(world, "Fund0")).lines] == ["Entry1"]
    await wish(world, "Entry0", Fund0="must")
    _, plan = await planned(world)
    assert [(one.pair, one.cause) for one in plan.missing] == [
        ((str(world.parties["Entry0"]), str(world.parties["Fund0"])), "barred")
    ]


async def test_more_musts_than_allowed_and_wishes_after_the_close_are_refused() -> None:
    world = await make_world(entries=3)
    with pytest.raises(Invalid) as refused:
        await wish(world, "Fund0", Entry0="must", Entry1="must", Entry2="must")
    assert "marks" in dict(refused.value.fields)
    with pytest.raises(Invalid):
        await wish(world, "Fund0", Entry0="love")
    await wish(world, "Fund0", Entry0="must", Entry1="must", Entry2="nice")
    with pytest.raises(Conflict):
        async with db.work():
            await service.wish(actor=world.people["Fund0"], party_id=world.parties["Fund0"], marks={}, now=LATE)


async def test_times_and_limits_are_kept_by_a_plan() -> None:
    world = await make_world()
    slots = (await seen(world, "Fund0")).slots

    async def come(who: str, *, free: list[UUID], most: int | None = None, is_remote: bool = False) -> None:
        async with db.work():
            await service.set_times(
                actor=world.people[who],
                party_id=world.parties[who],
                is_remote=is_remote,
                least=0,
                most=most,
                free=free,
                now=NOW,
            )

    await come("Fund0", free=[slots[3].id])
    await come("Entry0", free=[slots[3].id, slots[0].id], is_remote=True)
    await wish(world, "Fund0", Entry0="must", Entry1="nice")
    _, plan = await planned(world)
    assert [(one.pair, one.slot, one.table) for one in plan.meetings] == [
        ((str(world.parties["Entry0"]), str(world.parties["Fund0"])), 3, None)
    ]
    assert plan.value == plan.bound and plan.is_proved
    for bad in ({"most": 0}, {"most": 9}):
        with pytest.raises(Invalid):
            await come("Fund0", free=[], **bad)
    with pytest.raises(NotFound):
        await come("Fund0", free=[world.event])


async def test_a_plan_is_proposed_answered_twice_and_contacts_are_told_only_then() -> None:
    world = await make_world()
    await wish(world, "Fund0", Entry0="must")
    await wish(world, "Entry0", Fund0="nice")
    await proposed(world)
    [meeting] = (await seen(world, "Entry0")).meetings
    assert (meeting.state, meeting.name_en, meeting.answer, meeting.contacts) == ("proposed", "Fund0", None, [])
    await answer(world, "Entry0", meeting.id)
    [theirs] = (await seen(world, "Fund0")).meetings
    assert (theirs.state, theirs.answer, theirs.contacts) == ("proposed", None, [])
    await agree(world.people["Entry0"].person_id or world.event, "contacts")
    await answer(world, "Fund0", meeting.id)
    [theirs] = (await seen(world, "Fund0")).meetings
    assert (theirs.state, theirs.contacts) == ("accepted", [("Entry0 Founder", "e0@start0.org")])
    [ours] = (await seen(world, "Entry0")).meetings
    assert (ours.state, ours.contacts) == ("accepted", [])  # who acts for the fund did not agree to share theirs
    with pytest.raises(NotFound):
        await answer(world, "Entry1", meeting.id)
    with pytest.raises(Conflict):
        await planned(world)
    await answer(world, "Fund0", meeting.id, is_yes=False)
    assert (await seen(world, "Entry0")).meetings == []
    with pytest.raises(Conflict):
        await answer(world, "Entry0", meeting.id)


async def test_what_may_not_cross_the_border_is_neither_listed_nor_named_nor_are_its_contacts() -> None:
    world = await make_world(entries=1, funds=1)
    await wish(world, "Fund0", Entry0="must")
    await proposed(world)
    [meeting] = (await seen(world, "Fund0")).meetings
    for who in ("Fund0", "Entry0"):
        await answer(world, who, meeting.id)
    founder, fund = (world.people[who].person_id or world.event for who in ("Entry0", "Fund0"))
    for person in (founder, fund):
        await agree(person, "contacts")

    async def shown() -> tuple[int, str, int, int]:
        page = await seen(world, "Fund0")
        [theirs], [ours] = page.meetings, (await seen(world, "Entry0")).meetings
        return len(page.lines), theirs.name_en, len(theirs.contacts), len(ours.contacts)

    assert await shown() == (1, "Entry0", 1, 1)
    await db.execute("update person set country = 'CN' where id = $1", founder)
    await db.execute("update person set country = 'FR' where id = $1", fund)
    await db.execute("update organisation set country = 'FR' where name_en = 'Fund0'")
    await db.execute("update submission set country = 'CN'")
    assert await shown() == (0, "BT26-0000", 0, 0)
    await agree(founder, "transfer", "EU")
    assert await shown() == (1, "Entry0", 1, 0)
    await agree(fund, "transfer", "CN")
    assert await shown() == (1, "Entry0", 1, 1)


async def test_a_plan_that_is_old_is_not_proposed() -> None:
    world = await make_world()
    await wish(world, "Fund0", Entry0="nice")
    plan_id, _ = await planned(world)
    await wish(world, "Fund1", Entry0="never")
    page = await queries.event_page(actor=world.organiser, round_id=world.round)
    assert page.facts is not None and not page.facts.is_current
    with pytest.raises(Conflict):
        async with db.work():
            await service.propose_plan(actor=world.organiser, plan_id=plan_id, now=NOW)
    assert await db.fetchval("select count(*) from meeting") == 0


async def test_the_database_refuses_a_party_a_table_or_a_person_twice() -> None:
    world = await make_world()
    await wish(world, "Fund0", Entry0="must", Entry1="must")
    await wish(world, "Fund1", Entry0="must", Entry1="must")
    await proposed(world)
    assert await db.fetchval("select count(*) from meeting") == 4
    with pytest.raises(asyncpg.UniqueViolationError):
        await db.execute("update meeting set slot = (select id from meeting_slot order by starts_at limit 1)")
    with pytest.raises(asyncpg.UniqueViolationError):
        await db.execute("update party_person set person = $1", world.people["Fund0"].id)


async def test_who_leaves_has_no_meetings_and_no_wishes_left() -> None:
    world = await make_world()
    await wish(world, "Fund0", Entry0="must")
    await proposed(world)
    async with db.work():
        await service.leave_event(actor=world.people["Fund0"], party_id=world.parties["Fund0"], now=LATE)
    assert (await seen(world, "Entry0")).meetings == []
    assert await db.fetchval("select count(*) from wish") == 0
    assert [line.name_en for line in (await seen(world, "Entry0")).lines] == ["Fund1"]


async def refilled(world: World, **at: datetime) -> service.Refilled:
    worked = await service.work_out_refill(actor=world.organiser, round_id=world.round, now=at.get("now", NOW))
    async with db.work():
        return await service.refill(actor=world.organiser, round_id=world.round, worked=worked, now=NOW)


async def test_what_was_declined_is_filled_with_others_and_never_proposed_again() -> None:
    world = await make_world(entries=3, funds=1, plan=msgspec.structs.replace(PLAN, floor=0, most=1))
    await wish(world, "Fund0", Entry0="must", Entry1="nice", Entry2="never")
    await proposed(world)
    [meeting] = (await seen(world, "Fund0")).meetings
    await answer(world, "Fund0", meeting.id)
    assert await refilled(world) == service.Refilled(added=0, moved=0)
    await answer(world, "Entry0", meeting.id, is_yes=False)
    over = PLAN.starts_at + timedelta(days=1)
    assert await refilled(world, now=over) == service.Refilled(added=0, moved=0)
    assert await refilled(world) == service.Refilled(added=1, moved=0)
    assert [(one.name_en, one.answer) for one in (await seen(world, "Fund0")).meetings] == [("Entry1", None)]
    assert (await seen(world, "Entry0")).meetings == []


async def test_a_declined_meeting_is_replaced_by_itself_and_nobody_else_hears_of_it() -> None:
    world = await make_world(entries=3, funds=2, plan=msgspec.structs.replace(PLAN, floor=0, most=1))
    await wish(world, "Fund0", Entry0="must", Entry1="nice", Entry2="never")
    await wish(world, "Fund1", Entry2="must")
    await proposed(world)
    meeting = next(one for one in (await seen(world, "Fund0")).meetings if one.name_en == "Entry0")
    await answer(world, "Entry0", meeting.id, is_yes=False)
    assert await db.fetchval("select count(*) from outbox_event where name = 'meetings.freed'") == 1
    await service.refill_freed(round_id=world.round, now=NOW)
    await service.refill_freed(round_id=world.round, now=NOW)
    assert [one.name_en for one in (await seen(world, "Fund0")).meetings] == ["Entry1"]
    [payload] = (await db.fetch("select payload from outbox_event where name = 'meetings.proposed' order by id"))[1:]
    async with db.work():
        ids = [UUID(one) for one in msgspec.json.decode(payload["payload"])["meeting_ids"]]
        await service.tell_proposed(round_id=world.round, meeting_ids=ids)
    told = await db.fetch("select email from message where kind = 'roadshow/proposed' order by 1")
    assert [row["email"] for row in told] == ["e1@start1.org", "f0@fund0.org"]
    assert await db.fetchval("select actor_id is null from audit_record where action = 'roadshow.refill'")


async def test_a_plan_takes_the_scores_of_the_register() -> None:
    world = await make_world(entries=3, funds=2)
    await make_zone_scene(world.edition)
    owner = await db.fetchval(
        "select c.organisation from party p join counterpart c on c.id = p.counterpart where p.id = $1",
        world.parties["Fund0"],
    )
    await make_need(world.edition, owner, state="open", keywords=["cooling"])
    for at, scene in enumerate(("energy", "energy", "transport")):
        more = {"scene": scene, "summary_en": "Cooling for all." if at == 1 else ""}
        await db.execute(
            "update submission_version set content = content || $2::jsonb where submission = $1",
            world.entries[at], msgspec.json.encode(more).decode(),
        )  # fmt: skip
    _, plan = await planned(world)
    rows = await db.fetch("select entry, score from meeting_fit where other = $1", world.parties["Fund0"])
    scores = {row["entry"]: row["score"] for row in rows}
    near, far = world.parties["Entry1"], world.parties["Entry0"]
    assert scores.keys() == {near, far} and scores[near] > scores[far]
    assert {one.pair for one in plan.meetings} == {(str(one), str(world.parties["Fund0"])) for one in (near, far)}
    assert await db.fetchval("select count(*) from meeting_fit") == 2


async def test_who_answers_while_it_is_worked_out_is_not_overtaken() -> None:
    world = await make_world(funds=1, plan=msgspec.structs.replace(PLAN, floor=0, most=1))
    await wish(world, "Fund0", Entry0="must", Entry1="nice")
    await proposed(world)
    [meeting] = (await seen(world, "Fund0")).meetings
    await answer(world, "Entry0", meeting.id, is_yes=False)
    worked = await service.work_out_refill(actor=world.organiser, round_id=world.round, now=NOW)
    await db.execute("update meeting set state = 'cancelled'")
    with pytest.raises(Conflict):
        async with db.work():
            await service.refill(actor=world.organiser, round_id=world.round, worked=worked, now=NOW)
    assert await db.fetchval("select count(*) from meeting") == 1


async def test_a_meeting_is_moved_by_hand_where_nothing_forbids_it_and_asked_anew() -> None:
    world = await make_world(plan=msgspec.structs.replace(PLAN, floor=0))
    await wish(world, "Fund0", Entry0="must", Entry1="must")
    await proposed(world)
    first, second = (await seen(world, "Fund0")).meetings
    slots = (await seen(world, "Fund0")).slots
    page = await queries.event_page(actor=world.organiser, round_id=world.round)

    async def move(slot: UUID, table: UUID | None = page.tables[1].id) -> None:
        async with db.work():
            await service.move_meeting(
                actor=world.organiser, meeting_id=first.id, slot_id=slot, table_id=table, now=NOW
            )

    taken = {one.starts_at for one in (first, second)}
    free = next(slot.id for slot in slots if slot.starts_at not in taken)
    busy = next(slot.id for slot in slots if slot.starts_at == second.starts_at)
    with pytest.raises(Invalid) as refused:
        await move(busy)
    assert {str(said) for said in dict(refused.value.fields).values()} == {"One of them has another meeting then."}
    with pytest.raises(Invalid) as refused:
        await move(free, None)
    assert list(dict(refused.value.fields)) == ["table"]
    with pytest.raises(NotFound):
        await move(world.event)
    await answer(world, "Fund0", first.id)
    await move(free)
    moved = next(one for one in (await seen(world, "Fund0")).meetings if one.id == first.id)
    assert (moved.seat, moved.answer, moved.state) == ("2", None, "proposed")
    with pytest.raises(NotFound):
        async with db.work():
            await service.move_meeting(
                actor=world.people["Fund0"], meeting_id=first.id, slot_id=free, table_id=None, now=NOW
            )


async def test_a_note_is_for_ones_own_people() -> None:
    world = await make_world()
    async with db.work():
        await service.note_wish(
            actor=world.people["Fund0"],
            party_id=world.parties["Fund0"],
            about=world.parties["Entry0"],
            note="Ask for the pilot.",
            now=NOW,
        )
    assert [(line.mark, line.note) for line in (await seen(world, "Fund0")).lines] == [
        ("open", "Ask for the pilot."),
        ("open", ""),
    ]
    with pytest.raises(NotFound):
        async with db.work():
            await service.note_wish(
                actor=world.people["Fund0"],
                party_id=world.parties["Fund0"],
                about=world.parties["Fund1"],
                note="",
                now=NOW,
            )


async def test_a_plan_can_be_stopped_and_asked_anew() -> None:
    world = await make_world()
    async with db.work():
        first = await service.ask_plan(actor=world.organiser, round_id=world.round, now=NOW)
        await service.stop_plan(actor=world.organiser, plan_id=first, now=NOW)
    await service.work_out_plan(plan_id=first)
    assert await db.fetchval("select state from meeting_plan") == "stopped"
    with pytest.raises(Conflict):
        async with db.work():
            await service.stop_plan(actor=world.organiser, plan_id=first, now=NOW)


async def test_mails_ask_and_tell_without_naming_the_other_side() -> None:
    world = await make_world()
    await wish(world, "Fund0", Entry0="must")
    await proposed(world)
    async with db.work():
        await service.tell_asked(round_id=world.round, party_ids=list(world.parties.values()))
        ids = [row["id"] for row in await db.fetch("select id from meeting")]
        await service.tell_proposed(round_id=world.round, meeting_ids=ids)
    rows = await db.fetch("select kind, email, body from message order by kind, email")
    assert [(row["kind"], row["email"]) for row in rows if row["kind"].startswith("roadshow/")] == [
        *(("roadshow/asked", f"{name}.org") for name in ("e0@start0", "e1@start1", "f0@fund0", "f1@fund1")),
        ("roadshow/proposed", "e0@start0.org"),
        ("roadshow/proposed", "f0@fund0.org"),
    ]
    [to_entry, to_fund] = [row["body"] for row in rows if row["kind"] == "roadshow/proposed"]
    assert "Fund0" not in to_entry and "Entry0" not in to_fund.replace("Hello Entry0", "")
    assert all("BT26" not in row["body"] for row in rows)
