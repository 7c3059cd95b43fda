"""How alike two entries are: a short signature of a text, of which equal parts say how much two texts share.

Shingles are overlapping runs of characters; a signature is one-permutation MinHash (Li, Owen, Zhang 2012) with optimal
densification (Shrivastava 2017): the share of equal places estimates the Jaccard similarity of two sets of shingles,
with a standard error of about 0.04. Chinese and all other scripts are compared apart, so that an entry in two
languages is found by either.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import blake2b
from operator import eq
from struct import Struct

import msgspec

PLACES = 128
_ROWS = 4  # places in a band: texts that share half of their shingles meet in a band in 87 of 100 cases, at 0.7 always
BYTES_A_BAND = 4 * _ROWS  # of a signature as it is stored
_SIZES = {"han": 3, "other": 8}  # a Chinese character carries what two or three letters do
_FEWEST = 30  # of fewer shingles nothing can be said
ALIKE = 0.5
_RUN = 24  # characters that have to be the same in one piece before they are marked as shared
_HAN_RUN = 8

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WORD = re.compile(r"[^\W_]+")

_DIGEST = Struct(">IxxxB")  # what a place shows, and which place
_STORED = Struct(f">{PLACES}I")

Signature = tuple[int, ...]


class Likeness(msgspec.Struct, frozen=True):
    """Why two entries are shown side by side. `kind`: text, file, person, contact, organisation, website; `share` is
    that of a text in per cent, else 0."""

    kind: str
    share: int = 0


def plain(text: str) -> str:
    """A text without what two copies of it may differ in: case, width, accents' encoding, marks and spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_WORD.findall(folded))


def shingles(text: str) -> dict[str, frozenset[str]]:
    """The runs of characters of a text, by script: `han` and `other`."""
    words = plain(text)
    scripts = {"han": "".join(_HAN.findall(words)), "other": " ".join(_HAN.sub(" ", words).split())}
    return {
        script: frozenset(part[at : at + size] for at in range(len(part) - size + 1))
        for script, part in scripts.items()
        for size in (_SIZES[script],)
    }


def _digest(text: str) -> int:
    # a lone surrogate is no text that UTF-8 can hold, and must not stop a comparison
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())


@cache
def _probe(place: int, attempt: int) -> int:
    return _digest(f"{place}:{attempt}") % PLACES


def signature(parts: Iterable[str]) -> Signature | None:
    """The signature of a set of shingles; None where there are too few to say anything."""
    raw = [part.encode("utf-8", "surrogatepass") for part in parts]  # as in `_digest`, without a call for each
    if len(raw) < _FEWEST:
        return None
    digests = b"".join([blake2b(part, digest_size=8).digest() for part in raw])
    least: dict[int, int] = {}
    for value, last in _DIGEST.iter_unpack(digests):
        place = last % PLACES
        if value < least.get(place, 1 << 32):
            least[place] = value
    return tuple(least[place] if place in least else _borrowed(place, least) for place in range(PLACES))


def _borrowed(place: int, least: Mapping[int, int]) -> int:
    """What an empty place shows: the value of another one, the same other one in every signature."""
    attempt = 1
    while (other := _probe(place, attempt)) not in least:
        attempt += 1
    return least[other]


def signatures(text: str) -> dict[str, Signature]:
    """By script, where there is enough of it."""
    found = {script: signature(parts) for script, parts in shingles(text).items()}
    return {script: one for script, one in found.items() if one is not None}


def similarity(one: Signature, other: Signature) -> float:
    """From 0 to 1: the estimated share of the shingles of both that both have."""
    same: int = sum(map(eq, one, other))
    return same / PLACES


def most_alike(one: Mapping[str, Signature], other: Mapping[str, Signature]) -> float:
    """The similarity in the script in which two texts are most alike; 0 where they have none in common."""
    return max((similarity(one[script], other[script]) for script in one.keys() & other.keys()), default=0.0)


def marks(found: Mapping[str, Signature]) -> list[str]:
    """Words for an index: two texts that are alike have at least one of them in common, others hardly any."""
    return [
        f"{script[0]}{start // _ROWS}:{_digest(repr(one[start : start + _ROWS])):016x}"
        for script, one in sorted(found.items())
        for start in range(0, PLACES, _ROWS)
    ]


def pack(one: Signature | None) -> bytes:
    """A signature as it is stored; empty for none."""
    return _STORED.pack(*one) if one else b""


def unpack(stored: bytes) -> Signature:
    return _STORED.unpack(stored) if stored else ()


def shared(text: str, other: str) -> list[tuple[str, bool]]:
    """`text` in pieces, each with whether the same words stand in `other` too, in one piece of some length.

    Put together the pieces are `text` again. Case and marks count here: it is for eyes, not for a verdict.
    """
    covered = [False] * len(text)
    for size, least_han in ((_RUN, 0), (_HAN_RUN, _HAN_RUN - 2)):
        there = {other[at : at + size] for at in range(len(other) - size + 1)}
        for at in range(len(text) - size + 1):
            piece = text[at : at + size]
            if piece in there and len(_HAN.findall(piece)) >= least_han:
                covered[at : at + size] = [True] * size
    pieces: list[tuple[str, bool]] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or covered[at] != covered[start]:
            pieces.append((text[start:at], covered[start]))
            start = at
    return pieces
