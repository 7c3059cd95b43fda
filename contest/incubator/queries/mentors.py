"""Mentors of an edition, the ventures they are with, and who fits one."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from contest.incubator import rules
from contest.incubator.queries.ventures import Venture, members, venture_by
from contest.incubator.queries.visible import VISIBLE, reach
from contest.incubator.rules.mentors import Fit, Profile, Wanted, fit
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

    def is_of(self, actor: Actor, today: date) -> bool:
        """Whether the actor is this mentor, and still is."""
        return self.person_id == actor.person_id and self.holds(today)


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


async def _wanted(*, venture_id: UUID) -> Wanted:
    """What a mentor of a venture is looked for by. As below."""
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


async def fits(*, actor: Actor, venture: Venture, today: date, now: datetime) -> list[tuple[Mentor, Fit]]:
    """The mentors that a venture could have, the best first. The caller has found it for who runs its incubator."""
    wants = await _wanted(venture_id=venture.id)
    has = {one.mentor_id for one in await pairings(venture_id=venture.id) if one.holds(today)}
    team = {one.person_id for one in await members(venture_id=venture.id)}
    found = [
        (one, fit(wants, one.profile, time_zone=one.time_zone, load=one.load, now=now))
        for one in await mentors(actor=actor, edition_id=venture.edition_id, today=today)
        if one.left_at is None and one.id not in has and one.person_id not in team
    ]
    return sorted(found, key=lambda pair: pair[1].order)
