"""What programs send and are told about mentors, their hours and their sessions."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.incubator import queries
from contest.incubator.forms.programs import told
from contest.incubator.forms.programs.reports import FigureOf, ReportOf, report
from contest.incubator.forms.programs.ventures import DayOf, LandingStepOf, landing_step
from contest.incubator.forms.programs.work import MilestoneOf, milestone
from contest.incubator.rules.mentors import LONGEST_PLACE, MOST_IN_A_ROW, Fit, Offer


class MentorOf(msgspec.Struct, frozen=True, kw_only=True):
    """`load`: with how many ventures they are, of `most`; `left_at`: since when they are a mentor no longer."""

    id: UUID
    edition_id: UUID
    name: str
    time_zone: str
    scenes: list[str]
    stages: list[str]
    languages: list[str]
    most: int
    about: str
    left_at: datetime | None
    load: int
    minutes: int


class PairingOf(msgspec.Struct, frozen=True, kw_only=True):
    """A mentor with a venture, until `until_on` where that is said."""

    id: UUID
    venture_id: UUID
    title_en: str
    title_zh: str
    code: str
    mentor_id: UUID
    name: str
    since_on: date
    until_on: date | None
    reason: str
    sessions: int
    minutes: int


class HourOf(msgspec.Struct, frozen=True, kw_only=True):
    """An hour that is offered, and which venture booked it with which question."""

    id: UUID
    mentor_id: UUID
    mentor: str
    starts_at: datetime
    ends_at: datetime
    place: str
    venture_id: UUID | None
    question: str
    is_noted: bool


class SessionOf(msgspec.Struct, frozen=True, kw_only=True):
    """`note` is for its mentor and who runs the incubator; else empty."""

    id: UUID
    venture_id: UUID
    mentor: str
    held_on: date
    minutes: int
    way: str
    topic: str
    decision: str
    next_step: str
    next_owner: str
    next_on: date | None
    done_on: date | None
    note: str


class FitOf(msgspec.Struct, frozen=True, kw_only=True):
    """How a mentor fits a venture: in which aspects, and whether they have room."""

    mentor_id: UUID
    name: str
    aspects: list[str]
    hours_apart: float
    is_full: bool


def fit(mentor: queries.Mentor, found: Fit) -> FitOf:
    return told(found, FitOf, mentor_id=mentor.id, name=mentor.name)


class MentorWhole(msgspec.Struct, frozen=True, kw_only=True):
    mentor: MentorOf
    pairings: list[PairingOf]
    hours: list[HourOf]


class Mentoring(msgspec.Struct, frozen=True, kw_only=True):
    """What the person is as a mentor, with whom, and the hours that were booked."""

    mentors: list[MentorOf]
    pairings: list[PairingOf]
    hours: list[HourOf]


class VentureMentors(msgspec.Struct, frozen=True, kw_only=True):
    """`fits`: who could be with it, the best first; for who runs the incubator."""

    pairings: list[PairingOf]
    hours: list[HourOf]
    sessions: list[SessionOf]
    fits: list[FitOf]


class PreReadOf(msgspec.Struct, frozen=True, kw_only=True):
    """Where a venture stands. `report`: the last that said something; `figures`: the latest; `milestones`, `blocked`
    and `open_steps`: what is open; `last`: the last session."""

    id: UUID
    code: str
    kind: str
    title_en: str
    title_zh: str
    summary_en: str
    summary_zh: str
    organisation_name: str
    scene_en: str
    scene_zh: str
    stage: str
    stage_on: date
    registered_on: date | None
    people: list[str]
    hours: list[HourOf]
    report: ReportOf | None
    figures: list[FigureOf]
    milestones: list[MilestoneOf]
    blocked: list[LandingStepOf]
    open_steps: list[SessionOf]
    last: SessionOf | None


def pre_read(venture: queries.Venture, found: queries.PreRead, today: date) -> PreReadOf:
    return told(
        venture, PreReadOf,
        people=[one.name for one in found.members],
        hours=[told(one, HourOf) for one in found.hours],
        report=report(found.report, today) if found.report else None,
        figures=[told(one, FigureOf) for one in found.values.values()],
        milestones=[milestone(one, today) for one in found.milestones],
        blocked=[landing_step(one, today) for one in found.blocked],
        open_steps=[told(one, SessionOf) for one in found.open_steps],
        last=told(found.last, SessionOf) if found.last else None,
    )  # fmt: skip


class OwnDays(msgspec.Struct, frozen=True):
    """What a person's calendar shows: days of ventures, and office hours."""

    days: list[DayOf]
    hours: list[HourOf]


class OfferHours(msgspec.Struct, frozen=True, kw_only=True):
    """So many hours one after another, each of 30, 45 or 60 minutes."""

    starts_at: Annotated[datetime, Meta(tz=True)]
    minutes: Annotated[int, Meta(ge=30, le=60)]
    count: Annotated[int, Meta(ge=1, le=MOST_IN_A_ROW)]
    place: Annotated[str, Meta(min_length=1, max_length=LONGEST_PLACE)]

    def offer(self) -> Offer:
        return Offer(starts_at=self.starts_at, minutes=self.minutes, count=self.count, place=self.place)
