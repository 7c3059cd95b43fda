"""The order of a round's entries, from the signed reviews as they are now, stage by stage."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts
from contest.judging.queries.ranking.lines import EntryLine, Missed, Row
from contest.judging.queries.rounds import Judging
from contest.judging.queries.rubrics import Rubric
from contest.judging.rules import calibration, scores
from contest.judging.rules import ranking as rules
from contest.judging.rules.calibration import Answer, Given, Question
from contest.judging.rules.capacity import Stage
from contest.judging.rules.rubrics import EARLIER, MEAN
from contest.judging.rules.stages import places

MILLE = Decimal("0.001")


def ranked(
    entries: list[Row],
    facts: RoundFacts,
    judging: Judging,
    rubrics: dict[str, Rubric],
    answers: Mapping[str, Answer] | None = None,
) -> list[EntryLine]:
    """The groups one after the other, each in its order. `answers` are the calibrated figures, by group.

    What stopped in an earlier stage stands behind all that went on, in the order of that stage, and has no seat.
    """
    made: list[EntryLine] = []
    for group, rubric in rubrics.items():
        members = {str(row.submission_id): row for row in entries if row.group == group}
        advice = _advice((answers or {}).get(group))
        before = 0
        for stage in judging.reached:
            in_order = _stage_order(members, stage, judging, rubric, advice, before=before)
            before += sum(one.rank is not None for one in in_order)
            cut = places(judging.following, entries=len(members), quota=facts.quota)
            made += _lines(members, in_order, rubric, advice, cut=cut, is_out=stage.kind != judging.stage)
    return made


def _stage_order(
    members: Mapping[str, Row],
    stage: Stage,
    judging: Judging,
    rubric: Rubric,
    advice: Mapping[str, Mapping[str, Any]],
    *,
    before: int,
) -> list[rules.Ranked]:
    """The entries that got as far as a stage, by its reviews, behind so many; an earlier stage gives no seats."""
    is_current = stage.kind == judging.stage
    in_order = rules.rank(
        [_judged(key, row, rubric) for key, row in members.items() if row.stage == stage.kind],
        # what is calibrated is of the stage that is judged
        rule=judging.rule if is_current or judging.rule != scores.CALIBRATED else scores.MEAN,
        least_valid=stage.least_valid,
        tie_break=rubric.tie_break or (MEAN,),
        calibrated={key: one["calibrated"] for key, one in advice.items()},
    )
    if is_current:
        return in_order
    return [
        msgspec.structs.replace(one, rank=None if one.rank is None else one.rank + before, seat=None)
        for one in in_order
    ]


def _lines(
    members: Mapping[str, Row],
    in_order: list[rules.Ranked],
    rubric: Rubric,
    advice: Mapping[str, dict[str, Any]],
    *,
    cut: int | None,
    is_out: bool,
) -> list[EntryLine]:
    sharing = Counter(one.rank for one in in_order)
    last_in = next((one.key for one in reversed(in_order) if rules.is_above_cut(one.seat, cut)), None)
    return [
        _line(
            members[one.key],
            one,
            rubric,
            advice.get(one.key, {}),
            is_out=is_out,
            shares_rank=one.rank is not None and sharing[one.rank] > 1,
            is_last_in=one.key == last_in,
        )
        for one in in_order
    ]


def questions(
    entries: list[Row], facts: RoundFacts, judging: Judging, rubrics: dict[str, Rubric]
) -> dict[str, Question]:
    """What is asked of the calibration of each group: about the entries of the stage that is judged."""
    made: dict[str, Question] = {}
    for group, rubric in rubrics.items():
        count = sum(row.group == group for row in entries)
        members = {str(row.submission_id): row for row in entries if row.group == group and row.stage == judging.stage}
        judged = [_judged(key, row, rubric) for key, row in members.items()]
        made[group] = Question(
            totals=[
                Given(entry=one.key, judge=judge, total=float(total))
                for one in judged
                for judge, total in one.totals.items()
            ],
            tracks={key: row.track for key, row in members.items()},
            quota=places(judging.following, entries=count, quota=facts.quota),
            barred=frozenset(one.key for one in judged if rules.below(one)),
        )
    return made


def _judged(key: str, row: Row, rubric: Rubric) -> rules.Judged:
    signed = [one for one in row.reviews if one.state == "signed" and one.total is not None]
    given: dict[str, list[Decimal]] = {}
    for one in signed:
        for criterion, points in (one.points or {}).items():
            given.setdefault(criterion, []).append(points)
    return rules.Judged(
        key=key,
        totals={str(one.judge): one.total for one in signed if one.total is not None},
        earlier=row.earlier,
        points=given,
        floors={
            one.key: floor
            for one in rubric.criteria
            if (floor := one.as_read(is_adaptation=row.is_adaptation).floor) is not None
        },
    )


def _advice(answer: Answer | None) -> dict[str, dict[str, Any]]:
    """What is calibrated, by entry."""
    if answer is None:
        return {}
    made: dict[str, dict[str, Any]] = {line.entry: _figures(line) for line in answer.lines}
    for one in answer.outliers:
        made[one.entry]["standing_out"].append(UUID(one.judge))
    return made


def _figures(line: calibration.Line) -> dict[str, Any]:
    return {
        "calibrated": scores.to_cents(Decimal(line.figure)),
        "low": scores.to_cents(Decimal(line.low)),
        "high": scores.to_cents(Decimal(line.high)),
        "chance": None if line.chance is None else Decimal(line.chance).quantize(MILLE),
        "standing_out": [],
    }


def _line(
    row: Row,
    one: rules.Ranked,
    rubric: Rubric,
    advice: dict[str, Any],
    *,
    is_out: bool,
    shares_rank: bool,
    is_last_in: bool,
) -> EntryLine:
    return EntryLine(
        submission_id=row.submission_id,
        code=row.code,
        title_en=row.title_en,
        title_zh=row.title_zh,
        translated_title=row.translated_title,
        group=row.group,
        stage=row.stage,
        is_out=is_out,
        standing=row.standing,
        reviews=row.reviews,
        rank=one.rank,
        shares_rank=shares_rank,
        score=one.score,
        mean=one.mean,
        normalised=one.normalised,
        seat=one.seat,
        below=[
            Missed(name_en=read.name_en, name_zh=read.name_zh, mean=one.means[criterion.key], floor=read.floor)
            for criterion in rubric.criteria
            if criterion.key in one.below
            and (read := criterion.as_read(is_adaptation=row.is_adaptation)).floor is not None
        ],
        has_gap=one.has_gap,
        is_last_in=is_last_in,
        earlier=row.earlier if EARLIER in rubric.tie_break else None,
        **advice,
    )
