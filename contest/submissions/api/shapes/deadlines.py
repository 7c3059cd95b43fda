"""More time: for one applicant, and by codes for latecomers."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from contest.submissions import queries
from contest.submissions.api.shapes import MOST, Key, Note

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Kinds = Annotated[list[Key], msgspec.Meta(max_length=10)]


class Deadline(msgspec.Struct, frozen=True):
    """Until when a round takes entries, less those with more time."""

    closes_at: datetime


class MoveDeadline(msgspec.Struct, frozen=True):
    """A later one for everybody, with a reason in one language at least, which the call shows."""

    closes_at: Moment
    reason_en: Note = ""
    reason_zh: Note = ""


class Extend(msgspec.Struct, frozen=True, kw_only=True):
    """Whose entry, by its code; its applicant reads the reason."""

    code: Annotated[str, msgspec.Meta(max_length=30)]
    until: Moment
    reason: Note


class MakeCode(msgspec.Struct, frozen=True, kw_only=True):
    """`most` persons may use it until `good_until`, and then hand in entries of `kinds`, all where none is named, until
    `late_until`."""

    kinds: Kinds = []
    most: Annotated[int, msgspec.Meta(ge=1, le=MOST)] = 1
    late_until: Moment
    good_until: Moment
    late_reason: Note


class Made(msgspec.Struct, frozen=True):
    """The code itself, told this once."""

    code: str
    late_codes: list[queries.CodeLine]


class Codes(msgspec.Struct, frozen=True):
    late_codes: list[queries.CodeLine]


class Extensions(msgspec.Struct, frozen=True):
    """`closes_at`: the deadline of all others."""

    closes_at: datetime
    extensions: list[queries.ExtensionLine]


class UseCode(msgspec.Struct, frozen=True):
    """As it was typed: small letters, spaces and hyphens count for nothing."""

    late_code: Annotated[str, msgspec.Meta(max_length=60)]


class Used(msgspec.Struct, frozen=True):
    """The round that is open to this person now."""

    round: UUID
