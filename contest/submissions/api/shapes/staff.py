"""The staff's work on a round."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contest.submissions import queries
from contest.submissions.api.shapes import Key, Note, Revision
from contest.submissions.queries.staff import Change, LastRuling
from contest.submissions.rules.questions import LONGEST_MESSAGE
from contest.submissions.rules.screening import Reason


class Say(msgspec.Struct, frozen=True):
    """A message of the staff: whether it asks for an answer, and whether only they read it."""

    text: Annotated[str, msgspec.Meta(max_length=LONGEST_MESSAGE)]
    asks: bool = True
    is_internal: bool = False


class Screen(msgspec.Struct, frozen=True):
    """A verdict on the version `number`. `more_wanted` opens `fields` until the moment `until`, with `reason` as the
    question."""

    verdict: Literal["eligible", "more_wanted", "ineligible"]
    number: Revision
    reason: Note = ""
    reasons: Annotated[list[Key], msgspec.Meta(max_length=100)] = []
    fields: Annotated[list[Key], msgspec.Meta(max_length=500)] = []
    until: datetime | None = None


class Second(msgspec.Struct, frozen=True):
    """What a second person says to a refusal of the version `number`."""

    agrees: bool
    number: Revision
    note: Note = ""


class Waiting(msgspec.Struct, frozen=True):
    threads: list[queries.ThreadLine]


class StaffFile(msgspec.Struct, frozen=True, kw_only=True):
    file_id: UUID
    field: str
    name: str
    size: int
    sha256: str


class Screened(msgspec.Struct, frozen=True, kw_only=True):
    """A version as who screens it reads it, its place in the queue, and what was said of it last."""

    code: str
    kind: str
    scene: str
    title_en: str
    title_zh: str
    summary_en: str
    summary_zh: str
    organisation_name: str
    country: str
    answers: dict[str, str]
    files: list[StaffFile]
    number: int
    submitted_at: datetime
    standing: str
    reason: str | None
    reasons: list[Reason]
    last: LastRuling | None
    changes: list[Change]
    ai_use: str
    may_rule: bool
    before: str | None
    after: str | None
    waiting: int
    total: int
    is_demo: bool


class Queue(msgspec.Struct, frozen=True):
    """The entry that waits, None where none does, and the reasons for which one can be refused."""

    entry: Screened | None
    refusals: list[Reason]
