"""The days of ventures as a calendar that people subscribe to (RFC 5545): days are whole and of no time zone, office
hours are moments."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event
from msgspec import Struct

from contest.lib.i18n import N_, Lazy

WORDS: dict[str, Lazy] = {
    "milestone": N_("Milestone"),
    "step": N_("Landing step"),
    "hour": N_("Office hour"),
    "free": N_("still free"),
}


class Hour(Struct, frozen=True, kw_only=True):
    """An office hour: `venture` is the name of the one that booked it, empty while it is free."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    mentor: str
    venture: str
    venture_id: UUID | None
    place: str
    question: str


class Due(Struct, frozen=True, kw_only=True):
    """Something due on a day. `what` is milestone or step; `changed_at` rises with every change."""

    id: UUID
    edition_id: UUID
    round_id: UUID
    what: str
    name: str
    venture: str
    venture_id: UUID
    day: date
    is_done: bool
    changed_at: datetime


def as_calendar(lines: Sequence[Due], hours: Sequence[Hour] = (), *, url: str, is_demo: bool, now: datetime) -> bytes:
    """The lines and office hours in the reader's language. Each keeps its UID and rises in SEQUENCE, so that calendars
    move it."""
    calendar = Calendar()
    calendar.add("prodid", "-//Climate Challenge//Incubator//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", str(N_("Incubator")))
    word = N_("Demonstration")
    demonstration = f" [{word}]" if is_demo else ""
    for one in lines:
        event = Event()
        event.add("uid", f"{one.id}-{one.what}")
        event.add("dtstamp", one.changed_at.astimezone(UTC))
        event.add("dtstart", one.day)
        event.add("dtend", one.day + timedelta(days=1))
        event.add("sequence", int(one.changed_at.timestamp()))
        event.add("summary", f"{'✓ ' if one.is_done else ''}{WORDS[one.what]}: {one.name}{demonstration}")
        event.add("description", f"{one.venture}\n{url}/incubator/ventures/{one.venture_id}")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    for hour in hours:
        calendar.add_component(_hour(hour, url, now, demonstration))
    found: bytes = calendar.to_ical()
    return found


def _hour(one: Hour, url: str, now: datetime, demonstration: str) -> Event:
    """An hour is as it is now: nothing tells when it was given back."""
    event = Event()
    event.add("uid", f"{one.id}-hour")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", one.starts_at.astimezone(UTC))
    event.add("dtend", one.ends_at.astimezone(UTC))
    event.add("sequence", int(now.timestamp()))
    event.add("summary", f"{WORDS['hour']}: {one.mentor}, {one.venture or WORDS['free']}{demonstration}")
    link = f"{url}/incubator/ventures/{one.venture_id}/pre-read" if one.venture_id else f"{url}/incubator/mentoring"
    event.add("description", f"{one.question}\n{link}".strip())
    if one.place:
        event.add("location", one.place)
    event.add("transp", "OPAQUE" if one.venture_id else "TRANSPARENT")
    return event
