"""The log of breaches, and who is concerned by one, found by query."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.privacy.rules import retention as rules

_TEAM = """select s.owner as person from submission s where s.id in (select id from found)
 union select m.person from team_member m where m.submission in (select id from found)"""

# Each finds people by what was typed ($1) between two moments ($2, $3).
FOUND: dict[str, str] = {
    "entries": f"""with found as (select id from submission where code = any($1::text[])
                    and ($2::timestamptz is not null or $3::timestamptz is not null)) {_TEAM}""",  # noqa: S608
    "files": f"""with of_file as (select id, owner_id from file where (id::text = any($1::text[])
                                    or name = any($1::text[])) and announced_at <= $3 and $2::timestamptz is not null),
                      found as (select submission as id from submission_file where file in (select id from of_file))
                 select owner_id as person from of_file union {_TEAM}""",  # noqa: S608
    "role": """select person from role_grant where role = any($1::text[]) and created_at <= $3
                and coalesce(revoked_at, 'infinity') >= $2 and coalesce(expires_at, 'infinity') >= $2""",
    "window": """select actor_id as person from audit_record where at between $2 and $3 and actor_id is not null
                  and $1::text[] is not null""",
}


class Breach(msgspec.Struct, frozen=True, kw_only=True):
    """A breach; `people` it concerns, `waiting` of whom no notice was drafted to, though they can be reached."""

    id: UUID
    title: str
    words: str
    known_at: datetime
    began_at: datetime
    ended_at: datetime
    by: str
    noted_at: datetime
    told_at: datetime | None
    unneeded_at: datetime | None
    reason: str
    people: int
    waiting: int

    @property
    def settled_at(self) -> datetime | None:
        return self.told_at or self.unneeded_at


class Concerned(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whom a breach concerns. `state`: of the notice to them, "" while there is none."""

    person_id: UUID
    name: str
    email: str
    way: str
    state: str


_BREACHES = """
select b.id, b.title, b.words, b.known_at, b.began_at, b.ended_at, p.name as by, b.noted_at, b.told_at, b.unneeded_at,
       b.reason, count(c.id) as people,
       count(c.id) filter (where c.message is null and one.erased_at is null) as waiting
  from breach b join person p on p.id = b.noted_by left join breach_person c on c.breach = b.id
  left join person one on one.id = c.person
"""


async def breaches(*, actor: Actor) -> list[Breach]:
    """The log: those first whose authority is not told, by when it was known."""
    _check(actor)
    rows = await db.fetch(
        f"{_BREACHES} group by b.id, p.name order by b.told_at is null and b.unneeded_at is null desc, b.known_at desc"
        " limit 200"
    )
    return [Breach(**row) for row in rows]


async def breach(*, actor: Actor, breach_id: UUID) -> Breach:
    """One of the log."""
    _check(actor)
    row: Any = await db.fetchrow(f"{_BREACHES} where b.id = $1 group by b.id, p.name", breach_id)
    if row is None:
        raise NotFound
    return Breach(**row)


async def concerned(*, actor: Actor, breach_id: UUID) -> list[Concerned]:
    """Whom it concerns, at most a thousand of them."""
    _check(actor)
    rows = await db.fetch(
        "select c.person as person_id, p.name, case when p.erased_at is null then p.email else '' end as email, c.way,"
        " coalesce(m.state, '') as state from breach_person c join person p on p.id = c.person"
        " left join message m on m.id = c.message where c.breach = $1 order by c.found_at, c.id limit 1000",
        breach_id,
    )
    return [Concerned(**row) for row in rows]


def _check(actor: Actor) -> None:
    if not rules.may_keep(actor):
        raise NotFound
