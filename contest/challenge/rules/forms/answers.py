"""Whether what was answered will do. An answer is text, as it was typed; the type of its question says how to read it.

Several choices are one a line; a date is 2027-03-31; a country its ISO 3166 code; a table of years one line a year,
`2027 120` or, where years are counted, `1 120`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

import msgspec

from contest.challenge.rules.forms.counting import fits
from contest.challenge.rules.forms.questions import STAGES, Condition, Field, Form, Stage
from contest.lib.i18n import N_, Lazy

LONGEST = 20_000  # no field takes more, whatever its own limit says

# Held in columns of their own, because lists and search need them; everything else lies in `answers`.
COLUMNS = ("title_en", "title_zh", "summary_en", "summary_zh", "organisation_name", "country", "scene")
_COLUMN_LENGTHS = {"title_en": 200, "title_zh": 200, "organisation_name": 200, "country": 2, "scene": 40}
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,12})?")

Errors = dict[str, Lazy | str]


class Attached(msgspec.Struct, frozen=True, kw_only=True):
    """The file at a field, as far as a check needs it."""

    field: str
    name: str
    state: str
    pages: int | None = None


def chosen(value: str) -> list[str]:
    """The options of an answer to a question that takes several."""
    return [line for line in value.splitlines() if line]


def number(value: str) -> Decimal | None:
    """A figure as it was typed, None where it is none. A comma is no decimal point: half of the world reads it so."""
    if not _NUMBER.fullmatch(value.strip()):
        return None
    try:
        return Decimal(value.strip())
    except InvalidOperation:
        return None


def years(value: str) -> dict[int, Decimal] | None:
    """The rows of a table of years that hold a figure; None where a row is none, or comes twice."""
    found: dict[int, Decimal] = {}
    for line in value.splitlines():
        year, _, figure = line.strip().partition(" ")
        amount = number(figure)
        if amount is None or not year.isascii() or not year.isdigit() or len(year) > 4 or int(year) in found:
            return None
        found[int(year)] = amount
    return found


def holds(condition: Condition, values: Mapping[str, str]) -> bool:
    """Whether the answers meet a condition."""
    answer = values.get(condition.field, "")
    if not condition.values:
        return bool(answer)
    return not set(condition.values).isdisjoint(chosen(answer))


def asked(form: Form, values: Mapping[str, str]) -> tuple[Field, ...]:
    """The questions that these answers lead to. An answer to a question that is not asked leads nowhere."""
    shown: dict[str, bool] = {}
    by_key = {field.key: field for field in form.fields}

    def is_asked(key: str, above: frozenset[str]) -> bool:
        if key not in shown:
            field = by_key.get(key)
            if field is None or key in above:  # a form that loops is never published; it must not hang either
                return False
            shown[key] = all(
                holds(condition, values) and is_asked(condition.field, above | {key}) for condition in field.shown_if
            )
        return shown[key]

    return tuple(field for field in form.fields if is_asked(field.key, frozenset()))


def handed_in(form: Form, values: Mapping[str, str]) -> dict[str, str]:
    """The answers that belong to the questions asked: what was answered to others stays in the draft."""
    return {field.key: values.get(field.key, "") for field in asked(form, values) if field.type != "file"}


def shown(field: Field | None, text: str) -> str:
    """An answer as it is read: choices by their words in the reader's language."""
    if field is None or field.type not in {"choice", "several"}:
        return text
    words = {option.value: str(option.label) for option in field.options}
    return "\n".join(words.get(value, value) for value in chosen(text))


def check_draft(form: Form, values: Mapping[str, str], scenes: Iterable[str]) -> Errors:
    """Why these answers cannot even be saved, by field. A text over its limit can: nobody loses words to a counter."""
    known = {field.key: field for field in form.questions}
    errors: Errors = {}
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
    form: Form,
    values: Mapping[str, str],
    files: Mapping[str, Attached],
    scenes: Iterable[str],
    *,
    stage: Stage = "submission",
) -> Errors:
    """What is still in the way at this stage, by field, in the order of the form."""
    offered, errors = set(scenes), Errors()
    questions, values = asked(form, values), handed_in(form, values)
    for field in questions:
        if field.type == "file":
            wrong = _check_file(field, files.get(field.key), is_needed=_is_needed(field, values, stage))
        elif not values.get(field.key):
            wrong = _check_missing(field, questions, values, stage)
        else:
            wrong = check_answer(field, values[field.key], offered)
        if wrong is not None:
            errors[field.key] = wrong
    return errors


def _is_needed(field: Field, values: Mapping[str, str], stage: Stage) -> bool:
    if field.needed is None or STAGES.index(field.needed) > STAGES.index(stage):
        return False
    return all(holds(condition, values) for condition in field.needed_if)


def _check_missing(field: Field, questions: Sequence[Field], values: Mapping[str, str], stage: Stage) -> Lazy | None:
    if not _is_needed(field, values, stage) or (field.instead and values.get(field.instead)):
        return None
    pair = [other for other in questions if other.key in {field.key, field.instead}]
    if len(pair) < 2:
        return N_("%(label)s: this answer is needed.", label=field.label)
    if field is not pair[0]:  # said once, at the first of the two
        return None
    return N_("%(one)s or %(other)s: one of the two is needed.", one=pair[0].label, other=pair[1].label)


def check_answer(field: Field, value: str, scenes: set[str]) -> Lazy | None:
    """What is wrong with an answer that is there."""
    if field.type in {"line", "text"}:
        return _check_text(field, value)
    if field.type == "number":
        return _check_number(field, number(value))
    if field.type == "years":
        return _check_years(field, years(value))
    if field.type == "link" and not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", value):
        return N_("%(label)s: enter a web address that begins with https://", label=field.label)
    if field.type == "date" and not _is_date(value):
        return N_("%(label)s: enter a date, such as 2027-03-31.", label=field.label)
    if field.most_choices and len(chosen(value)) > field.most_choices:
        return N_("%(label)s: choose at most %(most)s.", label=field.label, most=field.most_choices)
    if not _is_offered(field, value, scenes):
        return N_("%(label)s: choose one of the answers offered.", label=field.label)
    return None


def _check_text(field: Field, value: str) -> Lazy | None:
    if not field.words or fits(value, characters=field.characters, words=field.words):
        return None
    return N_(
        "%(label)s: shorten to %(characters)s Chinese characters or %(words)s words.",
        label=field.label,
        characters=field.characters,
        words=field.words,
    )


def _check_number(field: Field, value: Decimal | None) -> Lazy | None:
    label, least, most = field.label, field.least, field.most
    exponent = None if value is None else value.as_tuple().exponent
    fine = isinstance(exponent, int) and -exponent <= field.decimals
    if value is None or not fine:
        if field.decimals:
            return N_(
                "%(label)s: enter a number with at most %(decimals)s decimals, such as 12.5.",
                label=label,
                decimals=field.decimals,
            )
        if least is None or most is None:
            return N_("%(label)s: enter a whole number.", label=label)
    if value is not None and fine and (least is None or value >= least) and (most is None or value <= most):
        return None
    if least is not None and most is not None:
        if field.decimals:
            return N_("%(label)s: enter a number from %(least)s to %(most)s.", label=label, least=least, most=most)
        return N_("%(label)s: enter a whole number from %(least)s to %(most)s.", label=label, least=least, most=most)
    if least is not None:
        return N_("%(label)s: enter %(least)s or more.", label=label, least=least)
    return N_("%(label)s: enter %(most)s or less.", label=label, most=most)


def years_of(field: Field) -> range:
    """The rows of a table of years."""
    first = field.first_year or 1
    return range(first, first + field.years)


def _check_years(field: Field, rows: dict[int, Decimal] | None) -> Lazy | None:
    if rows is None:
        return N_("%(label)s: enter one number for each year.", label=field.label)
    if not set(rows) <= set(years_of(field)):
        return N_("%(label)s: a year is not one of those asked for.", label=field.label)
    wrong = (_check_number(field, value) for value in rows.values())
    return next((one for one in wrong if one is not None), None)


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_offered(field: Field, value: str, scenes: set[str]) -> bool:
    if field.type == "scene":
        return value in scenes
    if field.type == "scenes":
        return set(chosen(value)) <= scenes
    if field.type == "country":
        return re.fullmatch(r"[A-Z]{2}", value) is not None
    if field.type == "several":
        return set(chosen(value)) <= {option.value for option in field.options}
    return field.type != "choice" or any(option.value == value for option in field.options)


def _check_file(field: Field, file: Attached | None, *, is_needed: bool) -> Lazy | None:
    label = field.label
    if file is None or file.state == "announced":
        return N_("%(label)s: upload this file.", label=label) if is_needed else None
    if file.state == "refused":
        return N_("%(label)s: “%(name)s” was refused. Upload another file.", label=label, name=file.name)
    if file.state != "checked":
        return N_(
            "%(label)s: “%(name)s” is still being checked. Wait a moment, then hand in.", label=label, name=file.name
        )
    if field.pages and (file.pages or 0) > field.pages:
        return N_(
            "%(label)s: “%(name)s” has %(pages)s pages; at most %(most)s are allowed.",
            label=label,
            name=file.name,
            pages=file.pages,
            most=field.pages,
        )
    return None
