"""Whether what was written will do."""

import re
from collections.abc import Iterable, Mapping

import msgspec

from contest.lib.i18n import N_, Lazy
from contest.submissions.rules.counting import fits
from contest.submissions.rules.default_form import FIELDS
from contest.submissions.rules.questions import Field

LONGEST = 20_000  # no field takes more, whatever its own limit says

# Held in columns of their own, because lists and search need them; everything else lies in `answers`.
COLUMNS = ("title_en", "title_zh", "summary_en", "summary_zh", "organisation_name", "country", "scene")
_COLUMN_LENGTHS = {"title_en": 200, "title_zh": 200, "organisation_name": 200, "country": 2, "scene": 40}


def fields_of(kind: str) -> tuple[Field, ...]:
    """The questions to this kind of entry, in their order."""
    return tuple(field for field in FIELDS if kind in field.kinds)


def file_fields_of(kind: str) -> tuple[Field, ...]:
    return tuple(field for field in fields_of(kind) if field.type == "file")


def shown(field: Field | None, text: str) -> str:
    """An answer as it is read: a choice by its words in the reader's language."""
    if field is not None and field.type == "choice":
        return next((str(option.label) for option in field.options if option.value == text), text)
    return text


class Attached(msgspec.Struct, frozen=True, kw_only=True):
    """The file at a field, as far as a check needs it."""

    field: str
    name: str
    state: str
    pages: int | None = None


def check_draft(kind: str, values: Mapping[str, str], scenes: Iterable[str]) -> dict[str, Lazy | str]:
    """Why these answers cannot even be saved, by field. A text over its limit can: nobody loses words to a counter."""
    known = {field.key: field for field in fields_of(kind) if field.type != "file"}
    errors: dict[str, Lazy | str] = {}
    for key, value in values.items():
        field = known.get(key)
        if field is None:
            errors[key] = N_("There is no such question in this form.")
        elif len(value) > _COLUMN_LENGTHS.get(key, LONGEST):
            most = _COLUMN_LENGTHS.get(key, LONGEST)
            errors[key] = N_("%(label)s: use at most %(most)s characters.", label=field.label, most=most)
        elif field.type == "scene" and value and value not in scenes:
            errors[key] = N_("%(label)s: choose one of the answers offered.", label=field.label)
    return errors


def check_complete(
    kind: str, values: Mapping[str, str], files: Mapping[str, Attached], scenes: Iterable[str]
) -> dict[str, Lazy | str]:
    """What is still in the way of handing in, by field, in the order of the form."""
    errors: dict[str, Lazy | str] = {}
    offered = set(scenes)
    for field in fields_of(kind):
        if field.type == "file":
            wrong = _check_file(field, files.get(field.key))
        else:
            wrong = _check_answer(field, values, offered)
        if wrong is not None:
            errors[field.key] = wrong
    return errors


def _is_needed(field: Field, values: Mapping[str, str]) -> bool:
    if field.instead and values.get(field.instead):
        return False
    if field.for_applicants:
        return values.get("applicant_type") in field.for_applicants
    return field.is_required


def _check_answer(field: Field, values: Mapping[str, str], scenes: set[str]) -> Lazy | None:
    value = values.get(field.key, "")
    label = field.label
    if not value and field.instead and not values.get(field.instead):
        return _check_pair(field)
    if not value:
        return N_("%(label)s: this answer is needed.", label=label) if _is_needed(field, values) else None
    if field.words and not fits(value, characters=field.characters, words=field.words):
        return N_(
            "%(label)s: shorten to %(characters)s Chinese characters or %(words)s words.",
            label=label,
            characters=field.characters,
            words=field.words,
        )
    if field.type == "number" and not _is_whole(value, field.least, field.most):
        return N_(
            "%(label)s: enter a whole number from %(least)s to %(most)s.",
            label=label,
            least=field.least,
            most=field.most,
        )
    if field.type == "link" and not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", value):
        return N_("%(label)s: enter a web address that begins with https://", label=label)
    if not _is_offered(field, value, scenes):
        return N_("%(label)s: choose one of the answers offered.", label=label)
    return None


def _check_pair(field: Field) -> Lazy | None:
    """Two questions of which one is to be answered: said once, at the first."""
    pair = [other for other in FIELDS if other.key in {field.key, field.instead}]
    if field is not pair[0]:
        return None
    return N_("%(one)s or %(other)s: one of the two is needed.", one=pair[0].label, other=pair[1].label)


def _is_whole(value: str, least: int, most: int) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 10 and least <= int(value) <= most


def _is_offered(field: Field, value: str, scenes: set[str]) -> bool:
    if field.type == "scene":
        return value in scenes
    if field.type == "country":
        return re.fullmatch(r"[A-Z]{2}", value) is not None
    return field.type != "choice" or any(option.value == value for option in field.options)


def _check_file(field: Field, file: Attached | None) -> Lazy | None:
    label = field.label
    if file is None or file.state == "announced":
        return N_("%(label)s: upload this file.", label=label) if field.is_required else None
    if file.state == "refused":
        return N_("%(label)s: “%(name)s” was refused. Upload another file.", label=label, name=file.name)
    if file.state != "checked":
        return N_(
            "%(label)s: “%(name)s” is still being checked. Wait a moment, then hand in.", label=label, name=file.name
        )
    if field.most and (file.pages or 0) > field.most:
        return N_(
            "%(label)s: “%(name)s” has %(pages)s pages; at most %(most)s are allowed.",
            label=label,
            name=file.name,
            pages=file.pages,
            most=field.most,
        )
    return None
