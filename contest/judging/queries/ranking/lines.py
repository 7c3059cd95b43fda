"""The entries of a round in their order, from the signed reviews as they are now."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts
from contest.judging.queries.rounds import Judging
from contest.judging.queries.rubrics import Rubric, rubrics_by_id
from contest.judging.rules import calibration, scores
from contest.judging.rules import ranking as rules
from contest.judging.rules.calibration import Answer, Given, Question
from contest.judging.rules.rubrics import EARLIER, MEAN
from contest.lib import db
from contest.submissions.queries import adaptation_sql

# Reviews in these states are nobody's task, and count for nothing.
OUT = frozenset({"recused", "waived"})
RANKED = "('eligible', 'in_review', 'advanced', 'not_advanced', 'awarded')"
MILLE = Decimal("0.001")


class JudgeLine(msgspec.Struct, frozen=True, kw_only=True):
    """One judge's review of an entry, as the ranking shows it; no points are told before it is signed."""

    id: UUID
    judge: UUID
    name: str
    state: str
    total: Decimal | None
    points: dict[str, Decimal] | None = None
    recusal: str | None = None
    reason: str | None = None


class Missed(msgspec.Struct, frozen=True, kw_only=True):
    """A floor that an entry lies under: the criterion as it reads for this entry, the mean of its points, the floor."""

    name_en: str
    name_zh: str
    mean: Decimal
    floor: Decimal


class Stands(msgspec.Struct, frozen=True, kw_only=True):
    """Where an entry stands in its group: what is official, and the advice beside it where a job has worked it out.

    `low` and `high` hold the calibrated figure with 90 %; `chance` is that of being among the best so many;
    `standing_out` are the judges whose total chance does not explain. `earlier` is the score of the round before, where
    the rubric looks at it.
    """

    group: str
    rank: int | None
    shares_rank: bool
    score: Decimal | None
    mean: Decimal | None
    normalised: Decimal | None
    seat: int | None
    below: list[Missed]
    has_gap: bool
    is_last_in: bool
    calibrated: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    chance: Decimal | None = None
    standing_out: list[UUID] = []
    earlier: Decimal | None = None


class EntryLine(Stands, frozen=True, kw_only=True):
    """An entry in the ranking of its group (`entry`, or `talent` where talent has a rubric of its own)."""

    submission_id: UUID
    code: str
    title_en: str
    title_zh: str
    translated_title: str
    standing: str
    reviews: list[JudgeLine]

    @property
    def totals(self) -> list[Decimal]:
        return [review.total for review in self.reviews if review.total is not None]

    @property
    def signed(self) -> int:
        return sum(review.state == "signed" for review in self.reviews)

    @property
    def assigned(self) -> int:
        return sum(review.state not in OUT for review in self.reviews)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An entry before it is ranked."""

    submission_id: UUID
    code: str
    title_en: str
    title_zh: str
    translated_title: str
    group: str
    track: str
    standing: str
    is_tied: bool
    is_adaptation: bool
    earlier: Decimal | None
    reviews: list[JudgeLine]


# What was decided before this round's judging opened: what comes later changes no order.
EARLIER_SCORE = """
(select i.score from decision_item i join decision d on d.id = i.decision and d.state = 'final'
   join judging_round opened on opened.id = $3
  where i.submission = s.id and d.round <> $1 and d.final_at < opened.opened_at
  order by d.final_at desc limit 1)
"""

_ROWS = f"""
select s.id as submission_id, s.code, st.state as standing,
       case when s.kind = 'talent' and $2 then 'talent' else 'entry' end as group,
       v.scene as track, v.title_en, v.title_zh, v.translated_title, {adaptation_sql("v")} as is_adaptation,
       exists (select from tie t where t.submission = s.id and t.person = $4) as is_tied, {EARLIER_SCORE} as earlier,
       (select coalesce(json_agg(json_build_object(
                   'id', rv.id, 'judge', rv.judge, 'name', p.name, 'state', rv.state, 'total', rv.total::text,
                   'recusal', rv.recusal, 'reason', case when rv.state in ('recused', 'waived') then rv.reason end,
                   'points', case when rv.state = 'signed' then
                       (select json_object_agg(c.key, sc.points::text) from score sc
                          join criterion c on c.id = sc.criterion where sc.review = rv.id) end)
                 order by rv.id), '[]')
          from review rv join person p on p.id = rv.judge
         where rv.judging_round = $3 and rv.submission = s.id) as reviews
  from standing st
  join submission s on s.id = st.submission and s.state = 'submitted'
  join submission_version v on v.id = st.version
 where st.round = $1 and st.state in {RANKED}
 order by s.code
"""  # noqa: S608 - no value is in it


async def rows(facts: RoundFacts, judging: Judging, *, person_id: UUID | None) -> list[Row]:
    """Every entry of a round with all its reviews; which of them `person_id` is tied to."""
    found = await db.fetch(_ROWS, facts.id, judging.talent_rubric is not None, judging.id, person_id)
    return [Row(**{**row, "reviews": msgspec.json.decode(row["reviews"], type=list[JudgeLine])}) for row in found]


async def rubrics_of_groups(judging: Judging) -> dict[str, Rubric]:
    """The rubric of each group of the ranking."""
    found = await rubrics_by_id([one for one in (judging.rubric, judging.talent_rubric) if one is not None])
    own = {"entry": judging.rubric, "talent": judging.talent_rubric}
    return {group: found[key] for group, key in own.items() if key is not None}


def ranked(
    entries: list[Row],
    facts: RoundFacts,
    judging: Judging,
    rubrics: dict[str, Rubric],
    answers: Mapping[str, Answer] | None = None,
) -> list[EntryLine]:
    """The groups one after the other, each in its order. `answers` are the calibrated figures, by group."""
    made: list[EntryLine] = []
    for group, rubric in rubrics.items():
        members = {str(row.submission_id): row for row in entries if row.group == group}
        advice = _advice((answers or {}).get(group))
        in_order = rules.rank(
            [_judged(key, row, rubric) for key, row in members.items()],
            rule=judging.rule,
            least_valid=judging.least_valid,
            tie_break=rubric.tie_break or (MEAN,),
            calibrated={key: one["calibrated"] for key, one in advice.items()},
        )
        sharing = Counter(one.rank for one in in_order)
        last_in = next((one.key for one in reversed(in_order) if rules.is_above_cut(one.seat, facts.quota)), None)
        made += [
            _line(
                members[one.key],
                one,
                rubric,
                advice.get(one.key, {}),
                shares_rank=one.rank is not None and sharing[one.rank] > 1,
                is_last_in=one.key == last_in,
            )
            for one in in_order
        ]
    return made


def questions(entries: list[Row], facts: RoundFacts, rubrics: dict[str, Rubric]) -> dict[str, Question]:
    """What is asked of the calibration of each group."""
    made: dict[str, Question] = {}
    for group, rubric in rubrics.items():
        members = {str(row.submission_id): row for row in entries if row.group == group}
        judged = [_judged(key, row, rubric) for key, row in members.items()]
        made[group] = Question(
            totals=[
                Given(entry=one.key, judge=judge, total=float(total))
                for one in judged
                for judge, total in one.totals.items()
            ],
            tracks={key: row.track for key, row in members.items()},
            quota=facts.quota,
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
    row: Row, one: rules.Ranked, rubric: Rubric, advice: dict[str, Any], *, shares_rank: bool, is_last_in: bool
) -> EntryLine:
    return EntryLine(
        submission_id=row.submission_id,
        code=row.code,
        title_en=row.title_en,
        title_zh=row.title_zh,
        translated_title=row.translated_title,
        group=row.group,
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
