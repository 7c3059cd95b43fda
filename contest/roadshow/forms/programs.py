"""What programs send and are told about meetings."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.roadshow.queries import Meeting as MeetingFacts
from contest.roadshow.queries import MyParty

Number = Annotated[int, Meta(ge=0, le=1000)]
Moment = Annotated[datetime, Meta(tz=True)]


class Done(msgspec.Struct, frozen=True):
    done: bool = True


class Counted(msgspec.Struct, frozen=True):
    count: int


class Refilled(msgspec.Struct, frozen=True):
    """How many meetings are new, and how many moved."""

    added: int
    moved: int


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """An entry or a counterpart at an event, for which the person comes."""

    id: UUID
    side: str
    name_en: str
    name_zh: str
    round_id: UUID
    time_zone: str
    wishes_close_at: datetime
    is_remote: bool
    least: int
    most: int | None
    joined_at: datetime | None
    left_at: datetime | None


def party(found: MyParty) -> Party:
    return Party(**{name: getattr(found, name) for name in Party.__struct_fields__})


class Time(msgspec.Struct, frozen=True):
    """A time for meetings."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    is_free: bool


class Other(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody to meet, and how this party marked them: must, nice, never or open."""

    id: UUID
    code: str
    name_en: str
    name_zh: str
    kind: str
    mark: str
    note: str


class Contact(msgspec.Struct, frozen=True):
    name: str
    email: str


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting; `answer` is this side's own, `contacts` the other's once both have accepted."""

    id: UUID
    state: str
    name_en: str
    name_zh: str
    starts_at: datetime
    ends_at: datetime
    table: str | None
    room: str | None
    answer: bool | None
    contacts: list[Contact]


def meeting(found: MeetingFacts) -> Meeting:
    names = ("id", "state", "name_en", "name_zh", "starts_at", "ends_at", "room", "answer")
    return Meeting(
        **{name: getattr(found, name) for name in names},
        table=found.seat,
        contacts=[Contact(name, email) for name, email in found.contacts],
    )


class PartyPage(msgspec.Struct, frozen=True, kw_only=True):
    party: Party
    times: list[Time]
    others: list[Other]
    meetings: list[Meeting]


class SetTimes(msgspec.Struct, frozen=True, kw_only=True):
    is_remote: bool = False
    least: Number = 0
    most: Number | None = None
    free: Annotated[list[UUID], Meta(max_length=100)]


class MarkOf(msgspec.Struct, frozen=True):
    about: UUID
    mark: Literal["must", "nice", "never", "open"]


class Wishes(msgspec.Struct, frozen=True):
    marks: Annotated[list[MarkOf], Meta(min_length=1, max_length=2000)]


class Answer(msgspec.Struct, frozen=True):
    accept: bool


class SayOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """One that goes on has a next step."""

    outcome: Literal["letter", "follow_up", "none", "absent"]
    next_step: Annotated[str, Meta(max_length=300)] = ""
    who: Annotated[str, Meta(max_length=120)] = ""
    next_on: date | None = None
    note: Annotated[str, Meta(max_length=2000)] = ""


class Taking(msgspec.Struct, frozen=True, kw_only=True):
    """A party as organisers see it."""

    id: UUID
    side: str
    code: str
    name_en: str
    name_zh: str
    kind: str
    joined_at: datetime | None
    absent_at: datetime | None


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting of two parties; without a seat it is by video."""

    id: UUID
    entry: UUID
    other: UUID
    slot: UUID
    seat: UUID | None
    state: str


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """`share`: how much of the work is done, in thousandths."""

    id: UUID
    state: str
    share: int
    error: str
    is_current: bool
    finished_at: datetime | None
    applied_at: datetime | None


class Event(msgspec.Struct, frozen=True, kw_only=True):
    venue_en: str
    venue_zh: str
    wishes_close_at: datetime
    parties: list[Taking]
    meetings: list[Planned]
    plan: Plan | None


class AskPlan(msgspec.Struct, frozen=True):
    """`prove`: that no plan is better, or find it; takes up to two minutes more."""

    prove: bool = False


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """No table is a video link."""

    time: UUID
    table: UUID | None = None


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    party: UUID | None
    name: str
    body: str
    photos: str
    is_walk_in: bool
    here_at: datetime | None
    code: str


class ArrivalMark(msgspec.Struct, frozen=True, kw_only=True):
    who: UUID
    here: bool
    at: Moment | None = None


class Arrivals(msgspec.Struct, frozen=True):
    marks: Annotated[list[ArrivalMark], Meta(min_length=1, max_length=5000)]


class Absent(msgspec.Struct, frozen=True):
    is_absent: bool


class OfCounterpart(msgspec.Struct, frozen=True):
    party: UUID
    name_en: str
    name_zh: str
    funnel: dict[str, int]


class Outcomes(msgspec.Struct, frozen=True):
    funnel: dict[str, int]
    by_counterpart: list[OfCounterpart]
    agreements: int
