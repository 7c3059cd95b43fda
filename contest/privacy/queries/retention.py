"""What is kept how long, what goes next, what is held back, and what went."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.privacy.rules import retention as rules
from contest.privacy.rules.retention import Kind

SOON = timedelta(days=90)
SHOWN = 200

# When an entry was last needed. One that landed stays with its venture; one in dispute or held stays meanwhile.
ENTRIES = """
select s.id, s.code, s.owner, s.title_en, s.title_zh, e.name_en as edition_en, e.name_zh as edition_zh,
       case when s.standing_award then 'awarded' when s.standing_advanced then 'shortlisted'
            when s.handed_in then 'not_shortlisted' else 'drafts' end as kind,
       greatest(r.closes_at, s.decided_at, s.last_closes_at) as ended_at
  from (select s.*,
          exists (select from standing st where st.submission = s.id and st.state = 'awarded') as standing_award,
          exists (select from standing st where st.submission = s.id and st.state = 'advanced') as standing_advanced,
          exists (select from submission_version v where v.submission = s.id) as handed_in,
          (select max(coalesce(d.final_at, d.published_at)) from decision_item i join decision d on d.id = i.decision
            where i.submission = s.id) as decided_at,
          (select max(x.closes_at) from standing st join round x on x.id = st.round where st.submission = s.id)
            as last_closes_at
          from submission s where s.erased_at is null) s
  join round r on r.id = s.round join edition e on e.id = s.edition
 where e.state in ('decided', 'closed')
   and not exists (select from venture v where v.submission = s.id)
   and not exists (select from objection o where o.submission = s.id and o.state = 'open')
   and not exists (select from retention_hold h where h.submission = s.id and h.lifted_at is null)
"""

# Whom a dispute keeps from losing letters: the team of an entry that is held back.
HELD_PEOPLE = """
select s.owner as person from retention_hold h join submission s on s.id = h.submission where h.lifted_at is null
union
select m.person from retention_hold h join team_member m on m.submission = h.submission where h.lifted_at is null
"""


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of data as it is kept. `due` things go at the next run, `soon` within the next 90 days."""

    key: str
    kind: Kind
    months: int
    started_at: datetime | None
    due: int
    soon: int


class Going(msgspec.Struct, frozen=True, kw_only=True):
    """What goes next: an entry, last needed at `ended_at`."""

    id: UUID
    code: str
    title_en: str
    title_zh: str
    edition_en: str
    edition_zh: str
    ended_at: datetime


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of which nothing goes."""

    id: UUID
    code: str
    reason: str
    by: str
    set_at: datetime


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """A batch that went."""

    key: str
    at: datetime
    until: datetime
    rows: int


async def months_of(key: str) -> tuple[int, datetime | None]:
    """How many months a kind is kept, and since when it goes by itself."""
    row = await db.fetchrow("select months, started_at from retention_rule where kind = $1", key)
    return (row["months"], row["started_at"]) if row else (rules.KINDS[key].months, None)


async def kept_rules(*, actor: Actor, now: datetime) -> list[Rule]:
    """Every kind, and how much of it goes next."""
    _check(actor)
    found = []
    for key, kind in rules.KINDS.items():
        months, started_at = await months_of(key)
        due = await _count(key, rules.months_before(now, months))
        soon = await _count(key, rules.months_before(now + SOON, months))
        found.append(Rule(key=key, kind=kind, months=months, started_at=started_at, due=due, soon=soon - due))
    return found


async def _count(key: str, until: datetime) -> int:
    if key == rules.MAILS:
        sql = f"""select count(*) from message where created_at < $1 and body <> ''
                   and not coalesce(recipient_id in ({HELD_PEOPLE}), false)"""  # noqa: S608 - constants only
        return int(await db.fetchval(sql, until))
    sql = f"select count(*) from ({ENTRIES}) s where s.kind = $1 and s.ended_at < $2"  # noqa: S608 - constants only
    return int(await db.fetchval(sql, key, until))


async def going(*, actor: Actor, key: str, now: datetime) -> list[Going]:
    """The entries of a kind that go within the next 90 days, the next ones first."""
    _check(actor)
    if key not in rules.KINDS or key == rules.MAILS:
        raise NotFound
    months, _started = await months_of(key)
    rows = await db.fetch(
        f"select id, code, title_en, title_zh, edition_en, edition_zh, ended_at from ({ENTRIES}) s"  # noqa: S608
        f" where s.kind = $1 and s.ended_at < $2 order by s.ended_at, s.code limit {SHOWN}",
        *(key, rules.months_before(now + SOON, months)),
    )
    return [Going(**row) for row in rows]


async def holds(*, actor: Actor) -> list[Hold]:
    """What is held back now, the newest first."""
    _check(actor)
    rows = await db.fetch(
        "select h.id, s.code, h.reason, p.name as by, h.set_at from retention_hold h"
        " join submission s on s.id = h.submission join person p on p.id = h.set_by"
        " where h.lifted_at is null order by h.set_at desc, h.id"
    )
    return [Hold(**row) for row in rows]


async def gone(*, actor: Actor) -> list[Gone]:
    """The last batches that went."""
    _check(actor)
    rows = await db.fetch(
        f"select kind as key, at, until, rows from retention_run order by at desc, id desc limit {SHOWN}"  # noqa: S608
    )
    return [Gone(**row) for row in rows]


def _check(actor: Actor) -> None:
    if not rules.may_keep(actor):
        raise NotFound
