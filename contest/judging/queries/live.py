"""Judging live: the entry before the judges with the server's clock, and what is sealed until all have signed."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts, round_facts
from contest.judging.queries.decisions import refuse_tied
from contest.judging.queries.people import seat_of
from contest.judging.queries.reviews import readable_sql
from contest.judging.queries.rounds import Judging, in_stage_sql, judging_set_up, round_to_run
from contest.judging.queries.sealed import LIVE
from contest.judging.rules import pitching
from contest.judging.rules.pitching import Moments, Stage
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, NotFound
from contest.lib.i18n import N_


class Shown(msgspec.Struct, frozen=True):
    """A total after the reveal; `name` is empty where the judges of a round do not know one another."""

    name: str
    total: Decimal


class LiveNow(msgspec.Struct, frozen=True, kw_only=True):
    """What is before a judge now. `code` is empty where nothing is, or nothing that they read.

    `go_to`: the review that is theirs to write now, where they are not at an open one already. `now` is the server's.
    """

    round: RoundFacts
    code: str
    title_en: str
    title_zh: str
    translated_title: str
    review_id: UUID | None
    state: str
    stage: Stage | None
    signed: int
    judges: int
    shown: list[Shown]
    go_to: UUID | None
    now: datetime


# The pitch that began last, for this judge: nothing of it is told to who does not read it.
_CURRENT = f"""
select s.code, v.title_en, v.title_zh, v.translated_title, rv.id as review_id, rv.state,
       lp.begun_at, lp.questions_at, lp.change_at, lp.over_at, lp.held_at,
       (select count(*) from review o where o.judging_round = jr.id and o.submission = s.id and o.stage = 'live'
           and o.state = 'signed') as signed,
       (select count(*) from review o where o.judging_round = jr.id and o.submission = s.id and o.stage = 'live'
           and o.state not in ('recused', 'waived')) as judges,
       case when lp.revealed_at is not null and rv.state = 'signed' then (
           select coalesce(json_agg(json_build_array(case r.judges_known when 'signed' then p.name else '' end,
                                                     o.total::text) order by o.id), '[]')
             from review o join person p on p.id = o.judge
            where o.judging_round = jr.id and o.submission = s.id and o.stage = 'live' and o.state = 'signed')
       else '[]' end as shown
  from judging_round jr
  join round r on r.id = jr.round
  join live_pitch lp on lp.judging_round = jr.id and lp.begun_at = (
       select max(l.begun_at) from live_pitch l where l.judging_round = jr.id)
  join review rv on rv.judging_round = jr.id and rv.submission = lp.submission and rv.judge = $2 and rv.stage = 'live'
  join submission s on s.id = lp.submission
  join submission_version v on v.id = rv.version
 where r.id = $1 and {readable_sql("$2")}
 limit 1
"""  # noqa: S608 - no value is in it


async def live_now(*, actor: Actor, round_id: UUID, at: UUID | None, now: datetime) -> LiveNow:
    """For who has a seat on the panel and agreed to its terms; `at` is the review on their screen, where one is."""
    facts = await round_facts(round_id=round_id)
    seat = await seat_of(actor=actor, round_id=round_id)
    if facts is None or seat is None or seat.accepted_at is None or not seat.has_agreed:
        raise NotFound
    row = await db.fetchrow(_CURRENT, round_id, actor.person_id)
    if row is None:
        return LiveNow(
            round=facts, code="", title_en="", title_zh="", translated_title="", review_id=None, state="", stage=None,
            signed=0, judges=0, shown=[], go_to=None, now=now,
        )  # fmt: skip
    is_open = facts.state == "judging" and row["state"] in {"assigned", "draft", "reopened"}
    is_busy = at is not None and at != row["review_id"] and await _is_open(actor, at)
    return LiveNow(
        round=facts,
        **{key: row[key] for key in ("code", "title_en", "title_zh", "translated_title", "review_id", "state")},
        stage=_stage(row, now),
        signed=row["signed"],
        judges=row["judges"],
        shown=[Shown(name, Decimal(total)) for name, total in msgspec.json.decode(row["shown"])],
        go_to=row["review_id"] if is_open and at != row["review_id"] and not is_busy else None,
        now=now,
    )


async def _is_open(actor: Actor, review_id: UUID) -> bool:
    """Whether the judge is still at work on another review: they are not taken away from it."""
    found: bool = await db.fetchval(
        "select exists (select from review where id = $1 and judge = $2 and state in ('draft', 'reopened'))",
        review_id,
        actor.person_id,
    )
    return found


def _moments(row: Any) -> Moments | None:
    names = Moments.__struct_fields__
    return None if row["begun_at"] is None else Moments(**{name: row[name] for name in names})


def _stage(row: Any, now: datetime) -> Stage | None:
    moments = _moments(row)
    return None if moments is None else pitching.stage_of(moments, now=now)


class PitchLine(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the live stage, as who runs the round sees it; `totals` once they are revealed."""

    submission_id: UUID
    code: str
    title_en: str
    title_zh: str
    translated_title: str
    moments: Moments | None
    stage: Stage | None
    revealed_at: datetime | None
    signed: int
    judges: int
    totals: list[Decimal]

    @property
    def may_reveal(self) -> bool:
        return self.revealed_at is None and 0 < self.signed == self.judges

    @property
    def is_over(self) -> bool:
        return self.stage is not None and self.stage.key == pitching.OVER


class PitchesPage(msgspec.Struct, frozen=True, kw_only=True):
    """The live stage of a round: which entry is before the judges, who of them has signed. `now` is the server's."""

    round: RoundFacts
    judging: Judging
    lines: list[PitchLine]
    now: datetime

    @property
    def current(self) -> PitchLine | None:
        """The pitch whose clock runs, or is held."""
        return next((one for one in self.lines if one.stage is not None and not one.is_over), None)


_PITCHES = f"""
select s.id as submission_id, s.code, v.title_en, v.title_zh, v.translated_title,
       lp.begun_at, lp.questions_at, lp.change_at, lp.over_at, lp.held_at, lp.revealed_at,
       count(rv.id) filter (where rv.state = 'signed') as signed,
       count(rv.id) filter (where rv.state not in ('recused', 'waived')) as judges,
       case when lp.revealed_at is not null then
           array_agg(rv.total order by rv.total desc) filter (where rv.state = 'signed') end as totals
  from standing st
  join submission s on s.id = st.submission and s.state = 'submitted'
  join submission_version v on v.id = st.version
  left join live_pitch lp on lp.judging_round = $2 and lp.submission = s.id
  left join review rv on rv.judging_round = $2 and rv.submission = s.id and rv.stage = 'live'
 where st.round = $1 and st.state not in ('entered', 'more_wanted', 'ineligible') and {in_stage_sql("$2", "'live'")}
 group by s.id, v.id, lp.id
 order by lp.begun_at nulls last, s.code
"""  # noqa: S608 - no value is in it


async def pitches_page(*, actor: Actor, round_id: UUID, now: datetime) -> PitchesPage:
    """For who runs the round and is too close to no entry of it; `Conflict` where it is not judged live."""
    facts = await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    await refuse_tied(actor=actor, round_id=round_id)
    if judging.stage != LIVE:
        raise Conflict(N_("This round is not judged live now."))
    lines = [
        PitchLine(
            **{key: row[key] for key in PitchLine.__struct_fields__ if key in row and key != "totals"},
            moments=_moments(row),
            stage=_stage(row, now),
            totals=row["totals"] or [],
        )
        for row in await db.fetch(_PITCHES, round_id, judging.id)
    ]
    return PitchesPage(round=facts, judging=judging, lines=lines, now=now)
