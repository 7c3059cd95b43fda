"""What programs send and get of entries. Texts are as they are stored; moments are in UTC."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar.params import Parameter

from contest.submissions import queries, rules
from contest.submissions.queries.receipts import ReceiptAnswer, ReceiptFile
from contest.submissions.queries.staff import Change, LastRuling
from contest.submissions.rules.questions import LONGEST_MESSAGE
from contest.submissions.rules.screening import Reason

MOST = 2**31 - 1
Note = Annotated[str, msgspec.Meta(max_length=2000)]
Key = Annotated[str, msgspec.Meta(max_length=40)]
Natural = Annotated[int, Parameter(ge=1, le=MOST)]
Page = Annotated[int, Parameter(ge=1, le=10_000)]
Chosen = Annotated[str, Parameter(max_length=40)]
Revision = Annotated[int, msgspec.Meta(ge=0, le=MOST)]
Answers = Annotated[dict[str, str], msgspec.Meta(max_length=500)]


class Begin(msgspec.Struct, frozen=True):
    """A new entry: the round's `id` from `/calls`, and one of the kinds that it takes."""

    round: UUID
    kind: Key


class Save(msgspec.Struct, frozen=True):
    """Answers to write, by the keys of the form; others stay. `revision` is that of the entry as it was read.

    Several choices are one text with a choice a line, a table of years one with a year and a figure a line.
    """

    revision: Revision
    answers: Answers


class HandIn(msgspec.Struct, frozen=True):
    """`agreed` names each of the entry's `declarations`; `rules_read` the version of the rules that was read."""

    agreed: Annotated[list[Key], msgspec.Meta(max_length=20)]
    rules_read: Revision | None = None


class Withdraw(msgspec.Struct, frozen=True):
    """Why; needed once the entry was handed in."""

    reason: Note = ""


class AnswerRequest(msgspec.Struct, frozen=True):
    """Answers at the fields that `wanted` names."""

    answers: Answers


class Ask(msgspec.Struct, frozen=True):
    """A message to the organisers."""

    text: Annotated[str, msgspec.Meta(max_length=LONGEST_MESSAGE)]


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


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question of a form. A limit of 0 is none; `needed` says from which stage an answer is."""

    key: str
    section: str
    type: str
    label: rules.Words
    help: rules.Words
    unit: rules.Words
    needed: str | None
    options: list[rules.Option]
    characters: int
    words: int
    least: str | None
    most: str | None
    decimals: int
    most_choices: int
    pages: int
    megabytes: int
    accepts: list[str]
    years: list[str]


class Form(msgspec.Struct, frozen=True):
    """What an entry is asked now, in its order; what its answers lead away from is not in it."""

    kind: str
    questions: list[Question]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """An entry in the list of one's own."""

    code: str
    kind: str
    state: str
    standing: str | None
    title_en: str
    title_zh: str
    round_name_en: str
    round_name_zh: str
    closes_at: datetime
    saved_at: datetime
    submitted_at: datetime | None
    next: str
    is_due: bool
    is_demo: bool


class Lines(msgspec.Struct, frozen=True):
    entries: list[Line]


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a draft. `state`: uploaded, checked or refused, for the `reason`."""

    id: UUID
    field: str
    name: str
    size: int
    sha256: str | None
    state: str
    reason: str


class Version(msgspec.Struct, frozen=True):
    """A hand-in, which does not change any more."""

    number: int
    sha256: str
    submitted_at: datetime


class Station(msgspec.Struct, frozen=True):
    """A step of an entry's way, in words; `state` is done, now or next."""

    name: str
    note: str | None
    state: str


class Wanted(msgspec.Struct, frozen=True):
    """What the organisers want to know, until when."""

    fields: list[str]
    until: datetime
    note: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as its team writes it. `missing` says by field what is in the way of handing in."""

    code: str
    kind: str
    state: str
    round: UUID
    standing: str | None
    reasons: list[Reason]
    reason: str | None
    timeline: list[Station]
    revision: int
    saved_at: datetime
    closes_at: datetime
    answers: dict[str, str]
    missing: dict[str, str]
    files: list[File]
    versions: list[Version]
    declarations: dict[str, str]
    rules_number: int | None
    wanted: Wanted | None
    may_edit: bool
    may_hand_in: bool
    may_withdraw: bool
    is_demo: bool


class Saved(msgspec.Struct, frozen=True):
    """What the next save goes over."""

    revision: int


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """That a version was handed in. The same for every hand-in of the same content."""

    code: str
    number: int
    sha256: str
    submitted_at: datetime
    answers: list[ReceiptAnswer]
    files: list[ReceiptFile]


class Announce(msgspec.Struct, frozen=True):
    """A file that is about to be sent for a question of the form. `fresh`: what was begun under this name and size is
    another file."""

    field: Key
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    size: Annotated[int, msgspec.Meta(ge=1, le=2**50)]
    fresh: bool = False


class Have(msgspec.Struct, frozen=True):
    """A part that has arrived."""

    number: int
    sha256: str


class Announced(msgspec.Struct, frozen=True, kw_only=True):
    """How to cut the file: `parts` of `part_bytes` each, the last one shorter. `have` has arrived already."""

    id: UUID
    part_bytes: int
    parts: int
    have: list[Have]


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """The messages of an entry, the oldest first."""

    code: str
    messages: list[queries.Said]


class Waiting(msgspec.Struct, frozen=True):
    threads: list[queries.ThreadLine]


class Number(msgspec.Struct, frozen=True):
    """The version that was made."""

    number: int


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
