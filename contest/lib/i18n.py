"""The interface's languages: gettext over the catalogues in `contest/locale`, chosen for each request or job."""

import gettext as gnu
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from contest.lib.config import ROOT

LOCALES = {"en": "English", "zh": "简体中文"}
HTML_LANG = {"en": "en", "zh": "zh-Hans"}

_locale: ContextVar[str] = ContextVar("locale", default="en")


@cache
def _translations(locale: str) -> gnu.NullTranslations:
    """All catalogues of a language as one; English is what the source says."""
    if locale == "en":
        return gnu.NullTranslations()
    merged = Catalog(locale=locale)
    for path in sorted((ROOT / "contest" / "locale" / locale).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=locale):
                if message.id and message.string:
                    merged.add(message.id, message.string, context=message.context)
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return gnu.GNUTranslations(compiled)


def locale() -> str:
    """The language of whoever reads: a key of `LOCALES`."""
    return _locale.get()


def set_locale(code: str) -> None:
    """For the rest of this request."""
    _locale.set(code if code in LOCALES else "en")


@contextmanager
def using(code: str) -> Iterator[None]:
    """For a text that goes to somebody else, as a mail does."""
    token = _locale.set(code if code in LOCALES else "en")
    try:
        yield
    finally:
        _locale.reset(token)


def gettext(message: str) -> str:
    """`message` in the reader's language."""
    return _translations(_locale.get()).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form that fits `number`, in the reader's language."""
    return _translations(_locale.get()).ngettext(singular, plural, number)


class Lazy:
    """A text that is put into the reader's language only when it is shown: a rule can return it."""

    __slots__ = ("message", "params")

    def __init__(self, message: str, params: dict[str, Any]) -> None:
        self.message = message
        self.params = params

    def __str__(self) -> str:
        text = gettext(self.message)
        return text % self.params if self.params else text

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other) if isinstance(other, Lazy | str) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.message)

    def __repr__(self) -> str:
        return f"N_({self.message!r}, {self.params!r})"


def N_(  # noqa: N802 - the name that gettext's tools know
    message: str, **params: Any
) -> Lazy:
    """Mark `message` for translation now, translate it when it is shown; `%(name)s` takes `params`."""
    return Lazy(message, params)


def negotiate(accept_language: str) -> str:
    """The best language we have for an `Accept-Language` header; "" where it names none of ours."""
    ranked: list[tuple[float, int, str]] = []
    for position, part in enumerate(accept_language.split(",")[:20]):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        code = tag.strip().lower().split("-")[0]
        if code in LOCALES and weight > 0:
            ranked.append((-weight, position, code))
    return min(ranked)[2] if ranked else ""
