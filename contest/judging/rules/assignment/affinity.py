"""How well a judge and an entry fit, in thousandths, and the same in parts that can be said in words.

Four things count: the scene, the keywords they share, the language, and what the judge asked for. The weights are of
this system: a scene and the expertise in it first, then the language an entry was written in, then wishes.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from contest.judging.rules.assignment.terms import Entry, Judge, Pair, Reason

SCENE, OTHER_SCENE, ANY_SCENE = 350, 200, 150
EXPERTISE, UNKNOWN_EXPERTISE, ENOUGH_KEYWORDS = 350, 120, 3
LANGUAGE, SOME_LANGUAGE = 150, 100
BID, NO_BID = 150, 75
WHOLE = SCENE + EXPERTISE + LANGUAGE + BID

Grid = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


def reasons(judge: Judge, entry: Entry, *, bid: int = 0) -> list[Reason]:
    """The parts of the affinity of a pair that may be; they add up to it."""
    known: tuple[str, ...] = ()
    if not judge.scenes:
        scene = ANY_SCENE
    elif entry.scene in judge.scenes:
        scene, known = SCENE, (str(entry.scene),)
    else:
        shared_scenes = tuple(sorted(judge.scenes & entry.other_scenes))
        scene, known = OTHER_SCENE if shared_scenes else 0, shared_scenes
    shared = tuple(sorted(judge.keywords & entry.keywords))
    if judge.keywords and entry.keywords:
        expertise = EXPERTISE * min(len(shared), _enough(entry)) // _enough(entry)
    else:
        expertise = UNKNOWN_EXPERTISE
    is_all = bool(entry.languages) and (not judge.languages or entry.languages <= judge.languages)
    languages = tuple(sorted(entry.languages & judge.languages if judge.languages else entry.languages))
    return [
        Reason(kind="scene", points=scene, most=SCENE, what=known),
        Reason(kind="expertise", points=expertise, most=EXPERTISE, what=shared),
        Reason(kind="language", points=LANGUAGE if is_all else SOME_LANGUAGE, most=LANGUAGE, what=languages),
        Reason(
            kind="bid", points=_bid(bid), most=BID, what=("wants",) if bid > 0 else ("unwilling",) if bid < 0 else ()
        ),
    ]


def _enough(entry: Entry) -> int:
    """How many shared keywords are as good as all of them."""
    return min(len(entry.keywords), ENOUGH_KEYWORDS)


def _bid(bid: int) -> int:
    return NO_BID if bid == 0 else BID if bid > 0 else 0


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
    enough = np.array([max(_enough(one), 1) for one in entries], np.int32)[:, None]
    is_known = _some(one.keywords for one in entries)[:, None] & _some(one.keywords for one in judges)
    expertise = np.where(is_known, EXPERTISE * np.minimum(shared, enough) // enough, UNKNOWN_EXPERTISE)
    common = _shared([one.languages for one in entries], [one.languages for one in judges])
    spoken = np.array([len(one.languages) for one in entries], np.int32)[:, None]
    reads_any = ~_some(one.languages for one in judges)
    is_all = (spoken > 0) & (reads_any | (common == spoken))
    worth = scene + expertise + np.where(is_all, LANGUAGE, SOME_LANGUAGE) + NO_BID
    rows = {one.key: place for place, one in enumerate(entries)}
    seats = {one.key: place for place, one in enumerate(judges)}
    for (entry, judge), bid in bids.items():
        if entry in rows and judge in seats:
            worth[rows[entry], seats[judge]] += _bid(bid) - NO_BID
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
