"""What partners send, and the questions of a self-check."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.challenge.rules.checks import MOST, Question
from contest.challenge.rules.forms import Words

_ROW = ("en", "zh", "no_en", "no_zh", "fits")


class LinkForm(msgspec.Struct):
    round_id: UUID | None = None
    label: Annotated[str, Meta(max_length=120)] = ""


class NominationForm(msgspec.Struct):
    round_id: UUID
    name: Annotated[str, Meta(max_length=200)] = ""
    email: Annotated[str, Meta(max_length=254)] = ""
    reason: Annotated[str, Meta(max_length=1000)] = ""
    locale: Literal["", "en", "zh"] = ""


class PermissionForm(msgspec.Struct):
    permission: Annotated[str, Meta(max_length=1000)] = ""
    then: Literal["record", "end"] = "record"


class PartnerPersonForm(msgspec.Struct):
    name: Annotated[str, Meta(max_length=120)]
    email: Annotated[str, Meta(max_length=254)]
    locale: Literal["en", "zh"] = "en"


def check_questions(typed: Mapping[str, Any]) -> list[Question]:
    """The rows of a self-check that are not empty; a row whose texts were all taken away goes."""
    found: list[Question] = []
    for place in range(MOST + 3):
        en, zh, no_en, no_zh, fits = (str(typed.get(f"{name}.{place}", "")) for name in _ROW)
        if any((en, zh, no_en, no_zh)):
            key = f"q{len(found) + 1}"
            found.append(Question(key=key, text=Words(en, zh), fits=fits or "yes", otherwise=Words(no_en, no_zh)))
    return found
