"""The mixed model behind calibrated figures: total = track + entry + severity of the judge + noise.

Entries and judges are random, tracks are fixed. Variances by restricted maximum likelihood (Patterson and Thompson
1971), climbed by Newton steps with the average information matrix (Gilmour, Thompson and Cullis 1995). The entries are
eliminated, as each meets a few judges only, so that all dense algebra is in judges and tracks.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.linalg import lapack, solve_triangular
from scipy.sparse import csr_array

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

STEPS, NEAR, LONGEST_STEP = 40, 1e-3, 1.5
# Keeps a variance that the data say nothing about, or that they put at nought, from running away: log variances are
# thought to lie around a third of the whole, within a factor of twenty (one standard deviation). Data soon outweigh it.
PRIOR_SPREAD = 3.0


class Data(NamedTuple):
    """Totals `y` by numbers of entry and judge, and the track of each entry."""

    y: Floats
    entry: Ints
    judge: Ints
    track: Ints
    judges: int
    tracks: int


class Variances(NamedTuple):
    """Of entries, of judges, and of the noise."""

    entries: float
    judges: float
    noise: float


class Fit(NamedTuple):
    """The solution at some variances; `other` holds tracks, then judges. `lower` is the Cholesky factor of `dense`.

    `spread` of a draw: sqrt(noise) times the inverse of its upper factor, for tracks and judges; given these, entries
    are independent around `(sums - counts @ other) / depth` with variance noise / depth.
    """

    variances: Variances
    lower: Floats
    depth: Floats
    counts: csr_array
    sums: Floats
    other: Floats
    entries: Floats
    rest: Floats


def _designs(data: Data) -> tuple[csr_array, Floats, Floats]:
    """How often each entry meets each track and judge, the totals' sums by entry, and by track and judge."""
    n = len(data.y)
    ones = np.ones(2 * n)
    rows = np.r_[data.entry, data.entry]
    columns = np.r_[data.track[data.entry], data.tracks + data.judge]
    width = data.tracks + data.judges
    counts = csr_array((ones, (rows, columns)), shape=(len(data.track), width))
    return counts, *_sums(data, data.y)


def _sums(data: Data, y: Floats) -> tuple[Floats, Floats]:
    """Sums by entry, and by track and judge."""
    entries: Floats = np.bincount(data.entry, weights=y, minlength=len(data.track)).astype(float)
    tracks = np.bincount(data.track[data.entry], weights=y, minlength=data.tracks)
    judges = np.bincount(data.judge, weights=y, minlength=data.judges)
    others: Floats = np.concatenate([tracks, judges]).astype(float)
    return entries, others


class Model:
    """The equations of one set of totals, to be solved at any variances."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.counts, self.sums, self.others = _designs(data)
        self.reviews = np.bincount(data.entry, minlength=len(data.track)).astype(float)
        width = data.tracks + data.judges
        meets = csr_array(
            (np.ones(len(data.y)), (data.track[data.entry], data.tracks + data.judge)), shape=(width, width)
        )
        sizes = np.r_[
            np.bincount(data.track[data.entry], minlength=data.tracks), np.bincount(data.judge, minlength=data.judges)
        ]
        self.fixed: Floats = (meets + meets.T).toarray() + np.diag(sizes.astype(float))
        self.is_judge = np.arange(width) >= data.tracks

    def solve(self, at: Variances) -> Fit:
        """The best predictions at these variances."""
        depth = self.reviews + at.noise / at.entries
        shared = self.counts.T @ (self.counts.multiply(1 / depth[:, None])).tocsr()
        dense = self.fixed - shared.toarray()
        dense[self.is_judge, self.is_judge] += at.noise / at.judges
        lower, failed = lapack.dpotrf(dense, lower=1, overwrite_a=1)
        if failed:
            raise np.linalg.LinAlgError("tracks and judges cannot be told apart")
        made = Fit(at, lower, depth, self.counts, self.sums, np.empty(0), np.empty(0), np.empty(0))
        other, entries = self._predict(made, self.sums, self.others)
        return made._replace(other=other, entries=entries, rest=self._rest(self.data.y, other, entries))

    def _predict(self, fit: Fit, sums: Floats, others: Floats) -> tuple[Floats, Floats]:
        right = others - self.counts.T @ (sums / fit.depth)
        other: Floats = lapack.dpotrs(fit.lower, right, lower=1)[0]
        return other, (sums - self.counts @ other) / fit.depth

    def _rest(self, y: Floats, other: Floats, entries: Floats) -> Floats:
        data = self.data
        rest: Floats = y - other[data.track[data.entry]] - other[data.tracks + data.judge] - entries[data.entry]
        return rest

    def projected(self, fit: Fit, y: Floats) -> Floats:
        """What is left of `y` after tracks, entries and judges took their parts, in units of the noise."""
        sums, others = _sums(self.data, y)
        return self._rest(y, *self._predict(fit, sums, others))

    def inverse(self, fit: Fit) -> Floats:
        """Of the dense equations: the covariance of tracks and judges, in units of the noise."""
        half, _ = lapack.dpotri(fit.lower, lower=1)
        lower = np.tril(half)
        full: Floats = lower + lower.T
        full[np.diag_indices_from(full)] /= 2
        return full

    def climb(self, fit: Fit, middle: float) -> tuple[Floats, Floats]:
        """Slope and average information of the likelihood in the logarithms of the three variances."""
        data, at = self.data, fit.variances
        inverse = self.inverse(fit)
        squares = (self.counts.T @ self.counts.multiply(1 / fit.depth[:, None] ** 2).tocsr()).tocoo()
        trace_entries = (1 / fit.depth).sum() + (inverse[squares.row, squares.col] * squares.data).sum()
        trace_judges = np.diag(inverse)[self.is_judge].sum()
        ratio = np.array([at.noise / at.entries, at.noise / at.judges])
        used = np.array([len(fit.entries), data.judges]) - np.array([trace_entries, trace_judges]) * ratio
        traces = np.r_[used, len(data.y) - data.tracks - used.sum()]
        judges = fit.other[data.tracks :]
        works = [fit.entries[data.entry] * ratio[0], judges[data.judge] * ratio[1], fit.rest]
        scale = np.array([at.entries, at.judges, at.noise])
        squared = np.array([(fit.entries**2).sum() / at.entries, (judges**2).sum() / at.judges, 0.0])
        squared[2] = (fit.rest**2).sum() / at.noise
        slope = -0.5 * (traces - squared)
        projected: list[Floats] = [self.projected(fit, work) for work in works]
        information: Floats = np.array([[0.5 * float(left @ right) for right in projected] for left in works])
        information = information * scale[:, None] * scale / at.noise**3
        off = np.log(scale / middle)
        return slope - off / PRIOR_SPREAD**2, information + np.eye(3) / PRIOR_SPREAD**2

    def fit(self) -> tuple[Fit, Floats]:
        """The most likely variances with their predictions, and the covariance of their logarithms."""
        spread = self.data.y - self.data.y.mean()
        middle = max(float((spread**2).mean()) / 3, 1e-4)
        log: Floats = np.full(3, np.log(middle))
        for _ in range(STEPS):
            fit = self.solve(Variances(*np.exp(log)))
            slope, information = self.climb(fit, middle)
            step = np.linalg.solve(information, slope).astype(float)
            step = step * min(1.0, LONGEST_STEP / max(np.abs(step).max(), 1e-12))
            log = np.clip(log + step, np.log(middle) - 12, np.log(middle) + 3)
            if np.abs(step).max() < NEAR:
                break
        covariance: Floats = np.linalg.inv(information).astype(float)
        return self.solve(Variances(*np.exp(log))), covariance


def draw(model: Model, fit: Fit, count: int, random: np.random.Generator) -> tuple[Floats, Floats]:
    """`count` draws from what entries (track included) and judges may be, given the totals: (entries, judges)."""
    data = model.data
    noise = fit.variances.noise**0.5
    normal = random.standard_normal((len(fit.other), count))
    other = fit.other[:, None] + noise * solve_triangular(fit.lower, normal, lower=True, trans="T")
    entries = (fit.sums[:, None] - fit.counts @ other) / fit.depth[:, None]
    entries += noise / np.sqrt(fit.depth)[:, None] * random.standard_normal(entries.shape)
    quality: Floats = entries + other[data.track]
    return quality, other[data.tracks :]
