"""What comes in with the forms of entries."""

from typing import Annotated, Any
from uuid import UUID

import msgspec

from contest.lib.errors import Invalid
from contest.lib.web.forms import clean
from contest.submissions import rules
from contest.submissions.rules.merging import Change


class NewForm(msgspec.Struct, frozen=True):
    """Which round, and which kind of entry."""

    round: UUID
    kind: str


class Announcement(msgspec.Struct, frozen=True):
    """A file that is about to be sent, as the browser describes it."""

    field: str
    name: Annotated[str, msgspec.Meta(max_length=500)]
    size: Annotated[int, msgspec.Meta(ge=0)]


class Changes(msgspec.Struct, frozen=True):
    """What a form sends while it is filled in."""

    revision: int
    changes: Annotated[dict[str, Change], msgspec.Meta(max_length=500)]


class ScreenForm(msgspec.Struct, frozen=True):
    verdict: str
    reason: Annotated[str, msgspec.Meta(max_length=2000)] = ""


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
