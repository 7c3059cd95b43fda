"""What two versions of a form ask differently, in words that an organiser and an applicant understand."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Any

import msgspec

from contest.challenge.rules.forms.controls import options
from contest.challenge.rules.forms.questions import Condition, Field, Form, Section, Words
from contest.files import rules as files
from contest.lib.i18n import N_, Lazy

TYPE_WORDS: dict[str, Lazy] = {
    "line": N_("Text, one line"),
    "text": N_("Long text"),
    "number": N_("Number"),
    "choice": N_("Choice of one"),
    "several": N_("Several choices"),
    "date": N_("Date"),
    "country": N_("Country or region"),
    "link": N_("Web address"),
    "scene": N_("Scene of this edition"),
    "scenes": N_("Several scenes of this edition"),
    "file": N_("File"),
    "years": N_("Table of years"),
}
STAGE_WORDS: dict[str | None, Lazy] = {
    None: N_("Never"),
    "draft": N_("From the first draft on"),
    "submission": N_("To hand in"),
    "shortlist": N_("Of who is shortlisted"),
}
READER_WORDS: dict[str, Lazy] = {
    "public": N_("Everybody"),
    "judges": N_("Judges and organisers"),
    "organisers": N_("Organisers only"),
}


class Line(msgspec.Struct, frozen=True):
    """One thing that was otherwise; empty where there was, or is, nothing."""

    name: Lazy
    was: str
    now: str


class Difference(msgspec.Struct, frozen=True):
    """`what` is added, removed, moved or changed; `thing` question or section."""

    thing: str
    what: str
    key: str
    label: Words
    lines: tuple[Line, ...] = ()


def differences(before: Form, after: Form, scenes: Sequence[Any] = ()) -> list[Difference]:
    """Every section and question that is not as it was, in the order of the newer version; what went comes last."""
    found = _things("section", before.sections, after.sections, _about_section, before, after)
    fields = _things(
        "question", before.fields, after.fields, lambda form, one: _about(form, one, scenes), before, after
    )
    return found + fields


def _things(thing: str, was: Any, now: Any, about: Any, before: Form, after: Form) -> list[Difference]:
    old, new = {one.key: one for one in was}, {one.key: one for one in now}
    moved = _moved([key for key in old if key in new], [key for key in new if key in old])
    found = []
    for key, one in new.items():
        if key not in old:
            found.append(Difference(thing, "added", key, _label(one), _lines({}, about(after, one))))
        elif lines := _lines(about(before, old[key]), about(after, one)):
            found.append(Difference(thing, "changed", key, _label(one), lines))
        elif key in moved:
            found.append(Difference(thing, "moved", key, _label(one)))
    gone = [Difference(thing, "removed", key, _label(one)) for key, one in old.items() if key not in new]
    return found + gone


def _moved(was: list[str], now: list[str]) -> set[str]:
    """The fewest of them, nearly, that changed their place among those that stayed."""
    same = SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
    return set(now) - {key for block in same for key in now[block.b : block.b + block.size]}


def _label(one: Field | Section) -> Words:
    return one.label if isinstance(one, Field) else one.title


def _lines(was: dict[str, tuple[Lazy, str]], now: dict[str, tuple[Lazy, str]]) -> tuple[Line, ...]:
    """`was` and `now`: by a name that stays, the words for it and what it said."""
    return tuple(
        Line((was.get(name) or now[name])[0], was[name][1] if name in was else "", now[name][1] if name in now else "")
        for name in dict.fromkeys([*was, *now])
        if was.get(name, ("", ""))[1] != now.get(name, ("", ""))[1]
    )


def _about_section(_form: Form, section: Section) -> dict[str, tuple[Lazy, str]]:
    return _said(
        title_en=(N_("Title in English"), section.title.en),
        title_zh=(N_("Title in Chinese"), section.title.zh),
        intro_en=(N_("Introduction in English"), section.intro.en),
        intro_zh=(N_("Introduction in Chinese"), section.intro.zh),
    )


def _about(form: Form, field: Field, scenes: Sequence[Any]) -> dict[str, tuple[Lazy, str]]:
    section = form.section(field.section)
    twin = form.at(field.instead)
    return _said(
        label_en=(N_("Question in English"), field.label.en),
        label_zh=(N_("Question in Chinese"), field.label.zh),
        help_en=(N_("Help in English"), field.help.en),
        help_zh=(N_("Help in Chinese"), field.help.zh),
        section=(N_("Section"), str(section.title) if section else field.section),
        type=(N_("Kind of answer"), str(TYPE_WORDS[field.type])),
        limit=(N_("Limit"), limits(field)),
        options=(N_("Answers offered"), "\n".join(_both(option.label) for option in field.options)),
        needed=(N_("Needed"), str(STAGE_WORDS[field.needed])),
        needed_if=(N_("Needed where"), conditions(form, field.needed_if, scenes)),
        shown_if=(N_("Asked where"), conditions(form, field.shown_if, scenes)),
        instead=(N_("Answered as well by"), str(twin.label) if twin else field.instead),
        seen_by=(N_("Read by"), str(READER_WORDS[field.seen_by])),
        blind=(N_("Hidden in blind review"), str(N_("Yes")) if field.is_hidden_blind else ""),
    )


def _said(**lines: tuple[Lazy, str]) -> dict[str, tuple[Lazy, str]]:
    return {name: line for name, line in lines.items() if line[1]}


def _both(words: Words) -> str:
    return " · ".join(one for one in (words.en, words.zh) if one)


def limits(field: Field) -> str:
    """What an answer must keep to, in words; empty where nothing is said."""
    said: list[Lazy | str] = []
    if field.words and field.type in {"line", "text"}:
        said.append(
            N_(
                "at most %(characters)s Chinese characters or %(words)s words",
                characters=field.characters,
                words=field.words,
            )
        )
    if field.type in {"number", "years"}:
        said += _figures(field)
    if field.type == "years":
        first = field.first_year or 1
        said.append(N_("years %(first)s to %(last)s", first=first, last=first + field.years - 1))
    if field.most_choices and field.type in {"several", "scenes"}:
        said.append(N_("at most %(most)s of them", most=field.most_choices))
    if field.type == "file":
        said += [*(files.NAMES[name] for name in field.accepts if name in files.NAMES)]
        said.append(N_("at most %(most)s MB", most=field.megabytes))
        if field.pages:
            said.append(N_("at most %(pages)s pages", pages=field.pages))
    return ", ".join(str(one) for one in said)


def _figures(field: Field) -> list[Lazy | str]:
    said: list[Lazy | str] = []
    least, most = (None if one is None else f"{one:f}" for one in (field.least, field.most))
    if least is not None and most is not None:
        said.append(N_("from %(least)s to %(most)s", least=least, most=most))
    elif least is not None:
        said.append(N_("%(least)s or more", least=least))
    elif most is not None:
        said.append(N_("%(most)s or less", most=most))
    if field.decimals:
        said.append(N_("decimals: %(decimals)s", decimals=field.decimals))
    if field.unit:
        said.append(str(field.unit))
    return said


def conditions(form: Form, wanted: Iterable[Condition], scenes: Sequence[Any] = ()) -> str:
    """Conditions in words: one a line, all of which must hold."""
    return "\n".join(str(_condition(form, one, scenes)) for one in wanted)


def _condition(form: Form, wanted: Condition, scenes: Sequence[Any]) -> Lazy:
    field = form.at(wanted.field)
    label = str(field.label) if field else wanted.field
    if not wanted.values:
        return N_("“%(label)s” is answered", label=label)
    words = dict(options(field, scenes)) if field else {}
    values = " / ".join(words.get(value, value) for value in wanted.values)
    return N_("“%(label)s” is: %(values)s", label=label, values=values)
