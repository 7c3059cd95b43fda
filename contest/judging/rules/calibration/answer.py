"""From totals to calibrated figures: the fit, draws from what could be true, and totals that stand out."""

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from contest.judging.rules.calibration.model import Data, Fit, Floats, Ints, Model, Variances, draw
from contest.judging.rules.calibration.terms import Answer, Line, Outlier, Question, Severity

LEAST_TRACK = 5  # entries; a smaller track says too little of its level and is joined with the other small ones
STANDS_OUT = 3.0
AT_ONCE = 250  # draws
# In a small panel the variances are uncertain too: the draws are spread over this many that are as likely.
SMALL_PANEL, GUESSES = 300, 40
LOW, HIGH = 0.05, 0.95

Flags = npt.NDArray[np.bool_]
Singles = npt.NDArray[np.float32]


def answer(question: Question) -> Answer:
    """Figures, intervals and chances of every entry that has a total. The same question has the same answer."""
    totals = sorted(question.totals, key=lambda one: (one.entry, one.judge))
    entries, entry = np.unique(np.array([one.entry for one in totals], dtype=object), return_inverse=True)
    judges, judge = np.unique(np.array([one.judge for one in totals], dtype=object), return_inverse=True)
    if not totals:
        return Answer(lines=[], severities=[], outliers=[], spread_entries=0, spread_judges=0, spread_noise=0, parts=0)
    track = tracks_of([question.tracks.get(one, "") for one in entries])
    y = np.array([one.total for one in totals], float)
    data = Data(y, entry, judge, track, len(judges), int(track.max()) + 1)
    model = Model(data)
    fit, covariance = model.fit()
    figures = fit.entries + fit.other[track]
    drawn, severities = _draws(model, fit, covariance, question)
    ranges, sway = (np.quantile(one, [LOW, HIGH], axis=1) for one in (drawn, severities))
    is_barred = np.array([one in question.barred for one in entries])
    chances, cut = _chances(drawn, question.quota, is_barred)
    at = fit.variances
    return Answer(
        lines=_lines(list(entries), figures, ranges, chances),
        severities=_severities(list(judges), fit.other[data.tracks :], sway, np.bincount(judge, minlength=len(judges))),
        outliers=_outliers(list(entries), list(judges), model, fit),
        spread_entries=float(np.sqrt(at.entries)),
        spread_judges=float(np.sqrt(at.judges)),
        spread_noise=float(np.sqrt(at.noise)),
        parts=_parts(entry, judge, len(entries), len(judges)),
        cut=cut,
    )


def _lines(names: list[str], figures: Floats, ranges: Singles, chances: Floats | None) -> list[Line]:
    """An entry each; `ranges` holds the low ends in its first row, the high ones in its second."""
    return [
        Line(
            entry=name,
            figure=float(figures[place]),
            low=float(ranges[0, place]),
            high=float(ranges[1, place]),
            chance=None if chances is None else float(chances[place]),
        )
        for place, name in enumerate(names)
    ]


def _severities(names: list[str], figures: Floats, ranges: Singles, reviews: Ints) -> list[Severity]:
    """A judge each; `ranges` as those of entries."""
    return [
        Severity(
            judge=name,
            figure=float(figures[place]),
            low=float(ranges[0, place]),
            high=float(ranges[1, place]),
            reviews=int(reviews[place]),
        )
        for place, name in enumerate(names)
    ]


def tracks_of(names: list[str]) -> Ints:
    """The number of each entry's track."""
    found, place, count = np.unique(np.array(names), return_inverse=True, return_counts=True)
    joined = np.where(count < LEAST_TRACK, -1, np.arange(len(found)))
    _, number = np.unique(joined[place], return_inverse=True)
    made: Ints = number.astype(np.int64)
    return made


def _parts(entry: Ints, judge: Ints, entries: int, judges: int) -> int:
    size = entries + judges
    graph = coo_array((np.ones(len(entry), np.int8), (entry, entries + judge)), shape=(size, size))
    return int(connected_components(graph, directed=False)[0])


def _guesses(fit: Fit, covariance: Floats, judges: int, random: np.random.Generator) -> list[Variances]:
    if judges >= SMALL_PANEL:
        return [fit.variances]
    middle = np.log(np.array(fit.variances))
    return [Variances(*np.exp(one)) for one in random.multivariate_normal(middle, covariance, GUESSES)]


def _draws(model: Model, fit: Fit, covariance: Floats, question: Question) -> tuple[Singles, Singles]:
    """What entries and judges may be, given the totals: one column a draw."""
    random = np.random.default_rng(question.seed)
    guesses = _guesses(fit, covariance, model.data.judges, random)
    each = -(-question.draws // len(guesses))
    entries, judges = [], []
    for guess in guesses:
        at = fit if guess is fit.variances else model.solve(guess)
        for start in range(0, each, AT_ONCE):
            quality, severity = draw(model, at, min(AT_ONCE, each - start), random)
            entries.append(quality.astype(np.float32))
            judges.append(severity.astype(np.float32))
    return np.concatenate(entries, axis=1), np.concatenate(judges, axis=1)


def _chances(drawn: Singles, quota: int | None, is_barred: Flags) -> tuple[Floats | None, float | None]:
    """In how many of the draws each entry is among the best `quota`, and where these end in the middle."""
    if quota is None:
        return None, None
    open_ = drawn[~is_barred]
    chances = np.zeros(len(drawn))
    if quota >= len(open_):
        chances[~is_barred] = 1
        return chances, None
    if quota <= 0:
        return chances, None
    last_in = np.partition(open_, len(open_) - quota, axis=0)[len(open_) - quota]
    chances[~is_barred] = (open_ >= last_in).mean(axis=1)
    return chances, float(np.median(last_in))


def _outliers(entries: list[str], judges: list[str], model: Model, fit: Fit) -> list[Outlier]:
    data = model.data
    return [
        Outlier(
            entry=entries[data.entry[place]],
            judge=judges[data.judge[place]],
            expected=float(data.y[place] - fit.rest[place]),
            deviations=deviation,
        )
        for place, deviation in _standing_out(model, fit)
    ]


def _standing_out(model: Model, fit: Fit) -> list[tuple[int, float]]:
    """Totals whose distance from what is expected is too large for chance, in units of what that distance spreads."""
    data = model.data
    inverse = model.inverse(fit)
    depth = fit.depth[data.entry]
    column, track = data.tracks + data.judge, data.track[data.entry]
    cell, met = _met(model, inverse)
    within = np.bincount(cell // len(inverse), weights=met * model.counts.data, minlength=len(fit.depth))[data.entry]
    place = data.entry * len(inverse)
    shared = met[np.searchsorted(cell, place + column)] + met[np.searchsorted(cell, place + track)]
    own = inverse[column, column] + inverse[track, track] + 2 * inverse[column, track]
    leverage = own + 1 / depth + within / depth**2 - 2 * shared / depth
    spread = np.sqrt(fit.variances.noise * np.clip(1 - leverage, 1e-6, None))
    deviation = fit.rest / spread
    return [(int(at), float(deviation[at])) for at in np.flatnonzero(np.abs(deviation) >= STANDS_OUT)]


def _met(model: Model, inverse: Floats) -> tuple[Ints, Floats]:
    """What `counts @ inverse` has where `counts` has something, and the numbers of these cells, row by row, rising."""
    counts = model.counts
    counts.sort_indices()
    length = np.diff(counts.indptr)
    row = np.repeat(np.arange(len(length)), length)
    many = length[row]
    left = np.repeat(np.arange(len(row)), many)
    first = np.repeat(counts.indptr[row], many)
    right = first + np.arange(len(left)) - np.repeat(many.cumsum() - many, many)
    value = inverse[counts.indices[left], counts.indices[right]] * counts.data[right]
    return row * np.int64(len(inverse)) + counts.indices, np.bincount(left, weights=value).astype(float)
