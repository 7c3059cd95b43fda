"""What changed between two texts, for people: word by word, and character by character in Chinese."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from msgspec import Struct

_TOKEN = re.compile(r"[\u2e80-\u9fff\uf900-\uffef]|[^\W\u2e80-\u9fff\uf900-\uffef]+|\s+|.", re.DOTALL)
# Beyond this many comparisons a passage is shown as taken out and put in whole: a page must not be slow.
_MOST = 4_000_000


class Piece(Struct, frozen=True):
    """A stretch of text: `same`, `out` (of the old text only) or `in` (of the new one only)."""

    kind: str
    text: str


def difference(old: str, new: str) -> list[Piece]:
    """The pieces in reading order. `same` and `in` together are the new text, `same` and `out` the old one."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    found: list[Piece] = []
    for kind, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        was, becomes = "".join(before[first:last]), "".join(after[start:end])
        found += [Piece("same", was)] if kind == "equal" else _within(was, becomes)
    return _joined(found)


def _within(was: str, becomes: str) -> list[Piece]:
    before, after = _TOKEN.findall(was), _TOKEN.findall(becomes)
    if len(before) * len(after) > _MOST:
        return [Piece("out", was), Piece("in", becomes)]
    found = []
    for kind, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(before[first:last])))
            continue
        found += [Piece("out", "".join(before[first:last])), Piece("in", "".join(after[start:end]))]
    return found


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbours of a kind as one, what is empty left out."""
    found: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if found and found[-1].kind == piece.kind:
            found[-1] = Piece(piece.kind, found[-1].text + piece.text)
        else:
            found.append(piece)
    return found
