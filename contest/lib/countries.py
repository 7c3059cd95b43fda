"""Countries and regions by their ISO 3166-1 codes, in the reader's language and its order."""

import re
from functools import cache

from babel import Locale

from contest.lib.i18n import locale

_NOT_ONE = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}


@cache
def _names(language: str) -> dict[str, str]:
    names = Locale.parse("zh_Hans" if language == "zh" else "en").territories
    found = {code: name for code, name in names.items() if re.fullmatch("[A-Z]{2}", code) and code not in _NOT_ONE}
    return dict(sorted(found.items(), key=lambda item: _reading(item[1]) if language == "zh" else [item[1]]))


def _reading(name: str) -> list[str]:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionary takes a third of a second

    found: list[str] = lazy_pinyin(name)
    return found


def codes() -> set[str]:
    """The codes of all of them."""
    return set(_names("en"))


def countries() -> list[tuple[str, str]]:
    """(code, name) of every country or region; Chinese names by pinyin."""
    return list(_names(locale()).items())


def country_name(code: str) -> str:
    """The name of a code; an unknown one as it is."""
    return _names(locale()).get(code, code)
