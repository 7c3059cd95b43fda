"""Office hours: what a mentor offers, what a venture booked, and a person's own for their calendar."""

from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from contest.incubator.queries.visible import VISIBLE, reach
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound

MOST = 200


class Hour(msgspec.Struct, frozen=True, kw_only=True):
    """An hour that a mentor offers, and which venture, of which round, booked it."""

    id: UUID
    edition_id: UUID
    round_id: UUID | None
    mentor_id: UUID
    mentor: str
    person_id: UUID
    starts_at: datetime
    ends_at: datetime
    place: str
    venture_id: UUID | None
    title_en: str
    title_zh: str
    question: str
    withdrawn_at: datetime | None
    is_noted: bool


_HOUR = """
select h.id, m.edition as edition_id, n.round as round_id, m.id as mentor_id, p.name as mentor, p.id as person_id,
       h.starts_at, h.ends_at, h.place, h.venture as venture_id, coalesce(v.title_en, '') as title_en,
       coalesce(v.title_zh, '') as title_zh, h.question, h.withdrawn_at,
       exists (select 1 from mentor_session k where k.hour = h.id) as is_noted
  from office_hour h
  join mentor m on m.id = h.mentor
  join person p on p.id = m.person
  left join venture n on n.id = h.venture
  left join submission s on s.id = n.submission
  left join submission_version v on v.id = n.version
"""

_VENTURE_HOURS = f"""{_HOUR}
 where h.withdrawn_at is null and (
    (h.venture = $1 and not exists (select 1 from mentor_session k where k.hour = h.id))
    or (h.venture is null and h.starts_at > $2 and exists (
       select 1 from mentoring g where g.mentor = h.mentor and g.venture = $1 and g.since_on <= $3
          and (g.until_on is null or g.until_on >= $3))))
 order by h.starts_at, h.id limit {MOST}
"""  # noqa: S608 - constants

# Those that a mentor offers, and those that the ventures of a person booked.
_FEED_HOURS = f"""{_HOUR}
 where h.withdrawn_at is null and h.starts_at >= $2 and h.starts_at < $3 and (m.person = $1 or exists (
   select 1 from venture_person np where np.venture = h.venture and np.person = $1 and np.left_at is null))
 order by h.starts_at, h.id limit 1000
"""  # noqa: S608 - a constant


async def feed_hours(*, actor: Actor, now: datetime) -> list[Hour]:
    """The office hours of a person, as a mentor or of their ventures, from a year back to a year ahead."""
    year = timedelta(days=365)
    return [Hour(**row) for row in await db.fetch(_FEED_HOURS, actor.person_id, now - year, now + year)]


async def hours(*, actor: Actor, mentor_id: UUID, since: datetime) -> list[Hour]:
    """The hours of a mentor that end after `since` and hold, less those booked by ventures that the actor may not see.
    The caller has found the mentor for the actor."""
    rows = await db.fetch(
        f"{_HOUR} where h.mentor = $4 and h.ends_at > $5 and h.withdrawn_at is null"
        f" and (h.venture is null or m.person = $3 or {VISIBLE}) order by h.starts_at, h.id limit {MOST}",
        *reach(actor), mentor_id, since,
    )  # fmt: skip
    return [Hour(**row) for row in rows]


async def venture_hours(*, venture_id: UUID, now: datetime, today: date) -> list[Hour]:
    """What a venture booked and has not noted, and what its mentors offer from now on. As above, for the venture."""
    rows = await db.fetch(_VENTURE_HOURS, venture_id, now, today)
    return [Hour(**row) for row in rows]


async def hour(*, hour_id: UUID) -> Hour:
    """One hour, for a verb that looks who asks; `NotFound` where there is none."""
    row = await db.fetchrow(f"{_HOUR} where h.id = $1", hour_id)
    if row is None:
        raise NotFound
    return Hour(**row)
