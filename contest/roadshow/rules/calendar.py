"""A party's meetings as a calendar (RFC 5545).

A meeting is a moment, given in UTC, so that no calendar has to know when whose clocks change; the words say what clocks
show where it takes place and where the reader lives.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from icalendar import Calendar, Event
from msgspec import Struct

from contest.lib.i18n import N_
from contest.lib.web import formats


class Appointment(Struct, frozen=True, kw_only=True):
    """A meeting for a calendar: `where` in words; `changed_at` rises with every change of its time or place."""

    id: UUID
    whom: str
    where: str
    starts_at: datetime
    ends_at: datetime
    is_accepted: bool
    changed_at: datetime


def as_calendar(meetings: Sequence[Appointment], *, zone: str, own_zone: str, url: str, is_demo: bool) -> bytes:
    """The meetings in the reader's language; what nobody has accepted yet is tentative.

    A meeting keeps its UID and rises in SEQUENCE when it moves, so that calendars move what they hold.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Climate Challenge//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", str(N_("My meetings")))
    for one in meetings:
        calendar.add_component(_event(one, zone, own_zone, url, is_demo))
    found: bytes = calendar.to_ical()
    return found


def _event(one: Appointment, zone: str, own_zone: str, url: str, is_demo: bool) -> Event:
    event = Event()
    event.add("uid", f"{one.id}-meeting")
    event.add("dtstamp", one.changed_at.astimezone(UTC))
    event.add("dtstart", one.starts_at.astimezone(UTC))
    event.add("dtend", one.ends_at.astimezone(UTC))
    event.add("sequence", int(one.changed_at.timestamp()))
    words, demonstration = str(N_("Meeting: %(whom)s", whom=one.whom)), N_("Demonstration")
    event.add("summary", f"{words} [{demonstration}]" if is_demo else words)
    event.add("location", one.where)
    event.add("url", url)
    said = [str(N_("Where it takes place: %(when)s", when=formats.deadline(one.starts_at, zone)))]
    if own_zone != zone:
        said.append(str(N_("Where you live: %(when)s", when=formats.deadline(one.starts_at, own_zone))))
    event.add("description", "\n".join([*said, url]))
    event.add("status", "CONFIRMED" if one.is_accepted else "TENTATIVE")
    return event
