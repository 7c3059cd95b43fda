"""What is late or blocked in an edition's ventures, in one list."""

from datetime import date
from uuid import UUID

import msgspec

from contest.incubator import rules
from contest.incubator.queries.reports import NEWEST, OPEN_REPORT
from contest.incubator.queries.visible import RUN, reach
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound

MOST = 500


class LateLine(msgspec.Struct, frozen=True, kw_only=True):
    """Something that does not go on. `what` is step, request, prize, milestone or report; a `blocker`: what
    keeps it from going on."""

    what: str
    id: UUID
    name_en: str
    name_zh: str
    venture_id: UUID
    title_en: str
    title_zh: str
    due_on: date | None
    owner_name: str
    blocker: str


_LATE = f"""
with mine as (
  select n.id, v.title_en, v.title_zh
    from venture n join submission s on s.id = n.submission join submission_version v on v.id = n.version
   where s.edition = $4 and n.stage not in ('parked', 'withdrawn', 'failed') and {RUN}),
found as (
  select 'step' as what, t.id, t.name_en, t.name_zh, t.venture, t.due_on, t.owner, t.blocker from landing_step t
   where t.done_on is null and (t.blocker <> '' or t.due_on < $5)
   union all
  select 'request', q.id, q.kind, q.kind, q.venture, q.due_on, q.owner, '' from service_request q
   where q.answered_at is null and q.withdrawn_at is null and q.due_on < $5
   union all
  select 'prize', z.id, z.name_en, z.name_zh, z.venture, z.settle_by, null, '' from prize z
   where z.settled_on is null and z.lapsed_on is null and z.settle_by < $5
   union all
  select 'milestone', k.id, k.title, k.title, k.venture, k.due_on, k.owner, '' from milestone k
   where k.state in ('planned', 'returned') and k.due_on < $5
   union all
  select 'report', r.id, r.kind, r.kind, r.venture, r.due_on, null, '' from venture_report r
    join venture n on n.id = r.venture where r.due_on < $5 and {OPEN_REPORT} and {NEWEST})
select f.what, f.id, f.name_en, f.name_zh, m.id as venture_id, m.title_en, m.title_zh, f.due_on,
       coalesce(p.name, '') as owner_name, f.blocker
  from found f join mine m on m.id = f.venture left join person p on p.id = f.owner
 order by f.due_on nulls last, m.title_en, m.id, f.what, f.id
"""  # noqa: S608 - fixed conditions


async def late(*, actor: Actor, edition_id: UUID, today: date, most: int | None = MOST) -> list[LateLine]:
    """What is late or blocked, the latest first, as much as `most`, or all; nothing of ventures that left."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    rows = await db.fetch(f"{_LATE} limit $6", *reach(actor), edition_id, today, most)
    return [LateLine(**row) for row in rows]
