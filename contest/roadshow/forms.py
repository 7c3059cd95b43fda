"""What comes in about events and wishes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.challenge.rules import local_time
from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy
from contest.roadshow.rules.events import EventPlan

Line = Annotated[str, Meta(max_length=200)]
Clock = Annotated[str, Meta(max_length=10)]
Number = Annotated[int, Meta(ge=0, le=1000)]
MARK = "m."


class EventForm(msgspec.Struct, kw_only=True):
    """An event; `rooms` is a line for each room, its name and its tables: `Hall: 8`. Times are the round's."""

    starts_on: Clock
    starts_time: Clock
    close_on: Clock
    close_time: Clock
    slots: Number
    minutes: Number
    gap: Number
    rooms: Annotated[str, Meta(max_length=2000)]
    venue_en: Line = ""
    venue_zh: Line = ""
    run: Number = 0
    pause: Number = 0
    walk_minutes: Number = 0
    floor: Number = 2
    most: Number = 8
    musts: Number = 5

    def plan(self, zone: str) -> EventPlan:
        """The plan, its local times read in `zone`; `Invalid` names each that is no single moment, and a bad line."""
        faults: dict[str, Lazy | str] = {}
        moments = {}
        for name in ("starts", "close"):
            read = local_time.moment_of(getattr(self, f"{name}_on"), getattr(self, f"{name}_time"), zone)
            if isinstance(read, datetime):
                moments[name] = read
            else:
                faults[f"{name}_on"] = _explain(read, zone)
        rooms = _rooms(self.rooms)
        if rooms is None:
            faults["rooms"] = N_("Write a line for each room, with its tables: Hall: 8")
        if faults or rooms is None:
            raise Invalid(fields=faults)
        plain = {name: getattr(self, name) for name in EventPlan.__struct_fields__ if hasattr(self, name)}
        return EventPlan(
            **{**plain, "rooms": rooms, "starts_at": moments["starts"], "wishes_close_at": moments["close"]}
        )


def _rooms(text: str) -> dict[str, int] | None:
    rooms: dict[str, int] = {}
    for line in text.replace("：", ":").splitlines():
        name, _, count = line.rpartition(":")
        if not line.strip():
            continue
        if not count.strip().isdecimal() or name.strip() in rooms or len(name.strip()) > 80:
            return None
        rooms[name.strip()] = int(count)
    return rooms


def _explain(read: local_time.Missing | local_time.Twice | None, zone: str) -> Lazy:
    if isinstance(read, local_time.Missing):
        return N_("Clocks in %(zone)s jump over this time: choose a later one.", zone=zone)
    if isinstance(read, local_time.Twice):
        return N_("Clocks in %(zone)s show this time twice: choose one an hour earlier or later.", zone=zone)
    return N_("Enter a day and a time such as 18:00; 24:00 is the end of the day.")


class TimesForm(msgspec.Struct, kw_only=True):
    """When a party can come, and how many meetings it wants; no slot may be `free`."""

    least: Number = 0
    most: Number | None = None
    attendance: str = "present"


def slots_in(fields: Mapping[str, Any]) -> list[UUID]:
    """The slots that were ticked."""
    said = fields.get("free", [])
    try:
        return [UUID(one) for one in ([said] if isinstance(said, str) else said)]
    except ValueError:
        raise Invalid(N_("Choose one of the answers offered.")) from None


def marks_in(fields: Mapping[str, Any]) -> dict[UUID, str]:
    """What was marked, by party."""
    try:
        return {UUID(name.removeprefix(MARK)): str(value) for name, value in fields.items() if name.startswith(MARK)}
    except ValueError:
        raise Invalid(N_("Choose one of the answers offered.")) from None


class NoteForm(msgspec.Struct, kw_only=True):
    """A note on somebody to meet."""

    about: UUID
    note: Annotated[str, Meta(max_length=2000)] = ""


class MoveForm(msgspec.Struct, kw_only=True):
    """Where a meeting goes; no table is a video link."""

    slot: UUID
    table: UUID | None = None
