"""Appointments as a calendar (RFC 5545).

An appointment is a moment, given in UTC, so that no calendar has to know when whose clocks change; the words say what
clocks show where it takes place and where the reader lives.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from icalendar import Calendar, Event
from msgspec import Struct

from contest.lib.i18n import N_
from contest.lib.web import formats


class Appointment(Struct, frozen=True, kw_only=True):
    """An appointment for a calendar, in the reader's words; `changed_at` rises with every change of time or place.

    `zone` is where it takes place, `url` the page of it; what is not `is_firm` nobody has agreed to yet.
    """

    uid: str
    summary: str
    where: str
    starts_at: datetime
    ends_at: datetime
    is_firm: bool
    changed_at: datetime
    zone: str
    url: str
    is_demo: bool


def as_calendar(appointments: Sequence[Appointment], *, own_zone: str) -> bytes:
    """The appointments in the reader's language, who lives by `own_zone`; what is not agreed yet is tentative.

    An appointment keeps its UID and rises in SEQUENCE when it moves, so that calendars move what they hold.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Climate Challenge//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", str(N_("My meetings")))
    for one in appointments:
        calendar.add_component(_event(one, own_zone))
    found: bytes = calendar.to_ical()
    return found


def _event(one: Appointment, own_zone: str) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", one.changed_at.astimezone(UTC))
    event.add("dtstart", one.starts_at.astimezone(UTC))
    event.add("dtend", one.ends_at.astimezone(UTC))
    event.add("sequence", int(one.changed_at.timestamp()))
    demonstration = N_("Demonstration")
    event.add("summary", f"{one.summary} [{demonstration}]" if one.is_demo else one.summary)
    event.add("location", one.where)
    event.add("url", one.url)
    said = [str(N_("Where it takes place: %(when)s", when=formats.deadline(one.starts_at, one.zone)))]
    if own_zone != one.zone:
        said.append(str(N_("Where you live: %(when)s", when=formats.deadline(one.starts_at, own_zone))))
    event.add("description", "\n".join([*said, one.url]))
    event.add("status", "CONFIRMED" if one.is_firm else "TENTATIVE")
    return event
