"""Entries that are alike, and letters about a talent."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec


class Settle(msgspec.Struct, frozen=True):
    """What a person says of two entries; neither changes by it."""

    verdict: Literal["same", "different"]


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """A question that one or both answered, with both answers."""

    label: str
    one: str
    other: str
    is_same: bool


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """`settled`: same or different, where a person has said so."""

    code: str
    other: str
    settled: str
    answers: list[Answers]


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A referee's letter; `has_file` where it came as one."""

    id: UUID
    name: str
    relation: str
    text: str
    given_at: datetime
    has_file: bool


class Letters(msgspec.Struct, frozen=True):
    letters: list[Letter]
