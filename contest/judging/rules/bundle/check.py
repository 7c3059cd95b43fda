"""Working the ranks of a bundle out again, from its scores alone, and naming every row that says something else."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import msgspec

from contest.judging.rules import calibration, ranking, scores
from contest.judging.rules.bundle.terms import Bundle, BundleRubric, ResultLine, ReviewLine
from contest.judging.rules.bundle.texts import RESULTS, REVIEWS
from contest.judging.rules.calibration import Given, Question
from contest.judging.rules.capacity import KINDS, Stage
from contest.judging.rules.ranking import Judged, Ranked

# A calibrated figure is worked out in floating point: it may be rounded to the cent from either side of the middle.
NEAR = Decimal("0.0051")
FIRST_LINE = 2  # of a table, below its heading


class Recomputed(msgspec.Struct, frozen=True, kw_only=True):
    """`problems`: what does not come out as it stands, by file and line. `withheld` entries were taken as stated."""

    problems: tuple[str, ...]
    scores: int
    ranks: int
    withheld: int


def recompute(bundle: Bundle) -> Recomputed:
    """Every total from its points, every score from its totals, every rank from the scores, by the round's own rule."""
    problems = [*_wrong_reviews(bundle), *_wrong_results(bundle)]
    return Recomputed(
        problems=tuple(problems),
        scores=len(bundle.reviews),
        ranks=sum(one.rank is not None for one in bundle.results),
        withheld=sum(one.withheld for one in bundle.results),
    )


def _wrong_reviews(bundle: Bundle) -> Iterable[str]:
    rubrics = {one.group: one for one in bundle.about.rubrics}
    groups = {one.entry: one.group for one in bundle.results}
    seen = Counter((one.entry, one.judge, one.stage) for one in bundle.reviews)
    for line, one in enumerate(bundle.reviews, FIRST_LINE):
        where, rubric = f"{REVIEWS}, line {line} ({one.entry}, {one.judge})", rubrics.get(groups.get(one.entry, ""))
        if rubric is None:
            yield f"{where}: this entry is not in {RESULTS}"
        elif seen[one.entry, one.judge, one.stage] > 1:
            yield f"{where}: this judge scores it twice"
        elif set(one.points) != set(rubric.weights) or not _are_on_scale(one, rubric):
            yield f"{where}: its points do not fit the rubric"
        elif (made := scores.review_total(one.points, rubric.weights, highest=rubric.highest)) != one.total:
            yield f"{where}: the total is {one.total}, its points make {made}"


def _are_on_scale(one: ReviewLine, rubric: BundleRubric) -> bool:
    given = one.points.values()
    return all(scores.is_on_scale(points, highest=rubric.highest, step=rubric.step) for points in given)


def _wrong_results(bundle: Bundle) -> Iterable[str]:
    about = bundle.about
    lines = {one.entry: line for line, one in enumerate(bundle.results, FIRST_LINE)}
    if len(lines) != len(bundle.results):
        yield f"{RESULTS}: an entry stands in it twice"
        return
    reached = [one for one in reversed(about.stages) if KINDS.index(one.kind) <= KINDS.index(about.stage)]
    for rubric in about.rubrics:
        before = 0
        for stage in reached:
            members = [one for one in bundle.results if (one.group, one.stage) == (rubric.group, stage.kind)]
            for entry, text in _wrong_stage(bundle, members, stage, rubric, before=before):
                yield f"{RESULTS}, line {lines[entry]} ({entry}): {text}"
            before += sum(one.rank is not None for one in members)
    for one in bundle.results:
        goes_on = one.outcome in {"advanced", "awarded"}
        if goes_on and (one.rank is None or one.below or one.stage != about.stage):
            yield f"{RESULTS}, line {lines[one.entry]} ({one.entry}): it could be neither advanced nor awarded"


def _wrong_stage(
    bundle: Bundle, members: Sequence[ResultLine], stage: Stage, rubric: BundleRubric, *, before: int
) -> Iterable[tuple[str, str]]:
    """(entry, what is wrong) of the entries whose last stage this is; they stand behind so many."""
    about, is_current = bundle.about, stage.kind == bundle.about.stage
    is_calibrated = is_current and about.rule == scores.CALIBRATED
    rule = scores.MEAN if about.rule == scores.CALIBRATED else about.rule
    own = {one.entry: [r for r in bundle.reviews if (r.entry, r.stage) == (one.entry, stage.kind)] for one in members}
    calibrated = _calibrated(members, own) if is_calibrated else None
    for one in members:
        if not one.withheld:
            for text in _wrong_figures(one, own[one.entry], rubric, rule, stage.least_valid, calibrated):
                yield one.entry, text
    placed = {one.key: one for one in _placed(members, rubric)}
    ranks = {key: None if one.rank is None else one.rank + before for key, one in placed.items()}
    seats = {key: one.seat if is_current else None for key, one in placed.items()}
    shown = [one for one in members if one.entry in placed]
    if len(shown) < len(members):  # some figures are not told: the order of the others is what can be checked
        ranks, stated = _dense(ranks), _dense({one.entry: one.rank for one in shown})
        seats = {one.entry: one.seat for one in shown}
    else:
        stated = {one.entry: one.rank for one in shown}
    for one in shown:
        if ranks[one.entry] != stated[one.entry]:
            yield one.entry, f"the rank is {_said(stated[one.entry])}, the scores make {_said(ranks[one.entry])}"
        elif seats[one.entry] != one.seat:
            yield one.entry, f"the seat is {_said(one.seat)}, the scores make {_said(seats[one.entry])}"


def _said(value: object) -> str:
    return "none" if value is None else str(value)


def _dense(ranks: Mapping[str, int | None]) -> dict[str, int | None]:
    """The same order, numbered without gaps."""
    places = {rank: place for place, rank in enumerate(sorted({one for one in ranks.values() if one is not None}), 1)}
    return {key: None if rank is None else places[rank] for key, rank in ranks.items()}


def _placed(members: Sequence[ResultLine], rubric: BundleRubric) -> list[Ranked]:
    """The entries in their order by the figures that stand; one whose figures are not told is left out."""
    figures = [
        Ranked(
            key=one.entry,
            rank=None,
            seat=None,
            score=one.score,
            mean=one.mean,
            means=one.means,
            below=one.below,
            normalised=None,
            has_gap=False,
        )
        for one in members
        if one.score is not None or one.rank is None
    ]
    return ranking.place(figures, {one.entry: one.earlier for one in members}, rubric.tie_break)


def _wrong_figures(
    one: ResultLine,
    reviews: Sequence[ReviewLine],
    rubric: BundleRubric,
    rule: str,
    least_valid: int,
    calibrated: Mapping[str, float] | None,
) -> Iterable[str]:
    if len(reviews) != one.reviews:
        yield f"{one.reviews} reviews are said to count, and there are {len(reviews)}"
        return
    totals = [review.total for review in reviews]
    points = {key: [review.points[key] for review in reviews if key in review.points] for key in rubric.weights}
    means = {key: scores.mean(given) for key, given in points.items() if given}
    score = scores.entry_score(totals, rule=rule, least_valid=least_valid)
    if calibrated is not None and score is not None:
        if one.score is None or abs(Decimal(calibrated[one.entry]) - one.score) > NEAR:
            yield f"the score is {_said(one.score)}, its calibrated figure is {calibrated[one.entry]:.3f}"
    elif score != one.score:
        yield f"the score is {_said(one.score)}, its reviews make {_said(score)}"
    mean = scores.mean(totals) if totals else None
    if (mean, means) != (one.mean, one.means):
        yield "the means are not those of its reviews"
    if one.adaptation is not None and (below := _below(one, points, rubric)) != one.below:
        yield f"it is said to miss the floors of {_said(' '.join(one.below) or None)}, and misses {' '.join(below)}"


def _below(one: ResultLine, points: Mapping[str, Sequence[Decimal]], rubric: BundleRubric) -> tuple[str, ...]:
    read = [each.as_read(is_adaptation=bool(one.adaptation)) for each in rubric.criteria]
    floors = {each.key: each.floor for each in read if each.floor is not None}
    return ranking.below(Judged(key=one.entry, totals={}, points=points, floors=floors))


def _calibrated(members: Sequence[ResultLine], own: Mapping[str, Sequence[ReviewLine]]) -> dict[str, float] | None:
    """The calibrated figures of a group; None where scores are withheld, for each depends on all."""
    if any(one.withheld for one in members):
        return None
    question = Question(
        totals=[
            Given(entry=entry, judge=one.judge, total=float(one.total)) for entry, all_ in own.items() for one in all_
        ],
        tracks={one.entry: one.track or "" for one in members},
        draws=1,
    )
    return {line.entry: line.figure for line in calibration.work_out(question).lines}
