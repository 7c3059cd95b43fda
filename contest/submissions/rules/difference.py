"""What changed between two texts, for a reader: by words, and in Chinese by characters.

The shortest edit (Myers 1986), joined up where single words between two changes would make it harder to read. The work
is bounded: texts that have next to nothing in common are shown one after the other instead.
"""

import re
from collections.abc import Sequence

import msgspec

from contest.challenge.rules.forms.counting import HAN

_TOKEN = re.compile(rf"[{HAN}]|(?:(?![{HAN}])\w)+(?:['’.-](?:(?![{HAN}])\w)+)*|\s+|.", re.DOTALL)
_MOST_EDITS = 400
_MOST_STEPS = 400_000
_CONTEXT = 90  # characters of unchanged text on each side of a change


class Piece(msgspec.Struct, frozen=True):
    """A run of text. `kind`: same, gone, new; `skip` stands for unchanged text that is left out."""

    kind: str
    text: str


def tokens(text: str) -> list[str]:
    """Words, Chinese characters, spaces, marks; together they are the text again."""
    return _TOKEN.findall(text)


def difference(before: str, after: str) -> list[Piece]:
    """The pieces that both texts consist of: without the new ones they are `before`, without the gone ones `after`."""
    was, now = tokens(before), tokens(after)
    head = _common(was, now)
    tail = _common(was[head:][::-1], now[head:][::-1])
    middle = _edits(was[head : len(was) - tail], now[head : len(now) - tail])
    found = [("same", "".join(was[:head])), *_joined(middle), ("same", "".join(was[len(was) - tail :]))]
    return [Piece(kind, text) for kind, text in _merged(found)]


def brief(pieces: Sequence[Piece]) -> list[Piece]:
    """The same with long unchanged runs cut down to what stands next to a change."""
    found: list[Piece] = []
    for place, piece in enumerate(pieces):
        if piece.kind != "same" or len(piece.text) <= 3 * _CONTEXT:
            found.append(piece)
            continue
        if place > 0:
            found.append(Piece("same", piece.text[:_CONTEXT]))
        found.append(Piece("skip", ""))
        if place < len(pieces) - 1:
            found.append(Piece("same", piece.text[-_CONTEXT:]))
    return found


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _edits(was: Sequence[str], now: Sequence[str]) -> list[tuple[str, str]]:
    """One edit a token."""
    if not was or not now:
        return [("gone", token) for token in was] + [("new", token) for token in now]
    trace = _furthest(was, now)
    if trace is None:
        return [("gone", "".join(was)), ("new", "".join(now))]
    found: list[tuple[str, str]] = []
    x, y = len(was), len(now)
    for edits in range(len(trace) - 1, 0, -1):
        before = trace[edits - 1]
        k = x - y
        is_new = k == -edits or (k != edits and before.get(k - 1, -1) < before.get(k + 1, -1))
        from_x = before[k + 1] if is_new else before[k - 1]
        from_y = from_x - (k + 1 if is_new else k - 1)
        start = from_x if is_new else from_x + 1
        found += [("same", was[at]) for at in range(x - 1, start - 1, -1)]
        found.append(("new", now[from_y]) if is_new else ("gone", was[from_x]))
        x, y = from_x, from_y
    found += [("same", was[at]) for at in range(x - 1, -1, -1)]
    return found[::-1]


def _furthest(was: Sequence[str], now: Sequence[str]) -> list[dict[int, int]] | None:
    """For each number of edits how far each diagonal comes; None where it would take too many."""
    trace: list[dict[int, int]] = []
    reach: dict[int, int] = {1: 0}
    steps = 0
    for edits in range(_MOST_EDITS + 1):
        new: dict[int, int] = {}
        for k in range(-edits, edits + 1, 2):
            down = k == -edits or (k != edits and reach.get(k - 1, -1) < reach.get(k + 1, -1))
            x = reach[k + 1] if down else reach[k - 1] + 1
            y = x - k
            while x < len(was) and y < len(now) and x >= 0 and y >= 0 and was[x] == now[y]:
                x, y, steps = x + 1, y + 1, steps + 1
            new[k] = x
            steps += 1
            if x >= len(was) and y >= len(now):
                return [*trace, new]
        trace.append(new)
        reach = new
        if steps > _MOST_STEPS:
            return None
    return None


def _joined(edits: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of a stretch of changes first what is gone, then what is new; a space between two changes is in both."""
    found: list[tuple[str, str]] = []
    gone: list[str] = []
    new: list[str] = []
    waiting: list[str] = []

    def close() -> None:
        found.extend([("gone", "".join(gone)), ("new", "".join(new)), ("same", "".join(waiting))])
        for part in (gone, new, waiting):
            part.clear()

    for kind, token in edits:
        if kind == "same":
            if (gone or new) and not waiting and not token.strip():
                waiting.append(token)
                continue
            close()
            found.append(("same", token))
            continue
        if waiting:
            gone.extend(waiting)
            new.extend(waiting)
            waiting.clear()
        (gone if kind == "gone" else new).append(token)
    close()
    return found


def _merged(pieces: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for kind, text in pieces:
        if text and found and found[-1][0] == kind:
            found[-1] = (kind, found[-1][1] + text)
        elif text:
            found.append((kind, text))
    return found
