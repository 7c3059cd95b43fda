"""What comes in about letters of invitation and recordings."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from contest.roadshow.rules.day import Passport


class PassportForm(msgspec.Struct, kw_only=True):
    """What stands in a passport."""

    name: Annotated[str, Meta(max_length=120)] = ""
    number: Annotated[str, Meta(max_length=40)] = ""
    nationality: Annotated[str, Meta(max_length=2)] = ""
    born_on: date | None = None
    consulate: Annotated[str, Meta(max_length=80)] = ""

    def passport(self) -> Passport:
        """What was said; no day becomes one on which nobody was born, so that the rule names it with the rest."""
        plain = {name: getattr(self, name) for name in Passport.__struct_fields__}
        return Passport(**{**plain, "born_on": self.born_on or date.min})


class DecideForm(msgspec.Struct, kw_only=True):
    then: Literal["issue", "refuse"]


class RecordingForm(msgspec.Struct, kw_only=True):
    recording: Annotated[str, Meta(max_length=500)] = ""
