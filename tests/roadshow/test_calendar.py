"""Meetings in calendars: right in both zones, also across a change of clocks."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from icalendar import Calendar

from contest.lib import clock, db
from contest.roadshow import queries, service
from contest.roadshow.rules.calendar import Appointment, as_calendar
from tests.makers import NOW
from tests.roadshow.world import make_world, wish
from tests.web import sign_in


def appointment(at: datetime, **values: object) -> Appointment:
    return Appointment(
        **{
            "uid": "1-meeting",
            "summary": "Meeting: Seine Climate Ventures",
            "where": "Table 1",
            "starts_at": at,
            "ends_at": at + timedelta(minutes=20),
            "is_firm": True,
            "changed_at": NOW,
            "zone": "UTC",
            "url": "https://x.org",
            "is_demo": False,
            **values,
        }  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("at", "zone", "own", "there", "here"),
    [
        # Paris goes back at 01:00 UTC on 25 October 2026; Shanghai never does.
        (datetime(2026, 10, 24, 12, tzinfo=UTC), "Europe/Paris", "Asia/Shanghai", "14:00 (UTC+2)", "20:00 (UTC+8)"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/Paris", "Asia/Shanghai", "02:30 (UTC+2)", "08:30 (UTC+8)"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Europe/Paris", "Asia/Shanghai", "02:30 (UTC+1)", "09:30 (UTC+8)"),
        (datetime(2026, 10, 26, 12, tzinfo=UTC), "Europe/Paris", "Asia/Shanghai", "13:00 (UTC+1)", "20:00 (UTC+8)"),
        # and forward on 29 March; New York did on the 8th already
        (datetime(2026, 3, 20, 13, tzinfo=UTC), "Europe/Paris", "America/New_York", "14:00 (UTC+1)", "09:00 (UTC−4)"),
        (datetime(2026, 3, 29, 1, tzinfo=UTC), "Europe/Paris", "America/New_York", "03:00 (UTC+2)", "21:00 (UTC−4)"),
        # between the two changes of the autumn Paris and New York are five hours apart
        (datetime(2026, 10, 28, 13, tzinfo=UTC), "Europe/Paris", "America/New_York", "14:00 (UTC+1)", "09:00 (UTC−4)"),
        (datetime(2026, 11, 2, 13, tzinfo=UTC), "Europe/Paris", "America/New_York", "14:00 (UTC+1)", "08:00 (UTC−5)"),
        # the south changes the other way, Lord Howe by half an hour; Nepal is a quarter off
        (datetime(2026, 10, 4, 3, tzinfo=UTC), "Asia/Shanghai", "Australia/Sydney", "11:00 (UTC+8)", "14:00 (UTC+11)"),
        (
            datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
            "Asia/Shanghai",
            "Australia/Lord_Howe",
            "23:30 (UTC+8)",
            "02:30 (UTC+11)",
        ),
        (datetime(2026, 6, 1, 8, tzinfo=UTC), "Europe/Paris", "Asia/Kathmandu", "10:00 (UTC+2)", "13:45 (UTC+5:45)"),
    ],
)
def test_a_meeting_is_a_moment_and_its_words_say_both_clocks(
    at: datetime, zone: str, own: str, there: str, here: str
) -> None:
    body = as_calendar([appointment(at, zone=zone)], own_zone=own)
    [event] = Calendar.from_ical(body).walk("VEVENT")
    assert event.decoded("dtstart") == at and event.decoded("dtend") == at + timedelta(minutes=20)
    assert f"{at:%Y%m%dT%H%M%SZ}".encode() in body
    said = str(event["description"]).splitlines()
    assert there in said[0].replace("-", "−") and here in said[1].replace("-", "−")


def test_who_lives_where_it_takes_place_is_told_one_time_and_a_move_rises_in_sequence() -> None:
    first = appointment(NOW, is_firm=False, is_demo=True)
    later = appointment(NOW + timedelta(hours=1), changed_at=NOW + timedelta(seconds=1), is_demo=True)
    events = [Calendar.from_ical(as_calendar([one], own_zone="UTC")).walk("VEVENT")[0] for one in (first, later)]
    assert [str(event["status"]) for event in events] == ["TENTATIVE", "CONFIRMED"]
    assert events[0]["uid"] == events[1]["uid"] and events[0]["sequence"] < events[1]["sequence"]
    assert "Where you live" not in events[0]["description"] and "[Demonstration]" in events[0]["summary"]


@pytest.mark.usefixtures("database")
async def test_a_party_takes_its_meetings_into_its_own_calendar(client: httpx.AsyncClient) -> None:
    world = await make_world()
    await db.execute("update person set time_zone = 'Asia/Shanghai' where id = $1", world.people["Fund0"].id)
    await wish(world, "Fund0", Entry0="must")
    async with db.work():
        plan = await service.ask_plan(actor=world.organiser, round_id=world.round, now=NOW)
    await service.work_out_plan(plan_id=plan)
    async with db.work():
        await service.propose_plan(actor=world.organiser, plan_id=plan, now=NOW)
    await sign_in(client, world.people["Fund0"].id)
    here = f"/roadshow/parties/{world.parties['Fund0']}"
    with clock.moved_to(NOW):
        answer = await client.get(f"{here}/meetings.ics")
        page = (await client.get(here)).text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    [meeting] = (await queries.wish_page(actor=world.people["Fund0"], party_id=world.parties["Fund0"])).meetings
    assert (str(event["summary"]), event.decoded("dtstart")) == ("Meeting: Entry0", meeting.starts_at)
    assert "Hall, Maison" in str(event["location"])
    assert re.search(r"\(UTC\+8\)", page)


@pytest.mark.usefixtures("database")
async def test_what_both_accepted_is_taken_into_a_calendar_by_itself_and_can_still_be_declined(
    client: httpx.AsyncClient,
) -> None:
    world = await make_world()
    await wish(world, "Fund0", Entry0="must", Entry1="must")
    async with db.work():
        plan = await service.ask_plan(actor=world.organiser, round_id=world.round, now=NOW)
    await service.work_out_plan(plan_id=plan)
    async with db.work():
        await service.propose_plan(actor=world.organiser, plan_id=plan, now=NOW)
    mine = world.people["Fund0"]
    first, second = (await queries.wish_page(actor=mine, party_id=world.parties["Fund0"])).meetings
    for name in ("Fund0", "Entry0", "Entry1"):
        for one in (await queries.wish_page(actor=world.people[name], party_id=world.parties[name])).meetings:
            if one.id == first.id:
                async with db.work():
                    await service.answer_meeting(actor=world.people[name], meeting_id=first.id, is_yes=True)
    await sign_in(client, mine.id)
    here = f"/roadshow/parties/{world.parties['Fund0']}"
    with clock.moved_to(NOW):
        page = (await client.get(here)).text
        firm = await client.get(f"{here}/meetings.ics?meeting={first.id}")
        foreign = await client.get(f"{here}/meetings.ics?meeting={plan}")
    [event] = Calendar.from_ical(firm.content).walk("VEVENT")
    assert (str(event["uid"]), str(event["status"])) == (f"{first.id}-meeting", "CONFIRMED")
    assert foreign.status_code == 404
    assert f"meeting={first.id}" in page and f"meeting={second.id}" not in page
    assert f'href="#p-{first.other}"' in page and f'id="p-{first.other}"' in page
    assert page.count("You can’t come?") == 1 and page.count('value="no"') == 2
