"""Counting the entries and reviews of rounds, once a minute at most and only while somebody looks."""

from datetime import UTC, datetime
from uuid import UUID

from contest.desk.queries.home import COUNTED_FOR, rounds_to_count
from contest.judging.queries import revealed_sql
from contest.lib import db
from contest.lib.actor import Actor

NEVER = datetime(1970, 1, 1, tzinfo=UTC)

_BEGIN = """
insert into round_figures (id, round, counted_at, funnel, coverage)
select gen_random_uuid(), id, $2, '[]', '{}' from unnest($1::uuid[]) as id order by id on conflict (round) do nothing
"""

# Who comes second waits here, and finds them counted.
_TAKE = "select round from round_figures where round = any($1) and counted_at < $2 order by round for update"

_ENTRIES = f"""
with reads as (
    select jr.round, rv.submission, count(*) filter (where rv.state not in ('recused', 'waived')) as given,
           count(*) filter (where rv.state = 'signed') as signed,
           avg(rv.total) filter (where rv.state = 'signed' and {revealed_sql("rv")}) as mean,
           array_agg((rv.signed_at at time zone r.time_zone)::date) filter (where rv.state = 'signed') as signed_on
      from judging_round jr join round r on r.id = jr.round join review rv on rv.judging_round = jr.id
     where jr.round = any($1) group by 1, 2
), asked as (
    select submission, count(*) as n from entry_message where side = 'team' and asks and settled_at is null group by 1
)
insert into entry_figures (id, submission, round, stage, kind, scene, country, is_waiting, is_proposed, asks, given,
                           signed, mean, signed_on)
select gen_random_uuid(), e.id, e.round, e.stage, e.kind, coalesce(e.scene, ''), e.country,
       e.is_entered and p.id is null, e.is_entered and p.id is not null,
       case when e.round = e.at_home then coalesce(a.n, 0) else 0 end,
       coalesce(w.given, 0), coalesce(w.signed, 0), round(w.mean, 2), coalesce(w.signed_on, '{{}}')
  from (
    select s.id, s.round, s.round as at_home, 0 as stage, s.kind, sc.key as scene, s.country, false as is_entered,
           null::uuid as version
      from submission s left join scene sc on sc.id = s.scene
     where s.round = any($1) and s.state = 'draft'
    union all
    select s.id, st.round, s.round, case st.state when 'eligible' then 2 when 'in_review' then 3
             when 'not_advanced' then 3 when 'advanced' then 4 + landed when 'awarded' then 4 + landed else 1 end,
           s.kind, v.scene, v.country, st.state = 'entered', st.version
      from standing st join submission s on s.id = st.submission join submission_version v on v.id = st.version
      cross join lateral (
        select count(*) as landed from venture where submission = s.id and registered_on is not null) n
     where st.round = any($1) and st.gone = ''
  ) e
  left join reads w on w.round = e.round and w.submission = e.id
  left join asked a on a.submission = e.id
  left join ruling p on p.submission = e.id and p.round = e.round and p.version = e.version and p.state = 'proposed'
"""  # noqa: S608 - no value is in it

_ROUNDS = """
update round_figures f set counted_at = $2,
       funnel = (
         select coalesce(json_agg(json_build_array(by, value, n0, n1, n2, n3, n4, n5)), '[]') from (
           select d.by, d.value, count(*) filter (where e.stage = 0) as n0, count(*) filter (where e.stage = 1) as n1,
                  count(*) filter (where e.stage = 2) as n2, count(*) filter (where e.stage = 3) as n3,
                  count(*) filter (where e.stage = 4) as n4, count(*) filter (where e.stage = 5) as n5
             from entry_figures e, lateral (
                    values ('all', ''), ('kind', e.kind), ('scene', e.scene), ('country', e.country)) as d(by, value)
            where e.round = f.round group by 1, 2) t),
       coverage = (
         select json_build_object('waiting', count(*) filter (where e.is_waiting),
                  'proposed', count(*) filter (where e.is_proposed), 'asks', coalesce(sum(e.asks), 0),
                  'judged', count(*) filter (where e.stage >= 2),
                  'short', count(*) filter (where e.stage >= 2 and e.given < jr.reviews_each),
                  'covered', count(*) filter (where e.stage >= 2 and e.signed >= jr.least_valid),
                  'given', coalesce(sum(e.given), 0), 'signed', coalesce(sum(e.signed), 0),
                  'days', (select coalesce(json_object_agg(day, n), '{}') from (
                     select unnest(signed_on) as day, count(*) as n
                       from entry_figures where round = f.round group by 1) t))
           from entry_figures e left join judging_round jr on jr.round = e.round where e.round = f.round)
 where f.round = any($1)
"""


async def count_rounds(*, round_ids: list[UUID], now: datetime) -> None:
    """Count these rounds, unless somebody just did. In a `work()`; what is shown of it is for the query to decide."""
    await db.execute(_BEGIN, round_ids, NEVER)
    rows = await db.fetch(_TAKE, round_ids, now - COUNTED_FOR)
    if not rows:
        return
    taken = [row["round"] for row in rows]
    await db.execute("delete from entry_figures where round = any($1)", taken)
    await db.execute(_ENTRIES, taken)
    await db.execute(_ROUNDS, taken, now)


async def count_anew(*, actor: Actor, now: datetime) -> bool:
    """Count what within the actor's reach was not counted for a minute, in a transaction of its own; whether there was
    any. Who looks through other eyes counts nothing."""
    stale = await rounds_to_count(actor=actor, now=now) if actor.viewer is None else []
    if stale:
        async with db.work():
            await count_rounds(round_ids=stale, now=now)
    return bool(stale)
