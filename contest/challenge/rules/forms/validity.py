"""Whether a form can be published: every fault, with where it is."""

import re
from collections import Counter

import msgspec

from contest.challenge.rules.forms.defaults import ALWAYS
from contest.challenge.rules.forms.questions import Condition, Field, Form, Words
from contest.lib.i18n import N_, Lazy

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Fault(msgspec.Struct, frozen=True):
    """`place` is the key of a field or section; empty where the whole form is meant."""

    place: str
    message: Lazy


def faults(form: Form) -> list[Fault]:
    """What stands in the way of publishing the form, in its order."""
    found = [*_section_faults(form)]
    counted = Counter(field.key for field in form.fields)
    for field in form.fields:
        if counted[field.key] > 1:
            found.append(Fault(field.key, N_("There are two questions with the key “%(key)s”.", key=field.key)))
        found += [Fault(field.key, message) for message in _field_faults(form, field)]
    found += [
        Fault(key, N_("The question “%(key)s” is missing: lists and certificates are made of it.", key=key))
        for key in ALWAYS
        if key not in counted
    ]
    return found


def _section_faults(form: Form) -> list[Fault]:
    found = []
    for section in form.sections:
        if not _KEY.fullmatch(section.key):
            found.append(Fault(section.key, N_("The key may hold small letters, digits and underscores only.")))
        if not _is_bilingual(section.title):
            found.append(Fault(section.key, N_("The title is not there in both languages.")))
        if not any(field.section == section.key for field in form.fields):
            found.append(Fault(section.key, N_("This section holds no question.")))
    return found


def _field_faults(form: Form, field: Field) -> list[Lazy]:
    found: list[Lazy] = []
    if not _KEY.fullmatch(field.key):
        found.append(N_("The key may hold small letters, digits and underscores only."))
    if not _is_bilingual(field.label):
        found.append(N_("The question is not there in both languages."))
    if bool(field.help.en) != bool(field.help.zh):
        found.append(N_("The help is not there in both languages."))
    if field.section not in {section.key for section in form.sections}:
        found.append(N_("Its section does not exist."))
    if field.instead and form.at(field.instead) is None:
        found.append(N_("The question that answers it too does not exist."))
    found += _limit_faults(field)
    for condition in (*field.shown_if, *field.needed_if):
        found += _condition_faults(form, field, condition)
    if _loops(form, field.key):
        found.append(N_("Its condition leads back to itself: nobody would ever be asked."))
    return found


def _limit_faults(field: Field) -> list[Lazy]:
    found: list[Lazy] = []
    if bool(field.characters) != bool(field.words):
        found.append(N_("Give the limit in Chinese characters and in words, or neither."))
    if field.least is not None and field.most is not None and field.least > field.most:
        found.append(N_("The least value is above the most."))
    if field.type in {"choice", "several"}:
        values = [option.value for option in field.options]
        if len(values) < 2:
            found.append(N_("Offer at least two answers."))
        if len(set(values)) < len(values):
            found.append(N_("Two answers have the same value."))
        if not all(_is_bilingual(option.label) and _KEY.fullmatch(option.value) for option in field.options):
            found.append(N_("Each answer needs a key and its words in both languages."))
    return found


def _condition_faults(form: Form, field: Field, condition: Condition) -> list[Lazy]:
    other = form.at(condition.field)
    if other is None or other.type == "file":
        return [N_("Its condition asks for a question that does not exist: “%(key)s”.", key=condition.field)]
    if other.key == field.key:
        return [N_("Its condition asks for its own answer.")]
    offered = {option.value for option in other.options}
    if other.type in {"choice", "several"} and not set(condition.values) <= offered:
        return [N_("Its condition asks for an answer that “%(label)s” does not offer.", label=other.label)]
    return []


def _loops(form: Form, start: str) -> bool:
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


def _is_bilingual(words: Words) -> bool:
    return bool(words.en.strip() and words.zh.strip())
