"""More time: how it enters other queries, whose it is, and the codes that give it."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.lib import db
from contest.lib.actor import Actor
from contest.submissions.queries.visible import ties_hide_sql

# The longest extension that holds for the entry `s`, as `late`: one row, or none.
EXTENSION = """left join lateral (
    select x.until, x.reason from extension x
     where x.round = s.round and x.person = s.owner and x.revoked_at is null
       and (cardinality(x.kinds) = 0 or s.kind = any(x.kinds))
     order by x.until desc limit 1) late on true"""

# Whether a file of the entry `s` was on its way, or not yet looked into, when its applicant's time ended: announced
# before and checked after, or not at all, and no newer one at its place. Needs `r` (round) and `late`.
FILE_UNDER_WAY = """exists (
    select 1 from submission_file sf join file f on f.id = sf.file
     where sf.submission = s.id and (sf.removed_at is null or sf.removed_at > greatest(r.closes_at, late.until))
       and f.state <> 'dropped'
       and f.announced_at <= greatest(r.closes_at, late.until)
       and (f.checked_at is null or f.checked_at > greatest(r.closes_at, late.until))
       and not exists (select 1 from submission_file newer where newer.submission = s.id and newer.field = sf.field
            and newer.removed_at is null and (newer.added_at, newer.id) > (sf.added_at, sf.id)))"""


async def extended_to(*, actor: Actor, round_id: UUID, kind: str) -> datetime | None:
    """Until when the actor may enter this round late, with this kind; None without an extension."""
    until: datetime | None = await db.fetchval(
        """select max(until) from extension where round = $1 and person = $2 and revoked_at is null
              and (cardinality(kinds) = 0 or $3 = any(kinds))""",
        round_id,
        actor.person_id,
        kind,
    )
    return until


class LateRound(msgspec.Struct, frozen=True, kw_only=True):
    """A round that the actor may still enter, as `challenge.queries.OpenRound` for those who are on time.

    `closes_at` is the actor's own deadline, `kinds` what the extension is for.
    """

    id: UUID
    name_en: str
    name_zh: str
    time_zone: str
    closes_at: datetime
    kinds: list[str]
    is_demo: bool


_HOLDS = "x.round = r.id and x.person = $1 and x.revoked_at is null and x.until >= $2"

_LATE_ROUNDS = f"""
select r.id, r.name_en, r.name_zh, r.time_zone, e.is_demo,
       (select max(x.until) from extension x where {_HOLDS}) as closes_at,
       array(select kind from unnest(r.kinds) with ordinality as k(kind, place)
              where exists (select 1 from extension x where {_HOLDS}
                               and (cardinality(x.kinds) = 0 or kind = any(x.kinds)))
              order by place) as kinds
  from round r join edition e on e.id = r.edition
 where r.state in ('open', 'screening') and r.closes_at < $2 and exists (select 1 from extension x where {_HOLDS})
 order by 6
"""  # noqa: S608 - constants only


async def late_rounds(*, actor: Actor, now: datetime) -> list[LateRound]:
    """The rounds that have closed for others and not for the actor."""
    return [LateRound(**row) for row in await db.fetch(_LATE_ROUNDS, actor.person_id, now)]


class ExtensionLine(msgspec.Struct, frozen=True, kw_only=True):
    """More time for a person, in the list of the organisers. `ending`: of the code that gave it, if one did."""

    id: UUID
    name: str
    codes: list[str]
    kinds: list[str]
    until: datetime
    reason: str
    ending: str | None
    granted_by: str | None
    granted_at: datetime
    revoked_at: datetime | None


class CodeLine(msgspec.Struct, frozen=True, kw_only=True):
    """A code for latecomers: how often it may be used and was."""

    id: UUID
    ending: str
    kinds: list[str]
    most: int
    used: int
    until: datetime
    good_until: datetime
    reason: str
    created_by: str | None
    created_at: datetime
    revoked_at: datetime | None


EXTENSIONS = f"""
select x.id, p.name, x.kinds, x.until, x.reason, c.ending, g.name as granted_by, x.granted_at, x.revoked_at,
       array(select s.code from submission s where s.owner = x.person and s.round = x.round and s.state <> 'withdrawn'
              and (cardinality(x.kinds) = 0 or s.kind = any(x.kinds)) order by s.code) as codes
  from extension x join person p on p.id = x.person
  left join person g on g.id = x.granted_by left join late_code c on c.id = x.code
 where x.round = $1 and x.person is distinct from $2
   and not exists (select 1 from submission s where s.owner = x.person and s.round = x.round
                      and not {ties_hide_sql("$2")})
"""  # noqa: S608 - constants only

LATE_CODES = """
select c.id, c.ending, c.kinds, c.most, (select count(*) from extension x where x.code = c.id) as used,
       c.until, c.good_until, c.reason, p.name as created_by, c.created_at, c.revoked_at
  from late_code c left join person p on p.id = c.created_by
 where c.round = $1
"""


async def extensions(*, actor: Actor, round_id: UUID) -> list[ExtensionLine]:
    """Who was given more time in a round, less who the actor is tied to. The caller asked `may_extend`."""
    newest = f"{EXTENSIONS} order by x.granted_at desc, x.id desc limit 500"
    return [ExtensionLine(**row) for row in await db.fetch(newest, round_id, actor.person_id)]


async def late_codes(*, round_id: UUID) -> list[CodeLine]:
    """The codes of a round. The caller asked `may_extend`."""
    newest = f"{LATE_CODES} order by c.created_at desc, c.id desc limit 200"
    return [CodeLine(**row) for row in await db.fetch(newest, round_id)]


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """Whom moving the deadline of a round now would tell, and how many of them have not handed in."""

    people: int
    drafts: int


async def reached(*, round_id: UUID) -> Reached:
    """How many have a draft or an entry in this round."""
    row = await db.fetchrow(
        "select count(distinct owner) as people, count(*) filter (where state = 'draft') as drafts from submission"
        " where round = $1 and state in ('draft', 'submitted')",
        round_id,
    )
    assert row is not None
    return Reached(**row)
