"""The calendar of an incubator: days without a time, office hours as moments."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from icalendar import Calendar

from contest.incubator.rules.feed import Hour, as_calendar

AT = datetime(2026, 8, 3, 6, tzinfo=UTC)


def test_an_office_hour_is_a_moment_and_blocks_only_when_it_is_booked() -> None:
    free = Hour(
        id=uuid4(), starts_at=AT, ends_at=AT + timedelta(minutes=45), mentor="Mei Tan", venture="", venture_id=None,
        place="Room 3", question="",
    )  # fmt: skip
    booked = Hour(
        id=uuid4(), starts_at=AT, ends_at=AT + timedelta(minutes=45), mentor="Mei Tan", venture="Membrane",
        venture_id=uuid4(), place="", question="Which grid?",
    )  # fmt: skip
    body = as_calendar([], [free, booked], url="https://x.example", is_demo=True, now=AT)
    one, two = Calendar.from_ical(body).walk("VEVENT")
    assert (one["dtstart"].dt, one["dtend"].dt) == (AT, AT + timedelta(minutes=45))
    assert (one["transp"], two["transp"]) == ("TRANSPARENT", "OPAQUE")
    assert (str(one["location"]), "Demonstration" in one["summary"]) == ("Room 3", True)
    assert "Membrane" in two["summary"] and two["description"].startswith("Which grid?\n")
    assert str(two["description"]).endswith(f"/incubator/ventures/{booked.venture_id}/pre-read")
