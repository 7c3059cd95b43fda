"""A form with one thing changed. What is named and not there changes nothing; the verbs ask first."""

import re
from collections.abc import Collection, Sequence
from hashlib import sha256

import msgspec

from contest.challenge.rules.forms.defaults import every_default
from contest.challenge.rules.forms.questions import Field, Form, Section, Words
from contest.impact.rules import PREFIX

# What the pages of an entry send beside its answers, and the statements that are signed with it.
RESERVED = frozenset(
    {"revision", "then", "field", "kept", "reason", "new", "preview"}
    | {"own_work", "rights", "no_secrets", "independent", "rules"}
)
_LONGEST_KEY = 32


def digest(thing: Field | Section) -> str:
    """What a question or section was when a page showed it, so that nobody writes over what they have not seen."""
    return sha256(msgspec.json.encode(thing)).hexdigest()[:16]


def new_key(words: str, taken: Collection[str], *, otherwise: str = "question") -> str:
    """A short name made of English words, that no other has: `Cost of a unit` -> `cost_of_a_unit`."""
    plain = re.sub(r"[^a-z0-9]+", "_", words.lower())[:_LONGEST_KEY].strip("_")
    if not plain or not plain[0].isalpha() or plain.startswith(PREFIX):
        plain = f"{otherwise}_{plain}".strip("_")[:_LONGEST_KEY]
    not_free = {*taken, *RESERVED, *(field.key for field in every_default())}
    number, key = 1, plain
    while key in not_free:
        number += 1
        key = f"{plain}_{number}"
    return key


def ordered(form: Form) -> Form:
    """The questions in the order in which the page asks them: by their sections."""
    places = {section.key: place for place, section in enumerate(form.sections)}
    fields = sorted(form.fields, key=lambda field: places.get(field.section, len(places)))
    return msgspec.structs.replace(form, fields=tuple(fields))


def with_field(form: Form, field: Field, *, instead_of: str = "") -> Form:
    """The question in the place of the one with the key `instead_of`, or at the end of its section."""
    before = form.at(instead_of)
    if before is None:
        return ordered(msgspec.structs.replace(form, fields=(*form.fields, field)))
    rest = tuple(field if one is before else one for one in form.fields)
    changed = msgspec.structs.replace(form, fields=rest)
    return ordered(changed) if before.section == field.section else move_field(changed, field.key, field.section)


def without_field(form: Form, key: str) -> Form:
    return msgspec.structs.replace(form, fields=tuple(field for field in form.fields if field.key != key))


def move_field(form: Form, key: str, section: str, before: str = "") -> Form:
    """The question before another of that section, or at its end."""
    field = form.at(key)
    if field is None or form.section(section) is None or key == before:
        return form
    rest = [one for one in form.fields if one.key != key]
    moved = msgspec.structs.replace(field, section=section)
    places = [place for place, one in enumerate(rest) if one.section == section and one.key == before]
    rest.insert(places[0] if places else len(rest), moved)
    return ordered(msgspec.structs.replace(form, fields=tuple(rest)))


def nudge_field(form: Form, key: str, by: int) -> Form:
    """One place up (-1) or down (1); past the end of its section it goes into the next."""
    field = form.at(key)
    if field is None:
        return form
    own = [one.key for one in form.fields if one.section == field.section]
    here = own.index(key)
    if 0 <= here + by < len(own):
        after = here + (2 if by > 0 else -1)
        return move_field(form, key, field.section, own[after] if after < len(own) else "")
    names = [section.key for section in form.sections]
    there = names.index(field.section) + by if field.section in names else -1
    if not 0 <= there < len(names):
        return form
    first = next((one.key for one in form.fields if one.section == names[there]), "")
    return move_field(form, key, names[there], first if by > 0 else "")


def with_section(form: Form, section: Section, *, instead_of: str = "") -> Form:
    if form.section(instead_of) is None:
        return msgspec.structs.replace(form, sections=(*form.sections, section))
    sections = tuple(section if one.key == instead_of else one for one in form.sections)
    return msgspec.structs.replace(form, sections=sections)


def without_section(form: Form, key: str) -> Form:
    """Without the section, if it is empty."""
    if any(field.section == key for field in form.fields):
        return form
    return msgspec.structs.replace(form, sections=tuple(one for one in form.sections if one.key != key))


def move_section(form: Form, key: str, before: str = "") -> Form:
    """The section with its questions before another, or at the end."""
    section = form.section(key)
    if section is None or key == before:
        return form
    rest = [one for one in form.sections if one.key != key]
    places = [place for place, one in enumerate(rest) if one.key == before]
    rest.insert(places[0] if places else len(rest), section)
    return ordered(msgspec.structs.replace(form, sections=tuple(rest)))


def nudge_section(form: Form, key: str, by: int) -> Form:
    names = [section.key for section in form.sections]
    if key not in names or not 0 <= names.index(key) + by < len(names):
        return form
    after = names.index(key) + (2 if by > 0 else -1)
    return move_section(form, key, names[after] if after < len(names) else "")


def missing_defaults(form: Form, shipped: Sequence[Field]) -> tuple[Field, ...]:
    """The questions that are shipped for this kind of entry and were taken out."""
    keys = {field.key for field in form.fields}
    return tuple(field for field in shipped if field.key not in keys)


def with_default(form: Form, shipped: Form, key: str) -> Form:
    """The shipped question again, in its section, which comes back with it."""
    field = shipped.at(key)
    if field is None or form.at(key) is not None:
        return form
    if form.section(field.section) is None:
        section = shipped.section(field.section)
        form = with_section(form, section or Section(field.section, Words("", "")))
    return with_field(form, field)
