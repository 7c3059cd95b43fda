"""What came of the sessions of a venture with its mentors."""

from datetime import date
from uuid import UUID

import msgspec

from contest.incubator import rules
from contest.incubator.queries.ventures import Venture
from contest.incubator.queries.visible import RUN, reach
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A session as it was noted; `note` is empty for who may not read it."""

    id: UUID
    venture_id: UUID
    mentor_person_id: UUID
    mentor: str
    held_on: date
    minutes: int
    way: str
    topic: str
    decision: str
    next_step: str
    next_owner_id: UUID | None
    next_owner: str
    next_on: date | None
    done_on: date | None
    note: str


_SESSION = """
select k.id, g.venture as venture_id, p.id as mentor_person_id, p.name as mentor, k.held_on, k.minutes, k.way, k.topic,
       k.decision, k.next_step, k.next_owner as next_owner_id, coalesce(o.name, '') as next_owner, k.next_on, k.done_on,
       k.note
  from mentor_session k
  join mentoring g on g.id = k.mentoring
  join mentor m on m.id = g.mentor
  join person p on p.id = m.person
  left join person o on o.id = k.next_owner
"""


async def sessions(*, actor: Actor, venture: Venture) -> list[Session]:
    """The sessions of a venture, the newest first; the note of one only for its mentor and who runs the incubator.
    The caller has found the venture for the actor."""
    rows = await db.fetch(f"{_SESSION} where g.venture = $1 order by k.held_on desc, k.id desc", venture.id)
    reads_all = not venture.is_team and await _runs(actor, venture)
    return [
        found if reads_all or found.mentor_person_id == actor.person_id else msgspec.structs.replace(found, note="")
        for found in (Session(**row) for row in rows)
    ]


async def _runs(actor: Actor, venture: Venture) -> bool:
    """Whether the actor leads this venture: whoever mentors it is tied to it, and leads it no more."""
    if not rules.may_run(actor, edition_id=venture.edition_id):
        return False
    return bool(
        await db.fetchval(
            f"select exists (select 1 from submission s where s.id = $4 and {RUN})",  # noqa: S608 - a fixed condition
            *reach(actor), venture.submission_id,
        )
    )  # fmt: skip


async def session(*, session_id: UUID) -> Session:
    """One session, for a verb that looks who asks; `NotFound` where there is none."""
    row = await db.fetchrow(f"{_SESSION} where k.id = $1", session_id)
    if row is None:
        raise NotFound
    return Session(**row)
