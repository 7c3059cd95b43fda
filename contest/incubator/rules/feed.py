"""The days of ventures as a calendar that people subscribe to (RFC 5545): whole days, of no time zone."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event
from msgspec import Struct

from contest.lib.i18n import N_, Lazy

WORDS: dict[str, Lazy] = {
    "milestone": N_("Milestone"),
    "step": N_("Landing step"),
}


class Due(Struct, frozen=True, kw_only=True):
    """Something due on a day. `what` is milestone or step; `changed_at` rises with every change."""

    id: UUID
    what: str
    name: str
    venture: str
    venture_id: UUID
    day: date
    is_done: bool
    changed_at: datetime


def as_calendar(lines: Sequence[Due], *, url: str, is_demo: bool) -> bytes:
    """The lines in the reader's language. Each keeps its UID and rises in SEQUENCE, so that calendars move it."""
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
    found: bytes = calendar.to_ical()
    return found
