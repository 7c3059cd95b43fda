"""How a form is described: its questions, with their words in both languages and their limits."""

import msgspec

from contest.lib.i18n import locale

KINDS = ("project", "solution", "product", "talent")
WORKS = frozenset({"project", "solution", "product"})
EVERY_KIND = frozenset(KINDS)


class Words(msgspec.Struct, frozen=True):
    """Words that organisers give in both languages; as text, those of the reader's language."""

    en: str
    zh: str

    def __str__(self) -> str:
        return self.zh if locale() == "zh" else self.en


class Option(msgspec.Struct, frozen=True):
    value: str
    label: Words


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One question. `characters` and `words` are its limit; `instead` names a field that answers it too.

    `is_confidential`: for organisers only, no judge ever reads it. `for_applicants` limits "required" to those
    types of applicant.
    """

    key: str
    section: str
    type: str = "text"
    label: Words
    help: Words = Words("", "")
    characters: int = 0
    words: int = 0
    least: int = 0
    most: int = 0
    options: tuple[Option, ...] = ()
    kinds: frozenset[str] = WORKS
    is_required: bool = True
    instead: str = ""
    for_applicants: frozenset[str] = frozenset()
    is_confidential: bool = False
