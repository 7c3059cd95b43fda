"""The parts of an entry as its applicant writes it."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.submissions import rules


class SceneLine(msgspec.Struct, frozen=True):
    key: str
    name_en: str
    name_zh: str


class AttachedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file whose bytes have arrived."""

    id: UUID
    field: str
    name: str
    size: int
    sha256: str | None
    state: str
    pages: int | None
    reason: str | None

    @property
    def as_attached(self) -> rules.Attached:
        return rules.Attached(field=self.field, name=self.name, state=self.state, pages=self.pages)


class UnfinishedFile(msgspec.Struct, frozen=True, kw_only=True):
    """An upload that was begun and is not whole."""

    id: UUID
    field: str
    name: str
    size: int
    begun_at: datetime


class VersionLine(msgspec.Struct, frozen=True, kw_only=True):
    """A hand-in; it does not change any more."""

    id: UUID
    number: int
    sha256: str
    submitted_at: datetime


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """The last time that the deadline of the round was moved, for everybody."""

    was: datetime
    becomes: datetime
    reason_en: str
    reason_zh: str


class RulesInForce(msgspec.Struct, frozen=True, array_like=True):
    """The version of the edition's rules that whoever hands in now accepts."""

    id: UUID
    number: int


class Round(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    name_en: str
    name_zh: str
    edition_name_en: str
    edition_name_zh: str
    state: str
    stage: str
    time_zone: str
    opens_at: datetime
    closes_at: datetime
    extended_to: datetime | None
    extended_because: str | None
    has_file_under_way: bool
    moved: Moved | None
    factor_set: UUID | None
    is_scan_waived: bool

    @property
    def deadline(self) -> rules.Deadline:
        return rules.Deadline(
            state=self.state,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            extended_to=self.extended_to,
            has_file_under_way=self.has_file_under_way,
        )

    @property
    def ends_at(self) -> datetime:
        """The deadline of this entry's applicant."""
        return self.deadline.ends_at

    @property
    def grace_ends_at(self) -> datetime:
        """How long a file that was under way may take to arrive."""
        return self.ends_at + rules.GRACE
