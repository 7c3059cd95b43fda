"""One's own entries, their receipts and their thread."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from contest.impact import rules as impact
from contest.submissions import queries, rules
from contest.submissions.api.shapes import Answers, Key, Note, Revision
from contest.submissions.queries.receipts import ReceiptAnswer, ReceiptFile
from contest.submissions.rules.questions import LONGEST_MESSAGE
from contest.submissions.rules.screening import Reason


class Begin(msgspec.Struct, frozen=True):
    """A new entry: the round's `id` from `/calls`, and one of the kinds that it takes."""

    round: UUID
    kind: Key


class Impact(msgspec.Struct, frozen=True, kw_only=True):
    """`record`: null while too little is answered, or something cannot be computed; `faults` says what, by question.
    `indicators` of health and nature stand beside the figure, and are never added to it."""

    record: impact.Record | None
    faults: dict[str, str]
    indicators: list[queries.Indicator]


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


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """The messages of an entry, the oldest first."""

    code: str
    messages: list[queries.Said]


class Number(msgspec.Struct, frozen=True):
    """The version that was made."""

    number: int
