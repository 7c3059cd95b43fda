"""How close calibrated figures come to the truth, beside the plain mean and the z-score, on invented rounds.

Quality, severity and noise are of one size unless the case says otherwise; five reviews each. Small cases are played
many times, the figures are means over all of them. An entry goes on when it is truly among the best fifth.
"""

import os
import time
from collections.abc import Iterator

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as in the process that computes it for the product

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from scipy.stats import kendalltau

from contest.judging.rules.calibration import Answer, Given, Question, work_out
from tests.bench.figure import Figure

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

EACH, POINTS, BINS = 5, 8.0, 10


class Shape(Struct, frozen=True, kw_only=True):
    """A case: sizes, how severe judges are for the size of quality, how unequal tracks are, how often it is played."""

    entries: int = 500
    judges: int = 60
    severity: float = 1.0
    tracks: int = 1
    between_tracks: float = 0.0
    times: int = 50


SHAPES = {
    "base": Shape(),
    "severity1.5": Shape(severity=1.5),
    "none": Shape(severity=0.0),
    "unequal_tracks": Shape(tracks=5, between_tracks=1.5),
    "20000x2000": Shape(entries=20000, judges=2000, times=1),
}


class Played(Struct, frozen=True):
    """A round with its truth."""

    truth: Floats
    track: Ints
    entry: Ints
    judge: Ints
    total: Floats


def play(shape: Shape, random: np.random.Generator) -> Played:
    """Judges keep to a track, and read a fifth of their entries outside it."""
    track = np.arange(shape.entries) % shape.tracks
    field = np.arange(shape.judges) % shape.tracks
    level = shape.between_tracks * _drawn(random, shape.tracks)
    truth = 60 + POINTS * (_drawn(random, shape.entries) + level[track])
    severity = POINTS * shape.severity * _drawn(random, shape.judges)
    liking = random.random((shape.entries, shape.judges)) + (track[:, None] == field) * (shape.tracks > 1)
    outside = random.random((shape.entries, shape.judges)) < 0.04
    judge = np.argpartition(-(liking + 2 * outside), EACH, axis=1)[:, :EACH].ravel()
    entry = np.repeat(np.arange(shape.entries), EACH)
    total = truth[entry] + severity[judge] + POINTS * random.normal(0, 1, len(entry))
    return Played(truth, track, entry, judge, total)


def _drawn(random: np.random.Generator, count: int) -> Floats:
    """Normal, and spread exactly as much as a case says: luck in 60 judges would hide what is compared."""
    drawn = random.normal(0, 1, count)
    return drawn / drawn.std() if count > 1 else 0 * drawn


def _mean(key: Ints, values: Floats) -> Floats:
    return np.bincount(key, values) / np.maximum(np.bincount(key), 1)


def _zscore(played: Played) -> Floats:
    """Each judge's totals moved to mean nought and spread one."""
    middle = _mean(played.judge, played.total)
    off = played.total - middle[played.judge]
    spread = np.sqrt(_mean(played.judge, off**2))
    return _mean(played.entry, off / np.maximum(spread, 1e-9)[played.judge])


class _Result(Struct):
    """What one play showed; `chance` and `is_in` of every entry are held together over all plays."""

    tau: float
    tau_mean: float
    tau_zscore: float
    covered: float
    seconds: float
    chance: Floats
    is_in: Floats


def _one(shape: Shape, seed: int) -> _Result:
    played = play(shape, np.random.default_rng(seed))
    quota = shape.entries // 5
    question = Question(
        totals=[
            Given(entry=f"{entry:05}", judge=f"{judge:04}", total=total)
            for entry, judge, total in zip(played.entry, played.judge, played.total.tolist(), strict=True)
        ],
        tracks={f"{entry:05}": str(track) for entry, track in enumerate(played.track)},
        quota=quota,
    )
    began = time.perf_counter()
    answer: Answer = work_out(question)
    seconds = time.perf_counter() - began
    figure = np.array([line.figure for line in answer.lines])
    low, high = (np.array([getattr(line, end) for line in answer.lines]) for end in ("low", "high"))
    is_in = np.zeros(shape.entries)
    is_in[np.argsort(-played.truth)[:quota]] = 1
    return _Result(
        tau=kendalltau(figure, played.truth)[0],
        tau_mean=kendalltau(_mean(played.entry, played.total), played.truth)[0],
        tau_zscore=kendalltau(_zscore(played), played.truth)[0],
        covered=float(((low <= played.truth) & (played.truth <= high)).mean()),
        seconds=seconds,
        chance=np.array([line.chance for line in answer.lines]),
        is_in=is_in,
    )


def _farthest(chance: Floats, is_in: Floats) -> float:
    """The largest distance between a chance and how often it came true, over tenths of the chances."""
    tenth = np.minimum((chance * BINS).astype(int), BINS - 1)
    return float(np.abs(_mean(tenth, chance) - _mean(tenth, is_in)).max())


def measure(seed: int) -> Iterator[Figure]:
    """Cases by their shapes. `p_error` is the worst tenth, `seconds` the middle one of the plays."""
    work_out(Question(totals=[]))  # so that no play waits for the libraries
    for case, shape in SHAPES.items():
        results = [_one(shape, 1000 * seed + turn) for turn in range(shape.times)]
        for name in ("tau", "tau_mean", "tau_zscore"):
            yield Figure(case, name, round(float(np.mean([getattr(one, name) for one in results])), 4), "tau")
        yield Figure(case, "coverage90", round(float(np.mean([one.covered for one in results])), 4), "share")
        chance, is_in = (np.concatenate([getattr(one, name) for one in results]) for name in ("chance", "is_in"))
        yield Figure(case, "p_error", round(_farthest(chance, is_in), 4), "share")
        yield Figure(case, "seconds", round(float(np.median([one.seconds for one in results])), 3), "s")
