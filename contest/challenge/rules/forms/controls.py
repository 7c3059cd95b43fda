"""How questions are put before a person: as the page's fields take them, and what a page sends back."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from contest.challenge.rules.forms.answers import asked, chosen, shown, years_of
from contest.challenge.rules.forms.questions import Field, Form, Words
from contest.impact.rules import PREFIX
from contest.lib import countries
from contest.lib.i18n import gettext as _

_KINDS = {
    "line": "text",
    "text": "textarea",
    "number": "text",
    "date": "date",
    "link": "url",
    "several": "checkboxes",
    "scenes": "checkboxes",
    "years": "years",
}
_SEVERAL = frozenset({"several", "scenes"})


class Scene(NamedTuple):
    """A scene of an edition as a form offers it."""

    key: str
    name_en: str
    name_zh: str


def options(field: Field, scenes: Sequence[Any]) -> list[tuple[str, str]]:
    """What a choice offers, in the reader's language. `scenes`: those of the edition, each like `Scene`."""
    if field.type in {"scene", "scenes"}:
        return [(scene.key, str(Words(scene.name_en, scene.name_zh))) for scene in scenes]
    if field.type == "country":
        return countries.countries()
    return [(option.value, str(option.label)) for option in field.options]


def as_read(field: Field, value: str, scenes: Sequence[Any]) -> str:
    """An answer in words."""
    if field.type in {"scene", "scenes", "country"}:
        words = dict(options(field, scenes))
        return "\n".join(words.get(one, one) for one in chosen(value))
    return shown(field, value)


def _years(field: Field, value: str) -> list[tuple[int, str, str]]:
    """The rows of a table of years, with what was typed at each, be it a figure or not."""
    typed = dict(line.split(" ", 1) for line in value.splitlines() if " " in line)
    return [
        (year, str(year) if field.first_year else _("Year %(n)s") % {"n": year}, typed.get(str(year), ""))
        for year in years_of(field)
    ]


def control(field: Field, value: str, scenes: Sequence[Any], *, is_asked: bool = True) -> dict[str, Any]:
    """A question as `any_field` of the templates takes it."""
    offered = options(field, scenes)
    one_of_few = "radios" if field.type == "scene" and len(offered) < 8 else "select"
    return {
        "kind": _KINDS.get(field.type, one_of_few),
        "name": field.key,
        "label": str(field.label),
        "help": str(field.help) or None,
        "value": chosen(value) if field.type in _SEVERAL else value,
        "required": field.needed is not None and not field.needed_if,
        "limit": field.words or None,
        "characters": field.characters or None,
        "count": "words",
        "rows": 3 if field.words <= 60 else 8,
        "options": _years(field, value) if field.type == "years" else offered,
        "unit": str(field.unit) or None,
        "inputmode": "decimal" if field.type == "number" else None,
        "lang": {"en": "en", "zh": "zh-Hans"}.get(field.key.rpartition("_")[2]),
        "shown_if": shown_if(field),
        "is_asked": is_asked,
        "is_later": field.needed == "shortlist",
    }


def shown_if(field: Field) -> str | None:
    """When a question is asked, for the browser: [[field, [values]], ...], all of which must hold."""
    if not field.shown_if:
        return None
    return msgspec.json.encode([[one.field, one.values] for one in field.shown_if]).decode()


def parts(form: Form, values: Mapping[str, str], scenes: Sequence[Any]) -> list[dict[str, Any]]:
    """A form, section by section. A question that is not asked is there, hidden: the browser shows it as soon as an
    answer leads to it."""
    fields = form.questions
    led_to = {field.key for field in asked(form, values)}
    computed = [field.section for field in fields if field.key.startswith(PREFIX)]
    return [
        {
            "id": f"part-{section.key}",
            "has_impact": section.key in computed[-1:],
            "legend": str(section.title),
            "intro": str(section.intro) or None,
            "fields": [
                control(field, values.get(field.key, ""), scenes, is_asked=field.key in led_to)
                for field in fields
                if field.section == section.key
            ],
        }
        for section in form.sections
        if any(field.section == section.key for field in fields)
    ]


def uploads(form: Form, values: Mapping[str, str]) -> list[dict[str, Any]]:
    """The files that are asked for, and those that another answer would lead to."""
    led_to = {field.key for field in asked(form, values)}
    return [
        {
            "key": field.key,
            "label": str(field.label),
            "help": str(field.help) or None,
            "shown_if": shown_if(field),
            "is_asked": field.key in led_to,
            "is_later": field.needed == "shortlist",
            "is_needed": field.needed in {"draft", "submission"} and not field.needed_if,
        }
        for field in form.file_fields
    ]


def answers(typed: Mapping[str, Any], form: Form) -> dict[str, str]:
    """The answers among what a form's page sent: several choices come as several values, a table as one a year."""
    return {field.key: found for field in form.questions if (found := _answer(typed, field)) is not None}


def _answer(typed: Mapping[str, Any], field: Field) -> str | None:
    if field.type == "years":
        rows = [(year, typed.get(f"{field.key}.{year}")) for year in years_of(field)]
        if all(figure is None for _, figure in rows):
            return None
        return "\n".join(
            f"{year} {figure.strip()}" for year, figure in rows if isinstance(figure, str) and figure.strip()
        )
    value = typed.get(field.key)
    if field.type not in _SEVERAL:
        return value if isinstance(value, str) else None
    if isinstance(value, list):
        value = "\n".join(one for one in value if one)
    return value.strip() if isinstance(value, str) else None
