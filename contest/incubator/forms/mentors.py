"""What is sent about mentors, their hours and their sessions."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.challenge.rules import local_time
from contest.incubator.rules.mentors import LONGEST_PLACE, LONGEST_TEXT, LONGEST_TOPIC, Offer, Profile, Session
from contest.incubator.rules.stages import LONGEST_REASON
from contest.lib.errors import Invalid
from contest.lib.i18n import N_

Text = Annotated[str, Meta(max_length=LONGEST_TEXT)]


class ProfileForm(msgspec.Struct, kw_only=True):
    scenes: list[str] = []
    stages: list[str] = []
    languages: list[str] = []
    most: int = 3
    about: Text = ""

    def profile(self) -> Profile:
        return Profile(
            scenes=tuple(self.scenes), stages=tuple(self.stages), languages=tuple(self.languages), most=self.most,
            about=self.about,
        )  # fmt: skip


class EnterForm(ProfileForm, kw_only=True):
    email: Annotated[str, Meta(max_length=254)]
    name: Annotated[str, Meta(max_length=120)]
    locale: Annotated[str, Meta(max_length=5)] = "en"


class PairForm(msgspec.Struct, kw_only=True):
    mentor: UUID
    until_on: date | None = None


class PartForm(msgspec.Struct, kw_only=True):
    reason: Annotated[str, Meta(max_length=LONGEST_REASON)] = ""


class OfferForm(msgspec.Struct, kw_only=True):
    """Hours of one day; times are the mentor's own."""

    starts_on: Annotated[str, Meta(max_length=10)]
    starts_time: Annotated[str, Meta(max_length=10)]
    minutes: int
    count: int
    place: Annotated[str, Meta(max_length=LONGEST_PLACE)] = ""

    def offer(self, zone: str) -> Offer:
        """The offer, its local time read in `zone`; `Invalid` where it is no single moment."""
        read = local_time.moment_of(self.starts_on, self.starts_time, zone)
        if isinstance(read, local_time.Missing):
            raise Invalid(
                N_("Clocks in %(zone)s jump over this time: choose a later one.", zone=zone), field="starts_time"
            )
        if isinstance(read, local_time.Twice):
            read = read.first
        if not isinstance(read, datetime):
            raise Invalid(N_("Enter a day and a time such as 18:00; 24:00 is the end of the day."), field="starts_time")
        return Offer(starts_at=read, minutes=self.minutes, count=self.count, place=self.place)


class BookForm(msgspec.Struct, kw_only=True):
    hour: UUID
    question: Text = ""


class SessionForm(msgspec.Struct, kw_only=True):
    hour: UUID | None = None
    held_on: date
    minutes: int
    way: Annotated[str, Meta(max_length=8)]
    topic: Annotated[str, Meta(max_length=LONGEST_TOPIC)]
    decision: Text = ""
    next_step: Text = ""
    next_owner: UUID | None = None
    next_on: date | None = None
    note: Text = ""

    def session(self) -> Session:
        fields = msgspec.structs.asdict(self)
        fields.pop("hour")
        return Session(**fields)


class DoneForm(msgspec.Struct, kw_only=True):
    done_on: date
