"""What programs send and are told about the layout of an event and its programme."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy
from contest.roadshow.forms.programs import Moment, Number
from contest.roadshow.queries import Event, ProgrammePage, Slot, Table
from contest.roadshow.rules.events import EventEdit, EventPlan
from contest.roadshow.rules.programme import ItemPlan

Line = Annotated[str, Meta(max_length=200)]
Room = Annotated[str, Meta(max_length=80)]
Reason = Annotated[str, Meta(max_length=300)]
YEARS = range(2000, 2201)  # as for what is typed on a page


def _near(sent: msgspec.Struct, *names: str) -> None:
    """`Invalid` names each moment that is in no year of a contest."""
    faults: dict[str, Lazy | str] = {
        name: N_("This is no moment of a contest.") for name in names if getattr(sent, name).year not in YEARS
    }
    if faults:
        raise Invalid(fields=faults)


class TimeOf(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    starts_at: datetime
    ends_at: datetime


class TableOf(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    room: str


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """`seats` are for the audience; null asks nobody to come."""

    venue_en: str
    venue_zh: str
    wishes_close_at: datetime
    walk_minutes: int
    floor: int
    most: int
    musts: int
    seats: int | None
    visa_days: int
    times: list[TimeOf]
    tables: list[TableOf]


def layout(event: Event, slots: Sequence[Slot], tables: Sequence[Table]) -> Layout:
    plain = {name: getattr(event, name) for name in Layout.__struct_fields__ if hasattr(event, name)}
    return Layout(
        **plain,
        times=msgspec.convert(slots, list[TimeOf], from_attributes=True),
        tables=msgspec.convert(tables, list[TableOf], from_attributes=True),
    )


class LayOut(msgspec.Struct, frozen=True, kw_only=True):
    """`slots` times of `minutes` with `gap` minutes between them, a break of `pause` minutes after every `run` of them
    (0: none). `rooms`: the tables of each room."""

    starts_at: Moment
    wishes_close_at: Moment
    slots: Number
    minutes: Number
    gap: Number
    rooms: Annotated[dict[Room, Number], Meta(max_length=50)]
    run: Number = 0
    pause: Number = 0
    venue_en: Line = ""
    venue_zh: Line = ""
    walk_minutes: Number = 0
    floor: Number = 2
    most: Number = 8
    musts: Number = 5

    def plan(self) -> EventPlan:
        _near(self, "starts_at", "wishes_close_at")
        return EventPlan(**msgspec.structs.asdict(self))


class ChangeEvent(msgspec.Struct, frozen=True, kw_only=True):
    wishes_close_at: Moment
    venue_en: Line = ""
    venue_zh: Line = ""
    walk_minutes: Number = 0
    floor: Number = 2
    most: Number = 8
    musts: Number = 5
    seats: Annotated[int, Meta(ge=0, le=100_000)] | None = None
    visa_days: Annotated[int, Meta(ge=0, le=200)] = 30

    def plan(self) -> EventEdit:
        _near(self, "wishes_close_at")
        return EventEdit(**msgspec.structs.asdict(self))


class AddTime(msgspec.Struct, frozen=True, kw_only=True):
    starts_at: Moment
    minutes: Number

    def checked(self) -> datetime:
        _near(self, "starts_at")
        return self.starts_at


class AddTables(msgspec.Struct, frozen=True, kw_only=True):
    count: Number
    room: Room = ""


class ItemOf(msgspec.Struct, frozen=True, kw_only=True):
    """Blocks of meetings, of the kind `meetings`, follow from the times for them."""

    id: str
    kind: str
    title_en: str
    title_zh: str
    room: str
    starts_at: datetime
    ends_at: datetime


class PitchOf(msgspec.Struct, frozen=True, kw_only=True):
    """An entry's place in the running order; `moved_because` says why not where it was drawn."""

    id: UUID
    code: str
    moved_because: str


class DrawOf(msgspec.Struct, frozen=True, kw_only=True):
    """A draw, with all that is needed to repeat it."""

    number: int
    seed: str
    source: str
    codes: list[str]
    reason: str
    drawn_at: datetime


class ReleaseOf(msgspec.Struct, frozen=True, kw_only=True):
    number: int
    note_en: str
    note_zh: str
    released_at: datetime


class TroubleOf(msgspec.Struct, frozen=True, kw_only=True):
    """`key`: no_session, too_long (by so many minutes), same_room, away, meeting (of a party)."""

    key: str
    party: str
    minutes: int


class ProgrammeOf(msgspec.Struct, frozen=True, kw_only=True):
    """As it would be released now; `affected` is how many parties would be told."""

    items: list[ItemOf]
    pitches: list[PitchOf]
    draws: list[DrawOf]
    releases: list[ReleaseOf]
    trouble: list[TroubleOf]
    affected: int


def programme(found: ProgrammePage) -> ProgrammeOf:
    shapes: dict[str, tuple[Any, Any]] = {
        "items": (found.now.items, list[ItemOf]),
        "pitches": (found.running, list[PitchOf]),
        "draws": (found.now.draws, list[DrawOf]),
        "releases": (found.releases, list[ReleaseOf]),
        "trouble": (found.trouble, list[TroubleOf]),
    }
    made = {name: msgspec.convert(value, kind, from_attributes=True) for name, (value, kind) in shapes.items()}
    return ProgrammeOf(**made, affected=found.affected)


class SaveItem(msgspec.Struct, frozen=True, kw_only=True):
    kind: Literal["session", "pitches", "break"]
    starts_at: Moment
    ends_at: Moment
    title_en: Line = ""
    title_zh: Line = ""
    room: Room = ""

    def plan(self) -> ItemPlan:
        _near(self, "starts_at", "ends_at")
        return ItemPlan(**msgspec.structs.asdict(self))


class SetMinutes(msgspec.Struct, frozen=True, kw_only=True):
    pitch: Number
    questions: Number
    change: Number


class AskDraw(msgspec.Struct, frozen=True, kw_only=True):
    """An empty seed lets one be made; one's own names its public source, a further draw its reason."""

    seed: Line = ""
    source: Reason = ""
    reason: Reason = ""


class MovePitch(msgspec.Struct, frozen=True, kw_only=True):
    place: Number
    reason: Reason


class AskRelease(msgspec.Struct, frozen=True, kw_only=True):
    note_en: Annotated[str, Meta(max_length=2000)] = ""
    note_zh: Annotated[str, Meta(max_length=2000)] = ""
