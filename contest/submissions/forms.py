"""What comes in with the forms of entries."""

from typing import Annotated, Any
from uuid import UUID

import msgspec

from contest.lib.errors import Invalid
from contest.submissions import rules

_KEYS = {field.key for field in rules.FIELDS if field.type != "file"}


class NewForm(msgspec.Struct, frozen=True):
    """Which round, and which kind of entry."""

    round: UUID
    kind: str


class Announcement(msgspec.Struct, frozen=True):
    """A file that is about to be sent, as the browser describes it."""

    field: str
    name: Annotated[str, msgspec.Meta(max_length=500)]
    size: Annotated[int, msgspec.Meta(ge=0)]


class ScreenForm(msgspec.Struct, frozen=True):
    verdict: str
    reason: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class WithdrawForm(msgspec.Struct, frozen=True):
    reason: Annotated[str, msgspec.Meta(max_length=2000)] = ""


def answers(typed: dict[str, Any]) -> dict[str, str]:
    """The answers among what a draft's form sent."""
    return {key: value for key, value in typed.items() if key in _KEYS and isinstance(value, str)}


def revision(typed: dict[str, Any]) -> int:
    """The revision that the form was filled in over; one that nobody can have where it is missing."""
    value = typed.get("revision", "")
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 9 else 0


def announcement(body: bytes) -> Announcement:
    try:
        return msgspec.json.decode(body, type=Announcement)
    except msgspec.DecodeError as error:
        raise Invalid from error
