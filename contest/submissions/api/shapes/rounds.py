"""Many entries of a round at once: one ruling on them, and a table of them brought in."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contest.submissions.api.shapes import Key, Note, Revision
from contest.submissions.rules.importing import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from contest.submissions.rules.screening import MOST_AT_ONCE

Verdict = Literal["eligible", "ineligible"]


class Among(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that fits. `why_not`: why it would be left out; None where it would change."""

    code: str
    number: int
    standing: str
    title_en: str
    title_zh: str
    organisation_name: str
    why_not: str | None


class Preview(msgspec.Struct, frozen=True):
    """What one ruling on all that fit would do."""

    entries: list[Among]


class RuleOnMany(msgspec.Struct, frozen=True):
    """One verdict on `entries`: their codes, each with the version that was looked at."""

    verdict: Verdict
    entries: Annotated[dict[str, Revision], msgspec.Meta(min_length=1, max_length=MOST_AT_ONCE)]
    reason: Note = ""
    reasons: Annotated[list[Key], msgspec.Meta(max_length=100)] = []


class Ruled(msgspec.Struct, frozen=True):
    """What changed, and by code why the others did not."""

    done: list[str]
    left_out: dict[str, str]


Heading = Annotated[str, msgspec.Meta(max_length=300)]
Cell = Annotated[str, msgspec.Meta(max_length=LONGEST_CELL)]
Row = Annotated[dict[Heading, Cell], msgspec.Meta(max_length=MOST_COLUMNS)]


class Rows(msgspec.Struct, frozen=True):
    """Entries by the keys of the form, with `email`, `name` and, where the round takes several, `kind`. Several choices
    are one text with semicolons between them."""

    rows: Annotated[list[Row], msgspec.Meta(min_length=1, max_length=MOST_ROWS)]


class Import(Rows, frozen=True):
    """The same, to be imported: without its wrong rows where `leave_out` says so, else all of them or none."""

    leave_out: bool = False


class Wrong(msgspec.Struct, frozen=True):
    """What is wrong with a row, counted from 1."""

    row: int
    email: str
    title: str
    problems: list[str]


class DryRun(msgspec.Struct, frozen=True):
    """What an import would do. `unknown` are keys that no question has: they are left out."""

    good: int
    wrong: list[Wrong]
    unknown: list[str]


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """An import. `state`: asked, done, failed, for the `error`, or stopped, to be tried again; `share` is done, in
    thousandths."""

    id: UUID
    state: str
    share: int
    made: int
    left_out: int
    error: str
    asked_at: datetime
    finished_at: datetime | None
