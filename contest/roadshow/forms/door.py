"""What comes in at the door of an event, and from its audience."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.roadshow.rules.day import GuestPlan, Mark


class MarkForm(msgspec.Struct, kw_only=True):
    """Somebody is here, or is not."""

    who: UUID
    here: Literal["yes", "no"]

    def mark(self, now: datetime) -> Mark:
        return Mark(who=str(self.who), here=self.here == "yes", at=now)


class SentMark(msgspec.Struct, kw_only=True):
    who: UUID
    here: bool
    at: Annotated[datetime, Meta(tz=True)]


class MarksSent(msgspec.Struct, kw_only=True):
    """What a phone kept while it had no line."""

    marks: Annotated[list[SentMark], Meta(max_length=5000)]

    def all(self) -> list[Mark]:
        return [Mark(who=str(one.who), here=one.here, at=one.at) for one in self.marks]


class GuestForm(msgspec.Struct, kw_only=True):
    """Somebody of the audience."""

    name: Annotated[str, Meta(max_length=120)] = ""
    email: Annotated[str, Meta(max_length=254)] = ""
    body: Annotated[str, Meta(max_length=200)] = ""
    photos: Annotated[str, Meta(max_length=3)] = ""

    def plan(self) -> GuestPlan:
        return GuestPlan(name=self.name, email=self.email, body=self.body, photos=self.photos)


class PhotosForm(msgspec.Struct, kw_only=True):
    photos: Annotated[str, Meta(max_length=3)] = ""
    comes: Literal["yes", "no"] = "yes"
