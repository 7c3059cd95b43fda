"""The programme: drawn so that anybody can repeat it, timed by the server, released to those whom it concerns."""

import re
import subprocess
from datetime import datetime, timedelta
from uuid import UUID

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from contest.judging.rules import pitching
from contest.judging.rules.pitching import Minutes
from contest.lib import clock, db
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.roadshow import queries, service
from contest.roadshow.rules import draw, programme
from contest.roadshow.rules.programme import Item, ItemPlan, MeetingTime, PitchTime, Programme
from contest.roadshow.tables import Party
from contest.roadshow.tables.programme import Pitch
from tests.judging.test_live import make_live
from tests.makers import NOW, actor_for, agree, grant, make_round
from tests.roadshow.world import PLAN, World, make_world, wish
from tests.web import post, sign_in

START = PLAN.starts_at
CODES = st.lists(st.from_regex(r"[A-Z0-9]{2,4}-[0-9]{4}", fullmatch=True), min_size=1, max_size=8, unique=True)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


@given(st.text(st.characters(codec="ascii", min_codepoint=33, max_codepoint=126), min_size=1, max_size=20), CODES)
def test_a_draw_does_not_depend_on_how_it_was_listed_nor_on_who_drops_out(seed: str, codes: list[str]) -> None:
    order = draw.order(seed, codes)
    assert sorted(order) == sorted(codes) and draw.order(seed, codes[::-1]) == order
    assert draw.order(seed, order[1:]) == order[1:]


@pytest.mark.parametrize("seed", ["3 14 15 92", "it's; $(touch x) \\ %s", "7f83b165"])
def test_a_shell_repeats_a_draw(seed: str) -> None:
    codes = [f"BT26-{number:04}" for number in range(12)]
    made = subprocess.run(["sh", "-c", draw.recipe(seed, codes)], capture_output=True, text=True, check=True)
    assert [line.split()[-1] for line in made.stdout.splitlines()] == draw.order(seed, codes)
    assert draw.order("another", codes) != draw.order(seed, codes)


def test_the_clock_goes_through_its_stages_by_the_servers_time() -> None:
    made = pitching.begin(Minutes(), now=START)

    def shown(moments: pitching.Moments, minutes: float) -> tuple[str, int, bool]:
        stage = pitching.stage_of(moments, now=at(minutes))
        return stage.key, stage.seconds, stage.is_held

    assert [shown(made, minutes) for minutes in (0, 7.995, 8, 15, 17, 40)] == [
        ("pitch", 480, False), ("pitch", 1, False), ("questions", 420, False), ("change", 120, False),
        ("over", 0, False), ("over", 0, False),
    ]  # fmt: skip
    held = pitching.hold(made, now=at(3))
    assert [shown(held, minutes) for minutes in (3, 60)] == [("pitch", 300, True)] * 2
    again = pitching.resume(held, now=at(10))
    assert shown(again, 10) == ("pitch", 300, False) and again.over_at == at(24)
    early = pitching.go_on(again, Minutes(), now=at(12))
    assert shown(early, 12) == ("questions", 420, False) and early.over_at == at(21)
    assert shown(pitching.go_on(early, Minutes(), now=at(13)), 13) == ("change", 120, False)
    assert pitching.cut(early, now=at(14)).over_at == at(14)
    for refused in (
        lambda: pitching.resume(made, now=at(1)),
        lambda: pitching.hold(held, now=at(4)),
        lambda: pitching.go_on(made, Minutes(), now=at(17)),
    ):
        with pytest.raises(Conflict):
            refused()


def item(key: str, start: float, end: float, kind: str = "session", **more: str) -> Item:
    return Item(id=key, kind=kind, starts_at=at(start), ends_at=at(end), **more)


def test_pitches_fill_their_sessions_and_what_is_too_much_runs_past_the_last() -> None:
    sessions = [item("b", 60, 92, "pitches", room="Annexe"), item("a", 0, 32, "pitches", room="Hall")]
    order = [(f"p{number}", f"C{number}", "") for number in range(5)]
    made, over = programme.pitch_times(sessions, order, Minutes())
    assert [(one.code, one.session, (one.starts_at - START).seconds // 60, one.room) for one in made] == [
        ("C0", "a", 0, "Hall"), ("C1", "a", 17, "Hall"),
        ("C2", "b", 60, "Annexe"), ("C3", "b", 77, "Annexe"), ("C4", "b", 94, "Annexe"),
    ]  # fmt: skip
    assert over == timedelta(minutes=17)
    assert programme.pitch_times(sessions, order[:4], Minutes())[1] == timedelta()


def test_meeting_slots_stand_in_the_programme_in_blocks_between_their_breaks() -> None:
    slots = [(at(start), at(start + 20)) for start in (0, 25, 75, 100)]
    blocks = programme.blocks(slots)
    assert [(one.starts_at, one.ends_at) for one in blocks] == [(at(0), at(45)), (at(75), at(120))]
    assert len(programme.blocks(slots[:1])) == 1 and programme.blocks([]) == []


def test_a_version_concerns_only_those_for_whom_something_changes() -> None:
    def pitch(party: str, start: float, **more: object) -> PitchTime:
        said = {"session": "s", "code": party, "place": 1, "room": "Hall", **more}
        return PitchTime(party=party, starts_at=at(start), ends_at=at(start + 15), **said)  # type: ignore[arg-type]

    def meeting(key: str, table: str = "1") -> MeetingTime:
        return MeetingTime(
            id=key, entry="a", other=f"of {key}", table=table, room="Hall", starts_at=at(60), ends_at=at(80)
        )

    before = Programme(items=[item("s", 0, 60)], pitches=[pitch("a", 0), pitch("b", 17)], meetings=[meeting("m")])
    swapped = msgspec.structs.replace(before, pitches=[pitch("b", 0), pitch("a", 17)])
    everybody = ["a", "b", "c", "of m"]
    assert programme.changes(before, swapped).affected(everybody) == ["a", "b"]
    place = msgspec.structs.replace(before, pitches=[pitch("a", 0, place=2, moved_because="x"), pitch("b", 17)])
    assert programme.changes(before, place).is_nothing
    moved = msgspec.structs.replace(before, meetings=[meeting("m", "2")])
    assert programme.changes(before, moved).affected(everybody) == ["a", "of m"]
    gone = msgspec.structs.replace(before, pitches=before.pitches[:1])
    [change] = programme.changes(before, gone).of("b")
    assert (change.what, change.how, change.was, change.starts_at) == ("pitch", "off", at(17), None)
    later = msgspec.structs.replace(before, items=[item("s", 5, 60)])
    assert programme.changes(before, later).affected(everybody) == everybody
    assert programme.changes(before, before).is_nothing


async def arranged(world: World, *plans: ItemPlan) -> None:
    for plan in plans or (ItemPlan(kind="pitches", room="Hall", starts_at=at(-120), ends_at=at(-60)),):
        async with db.work():
            await service.save_item(actor=world.organiser, round_id=world.round, plan=plan)


async def drawn(world: World, **said: str) -> int:
    async with db.work():
        return await service.draw_order(actor=world.organiser, round_id=world.round, now=NOW, **said)


async def released(world: World) -> int:
    async with db.work():
        number = await service.release_programme(actor=world.organiser, round_id=world.round, now=NOW)
    async with db.work():
        await service.tell_released(round_id=world.round, number=number)
    return number


async def told(kind: str = "roadshow/released") -> list[str]:
    rows = await db.fetch("delete from message where kind = $1 returning email", kind)
    return sorted(row["email"].partition("@")[0] for row in rows)


async def the_page(world: World) -> queries.ProgrammePage:
    return await queries.programme_page(actor=world.organiser, round_id=world.round)


@pytest.mark.usefixtures("database")
async def test_a_draw_stays_and_a_second_one_needs_a_reason() -> None:
    world = await make_world(entries=4)
    await arranged(world)
    assert await drawn(world, seed="3 14 15", source="Lottery of 2 May") == 1
    with pytest.raises(Invalid) as refused:
        await drawn(world)
    assert list(dict(refused.value.fields)) == ["reason"]
    with pytest.raises(Invalid):
        await drawn(world, seed="chosen", reason="x")
    assert await drawn(world, reason="One came late.") == 2
    page = await the_page(world)
    codes = [f"BT26-000{number}" for number in range(4)]
    assert [one.codes for one in page.now.draws] == [codes, codes]
    assert [one.code for one in page.running] == draw.order(page.now.draws[1].seed, codes)
    assert len(page.now.draws[1].seed) == 32
    last = page.running[3]
    async with db.work():
        await service.move_pitch(
            actor=world.organiser, round_id=world.round, pitch_id=last.id, place=1, reason="Flies at four."
        )
    moved = (await the_page(world)).running
    assert [one.code for one in moved] == [last.code, *[one.code for one in page.running[:3]]]
    assert [one.moved_because for one in moved] == ["Flies at four.", "", "", ""]
    async with db.work():
        await service.start_pitch(actor=world.organiser, round_id=world.round, pitch_id=last.id, now=NOW)
    for late in (
        lambda: drawn(world, reason="Again."),
        lambda: service.move_pitch(actor=world.organiser, round_id=world.round, pitch_id=last.id, place=2, reason="x"),
    ):
        with pytest.raises(Conflict):
            await late()


@pytest.mark.usefixtures("database")
async def test_a_version_is_told_to_whom_it_concerns_and_publishes_what_both_accepted() -> None:
    world = await make_world(entries=3)
    await arranged(world)
    await drawn(world, seed="1", source="x")
    assert await released(world) == 1
    assert await told() == ["e0", "e1", "e2", "f0", "f1"]
    with pytest.raises(Conflict):
        await released(world)
    first = (await the_page(world)).running[0]
    who = next(name for name, party in world.parties.items() if str(party) == first.party)
    async with db.work():
        await service.leave_event(actor=world.people[who], party_id=world.parties[who], now=NOW)
    page = await the_page(world)
    assert (page.affected, len(page.now.pitches)) == (2, 2)
    await released(world)
    assert await told() == sorted({"e0", "e1", "e2"} - {f"e{who[-1]}"})
    funds = [name for name in world.parties if name.startswith("Entry") and name != who]
    await accepted(world, funds[0], "Fund0")
    assert await db.fetchval("select state from meeting") == "accepted"
    await released(world)
    assert await told() == [f"e{funds[0][-1]}", "f0"]
    assert await db.fetchval("select state from meeting") == "published"
    [meeting] = (await queries.wish_page(actor=world.people["Fund0"], party_id=world.parties["Fund0"])).meetings
    async with db.work():
        await service.answer_meeting(actor=world.people["Fund0"], meeting_id=meeting.id, is_yes=True)
    assert await db.fetchval("select state from meeting") == "published"
    async with db.work():
        await service.answer_meeting(actor=world.people["Fund0"], meeting_id=meeting.id, is_yes=False)
    payload = await db.fetchval("select payload from outbox_event where name = 'meeting.called_off'")
    said = msgspec.json.decode(payload)
    async with db.work():
        await service.tell_called_off(meeting_id=UUID(said["meeting_id"]), party_id=UUID(said["party_id"]))
    body = await db.fetchval("select body from message where kind = 'roadshow/called_off'")
    assert "Fund0" not in body and await told("roadshow/called_off") == [f"e{funds[0][-1]}"]


async def accepted(world: World, entry: str, other: str) -> None:
    await wish(world, entry, **{other: "must"})
    async with db.work():
        plan = await service.ask_plan(actor=world.organiser, round_id=world.round, now=NOW)
    await service.work_out_plan(plan_id=plan)
    async with db.work():
        await service.propose_plan(actor=world.organiser, plan_id=plan, now=NOW)
    [meeting] = (await queries.wish_page(actor=world.people[entry], party_id=world.parties[entry])).meetings
    for who in (entry, other):
        async with db.work():
            await service.answer_meeting(actor=world.people[who], meeting_id=meeting.id, is_yes=True)


@pytest.mark.usefixtures("database")
async def test_nobody_meets_while_they_pitch_and_what_is_wrong_is_said() -> None:
    world = await make_world(entries=1, plan=msgspec.structs.replace(PLAN, slots=2, floor=0, most=2))
    hall = ItemPlan(kind="pitches", room="Hall", starts_at=START, ends_at=at(10))
    await arranged(world, hall, msgspec.structs.replace(hall, kind="break", room="hall"))
    await drawn(world)
    await accepted(world, "Entry0", "Fund0")
    slots = (await queries.wish_page(actor=world.people["Fund0"], party_id=world.parties["Fund0"])).slots
    assert await db.fetchval("select slot from meeting") == slots[1].id
    assert [(one.key, one.minutes) for one in (await the_page(world)).trouble] == [("too_long", 5), ("same_room", 0)]
    await db.execute("update meeting set slot = $1", slots[0].id)
    await db.execute(
        "insert into party_away (id, party, slot) values (gen_random_uuid(), $1, $2)",
        world.parties["Entry0"], slots[0].id,
    )  # fmt: skip
    keys = {one.key for one in (await the_page(world)).trouble}
    assert keys == {"too_long", "same_room", "meeting", "away"}


@pytest.mark.usefixtures("database")
async def test_one_clock_runs_and_presence_is_of_ones_own_event() -> None:
    world = await make_world()
    await drawn(world)
    other = await make_round(world.edition, stage="roadshow", slug="other")
    await grant(world.organiser.id, "round_organiser", edition_id=world.edition, round_id=other)
    organiser = await actor_for(world.organiser.id)
    async with db.work():
        await service.lay_out_event(actor=organiser, round_id=other, plan=PLAN, now=NOW)
    first, second = (await the_page(world)).running

    async def day(minutes: float) -> queries.DayPage:
        return await queries.day_page(actor=world.organiser, round_id=world.round, now=at(minutes))

    async with db.work():
        await service.start_pitch(actor=world.organiser, round_id=world.round, pitch_id=first.id, now=at(0))
    now = await day(1)
    assert now.current is not None and now.upcoming is not None
    assert (now.current.running.id, now.upcoming.running.id) == (first.id, second.id)
    async with db.work():
        await service.turn_clock(actor=world.organiser, round_id=world.round, pitch_id=first.id, to="hold", now=at(2))
    async with db.work():
        await service.start_pitch(actor=world.organiser, round_id=world.round, pitch_id=second.id, now=at(5))
    now = await day(6)
    assert now.current is not None and now.current.running.id == second.id and now.upcoming is None
    assert [one.stage.key for one in now.turns if one.stage] == ["over", "pitch"]
    guest = now.guests[world.parties["Fund0"]][0]
    async with db.work():
        await service.mark_here(
            actor=world.organiser, round_id=world.round, party_person_id=guest.id, is_here=True, now=NOW
        )
    assert (await day(6)).guests[world.parties["Fund0"]][0].here_at == NOW
    with pytest.raises(NotFound):
        async with db.work():
            await service.mark_here(actor=organiser, round_id=other, party_person_id=guest.id, is_here=True, now=NOW)
    with pytest.raises(NotFound):
        async with db.work():
            await service.start_pitch(actor=world.people["Fund0"], round_id=world.round, pitch_id=second.id, now=NOW)


@pytest.mark.usefixtures("database")
async def test_an_organiser_makes_draws_and_releases_and_anybody_reads(client: httpx.AsyncClient) -> None:
    world = await make_world()
    here = f"/roadshow/rounds/{world.round}/programme"
    form = {"kind": "pitches", "starts_on": "2026-05-24", "starts_time": "14:00", "ends_time": "15:00", "room": "Saal"}
    with clock.moved_to(NOW):
        await sign_in(client, world.organiser.id)
        wrong = await post(client, f"{here}/items", form | {"ends_time": "13:00", "title_en": "Pitches, first half"})
        assert wrong.status_code == 422 and re.search(r'id="f-ends_time-error">.*It ends before', wrong.text)
        assert 'value="Pitches, first half"' in wrong.text
        assert (await post(client, f"{here}/items", form)).headers["location"] == here
        assert "Drawn" not in (await client.get(here)).text
        await post(client, f"{here}/draw", {"seed": "3 14 15", "source": "Lottery of 2 May"})
        again = await post(client, f"{here}/draw", {})
        assert again.status_code == 422 and "Say why it is drawn again" in again.text
        page = (await client.get(here)).text
        assert "their people get a mail that says what" in page
        public = re.findall(r'href="(/programme/[^"]+)"', (await post_and_look(client, f"{here}/release", here)))[0]
        await post(client, f"/roadshow/rounds/{world.round}/pitches/{(await the_page(world)).running[0].id}/start")
        hall = (await client.get(f"/roadshow/rounds/{world.round}/hall")).text
        assert 'data-stage="pitch"' in hall and ">8:00</p>" in hall
        await agree(world.people["Entry0"].id, "public_page")
        client.cookies.clear()
        text = (await client.get(public)).text
    assert "3 14 15" in text and "Lottery of 2 May" in text and "sha256sum" in text
    assert "Entry0" in text and "Entry1" not in text and "BT26-0001" in text and "Fund0" not in text


async def post_and_look(client: httpx.AsyncClient, path: str, page: str) -> str:
    await post(client, path)
    return (await client.get(page)).text


@pytest.mark.usefixtures("database")
async def test_a_calendar_fetches_what_is_released_from_an_address_that_can_be_changed(
    client: httpx.AsyncClient,
) -> None:
    world = await make_world(entries=1)
    await arranged(world)
    await drawn(world)
    await accepted(world, "Entry0", "Fund0")
    await db.execute("update person set locale = 'zh' where id = $1", world.people["Entry0"].id)
    here = f"/roadshow/parties/{world.parties['Entry0']}/programme"
    with clock.moved_to(NOW):
        await sign_in(client, world.people["Entry0"].id)
        await post(client, here.replace("/programme", "/feed"))
        feed = re.findall(r"(/roadshow/feeds/[^<]+\.ics)", (await client.get(here)).text)[0]
        client.cookies.clear()
        draft = Calendar.from_ical((await client.get(feed)).content).walk("VEVENT")
        assert [str(one["summary"]) for one in draft] == ["会面：Fund0"]
        await released(world)
        found = Calendar.from_ical((await client.get(feed)).content).walk("VEVENT")
        assert [(str(one["summary"]).partition(" ")[0], one.decoded("dtstart")) for one in found] == [
            ("会面：Fund0", START), ("您的路演", at(-120)), ("项目路演", at(-120)),
        ]  # fmt: skip
        await sign_in(client, world.people["Entry0"].id)
        await post(client, here.replace("/programme", "/feed"))
        client.cookies.clear()
        assert (await client.get(feed)).status_code == 404
        await sign_in(client, world.people["Fund0"].id)
        assert (await client.get(here)).status_code == 404


async def test_the_button_of_the_running_order_brings_an_entry_to_the_screens_of_its_judges(
    client: httpx.AsyncClient,
) -> None:
    judged = await make_live()
    entry = min(judged.entries.items())[1]
    async with db.work():
        event = await service.lay_out_event(actor=judged.organiser, round_id=judged.round, plan=PLAN, now=NOW)
    party = await Party(event=event, submission=entry, joined_at=NOW).save()
    pitch = await Pitch(event=event, party=party[0]["id"], place=1).save()
    judge = judged.judges[0]
    review = await db.fetchval("select id from review where submission = $1 and judge = $2", entry, judge.id)
    await sign_in(client, judged.organiser.id)
    started = await post(client, f"/roadshow/rounds/{judged.round}/pitches/{pitch[0]['id']}/start")
    assert started.status_code == 303
    await sign_in(client, judge.id)
    screen = f"/judging/rounds/{judged.round}/live"
    sent_on = await client.get(screen, headers={"hx-request": "true"})
    assert sent_on.headers["hx-redirect"] == f"/judging/reviews/{review}"
    assert 'data-stage="pitch"' in (await client.get(f"{screen}?at={review}")).text
