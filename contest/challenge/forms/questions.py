"""What organisers send of a form: a section, a question with its limits, answers and conditions, a move."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from contest.challenge.rules import forms as engine
from contest.challenge.rules.forms import Condition, Option, Words, editing
from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy
from contest.lib.web.forms import convert

Short = Annotated[str, Meta(max_length=40)]
Label = Annotated[str, Meta(max_length=300)]
Long = Annotated[str, Meta(max_length=1000)]
Figure = Annotated[str, Meta(max_length=30)]
Limit = Annotated[int, Meta(ge=0, le=20_000)]

MOST_CONDITIONS = 10
NEVER = "never"


class SectionForm(msgspec.Struct, frozen=True):
    title_en: Label = ""
    title_zh: Label = ""
    intro_en: Long = ""
    intro_zh: Long = ""

    def section(self, key: str) -> engine.Section:
        return engine.Section(key, Words(self.title_en, self.title_zh), Words(self.intro_en, self.intro_zh))


class QuestionForm(msgspec.Struct, frozen=True):
    """A question without its answers and conditions, which come as rows."""

    type: engine.Type
    section: Short
    label_en: Label = ""
    label_zh: Label = ""
    help_en: Long = ""
    help_zh: Long = ""
    characters: Limit = 0
    words: Limit = 0
    least: Figure = ""
    most: Figure = ""
    decimals: Annotated[int, Meta(ge=0, le=12)] = 0
    unit_en: Short = ""
    unit_zh: Short = ""
    most_choices: Annotated[int, Meta(ge=0, le=engine.MOST_OPTIONS)] = 0
    pages: Annotated[int, Meta(ge=0, le=500)] = 0
    accepts: list[Literal["pdf", "image", "office"]] = []
    megabytes: Annotated[int, Meta(ge=1, le=engine.MOST_MEGABYTES)] = 20
    years: Annotated[int, Meta(ge=1, le=30)] = 5
    first_year: Annotated[int, Meta(ge=0, le=9900)] = 0
    needed: Literal["never", "draft", "submission", "shortlist"] = "never"
    instead: Short = ""
    seen_by: engine.Reader = "judges"
    is_hidden_blind: bool = False


class MoveForm(msgspec.Struct, frozen=True):
    """`by` -1 or 1; without it, before another of `section`, or at its end."""

    thing: Literal["question", "section"]
    key: Short
    by: Literal["-1", "1", ""] = ""
    section: Short = ""
    before: Short = ""

    def move(self, form: engine.Form) -> engine.Form:
        if self.thing == "section":
            if self.by:
                return editing.nudge_section(form, self.key, int(self.by))
            return editing.move_section(form, self.key, self.before)
        if self.by:
            return editing.nudge_field(form, self.key, int(self.by))
        return editing.move_field(form, self.key, self.section, self.before)


class PublishForm(msgspec.Struct, frozen=True):
    revision: int
    reason_en: Annotated[str, Meta(max_length=4000)] = ""
    reason_zh: Annotated[str, Meta(max_length=4000)] = ""


def question(typed: Mapping[str, Any], key: str) -> engine.Field:
    """The question that was typed, under this key. What does not belong to its kind of answer is left out."""
    sent = convert(dict(typed), QuestionForm)
    kind = sent.type
    is_text, is_measured = kind in {"line", "text"}, kind in {"number", "years"}
    least, most = (_figure(sent, name) if is_measured else None for name in ("least", "most"))
    return engine.Field(
        key=key,
        section=sent.section,
        type=kind,
        label=Words(sent.label_en, sent.label_zh),
        help=Words(sent.help_en, sent.help_zh),
        characters=sent.characters if is_text else 0,
        words=sent.words if is_text else 0,
        least=least,
        most=most,
        decimals=sent.decimals if is_measured else 0,
        unit=Words(sent.unit_en, sent.unit_zh) if is_measured else Words("", ""),
        options=tuple(options(typed)) if kind in {"choice", "several"} else (),
        most_choices=sent.most_choices if kind in {"several", "scenes"} else 0,
        pages=sent.pages if kind == "file" else 0,
        accepts=tuple(dict.fromkeys(sent.accepts)) if kind == "file" else ("pdf",),
        megabytes=sent.megabytes if kind == "file" else 20,
        years=sent.years if kind == "years" else 5,
        first_year=sent.first_year if kind == "years" else 0,
        needed=None if sent.needed == "never" else sent.needed,
        needed_if=conditions(typed, "needed_if"),
        shown_if=conditions(typed, "shown_if"),
        instead=sent.instead,
        seen_by=sent.seen_by,
        is_hidden_blind=sent.is_hidden_blind,
    )


def _figure(sent: QuestionForm, name: str) -> Decimal | None:
    text = getattr(sent, name)
    found = engine.number(text) if text else None
    if text and found is None:
        raise Invalid(N_("Enter a number."), field=name)
    return found


def rows(typed: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The answers offered as they were typed: key, English, Chinese; rows without words are left out."""
    found = []
    for place in range(engine.MOST_OPTIONS + 10):
        value, en, zh = (str(typed.get(f"option.{place}.{part}", "")) for part in ("value", "en", "zh"))
        if en or zh:
            found.append((value, en, zh))
    return found


def options(typed: Mapping[str, Any]) -> list[Option]:
    """The answers offered. One that is new gets a key made of its English words."""
    found: list[Option] = []
    typed_rows = rows(typed)
    wrong: dict[str, Lazy | str] = {}
    if len(typed_rows) > engine.MOST_OPTIONS:
        wrong["options"] = N_("Offer at most %(most)s answers.", most=engine.MOST_OPTIONS)
    if any(len(text) > 200 for _, en, zh in typed_rows for text in (en, zh)):
        wrong["options"] = N_("Use at most %(most)s characters.", most=200)
    if wrong:
        raise Invalid(fields=wrong)
    taken = {value for value, _, _ in typed_rows if value}
    for value, en, zh in typed_rows:
        key = value if engine.KEY.fullmatch(value) else editing.new_key(en, taken, otherwise="answer")
        taken.add(key)
        found.append(Option(key, Words(en, zh)))
    return found


def conditions(typed: Mapping[str, Any], name: str) -> tuple[Condition, ...]:
    """Rows `question` or `question=answer`; several answers to one question are one condition: any of them will do."""
    found: dict[str, list[str]] = {}
    for place in range(MOST_CONDITIONS + 3):
        sent = typed.get(f"{name}.{place}", "")
        key, _, value = sent.partition("=") if isinstance(sent, str) else ("", "", "")
        if key:
            found.setdefault(key[:40], [])
        if key and value and value not in found[key[:40]]:
            found[key[:40]].append(value[:40])
    return tuple(Condition(key, tuple(values)) for key, values in found.items())


def as_typed(field: engine.Field) -> dict[str, Any]:
    """A question as its page shows it."""
    plain = ("type", "section", "characters", "words", "decimals", "most_choices", "pages", "megabytes", "years")
    more = ("first_year", "instead", "seen_by", "is_hidden_blind")
    values: dict[str, Any] = {name: getattr(field, name) for name in (*plain, *more)}
    values["accepts"] = list(field.accepts)
    for name in ("label", "help", "unit"):
        words = getattr(field, name)
        values |= {f"{name}_en": words.en, f"{name}_zh": words.zh}
    for name in ("least", "most"):
        figure = getattr(field, name)
        values[name] = "" if figure is None else f"{figure:f}"
    values["needed"] = field.needed or NEVER
    for place, option in enumerate(field.options):
        parts = (("value", option.value), ("en", option.label.en), ("zh", option.label.zh))
        values |= {f"option.{place}.{part}": text for part, text in parts}
    for name in ("needed_if", "shown_if"):
        lines = [line for one in getattr(field, name) for line in _lines(one)]
        values |= {f"{name}.{place}": line for place, line in enumerate(lines)}
    return values


def _lines(condition: Condition) -> list[str]:
    return [f"{condition.field}={value}" for value in condition.values] or [condition.field]
