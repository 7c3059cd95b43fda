"""The page of a round's judging: its panel, its coverage, its decisions, and what comes next."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts
from contest.judging.queries.decisions import Arrival, DecisionFacts, arrivals, decisions_of
from contest.judging.queries.rounds import Judging, in_stage_sql, judging_of, round_to_follow
from contest.judging.queries.rubrics import RubricLine, rubrics_of
from contest.judging.rules import assignment, permissions, steps
from contest.judging.rules.stages import bounds
from contest.lib import db
from contest.lib.actor import Actor
from contest.submissions.queries import ties_hide_sql


class JudgeProgress(msgspec.Struct, frozen=True, kw_only=True):
    """A judge of the panel and how far they are."""

    person_id: UUID
    name: str
    email: str
    scenes: list[str]
    most: int
    is_lead: bool
    declared_at: datetime | None
    given: int
    signed: int
    recused: int


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """How many entries have all their reviews given out, and signed; `short` says why some have too few judges."""

    entries: int
    waiting: int
    full: int
    signed: int
    short: list[assignment.Shortage]


class SceneLine(msgspec.Struct, frozen=True):
    key: str
    name_en: str
    name_zh: str


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """What the organisers of a round, and the chair of its panel, see of its judging."""

    round: RoundFacts
    judging: Judging | None
    rubrics: list[RubricLine]
    scenes: list[SceneLine]
    panel: list[JudgeProgress]
    coverage: Coverage
    decisions: list[DecisionFacts]
    arrivals: list[Arrival]
    may_run: bool
    may_watch: bool
    next_step: str

    @property
    def given(self) -> int:
        return sum(judge.given for judge in self.panel)

    @property
    def signed(self) -> int:
        return sum(judge.signed for judge in self.panel)


# Counts leave out what the reader is tied to: a number that is one too high tells of the entry.
_PANEL = f"""
select m.person as person_id, p.name, p.email, m.scenes, m.most, m.is_lead, m.declared_at,
       count(rv.id) filter (where rv.state not in ('recused', 'waived')) as given,
       count(rv.id) filter (where rv.state = 'signed') as signed,
       count(rv.id) filter (where rv.state = 'recused') as recused
  from panel_member m
  join person p on p.id = m.person
  left join (review rv join submission s on s.id = rv.submission and {ties_hide_sql("$2")})
       on rv.judging_round = m.judging_round and rv.judge = m.person and rv.stage = $3
 where m.judging_round = $1 and m.left_at is null
 group by m.id, p.id order by m.id
"""  # noqa: S608 - no value is in it

_ENTRIES = f"""
select s.code, st.state,
       coalesce(array_agg(rv.judge) filter (where rv.state not in ('recused', 'waived')), '{{}}') as judges,
       count(rv.id) filter (where rv.state = 'signed') as signed,
       array(select t.person from tie t where t.submission = s.id) as tied
  from standing st
  join submission s on s.id = st.submission and s.state = 'submitted'
  left join review rv on rv.submission = s.id and rv.judging_round = $2 and rv.stage = $4
 where st.round = $1 and st.state <> 'ineligible' and {in_stage_sql("$2", "$4")}
   and {ties_hide_sql("$3")}
 group by s.id, st.id order by s.code
"""  # noqa: S608 - no value is in it


async def overview(*, actor: Actor, round_id: UUID, now: datetime) -> Overview:
    """The judging of a round, for its organisers and its panel's chair, less entries that the actor is tied to."""
    facts = await round_to_follow(actor=actor, round_id=round_id)
    judging = await judging_of(round_id=round_id)
    panel = await _panel(actor, judging)
    of = (None, "full") if judging is None else (judging.id, judging.stage)
    rows = await db.fetch(_ENTRIES, round_id, of[0], actor.person_id, of[1])
    coverage = _coverage(rows, panel, judging)
    decisions = await decisions_of(round_id=round_id)
    scenes = await db.fetch(
        "select key, name_en, name_zh from scene where edition = $1 order by position, key", facts.edition_id
    )
    return Overview(
        round=facts,
        judging=judging,
        rubrics=await rubrics_of(edition_id=facts.edition_id),
        scenes=[SceneLine(**row) for row in scenes],
        panel=panel,
        coverage=coverage,
        decisions=decisions,
        arrivals=await arrivals(actor=actor, facts=facts),
        may_run=permissions.may_run(actor, edition_id=facts.edition_id, round_id=facts.id),
        may_watch=permissions.may_watch(actor, edition_id=facts.edition_id, round_id=facts.id),
        next_step=_next_step(facts, judging, panel, coverage, decisions, now),
    )


async def _panel(actor: Actor, judging: Judging | None) -> list[JudgeProgress]:
    if judging is None:
        return []
    rows = await db.fetch(_PANEL, judging.id, actor.person_id, judging.stage)
    return [JudgeProgress(**{**row, "scenes": msgspec.json.decode(row["scenes"], type=list[str])}) for row in rows]


def _coverage(rows: list[Any], panel: list[JudgeProgress], judging: Judging | None) -> Coverage:
    wanted = judging.reviews_each if judging is not None else 0
    to_judge = [row for row in rows if row["state"] not in {"entered", "more_wanted"}]
    seats = [
        assignment.Judge(key=str(judge.person_id), most=_most(judge, judging))
        for judge in panel
        if judge.declared_at is not None
    ]
    load = {str(judge.person_id): judge.given for judge in panel}
    short = [
        assignment.shortage(
            assignment.Entry(key=row["code"]),
            wanted=wanted,
            readers={str(judge) for judge in row["judges"]},
            tied={str(person) for person in row["tied"]},
            panel=seats,
            load=load,
        )
        for row in to_judge
        if len(row["judges"]) < wanted
    ]
    return Coverage(
        entries=len(to_judge),
        waiting=len(rows) - len(to_judge),
        full=len(to_judge) - len(short),
        signed=sum(row["signed"] >= wanted for row in to_judge),
        short=short,
    )


def _most(judge: JudgeProgress, judging: Judging | None) -> int:
    if judging is None:
        return judge.most
    return bounds(judging.stages, judging.stage, least=0, most=judge.most)[1]


def _next_step(
    facts: RoundFacts,
    judging: Judging | None,
    panel: list[JudgeProgress],
    coverage: Coverage,
    decisions: list[DecisionFacts],
    now: datetime,
) -> str:
    latest = next((one for one in decisions if one.state != "reversed"), None)
    given = sum(judge.given for judge in panel)
    return steps.next_step(
        state=facts.state,
        is_set_up=judging is not None,
        has_more=judging is not None and judging.following is not None,
        seats=len(panel),
        undeclared=sum(judge.declared_at is None for judge in panel),
        given=given,
        thin=len(coverage.short),
        unsigned=given - sum(judge.signed for judge in panel),
        decision=None if latest is None else latest.state,
        is_notice_over=latest is not None and latest.notice_ends_at is not None and latest.notice_ends_at <= now,
    )
