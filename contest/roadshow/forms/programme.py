"""What comes in about the programme."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.judging.rules.pitching import Minutes
from contest.lib.errors import Invalid
from contest.lib.i18n import Lazy
from contest.roadshow.forms.moments import moment_or_fault
from contest.roadshow.rules.programme import ItemPlan

Line = Annotated[str, Meta(max_length=200)]
Text = Annotated[str, Meta(max_length=300)]
Clock = Annotated[str, Meta(max_length=10)]
Number = Annotated[int, Meta(ge=0, le=1000)]


class ItemForm(msgspec.Struct, kw_only=True):
    """An item of the programme on one day; times are the round's."""

    kind: Clock
    starts_on: Clock
    starts_time: Clock
    ends_time: Clock
    title_en: Line = ""
    title_zh: Line = ""
    room: Annotated[str, Meta(max_length=80)] = ""

    def plan(self, zone: str) -> ItemPlan:
        """The plan, its local times read in `zone`; `Invalid` names each that is no single moment."""
        faults: dict[str, Lazy | str] = {}
        moments: list[datetime] = []
        for name in ("starts_time", "ends_time"):
            read = moment_or_fault(self.starts_on, getattr(self, name), zone)
            if isinstance(read, datetime):
                moments.append(read)
            else:
                faults[name] = read
        if faults:
            raise Invalid(fields=faults)
        return ItemPlan(
            kind=self.kind,
            title_en=self.title_en,
            title_zh=self.title_zh,
            room=self.room,
            starts_at=moments[0],
            ends_at=moments[1],
        )


class MinutesForm(msgspec.Struct, kw_only=True):
    """How long the stages of a pitch last."""

    pitch: Number
    questions: Number
    change: Number

    def minutes(self) -> Minutes:
        return Minutes(pitch=self.pitch, questions=self.questions, change=self.change)


class DrawForm(msgspec.Struct, kw_only=True):
    """A draw; an empty seed lets one be made."""

    seed: Line = ""
    source: Text = ""
    reason: Text = ""


class PlaceForm(msgspec.Struct, kw_only=True):
    """Another place in the running order."""

    place: Number
    reason: Text = ""


class ReleaseForm(msgspec.Struct, kw_only=True):
    """What is said with a new version."""

    note_en: Annotated[str, Meta(max_length=2000)] = ""
    note_zh: Annotated[str, Meta(max_length=2000)] = ""


class HereForm(msgspec.Struct, kw_only=True):
    """Somebody is in the house, or is not."""

    person: UUID
    here: Clock = ""
