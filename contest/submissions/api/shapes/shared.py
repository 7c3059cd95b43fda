"""Shared entries as counterparts read them."""

from datetime import datetime
from uuid import UUID

import msgspec

# What of a frozen entry is given as it is.
PLAIN = (
    *("code", "kind", "scene", "title_en", "title_zh", "summary_en", "summary_zh"),
    *("translated_title", "translated_summary", "organisation_name", "country"),
)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """`level`: how much of it may be read; `opened`: by this person, ever."""

    code: str
    kind: str
    title_en: str
    title_zh: str
    summary_en: str
    summary_zh: str
    level: str
    counterpart_en: str
    counterpart_zh: str
    shared_at: datetime
    opened: bool
    is_demo: bool


class Shared(msgspec.Struct, frozen=True):
    entries: list[Line]


class File(msgspec.Struct, frozen=True):
    id: UUID
    field: str
    name: str
    size: int
    sha256: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A shared entry; the contacts are never in it."""

    code: str
    kind: str
    scene: str
    title_en: str
    title_zh: str
    summary_en: str
    summary_zh: str
    translated_title: str
    translated_summary: str
    organisation_name: str
    country: str
    level: str
    answers: dict[str, str]
    files: list[File]
    is_demo: bool
