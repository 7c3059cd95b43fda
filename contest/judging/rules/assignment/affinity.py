"""The affinities of all pairs at once: the same as `fit.reasons` says of one."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from contest.judging.rules.assignment.fit import (
    ANY_SCENE,
    EXPERTISE,
    LANGUAGE,
    NO_BID,
    OTHER_SCENE,
    SCENE,
    SOME_LANGUAGE,
    UNKNOWN_EXPERTISE,
    enough,
    of_bid,
)
from contest.judging.rules.assignment.terms import Entry, Judge, Pair

Grid = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


def _matrix(sets: Sequence[Iterable[str]], columns: Mapping[str, int]) -> npt.NDArray[np.float32]:
    """One row a set, 1 where it holds the column's word."""
    made = np.zeros((len(sets), max(len(columns), 1)), np.float32)
    for row, words in enumerate(sets):
        for word in words:
            if word in columns:
                made[row, columns[word]] = 1
    return made


def _columns(sets: Iterable[Iterable[str]]) -> dict[str, int]:
    return {word: place for place, word in enumerate(sorted({word for words in sets for word in words}))}


def grid(entries: Sequence[Entry], judges: Sequence[Judge], bids: Mapping[Pair, int]) -> tuple[Grid, Flags]:
    """The affinities of all pairs (entries down, judges across), and which share a language. Equal to `reasons`."""
    scene = _scenes(entries, judges)
    shared = _shared([one.keywords for one in entries], [one.keywords for one in judges])
    plenty = np.array([max(enough(one), 1) for one in entries], np.int32)[:, None]
    is_known = _some(one.keywords for one in entries)[:, None] & _some(one.keywords for one in judges)
    expertise = np.where(is_known, EXPERTISE * np.minimum(shared, plenty) // plenty, UNKNOWN_EXPERTISE)
    common = _shared([one.languages for one in entries], [one.languages for one in judges])
    spoken = np.array([len(one.languages) for one in entries], np.int32)[:, None]
    reads_any = ~_some(one.languages for one in judges)
    is_all = (spoken > 0) & (reads_any | (common == spoken))
    worth = scene + expertise + np.where(is_all, LANGUAGE, SOME_LANGUAGE) + NO_BID
    rows = {one.key: place for place, one in enumerate(entries)}
    seats = {one.key: place for place, one in enumerate(judges)}
    for (entry, judge), bid in bids.items():
        if entry in rows and judge in seats:
            worth[rows[entry], seats[judge]] += of_bid(bid) - NO_BID
    return worth.astype(np.int32), (spoken == 0) | reads_any | (common > 0)


def _scenes(entries: Sequence[Entry], judges: Sequence[Judge]) -> Grid:
    known = [one.scenes for one in judges]
    first = _shared([[one.scene] if one.scene else [] for one in entries], known)
    other = _shared([one.other_scenes for one in entries], known)
    points = np.where(first > 0, SCENE, np.where(other > 0, OTHER_SCENE, 0))
    return np.where(_some(known), points, ANY_SCENE).astype(np.int32)


def _some(sets: Iterable[frozenset[str]]) -> Flags:
    return np.array([bool(one) for one in sets], bool)


def _shared(left: Sequence[Iterable[str]], right: Sequence[Iterable[str]]) -> Grid:
    columns = _columns(left)
    made: Grid = np.rint(_matrix(left, columns) @ _matrix(right, columns).T).astype(np.int32)
    return made
