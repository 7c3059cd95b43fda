"""Bias watch, for the chair of a panel and nobody else: it is on one page, and in no export."""

from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts, round_facts
from contest.judging.queries.rounds import Judging, judging_set_up
from contest.judging.queries.sealed import refuse_sealed
from contest.judging.rules import permissions
from contest.judging.rules.bias import COUNTRY, FIELD, LANGUAGE, ORDER, Asked
from contest.judging.rules.calibration import Given
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, NotFound
from contest.lib.i18n import N_
from contest.submissions.queries import ties_hide_sql


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """The round, and what is asked of its signed totals."""

    round: RoundFacts
    judging: Judging
    asked: Asked


_TOTALS = f"""
select rv.submission::text as entry, rv.judge::text as judge, rv.total::float as total, v.scene as track,
       case when p.country <> '' and v.country <> '' then (p.country = v.country)::int::float end as country,
       (coalesce(v.content->>('summary_' || p.locale), '') <> '')::int::float as language,
       case when cardinality(jp.scenes) > 0 then (v.scene = any(jp.scenes))::int::float end as field,
       (row_number() over (partition by rv.judge order by rv.signed_at, rv.id) - 1)::float
           / nullif(count(*) over (partition by rv.judge) - 1, 0) as order
  from review rv
  join judging_round jr on jr.id = rv.judging_round and jr.stage = rv.stage
  join submission s on s.id = rv.submission and s.state = 'submitted' and {ties_hide_sql("$2")}
  join submission_version v on v.id = rv.version
  join person p on p.id = rv.judge
  left join judge_profile jp on jp.person = rv.judge
 where jr.id = $1 and rv.state = 'signed'
"""  # noqa: S608 - no value is in it

_OWES = """
select exists (select from review rv join submission s on s.id = rv.submission and s.state = 'submitted'
                where rv.judging_round = $1 and rv.judge = $2 and rv.state in ('assigned', 'draft', 'reopened'))
"""


async def watched(*, actor: Actor, round_id: UUID) -> Watched:
    """For the chair of the panel, once their own reviews are signed; to all others, organisers too, it is `NotFound`.

    Entries that the chair is too close to are left out, as they are everywhere.
    """
    facts = await round_facts(round_id=round_id)
    if facts is None or not permissions.may_watch(actor, edition_id=facts.edition_id, round_id=facts.id):
        raise NotFound
    judging = await judging_set_up(round_id=round_id)
    await refuse_sealed(judging)
    if facts.state == "judging" and await db.fetchval(_OWES, judging.id, actor.person_id):
        raise Conflict(N_("Sign your own reviews first: this page speaks of what the others gave."))
    rows = await db.fetch(_TOTALS, judging.id, actor.person_id)
    return Watched(
        round=facts,
        judging=judging,
        asked=Asked(
            totals=[Given(entry=row["entry"], judge=row["judge"], total=row["total"]) for row in rows],
            tracks={row["entry"]: row["track"] or "" for row in rows},
            marks={key: [row[key] for row in rows] for key in (COUNTRY, LANGUAGE, FIELD, ORDER)},
        ),
    )
