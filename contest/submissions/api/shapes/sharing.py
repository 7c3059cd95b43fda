"""With whom an entry is shared."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contest.submissions.queries.sharing import Opening, Reader

Code = Annotated[str, msgspec.Meta(max_length=30)]


class Agree(msgspec.Struct, frozen=True):
    """How much counterparts may read from now on; less than before takes it back at once."""

    level: Literal["none", "summary", "answers", "files"]


class Own(msgspec.Struct, frozen=True):
    """What was agreed to and since when, with whom the entry is shared, and who opened what; the newest 200."""

    level: str
    since: datetime | None
    readers: list[Reader]
    openings: list[Opening]


class Share(msgspec.Struct, frozen=True):
    """One share of an entry. `id` takes it back."""

    id: UUID
    name: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """`level`: what its applicant lets counterparts read; `opened` counts their openings."""

    code: str
    title_en: str
    title_zh: str
    level: str
    shared_with: list[Share]
    opened: int


class Counterpart(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    name_en: str
    name_zh: str
    kind: str
    country: str


class Round(msgspec.Struct, frozen=True):
    entries: list[Entry]
    counterparts: list[Counterpart]


class ShareEntries(msgspec.Struct, frozen=True):
    """Which entries, by code, with which counterpart of the edition."""

    counterpart_id: UUID
    codes: Annotated[list[Code], msgspec.Meta(min_length=1, max_length=500)]


class Shared(msgspec.Struct, frozen=True):
    """How many are new to the counterpart."""

    shared: int
