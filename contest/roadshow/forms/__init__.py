"""What comes in about events and wishes."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy
from contest.roadshow.forms.moments import moment_or_fault
from contest.roadshow.rules.after import Outcome
from contest.roadshow.rules.events import EventEdit, EventPlan

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
            read = moment_or_fault(getattr(self, f"{name}_on"), getattr(self, f"{name}_time"), zone)
            if isinstance(read, datetime):
                moments[name] = read
            else:
                faults[f"{name}_on"] = read
        rooms = _rooms(self.rooms)
        if rooms is None:
            faults["rooms"] = N_("Write a line for each room, with its tables: Hall: 8")
        if faults or rooms is None:
            raise Invalid(fields=faults)
        plain = {name: getattr(self, name) for name in EventPlan.__struct_fields__ if hasattr(self, name)}
        return EventPlan(
            **{**plain, "rooms": rooms, "starts_at": moments["starts"], "wishes_close_at": moments["close"]}
        )


class EditForm(msgspec.Struct, kw_only=True):
    """What may change of an event that is laid out. Times are the round's."""

    close_on: Clock
    close_time: Clock
    venue_en: Line = ""
    venue_zh: Line = ""
    walk_minutes: Number = 0
    floor: Number = 2
    most: Number = 8
    musts: Number = 5
    seats: Annotated[int, Meta(ge=0, le=100_000)] | None = None
    visa_days: Annotated[int, Meta(ge=0, le=200)] = 30

    def plan(self, zone: str) -> EventEdit:
        """The plan, its local time read in `zone`; `Invalid` where that is no single moment."""
        close_at = moment_or_fault(self.close_on, self.close_time, zone)
        if not isinstance(close_at, datetime):
            raise Invalid(fields={"close_on": close_at})
        plain = {name: getattr(self, name) for name in EventEdit.__struct_fields__ if hasattr(self, name)}
        return EventEdit(**plain, wishes_close_at=close_at)


class SlotForm(msgspec.Struct, kw_only=True):
    """One more time for meetings."""

    starts_on: Clock
    starts_time: Clock
    minutes: Number

    def starts_at(self, zone: str) -> datetime:
        """When it begins; `Invalid` where that is no single moment in `zone`."""
        read = moment_or_fault(self.starts_on, self.starts_time, zone)
        if not isinstance(read, datetime):
            raise Invalid(fields={"starts_on": read})
        return read


class TablesForm(msgspec.Struct, kw_only=True):
    """More tables in a room."""

    count: Number
    room: Annotated[str, Meta(max_length=80)] = ""


class AssistantForm(msgspec.Struct, kw_only=True):
    """Whom a link is for, and for how many days it holds."""

    label: Annotated[str, Meta(max_length=80)]
    days: Number


class OutcomeForm(msgspec.Struct, kw_only=True):
    """What came of a meeting."""

    outcome: Annotated[str, Meta(max_length=20)] = ""
    next_step: Annotated[str, Meta(max_length=300)] = ""
    who: Annotated[str, Meta(max_length=120)] = ""
    next_on: Clock = ""
    note: Annotated[str, Meta(max_length=2000)] = ""

    def outcome_said(self) -> Outcome:
        """What was said; `Invalid` where the day is none."""
        try:
            day = date.fromisoformat(self.next_on) if self.next_on else None
        except ValueError:
            raise Invalid(fields={"next_on": N_("This is no day.")}) from None
        return Outcome(outcome=self.outcome, next_step=self.next_step, who=self.who, next_on=day, note=self.note)


class SignedForm(msgspec.Struct, kw_only=True):
    """An agreement that was signed at an event; `pair` is its entry and its counterpart, `entry:other`, or neither."""

    agreement: UUID
    pair: Annotated[str, Meta(max_length=80)] = ""

    def both(self) -> tuple[UUID, UUID] | None:
        """The two; `Invalid` where they are none."""
        if not self.pair:
            return None
        try:
            entry, other = (UUID(one) for one in self.pair.split(":"))
        except ValueError:
            raise Invalid(fields={"pair": N_("Choose one of the answers offered.")}) from None
        return entry, other


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
