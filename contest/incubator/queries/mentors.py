"""Mentors of an edition, the ventures they are with, their hours, and what came of the sessions."""

from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from contest.incubator import rules
from contest.incubator.queries.ventures import Venture, venture_by
from contest.incubator.queries.visible import RUN, VISIBLE, reach
from contest.incubator.rules.mentors import Profile, Wanted
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound

MOST = 200

# That the person $3 is with the venture `n` on the day $5.
WITH = """exists (select 1 from mentoring g join mentor gm on gm.id = g.mentor where g.venture = n.id
  and gm.person = $3 and g.since_on <= $5 and (g.until_on is null or g.until_on >= $5))"""


class Mentor(msgspec.Struct, frozen=True, kw_only=True):
    """A mentor with how many ventures they are with, and the minutes that they noted."""

    id: UUID
    edition_id: UUID
    edition_en: str
    edition_zh: str
    is_demo: bool
    person_id: UUID
    name: str
    email: str
    time_zone: str
    scenes: tuple[str, ...]
    stages: tuple[str, ...]
    languages: tuple[str, ...]
    most: int
    about: str
    left_at: datetime | None
    load: int
    minutes: int

    @property
    def profile(self) -> Profile:
        names = Profile.__struct_fields__
        return Profile(**{name: getattr(self, name) for name in names})


class Pairing(msgspec.Struct, frozen=True, kw_only=True):
    """A mentor with a venture, from `since_on` to `until_on`."""

    id: UUID
    venture_id: UUID
    title_en: str
    title_zh: str
    code: str
    stage: str
    mentor_id: UUID
    person_id: UUID
    name: str
    about: str
    since_on: date
    until_on: date | None
    reason: str
    sessions: int
    minutes: int

    def holds(self, today: date) -> bool:
        return self.since_on <= today and (self.until_on is None or self.until_on >= today)


class Hour(msgspec.Struct, frozen=True, kw_only=True):
    """An hour that a mentor offers, and which venture booked it."""

    id: UUID
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


_MENTOR = """
select m.id, e.id as edition_id, e.name_en as edition_en, e.name_zh as edition_zh, e.is_demo, p.id as person_id, p.name,
       p.email, p.time_zone, m.scenes, m.stages, m.languages, m.most, m.about, m.left_at,
       (select count(*) from mentoring g join venture n on n.id = g.venture
         where g.mentor = m.id and g.since_on <= $1 and (g.until_on is null or g.until_on >= $1)
           and n.stage not in ('parked', 'withdrawn', 'failed')) as load,
       (select coalesce(sum(k.minutes), 0) from mentor_session k join mentoring g on g.id = k.mentoring
         where g.mentor = m.id) as minutes
  from mentor m join edition e on e.id = m.edition join person p on p.id = m.person
"""

_PAIRING = """
select g.id, n.id as venture_id, v.title_en, v.title_zh, s.code, n.stage, m.id as mentor_id, p.id as person_id, p.name,
       m.about, g.since_on, g.until_on, g.reason, count(k.id) as sessions, coalesce(sum(k.minutes), 0) as minutes
  from mentoring g
  join mentor m on m.id = g.mentor
  join person p on p.id = m.person
  join venture n on n.id = g.venture
  join submission s on s.id = n.submission
  join submission_version v on v.id = n.version
  left join mentor_session k on k.mentoring = g.id
"""
_GROUP = "group by g.id, n.id, s.id, v.id, m.id, p.id order by g.until_on nulls first, p.name, g.id"

_HOUR = """
select h.id, m.id as mentor_id, p.name as mentor, p.id as person_id, h.starts_at, h.ends_at, h.place,
       h.venture as venture_id, coalesce(v.title_en, '') as title_en, coalesce(v.title_zh, '') as title_zh, h.question,
       h.withdrawn_at, exists (select 1 from mentor_session k where k.hour = h.id) as is_noted
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


async def mentors(*, actor: Actor, edition_id: UUID, today: date) -> list[Mentor]:
    """The mentors of an edition, for who runs its incubator; who is one no longer comes last."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    rows = await db.fetch(
        f"{_MENTOR} where m.edition = $2 order by m.left_at nulls first, p.name, m.id limit {MOST}", today, edition_id
    )
    return [msgspec.convert(dict(row), Mentor) for row in rows]


async def mentor(*, actor: Actor, mentor_id: UUID, today: date) -> Mentor:
    """One mentor, for themselves and who runs the edition's incubator; else `NotFound`."""
    row = await db.fetchrow(f"{_MENTOR} where m.id = $2", today, mentor_id)
    if row is None:
        raise NotFound
    found = msgspec.convert(dict(row), Mentor)
    if found.person_id != actor.person_id and not rules.may_run(actor, edition_id=found.edition_id):
        raise NotFound
    return found


async def mentored(*, actor: Actor, venture_id: UUID, today: date) -> Venture:
    """A venture, for its people, who runs its incubator, and the mentors who are with it `today`."""
    return await venture_by(f"n.id = $4 and ({VISIBLE} or {WITH})", *reach(actor), venture_id, today)


async def wanted(*, venture_id: UUID) -> Wanted:
    """What a mentor of a venture is looked for by. The caller has found it for the actor."""
    row = await db.fetchrow(
        "select coalesce(v.scene, '') as scene, n.stage, p.locale as language, p.time_zone from venture n"
        " join submission s on s.id = n.submission join submission_version v on v.id = n.version"
        " join person p on p.id = s.owner where n.id = $1",
        venture_id,
    )
    assert row is not None  # as above
    return Wanted(**row)


async def pairings(*, venture_id: UUID) -> list[Pairing]:
    """Who is, and was, with a venture. The caller has found it for the actor."""
    return [Pairing(**row) for row in await db.fetch(f"{_PAIRING} where g.venture = $1 {_GROUP}", venture_id)]


async def pairing(*, actor: Actor, pairing_id: UUID) -> tuple[Pairing, Venture]:
    """A mentor with a venture, for who sees the venture; else `NotFound`."""
    row = await db.fetchrow(f"{_PAIRING} where g.id = $1 {_GROUP}", pairing_id)
    if row is None:
        raise NotFound
    found = Pairing(**row)
    return found, await venture_by(f"n.id = $4 and {VISIBLE}", *reach(actor), found.venture_id)


async def my_pairings(*, actor: Actor, today: date) -> list[Pairing]:
    """The ventures that the person is with, as a mentor, `today`."""
    rows = await db.fetch(
        f"{_PAIRING} where m.person = $1 and g.since_on <= $2 and (g.until_on is null or g.until_on >= $2) {_GROUP}"
        f" limit {MOST}",
        actor.person_id, today,
    )  # fmt: skip
    return [Pairing(**row) for row in rows]


async def pairings_of(*, actor: Actor, mentor_id: UUID) -> list[Pairing]:
    """Whom a mentor is, or was, with, as far as the actor may see these ventures; their own all."""
    rows = await db.fetch(
        f"{_PAIRING} where m.id = $4 and (m.person = $3 or {VISIBLE}) {_GROUP} limit {MOST}",
        *reach(actor), mentor_id,
    )  # fmt: skip
    return [Pairing(**row) for row in rows]


async def my_mentors(*, actor: Actor) -> list[UUID]:
    """What the person is as a mentor: one in each edition."""
    rows = await db.fetch("select id from mentor where person = $1 order by created_at desc, id", actor.person_id)
    return [row["id"] for row in rows]


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
