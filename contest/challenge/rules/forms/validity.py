"""Whether a form can be published: every fault, with where it is."""

import re
from collections import Counter
from collections.abc import Collection

import msgspec

from contest.challenge.rules.forms.defaults import ALWAYS
from contest.challenge.rules.forms.fixed import fixed_faults
from contest.challenge.rules.forms.questions import Condition, Field, Form, Words
from contest.files import rules as files
from contest.lib.countries import codes
from contest.lib.i18n import N_, Lazy

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_QUESTIONS = 200
MOST_SECTIONS = 40
MOST_OPTIONS = 100
MOST_MEGABYTES = files.MOST_BYTES // files.MIB

_CHOICES = frozenset({"choice", "several"})
_MEASURED = frozenset({"number", "years"})
_TEXTS = frozenset({"line", "text"})


class Fault(msgspec.Struct, frozen=True):
    """`place` is the key of a field or section; empty where the whole form is meant."""

    place: str
    message: Lazy


def faults(form: Form, scenes: Collection[str] | None = None) -> list[Fault]:
    """What stands in the way of publishing the form, in its order. `scenes`: the keys of the edition's, where known."""
    found = [*_whole_faults(form), *_section_faults(form)]
    counted = Counter(field.key for field in form.fields)
    for field in form.fields:
        if counted[field.key] > 1:
            found.append(Fault(field.key, N_("There are two questions with the key “%(key)s”.", key=field.key)))
        found += [Fault(field.key, message) for message in field_faults(form, field, scenes)]
    found += [
        Fault("", N_("The question “%(key)s” is missing: lists and certificates are made of it.", key=key))
        for key in ALWAYS
        if key not in counted
    ]
    return found


def _whole_faults(form: Form) -> list[Fault]:
    found = []
    if len(form.fields) > MOST_QUESTIONS:
        found.append(Fault("", N_("Ask at most %(most)s questions.", most=MOST_QUESTIONS)))
    if len(form.sections) > MOST_SECTIONS:
        found.append(Fault("", N_("Make at most %(most)s sections.", most=MOST_SECTIONS)))
    counted = Counter(section.key for section in form.sections)
    return found + [
        Fault(key, N_("There are two sections with the key “%(key)s”.", key=key))
        for key, times in counted.items()
        if times > 1
    ]


def _section_faults(form: Form) -> list[Fault]:
    found = []
    for section in form.sections:
        if not KEY.fullmatch(section.key):
            found.append(Fault(section.key, N_("The key may hold small letters, digits and underscores only.")))
        if not is_bilingual(section.title):
            found.append(Fault(section.key, N_("The title is not there in both languages.")))
        if bool(section.intro.en) != bool(section.intro.zh):
            found.append(Fault(section.key, N_("The introduction is not there in both languages.")))
        if not any(field.section == section.key for field in form.fields):
            found.append(Fault(section.key, N_("This section holds no question.")))
    return found


def field_faults(form: Form, field: Field, scenes: Collection[str] | None = None) -> list[Lazy]:
    """What is wrong with one question as it stands in this form."""
    found: list[Lazy] = []
    if not KEY.fullmatch(field.key):
        found.append(N_("The key may hold small letters, digits and underscores only."))
    if not is_bilingual(field.label):
        found.append(N_("The question is not there in both languages."))
    if bool(field.help.en) != bool(field.help.zh):
        found.append(N_("The help is not there in both languages."))
    if field.section not in {section.key for section in form.sections}:
        found.append(N_("Its section does not exist."))
    found += _instead_faults(form, field)
    found += _limit_faults(field)
    if field.type in _CHOICES:
        found += _option_faults(field)
    if field.type == "file":
        found += _file_faults(field)
    for condition in (*field.shown_if, *field.needed_if):
        found += _condition_faults(form, field, condition, scenes)
    if loops(form, field.key):
        found.append(N_("Its condition leads back to itself: nobody would ever be asked."))
    return found + fixed_faults(field)


def _instead_faults(form: Form, field: Field) -> list[Lazy]:
    if not field.instead:
        return []
    other = form.at(field.instead)
    if other is None or other.type == "file" or other.key == field.key:
        return [N_("The question that answers it too does not exist.")]
    return []


def _limit_faults(field: Field) -> list[Lazy]:
    found: list[Lazy] = []
    if bool(field.characters) != bool(field.words) or min(field.characters, field.words) < 0:
        found.append(N_("Give the limit in Chinese characters and in words, or neither."))
    if field.characters and field.type not in _TEXTS:
        found.append(N_("Only a text has a limit of characters and words."))
    if field.least is not None and field.most is not None and field.least > field.most:
        found.append(N_("The least value is above the most."))
    if bool(field.unit.en) != bool(field.unit.zh):
        found.append(N_("The unit is not there in both languages."))
    if not 0 <= field.decimals <= 12 or (field.decimals and field.type not in _MEASURED):
        found.append(N_("A number has at most 12 decimals, and nothing else has any."))
    if field.type == "years" and not (1 <= field.years <= 30 and 0 <= field.first_year <= 9999 - field.years):
        found.append(N_("A table has 1 to 30 years, counted or of the calendar."))
    return found


def _option_faults(field: Field) -> list[Lazy]:
    found: list[Lazy] = []
    values = [option.value for option in field.options]
    if len(values) < 2:
        found.append(N_("Offer at least two answers."))
    if len(values) > MOST_OPTIONS:
        found.append(N_("Offer at most %(most)s answers.", most=MOST_OPTIONS))
    if len(set(values)) < len(values):
        found.append(N_("Two answers have the same value."))
    if not all(is_bilingual(option.label) and KEY.fullmatch(option.value) for option in field.options):
        found.append(N_("Each answer needs a key and its words in both languages."))
    if field.most_choices > len(values):
        found.append(N_("More answers may be chosen than there are."))
    return found


def _file_faults(field: Field) -> list[Lazy]:
    found: list[Lazy] = []
    if not field.accepts or not set(field.accepts) <= files.ACCEPTS.keys():
        found.append(N_("Say which kinds of file it takes."))
    if not 1 <= field.megabytes <= MOST_MEGABYTES:
        found.append(N_("A file has 1 to %(most)s megabytes.", most=MOST_MEGABYTES))
    if field.pages and "pdf" not in field.accepts:
        found.append(N_("Only of a PDF are pages counted."))
    return found


def _condition_faults(form: Form, field: Field, condition: Condition, scenes: Collection[str] | None) -> list[Lazy]:
    other = form.at(condition.field)
    if other is None or other.type == "file":
        return [N_("Its condition asks for a question that does not exist: “%(key)s”.", key=condition.field)]
    if other.key == field.key:
        return [N_("Its condition asks for its own answer.")]
    offered = offered_by(other, scenes)
    if offered is not None and not set(condition.values) <= offered:
        return [N_("Its condition asks for an answer that “%(label)s” does not offer.", label=other.label)]
    return []


def offered_by(field: Field, scenes: Collection[str] | None = None) -> set[str] | None:
    """The answers that a condition may name; None where scenes are meant and not known. Of a text: none by name."""
    if field.type in {"scene", "scenes"}:
        return None if scenes is None else set(scenes)
    if field.type == "country":
        return codes()
    return {option.value for option in field.options}


def loops(form: Form, start: str) -> bool:
    """Whether the conditions of a question lead back to it."""
    by_key = {field.key: field for field in form.fields}
    waiting, seen = [start], set[str]()
    while waiting:
        field = by_key.get(waiting.pop())
        for condition in field.shown_if if field else ():
            if condition.field == start:
                return True
            if condition.field not in seen:
                seen.add(condition.field)
                waiting.append(condition.field)
    return False


def is_bilingual(words: Words) -> bool:
    return bool(words.en.strip() and words.zh.strip())
