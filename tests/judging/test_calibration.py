"""Calibrated figures against the textbook on small rounds, and against the truth of invented ones."""

from itertools import product

import numpy as np
import pytest

from contest.judging.rules.calibration import Answer, Given, Question
from contest.judging.rules.calibration.answer import answer
from contest.judging.rules.calibration.model import PRIOR_SPREAD, Data, Model, draw


def small(seed: int) -> Data:
    """Twelve entries of two tracks, five judges, nearly three totals each."""
    random = np.random.default_rng(seed)
    entry = np.repeat(np.arange(12), 3)[:-1]
    judge = random.random((12, 5)).argpartition(3, axis=1)[:, :3].ravel()[:-1]
    y = 60 + 8 * (random.normal(size=12)[entry] + random.normal(size=5)[judge] + random.normal(size=len(entry)))
    return Data(y, entry, judge, np.arange(12) % 2, 5, 2)


def textbook(data: Data, entries: float, judges: float, noise: float) -> tuple[np.ndarray, ...]:
    """The design, the covariance of the totals, and the projection, all dense."""
    x, zq, zb = np.eye(2)[data.track[data.entry]], np.eye(12)[data.entry], np.eye(5)[data.judge]
    v = entries * zq @ zq.T + judges * zb @ zb.T + noise * np.eye(len(data.y))
    inverse = np.linalg.inv(v)
    middle = np.linalg.inv(x.T @ inverse @ x)
    return x, zq, zb, v, inverse, middle, inverse - inverse @ x @ middle @ x.T @ inverse


@pytest.mark.parametrize("seed", range(3))
def test_predictions_are_those_of_the_dense_equations(seed: int) -> None:
    data = small(seed)
    fit, _ = Model(data).fit()
    at = fit.variances
    x, zq, zb, _, inverse, middle, projection = textbook(data, *at)
    assert fit.other[:2] == pytest.approx(middle @ x.T @ inverse @ data.y)
    assert fit.other[2:] == pytest.approx(at.judges * zb.T @ projection @ data.y)
    assert fit.entries == pytest.approx(at.entries * zq.T @ projection @ data.y)
    assert fit.rest == pytest.approx(at.noise * projection @ data.y)


@pytest.mark.parametrize("seed", range(3))
def test_no_other_variances_are_more_likely(seed: int) -> None:
    data = small(seed)
    fit, _ = Model(data).fit()
    third = ((data.y - data.y.mean()) ** 2).mean() / 3

    def unlikely(log: np.ndarray) -> float:
        _, _, _, v, _, middle, projection = textbook(data, *np.exp(log))
        restricted = np.linalg.slogdet(v)[1] - np.linalg.slogdet(middle)[1] + data.y @ projection @ data.y
        return float(restricted + (((log - np.log(third)) / PRIOR_SPREAD) ** 2).sum())

    best = np.log(np.array(fit.variances))
    for step in product((-0.05, 0, 0.05), repeat=3):
        assert unlikely(best) <= unlikely(best + np.array(step)) + 1e-6


def test_draws_spread_as_the_posterior_does() -> None:
    data = small(1)
    model = Model(data)
    fit, _ = model.fit()
    at = fit.variances
    x, zq, zb, *_ = textbook(data, *at)
    design = np.hstack([x, zq, zb])
    ridge = np.r_[np.zeros(2), np.full(12, at.noise / at.entries), np.full(5, at.noise / at.judges)]
    covariance = at.noise * np.linalg.inv(design.T @ design + np.diag(ridge))
    quality = np.hstack([np.eye(2)[data.track], np.eye(12), np.zeros((12, 5))])
    entries, judges = draw(model, fit, 60_000, np.random.default_rng(1))
    assert np.cov(entries) == pytest.approx(quality @ covariance @ quality.T, abs=0.5)
    assert np.cov(judges) == pytest.approx(covariance[14:, 14:], abs=0.5)
    assert entries.mean(axis=1) == pytest.approx(fit.entries + fit.other[data.track], abs=0.2)


def test_how_far_a_total_stands_out_is_counted_in_its_own_spread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contest.judging.rules.calibration.answer.STANDS_OUT", 0.0)
    data = small(2)
    question = Question(
        totals=[Given(entry=f"{e:02}", judge=str(j), total=y) for y, e, j in zip(*data[:3], strict=True)],
        tracks={f"{e:02}": str(e % 2) for e in range(12)},
    )
    fit, _ = Model(data).fit()
    *_, projection = textbook(data, *fit.variances)
    expected = fit.rest / (fit.variances.noise * np.sqrt(np.diag(projection)))
    made = {(one.entry, one.judge): one.deviations for one in answer(question).outliers}
    keys = [(f"{e:02}", str(j)) for e, j in zip(data.entry, data.judge, strict=True)]
    assert [made[key] for key in keys] == pytest.approx(expected)


def invented(seed: int, *, severity: float = 1.0, entries: int = 120, judges: int = 20, each: int = 4) -> tuple:
    random = np.random.default_rng(seed)
    truth, mood = 60 + 8 * random.normal(size=entries), 8 * severity * random.normal(size=judges)
    totals = [
        Given(entry=f"{e:03}", judge=f"{j:02}", total=float(truth[e] + mood[j] + 8 * random.normal()))
        for e in range(entries)
        for j in random.choice(judges, each, replace=False)
    ]
    return truth, totals


def figures(made: Answer) -> np.ndarray:
    return np.array([one.figure for one in made.lines])


def test_calibrated_figures_lie_nearer_to_the_truth_than_means() -> None:
    truth, totals = invented(1)
    means = [np.mean([one.total for one in totals if one.entry == f"{e:03}"]) for e in range(len(truth))]
    made = answer(Question(totals=totals, quota=24))
    assert np.corrcoef(figures(made), truth)[0, 1] > np.corrcoef(means, truth)[0, 1] + 0.02
    inside = [line.low <= value <= line.high for line, value in zip(made.lines, truth, strict=True)]
    assert 0.8 <= np.mean(inside) <= 0.98
    chances = np.array([line.chance for line in made.lines])
    assert chances.sum() == pytest.approx(24, abs=0.5)
    assert chances[np.argsort(-truth)[:24]].mean() > 0.4 > 0.2 > chances[np.argsort(-truth)[24:]].mean()
    assert made.parts == 1


def test_the_same_question_has_the_same_answer_in_any_order() -> None:
    _, totals = invented(2)
    assert answer(Question(totals=totals, quota=9)) == answer(Question(totals=totals[::-1], quota=9))


def test_where_everybody_judges_everything_the_order_is_that_of_the_mean() -> None:
    _, totals = invented(3, entries=12, judges=5, each=5)
    means = [np.mean([one.total for one in totals if one.entry == f"{e:03}"]) for e in range(12)]
    assert np.argsort(figures(answer(Question(totals=totals)))).tolist() == np.argsort(means).tolist()


def test_a_weak_track_does_not_make_its_judges_severe() -> None:
    _, totals = invented(4)
    weak = {f"{e:03}" for e in range(0, 120, 2)}
    moved = [Given(entry=g.entry, judge=g.judge, total=g.total - 20 * (g.entry in weak)) for g in totals]
    tracks = {f"{e:03}": "weak" if f"{e:03}" in weak else "strong" for e in range(120)}
    before, after = (figures(answer(Question(totals=t, tracks=tracks))) for t in (totals, moved))
    assert (before - after)[::2].mean() == pytest.approx(20, abs=1)
    assert (before - after)[1::2].mean() == pytest.approx(0, abs=1)


def test_a_slip_of_the_pen_is_flagged_and_still_counts() -> None:
    _, totals = invented(5)
    slip = Given(entry=totals[7].entry, judge=totals[7].judge, total=totals[7].total - 55)
    made = answer(Question(totals=[*totals[:7], slip, *totals[8:]]))
    assert (slip.entry, slip.judge) in {(one.entry, one.judge) for one in made.outliers if one.deviations < -3}
    assert len(made.outliers) <= 4


@pytest.mark.parametrize(
    "totals",
    [
        [("a", "x", 50.0)],
        [("a", "x", 50.0), ("b", "x", 60.0)],
        [("a", "x", 50.0), ("a", "y", 60.0)],
        [("a", "x", 50.0), ("b", "y", 60.0)],
        [(entry, judge, 70.0) for entry in "abcdef" for judge in "xyz"],
        [(entry, judge, 0.0 if judge == "x" else 70.0 + ord(entry) % 7) for entry in "abcdef" for judge in "xyz"],
    ],
    ids=["one", "one judge", "one entry", "nothing shared", "all equal", "one judge gives nought"],
)
def test_rounds_that_say_little_have_an_answer(totals: list[tuple[str, str, float]]) -> None:
    made = answer(Question(totals=[Given(entry=e, judge=j, total=t) for e, j, t in totals], quota=1))
    for line in made.lines:
        assert np.isfinite([line.figure, line.low, line.high]).all()
        assert line.low <= line.figure <= line.high
        assert line.chance is not None
        assert 0 <= line.chance <= 1


def test_a_judge_who_gives_nought_to_all_is_severe_and_moves_nobody() -> None:
    totals = [
        Given(entry=f"{e:02}", judge=judge, total=0.0 if judge == "nought" else 50.0 + e)
        for e in range(20)
        for judge in ("a", "b", "nought")
    ]
    made = answer(Question(totals=totals))
    assert min(made.severities, key=lambda one: one.figure).judge == "nought"
    assert np.argsort(figures(made)).tolist() == list(range(20))


def test_no_totals_no_answer() -> None:
    assert answer(Question(totals=[], quota=3)).lines == []
