"""The entries of a round in their order, from the signed reviews as they are now."""

from decimal import Decimal
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts
from contest.judging.queries.rounds import Judging
from contest.judging.queries.rubrics import Rubric, rubrics_by_id
from contest.judging.rules.capacity import KINDS
from contest.judging.rules.ranking import is_uncertain
from contest.lib import db
from contest.submissions.queries import adaptation_sql

# Reviews in these states are nobody's task, and count for nothing.
OUT = frozenset({"recused", "waived"})
RANKED = "('eligible', 'in_review', 'advanced', 'not_advanced', 'awarded')"


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
    the rubric looks at it. `stage` is the last that it was judged in; `is_out`: others were taken on from there.
    """

    group: str
    stage: str = "full"
    is_out: bool = False
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

    @property
    def counted(self) -> list[JudgeLine]:
        return [review for review in self.reviews if review.state not in OUT]

    @property
    def out(self) -> list[JudgeLine]:
        return [review for review in self.reviews if review.state in OUT]

    @property
    def is_uncertain(self) -> bool:
        return is_uncertain(self.chance)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An entry before it is ranked."""

    submission_id: UUID
    code: str
    title_en: str
    title_zh: str
    translated_title: str
    group: str
    stage: str
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
       reached.stage, v.scene as track, v.title_en, v.title_zh, v.translated_title,
       {adaptation_sql("v")} as is_adaptation,
       exists (select from tie t where t.submission = s.id and t.person = $4) as is_tied, {EARLIER_SCORE} as earlier,
       (select coalesce(json_agg(json_build_object(
                   'id', rv.id, 'judge', rv.judge, 'name', p.name, 'state', rv.state, 'total', rv.total::text,
                   'recusal', rv.recusal, 'reason', case when rv.state in ('recused', 'waived') then rv.reason end,
                   'points', case when rv.state = 'signed' then
                       (select json_object_agg(c.key, sc.points::text) from score sc
                          join criterion c on c.id = sc.criterion where sc.review = rv.id) end)
                 order by rv.id), '[]')
          from review rv join person p on p.id = rv.judge
         where rv.judging_round = $3 and rv.submission = s.id and rv.stage = reached.stage) as reviews
  from standing st
  join submission s on s.id = st.submission and s.state = 'submitted'
  join submission_version v on v.id = st.version
  cross join lateral (
      select coalesce((select x.kind from stage_entry x where x.judging_round = $3 and x.submission = s.id
                        order by array_position($6::text[], x.kind::text) desc limit 1), $5) as stage) reached
 where st.round = $1 and st.state in {RANKED}
 order by s.code
"""  # noqa: S608 - no value is in it


async def rows(facts: RoundFacts, judging: Judging, *, person_id: UUID | None) -> list[Row]:
    """Every entry of a round with all its reviews; which of them `person_id` is tied to."""
    first = judging.stages[0].kind
    found = await db.fetch(_ROWS, facts.id, judging.talent_rubric is not None, judging.id, person_id, first, KINDS)
    return [Row(**{**row, "reviews": msgspec.json.decode(row["reviews"], type=list[JudgeLine])}) for row in found]


async def rubrics_of_groups(judging: Judging) -> dict[str, Rubric]:
    """The rubric of each group of the ranking."""
    found = await rubrics_by_id([one for one in (judging.rubric, judging.talent_rubric) if one is not None])
    own = {"entry": judging.rubric, "talent": judging.talent_rubric}
    return {group: found[key] for group, key in own.items() if key is not None}
