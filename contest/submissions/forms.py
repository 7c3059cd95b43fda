"""What comes in with the forms of entries."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from contest.lib.errors import Invalid
from contest.lib.web.forms import clean
from contest.submissions import rules
from contest.submissions.rules.merging import Change
from contest.submissions.rules.screening import MOST_REASONS, Reason


class NewForm(msgspec.Struct, frozen=True):
    """Which round, and which kind of entry."""

    round: UUID
    kind: str


class Announcement(msgspec.Struct, frozen=True):
    """A file that is about to be sent, as the browser describes it. `fresh`: one that was begun under its name is not
    this one. `page`: where it was chosen."""

    field: str
    name: Annotated[str, msgspec.Meta(max_length=500)]
    size: Annotated[int, msgspec.Meta(ge=0, le=2**50)]
    fresh: bool = False
    page: Literal["edit", "answer"] = "edit"


class Changes(msgspec.Struct, frozen=True):
    """What a form sends while it is filled in."""

    revision: int
    changes: Annotated[dict[str, Change], msgspec.Meta(max_length=500)]


Note = Annotated[str, msgspec.Meta(max_length=2000)]
Key = Annotated[str, msgspec.Meta(max_length=40)]


class ScreenForm(msgspec.Struct, frozen=True):
    """`number`: the version that was read; `question` goes with `fields` and `until`, a day of which the end counts."""

    verdict: str
    reason: Note = ""
    question: Note = ""
    reasons: Annotated[list[Key], msgspec.Meta(max_length=100)] = []
    fields: Annotated[list[Key], msgspec.Meta(max_length=500)] = []
    until: str = ""
    number: int | None = None


class SecondForm(msgspec.Struct, frozen=True):
    answer: Literal["confirm", "return"]
    note: Note = ""
    number: int | None = None


class BulkForm(msgspec.Struct, frozen=True):
    """`entry` holds `code:version` of each that was left ticked."""

    verdict: str
    reason: Note = ""
    reasons: Annotated[list[Key], msgspec.Meta(max_length=100)] = []
    entry: Annotated[
        list[Annotated[str, msgspec.Meta(pattern=r"^[^:]{1,30}:[0-9]{1,6}$")]], msgspec.Meta(max_length=1000)
    ] = []

    @property
    def entries(self) -> dict[str, int]:
        return {code: int(number) for code, _, number in (one.partition(":") for one in self.entry)}


def reasons(typed: dict[str, Any]) -> list[Reason]:
    """The rows of the list of reasons that are not empty; taking both texts away takes a reason away."""
    found = []
    for place in range(MOST_REASONS + 10):
        key, en, zh = (str(typed.get(f"{name}.{place}", "")) for name in ("key", "en", "zh"))
        if en or zh:
            found.append(Reason(key[:40], en, zh))
    return found


class WithdrawForm(msgspec.Struct, frozen=True):
    reason: Annotated[str, msgspec.Meta(max_length=2000)] = ""


def answers(typed: dict[str, Any], form: rules.Form) -> dict[str, str]:
    """The answers among what a draft's form sent: several choices come as several values, a table as one a year."""
    return {field.key: found for field in form.questions if (found := _answer(typed, field)) is not None}


def _answer(typed: dict[str, Any], field: rules.Field) -> str | None:
    if field.type == "years":
        rows = [(year, typed.get(f"{field.key}.{year}")) for year in rules.years_of(field)]
        if all(figure is None for _, figure in rows):
            return None
        return "\n".join(
            f"{year} {figure.strip()}" for year, figure in rows if isinstance(figure, str) and figure.strip()
        )
    value = typed.get(field.key)
    if field.type != "several":
        return value if isinstance(value, str) else None
    if isinstance(value, list):
        value = "\n".join(one for one in value if one)
    return value.strip() if isinstance(value, str) else None


def changes(body: bytes) -> Changes:
    """What a form sent of itself: `{"revision": 3, "changes": {key: {"was": text, "now": text}}}`."""
    try:
        sent = msgspec.json.decode(body, type=Changes)
    except msgspec.DecodeError as error:
        raise Invalid from error
    cleaned = {key: Change(clean(change.was), clean(change.now)) for key, change in sent.changes.items()}
    return Changes(sent.revision, cleaned)


def revision(typed: dict[str, Any]) -> int:
    """The revision that the form was filled in over; one that nobody can have where it is missing."""
    value = typed.get("revision", "")
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 9 else 0


def announcement(body: bytes) -> Announcement:
    try:
        return msgspec.json.decode(body, type=Announcement)
    except msgspec.DecodeError as error:
        raise Invalid from error
