"""What may come next in a query: terms and their values, of those that there are for who types."""

import re
from collections.abc import Mapping

from contest.desk.rules.language import COMMAS, DASHES, MOST_CHARACTERS, OPENING, QUOTES
from contest.desk.rules.vocabulary import Kind

MOST = 12
_LAST = re.compile(rf"[^\s{re.escape(OPENING)}]*$")
_TERM = re.compile(r"([A-Za-z_]+)(:|：)(.*)")


def suggestions(text: str, kinds: Mapping[str, Kind], places: Mapping[str, frozenset[str]]) -> list[str]:
    """Whole queries that begin as `text` does and go on by one term or value; none within quotation marks."""
    if len(text) > MOST_CHARACTERS or sum(text.count(mark) for mark in QUOTES) % 2:
        return []
    found = _LAST.search(text)
    assert found is not None
    word = found[0].lstrip(DASHES)
    before = text[: len(text) - len(word)]
    term = _TERM.fullmatch(word)
    if term is None:
        begun = word.lower()
        return [
            f"{before}{name}{':' if not is_compared(kinds[name]) else '>'}" for name in kinds if name.startswith(begun)
        ][:MOST]
    kind = kinds.get(term[1].lower())
    if kind is None:
        return []
    *given, last = re.split(f"[{COMMAS}]", term[3])
    stem = before + ",".join([f"{term[1]}{term[2]}{given[0]}", *given[1:]] if given else [f"{term[1]}{term[2]}"])
    stem += "," if given else ""
    offered = sorted(places.get(term[1].lower(), ())) if kind.is_place else kind.choices
    return [f"{stem}{one}" for one in offered if one.startswith(last.lower()) and one not in given][:MOST]


def is_compared(kind: Kind) -> bool:
    """Whether a number or a day follows, for which nothing can be offered."""
    return kind.is_number or kind.is_day
