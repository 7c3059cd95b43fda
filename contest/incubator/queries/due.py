"""What waits for somebody in the ventures that they work on."""

from datetime import date
from uuid import UUID

import msgspec

from contest.incubator.queries.reports import NEWEST, OPEN_REPORT
from contest.incubator.rules.milestones import SOON
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.i18n import locale

MOST = 100


class DueLine(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be done by `due_on`. `what`: report (`name` is its kind), milestone, step (of landing, named in the
    reader's language), or session (a next step that was agreed with a mentor)."""

    venture_id: UUID
    what: str
    id: UUID
    name: str
    due_on: date


_DUE = f"""
with mine as (
  select n.id from venture n join venture_person np on np.venture = n.id and np.person = $1 and np.left_at is null
   where n.stage not in ('parked', 'withdrawn', 'failed'))
select r.venture as venture_id, 'report' as what, r.id, r.kind as name, r.due_on
  from venture_report r join venture n on n.id = r.venture
 where r.venture in (table mine) and {OPEN_REPORT} and {NEWEST}
 union all
select m.venture, 'milestone', m.id, m.title, m.due_on from milestone m
 where m.venture in (table mine) and m.state in ('planned', 'returned') and m.due_on <= $2
 union all
select t.venture, 'step', t.id, case when $3 and t.name_zh <> '' or t.name_en = '' then t.name_zh else t.name_en end,
       t.due_on
  from landing_step t where t.venture in (table mine) and t.owner = $1 and t.done_on is null and t.due_on <= $2
 union all
select g.venture, 'session', k.id, k.next_step, k.next_on from mentor_session k join mentoring g on g.id = k.mentoring
 where g.venture in (table mine) and k.next_step <> '' and k.done_on is null
 order by due_on, what, id limit {MOST}
"""  # noqa: S608 - fixed conditions


async def my_due(*, actor: Actor, today: date) -> list[DueLine]:
    """Reports that are waited for, milestones and one's own steps of landing that are late or due soon, and next steps,
    what is due first at the top."""
    rows = await db.fetch(_DUE, actor.person_id, today + SOON, locale() == "zh")
    return [DueLine(**row) for row in rows]
