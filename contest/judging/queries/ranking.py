"""The ranking of a round, from its signed reviews."""

import math
from decimal import Decimal
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts
from contest.judging.queries.rounds import Judging, judging_set_up, round_to_follow
from contest.judging.queries.rubrics import Rubric, rubrics_by_id
from contest.judging.rules import permissions
from contest.judging.rules import ranking as rules
from contest.judging.rules.rubrics import MEAN
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict
from contest.lib.i18n import N_
from contest.submissions.queries import adaptation_sql

PAGE_ROWS = 100


class JudgeLine(msgspec.Struct, frozen=True, kw_only=True):
    """One judge's review of an entry, as the ranking shows it; no points are told before it is signed."""

    id: UUID
    judge: UUID
    name: str
    state: str
    total: Decimal | None
    points: dict[str, Decimal] | None
    recusal: str | None
    reason: str | None


class Missed(msgspec.Struct, frozen=True, kw_only=True):
    """A floor that an entry lies under: the criterion as it reads for this entry, the mean of its points, the floor."""

    name_en: str
    name_zh: str
    mean: Decimal
    floor: Decimal


class EntryLine(msgspec.Struct, frozen=True, kw_only=True):
    """An entry in the ranking of its group (`entry`, or `talent` where talent has a rubric of its own)."""

    submission_id: UUID
    code: str
    title_en: str
    title_zh: str
    group: str
    standing: str
    reviews: list[JudgeLine]
    signed: int
    assigned: int
    rank: int | None
    shares_rank: bool
    score: Decimal | None
    mean: Decimal | None
    normalised: Decimal | None
    seat: int | None
    below: list[Missed]
    has_gap: bool
    is_last_in: bool

    @property
    def totals(self) -> list[Decimal]:
        return [review.total for review in self.reviews if review.total is not None]


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """The groups of a round in order. `hidden` counts entries that the actor is too close to see; they have ranks."""

    round: RoundFacts
    judging: Judging
    entries: list[EntryLine]
    hidden: int
    draft_id: UUID | None
    may_run: bool

    @property
    def has_talent(self) -> bool:
        return any(line.group == "talent" for line in self.entries)

    @property
    def unsigned(self) -> int:
        return sum(line.assigned - line.signed for line in self.entries)

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.entries) // PAGE_ROWS))

    def page_of(self, group: str, page: int) -> list[EntryLine]:
        """The rows of a group on a page of the whole list."""
        return [line for line in self.entries[PAGE_ROWS * (page - 1) : PAGE_ROWS * page] if line.group == group]

    def scale(self, group: str) -> "Scale":
        """What the pictures of a group span: all its totals, in whole tens."""
        lines = [line for line in self.entries if line.group == group]
        totals = [total for line in lines for total in line.totals] or [Decimal(0), Decimal(100)]
        least, most = math.floor(min(totals) / 10) * 10, math.ceil(max(totals) / 10) * 10
        last_in = next((line.score for line in lines if line.is_last_in), None)
        return Scale(least=least, most=max(most, least + 10), cut=last_in)


class Scale(msgspec.Struct, frozen=True, kw_only=True):
    """The span of a picture, and the score of the last entry inside the quota."""

    least: int
    most: int
    cut: Decimal | None


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    submission_id: UUID
    code: str
    title_en: str
    title_zh: str
    group: str
    standing: str
    is_tied: bool
    is_adaptation: bool
    reviews: list[JudgeLine]


_ROWS = f"""
select s.id as submission_id, s.code, st.state as standing,
       case when s.kind = 'talent' and $2 then 'talent' else 'entry' end as group,
       v.title_en, v.title_zh, {adaptation_sql("v")} as is_adaptation,
       exists (select from tie t where t.submission = s.id and t.person = $4) as is_tied,
       (select coalesce(json_agg(json_build_object(
                   'id', rv.id, 'judge', rv.judge, 'name', p.name, 'state', rv.state, 'total', rv.total::text,
                   'recusal', rv.recusal, 'reason', case when rv.state = 'recused' then rv.reason end,
                   'points', case when rv.state = 'signed' then
                       (select json_object_agg(c.key, sc.points::text) from score sc
                          join criterion c on c.id = sc.criterion where sc.review = rv.id) end)
                 order by rv.id), '[]')
          from review rv join person p on p.id = rv.judge
         where rv.judging_round = $3 and rv.submission = s.id) as reviews
  from standing st
  join submission s on s.id = st.submission and s.state = 'submitted'
  join submission_version v on v.id = st.version
 where st.round = $1 and st.state in ('eligible', 'in_review', 'advanced', 'not_advanced', 'awarded')
 order by s.code
"""  # noqa: S608 - no value is in it


async def ranking(*, actor: Actor, round_id: UUID) -> Ranking:
    """The ranking as its organisers and the chair of its panel see it. Entries they are tied to are left out.

    Who judges in the round too sees it once their own reviews are signed: until then others' points would lead theirs.
    """
    facts = await round_to_follow(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    rows = await _rows(facts, judging, person_id=actor.person_id)
    if facts.state == "judging" and any(_owes(row, actor) for row in rows):
        raise Conflict(N_("Sign your own reviews first: the ranking shows what the others gave."))
    tied = {row.submission_id for row in rows if row.is_tied}
    rubrics = await _rubrics(judging)
    entries = [line for line in _ranked(rows, facts, judging, rubrics) if line.submission_id not in tied]
    draft = await db.fetchval("select id from decision where round = $1 and state = 'drafted'", round_id)
    return Ranking(
        round=facts,
        judging=judging,
        entries=entries,
        hidden=len(tied),
        draft_id=draft,
        may_run=permissions.may_run(actor, edition_id=facts.edition_id, round_id=facts.id),
    )


def _owes(row: _Row, actor: Actor) -> bool:
    """Whether the actor still has to sign a review of this entry."""
    mine = [one for one in row.reviews if one.judge == actor.person_id and not row.is_tied]
    return any(one.state not in {"signed", "recused"} for one in mine)


async def ranked_entries(*, facts: RoundFacts, judging: Judging) -> list[EntryLine]:
    """The whole ranking for a verb that decides on it. Asks nobody who is looking."""
    return _ranked(await _rows(facts, judging, person_id=None), facts, judging, await _rubrics(judging))


async def _rubrics(judging: Judging) -> dict[str, Rubric]:
    """The rubric of each group of the ranking."""
    found = await rubrics_by_id([one for one in (judging.rubric, judging.talent_rubric) if one is not None])
    own = {"entry": judging.rubric, "talent": judging.talent_rubric}
    return {group: found[key] for group, key in own.items() if key is not None}


async def _rows(facts: RoundFacts, judging: Judging, *, person_id: UUID | None) -> list[_Row]:
    found = await db.fetch(_ROWS, facts.id, judging.talent_rubric is not None, judging.id, person_id)
    return [_Row(**{**row, "reviews": msgspec.json.decode(row["reviews"], type=list[JudgeLine])}) for row in found]


def _ranked(rows: list[_Row], facts: RoundFacts, judging: Judging, rubrics: dict[str, Rubric]) -> list[EntryLine]:
    made: list[EntryLine] = []
    for group, rubric in rubrics.items():
        members = {str(row.submission_id): row for row in rows if row.group == group}
        judged = [_judged(key, row, rubric) for key, row in members.items()]
        ranked = rules.rank(
            judged, rule=judging.rule, least_valid=judging.least_valid, tie_break=rubric.tie_break or (MEAN,)
        )
        places = [one.rank for one in ranked]
        last_in = next((one.key for one in reversed(ranked) if rules.is_above_cut(one.seat, facts.quota)), None)
        made += [
            _line(members[one.key], one, rubric, shared=places.count(one.rank) > 1, last_in=last_in) for one in ranked
        ]
    return made


def _judged(key: str, row: _Row, rubric: Rubric) -> rules.Judged:
    signed = [one for one in row.reviews if one.state == "signed" and one.total is not None]
    given: dict[str, list[Decimal]] = {}
    for one in signed:
        for criterion, points in (one.points or {}).items():
            given.setdefault(criterion, []).append(points)
    return rules.Judged(
        key=key,
        totals={str(one.judge): one.total for one in signed if one.total is not None},
        points=given,
        floors={
            one.key: floor
            for one in rubric.criteria
            if (floor := one.as_read(is_adaptation=row.is_adaptation).floor) is not None
        },
    )


def _line(row: _Row, one: rules.Ranked, rubric: Rubric, *, shared: bool, last_in: str | None) -> EntryLine:
    standing = [review for review in row.reviews if review.state != "recused"]
    return EntryLine(
        submission_id=row.submission_id,
        code=row.code,
        title_en=row.title_en,
        title_zh=row.title_zh,
        group=row.group,
        standing=row.standing,
        reviews=row.reviews,
        signed=sum(review.state == "signed" for review in standing),
        assigned=len(standing),
        rank=one.rank,
        shares_rank=shared and one.rank is not None,
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
        is_last_in=one.key == last_in,
    )
