"""What the rules of a stall read, and the lists that came of it."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from contest.incubator import rules
from contest.incubator.queries.ventures import Venture, venture
from contest.incubator.queries.visible import RUN, reach
from contest.incubator.rules.alerts import Due, Watched
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound

MOST = 500

_GOING = "n.stage not in ('parked', 'withdrawn', 'failed', 'graduated', 'alumni')"

_HEARD = f"""
select n.id, greatest(n.created_at, (select max(t.at) from venture_step t where t.venture = n.id),
         (select max(r.sent_at) from venture_report r where r.venture = n.id),
         (select max(l.added_at) from venture_file l where l.venture = n.id and l.added_by is not null),
         (select max(k.changed_at) from landing_step k where k.venture = n.id and k.begun_on is not null),
         (select max(q.asked_at) from service_request q where q.venture = n.id),
         (select max(m.changed_at) from milestone m where m.venture = n.id)) as heard_at
  from venture n where {_GOING}
"""  # noqa: S608 - a constant

_MISSED = f"""
select n.id as venture, m.id, m.title as name_en, m.title as name_zh, m.due_on as since from milestone m
  join venture n on n.id = m.venture where {_GOING} and m.state in ('planned', 'returned') and m.due_on < $1
 order by m.due_on, m.id
"""  # noqa: S608 - a constant

_BLOCKED = f"""
select n.id as venture, k.id, k.name_en, k.name_zh, coalesce(k.blocked_on, k.changed_at::date) as since
  from landing_step k
  join venture n on n.id = k.venture where {_GOING} and k.done_on is null and k.blocker <> ''
 order by since, k.id
"""  # noqa: S608 - a constant

_ALERT = """
select a.id, a.venture as venture_id, v.title_en, v.title_zh, s.code, n.stage, a.rule, a.about, a.since, a.week_on,
       a.name_en, a.name_zh, a.note, a.acknowledged_at, coalesce(p.name, '') as acknowledger,
       coalesce(w.name, '') as lead
  from stall_alert a
  join venture n on n.id = a.venture
  join submission s on s.id = n.submission
  join submission_version v on v.id = n.version
  left join person p on p.id = a.acknowledged_by
  left join venture_person l on l.venture = n.id and l.role = 'lead' and l.left_at is null
  left join person w on w.id = l.person
"""


class StallAlert(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the weekly list, with the venture it is about and who leads that."""

    id: UUID
    venture_id: UUID
    title_en: str
    title_zh: str
    code: str
    stage: str
    rule: str
    about: UUID
    since: date
    week_on: date
    name_en: str
    name_zh: str
    note: str
    acknowledged_at: datetime | None
    acknowledger: str
    lead: str


async def watched(*, today: date) -> list[Watched]:
    """Every venture that goes on, as the rules of a stall read it. For the verb that makes the list."""
    missed: dict[UUID, list[Due]] = {}
    blocked: dict[UUID, list[Due]] = {}
    for kept, rows in ((missed, await db.fetch(_MISSED, today)), (blocked, await db.fetch(_BLOCKED))):
        for row in rows:
            one = dict(row)
            kept.setdefault(one.pop("venture"), []).append(Due(**one))
    return [
        Watched(
            id=row["id"],
            heard_on=row["heard_at"].date(),
            open_milestones=missed.get(row["id"], ()),
            blocked_steps=blocked.get(row["id"], ()),
        )
        for row in await db.fetch(_HEARD)
    ]


async def stall_alerts(*, actor: Actor, edition_id: UUID) -> list[StallAlert]:
    """What stalls in an edition and has not ended: the unacknowledged first, the longest at the top."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    rows = await db.fetch(
        f"{_ALERT} where s.edition = $4 and a.ended_on is null and {RUN}"
        f" order by a.acknowledged_at desc nulls first, a.since, a.id limit {MOST}",
        *reach(actor),
        edition_id,
    )
    return [StallAlert(**row) for row in rows]


async def stall_alert(*, actor: Actor, alert_id: UUID) -> tuple[StallAlert, Venture]:
    """One line with its venture, for who sees the venture; else `NotFound`."""
    row = await db.fetchrow(f"{_ALERT} where a.id = $1", alert_id)
    if row is None:
        raise NotFound
    found = StallAlert(**row)
    return found, await venture(actor=actor, venture_id=found.venture_id)
