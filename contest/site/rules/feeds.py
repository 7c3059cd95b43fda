"""Open calls for other programs: as data, and as events of a calendar.

A deadline is a moment. Both feeds give it in UTC, so that no calendar has to know when whose clocks change; the words
say what clocks show where the round is held.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from icalendar import Calendar, Event
from msgspec import Struct

from contest.lib.i18n import N_, locale
from contest.lib.web import formats


class Call(Struct, frozen=True, kw_only=True):
    """A call as feeds tell of it. `moved` counts its changes since it opened, `changed_at` is the last of them."""

    id: UUID
    edition_slug: str
    edition_name_en: str
    edition_name_zh: str
    slug: str
    name_en: str
    name_zh: str
    city_en: str | None
    city_zh: str | None
    country: str | None
    state: str
    time_zone: str
    opens_at: datetime
    closes_at: datetime
    kinds: list[str]
    language: str
    moved: int
    changed_at: datetime | None
    is_demo: bool

    def takes_entries(self, now: datetime) -> bool:
        return self.state == "open" and self.opens_at <= now <= self.closes_at

    def address(self, site: str) -> str:
        return f"{site}/calls/{self.edition_slug}/{self.slug}"


def as_data(calls: list[Call], *, site: str, now: datetime) -> dict[str, Any]:
    """The calls that take entries now or will, as plain values."""
    return {
        "documentation": f"{site}/calls#data",
        "calls": [_datum(call, site, now) for call in calls if call.state == "open" and now <= call.closes_at],
    }


def _datum(call: Call, site: str, now: datetime) -> dict[str, Any]:
    place = {"en": call.city_en, "zh": call.city_zh} if call.city_en else None
    return {
        "id": str(call.id),
        "url": call.address(site),
        "edition": {
            "id": call.edition_slug,
            "name": {"en": call.edition_name_en, "zh": call.edition_name_zh},
            "url": f"{site}/calls/{call.edition_slug}",
            "rules": f"{site}/rules/{call.edition_slug}",
        },
        "name": {"en": call.name_en, "zh": call.name_zh},
        "city": place,
        "country": call.country,
        "kinds": call.kinds,
        "language": call.language,
        "takes_entries": call.takes_entries(now),
        "opens_at": _utc(call.opens_at),
        "closes_at": _utc(call.closes_at),
        "time_zone": call.time_zone,
        "opens_at_local": _local(call.opens_at, call.time_zone),
        "closes_at_local": _local(call.closes_at, call.time_zone),
        "changed_at": _utc(call.changed_at) if call.changed_at else None,
        "demonstration": call.is_demo,
    }


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _local(at: datetime, zone: str) -> str:
    return at.astimezone(formats.zone(zone)).isoformat(timespec="seconds")


def as_calendar(calls: list[Call], *, site: str) -> bytes:
    """A calendar (RFC 5545) in the reader's language: when each call opens and when it closes, without alarms.

    An event keeps its UID, made of the round's id, and rises in SEQUENCE with each change, so that calendars move what
    they hold. A cancelled round's events are cancelled, not taken out.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Climate Challenge//Calls//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", str(N_("Calls of the Climate Challenge")))
    calendar.add("x-published-ttl", "PT1H")
    for call in calls:
        opens = N_("%(call)s opens", call=_name(call))
        closes = N_("Deadline: %(call)s", call=_name(call))
        calendar.add_component(_event(call, "opens", call.opens_at, str(opens), site))
        calendar.add_component(_event(call, "closes", call.closes_at, str(closes), site))
    found: bytes = calendar.to_ical()
    return found


def _name(call: Call) -> str:
    if locale() == "zh":
        return f"{call.edition_name_zh or call.edition_name_en}，{call.name_zh or call.name_en}"
    return f"{call.edition_name_en or call.edition_name_zh}, {call.name_en or call.name_zh}"


def _event(call: Call, what: str, at: datetime, words: str, site: str) -> Event:
    event = Event()
    event.add("uid", f"{call.id}-{what}")
    event.add("dtstamp", (call.changed_at or call.opens_at).astimezone(UTC))
    event.add("dtstart", at.astimezone(UTC))
    event.add("sequence", call.moved)
    demonstration = N_("Demonstration")
    event.add("summary", f"{words} [{demonstration}]" if call.is_demo else words)
    where = (call.city_zh or call.city_en) if locale() == "zh" else (call.city_en or call.city_zh)
    event.add("location", where or str(N_("Online")))
    event.add("url", call.address(site))
    there = N_("Where the round is held: %(when)s", when=formats.deadline(at, call.time_zone))
    event.add("description", f"{there}\n{call.address(site)}")
    event.add("status", "CANCELLED" if call.state == "cancelled" else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event
