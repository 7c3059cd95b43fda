"""How a form is described: its questions, with their words in both languages, their limits and their conditions."""

from decimal import Decimal
from typing import Literal

import msgspec

from contest.lib.i18n import locale

KINDS = ("project", "solution", "product", "talent")

Type = Literal[
    "line", "text", "number", "choice", "several", "date", "country", "link", "scene", "scenes", "file", "years"
]
TYPES: tuple[str, ...] = Type.__args__  # type: ignore[attr-defined]

Stage = Literal["draft", "submission", "shortlist"]
STAGES: tuple[str, ...] = Stage.__args__  # type: ignore[attr-defined]

Reader = Literal["public", "judges", "organisers"]
READERS: tuple[str, ...] = Reader.__args__  # type: ignore[attr-defined]


class Words(msgspec.Struct, frozen=True):
    """Words that organisers give in both languages; as text, those of the reader's language."""

    en: str
    zh: str

    def __str__(self) -> str:
        return self.zh if locale() == "zh" else self.en

    def __bool__(self) -> bool:
        return bool(self.en or self.zh)


class Option(msgspec.Struct, frozen=True):
    value: str
    label: Words


class Condition(msgspec.Struct, frozen=True):
    """Holds where the answer at `field` is one of `values` (of several choices: any of them); without values, where
    there is an answer at all."""

    field: str
    values: tuple[str, ...] = ()


class Section(msgspec.Struct, frozen=True):
    key: str
    title: Words
    intro: Words = Words("", "")


class Field(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One question.

    `characters` and `words` are a text's limit (Chinese characters, words of everything else); `least`, `most`,
    `decimals` and `unit` a number's; `most_choices` that of several choices; `pages` and `megabytes` a file's, whose
    types `accepts` names; `years` is how many rows a table of years has, from `first_year` (0: counted from year 1).
    `needed` says from which stage an answer is, where all of `needed_if` hold; None: never. `shown_if`: the question
    is asked where all of these hold; what was answered before stays in the draft, and is not handed in. `instead`
    names a field that answers it too. `seen_by` is the widest circle of readers; `is_hidden_blind`: judges of a blind
    round do not read it.
    """

    key: str
    section: str
    type: Type = "text"
    label: Words
    help: Words = Words("", "")
    characters: int = 0
    words: int = 0
    least: Decimal | None = None
    most: Decimal | None = None
    decimals: int = 0
    unit: Words = Words("", "")
    options: tuple[Option, ...] = ()
    most_choices: int = 0
    pages: int = 0
    megabytes: int = 20
    accepts: tuple[str, ...] = ("pdf",)
    years: int = 5
    first_year: int = 0
    needed: Stage | None = "submission"
    needed_if: tuple[Condition, ...] = ()
    shown_if: tuple[Condition, ...] = ()
    instead: str = ""
    seen_by: Reader = "judges"
    is_hidden_blind: bool = False


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """The questions of one kind of entry, in their order. The sections' order is that of the page."""

    kind: str
    sections: tuple[Section, ...]
    fields: tuple[Field, ...]

    def at(self, key: str) -> Field | None:
        return next((field for field in self.fields if field.key == key), None)

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)

    @property
    def questions(self) -> tuple[Field, ...]:
        """What is answered in words, figures and choices."""
        return tuple(field for field in self.fields if field.type != "file")

    @property
    def file_fields(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.type == "file")
