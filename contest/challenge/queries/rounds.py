"""Reads about editions and rounds. What is organised is found only by those who organise it."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge import rules
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.config import settings


class RoundFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a verb must know of a round. Not a page: it asks nobody who is looking."""

    id: UUID
    edition_id: UUID
    edition_slug: str
    edition_name_en: str
    edition_name_zh: str
    edition_state: str
    code_prefix: str
    is_demo: bool
    slug: str
    name_en: str
    name_zh: str
    city_en: str | None
    city_zh: str | None
    stage: str
    state: str
    time_zone: str
    opens_at: datetime
    closes_at: datetime
    reviews_due_at: datetime
    notice_days: int
    blindness: str
    judges_known: str
    publicity: str
    language: str
    kinds: list[str]
    quota: int | None
    city_id: UUID | None
    call_en: str
    call_zh: str
    scan_waiver: str

    @property
    def is_scanned(self) -> bool:
        """Whether a virus scanner looks at its files, or that was waived."""
        return has_scanner() or bool(self.scan_waiver)

    @property
    def lacks_call(self) -> bool:
        """Whether its name or the text of its call is not there in the one language that it is held in."""
        texts = ((self.name_en, self.name_zh), (self.call_en, self.call_zh))
        return any(rules.lacks_text(self.language, en=en, zh=zh) for en, zh in texts)


def has_scanner() -> bool:
    """Whether this installation has a virus scanner."""
    return bool(settings().clamd_url)


class SceneLine(msgspec.Struct, frozen=True, kw_only=True):
    """A scene of an edition, in the organiser's order."""

    id: UUID
    key: str
    name_en: str
    name_zh: str
    about_en: str
    about_zh: str


class CityLine(msgspec.Struct, frozen=True, kw_only=True):
    """A place for rounds."""

    id: UUID
    key: str
    name_en: str
    name_zh: str
    country: str
    time_zone: str


class EditionLine(msgspec.Struct, frozen=True, kw_only=True):
    """An edition in the organiser's list; the counts are of the rounds that the actor organises."""

    id: UUID
    slug: str
    name_en: str
    name_zh: str
    state: str
    is_demo: bool
    rounds: int
    open_rounds: int
    next_closes_at: datetime | None
    next_time_zone: str | None


class EditionFacts(msgspec.Struct, frozen=True, kw_only=True):
    """An edition."""

    id: UUID
    slug: str
    code_prefix: str
    name_en: str
    name_zh: str
    purpose_en: str
    purpose_zh: str
    state: str
    is_demo: bool
    scan_waiver: str
    scan_waived_by: str
    scan_waived_at: datetime | None


class RoundChangeLine(msgspec.Struct, frozen=True, kw_only=True):
    """What changed after the call opened, and why."""

    kind: str
    was: datetime | None
    becomes: datetime | None
    reason_en: str
    reason_zh: str
    changed_at: datetime


class OpenRound(msgspec.Struct, frozen=True, kw_only=True):
    """A round that takes entries now: for whoever wants to begin one."""

    id: UUID
    edition_id: UUID
    edition_slug: str
    edition_name_en: str
    edition_name_zh: str
    is_demo: bool
    slug: str
    name_en: str
    name_zh: str
    city_en: str | None
    city_zh: str | None
    time_zone: str
    closes_at: datetime
    kinds: list[str]


_ROUND = """
select r.id, e.id as edition_id, e.slug as edition_slug, e.name_en as edition_name_en,
       e.name_zh as edition_name_zh, e.state as edition_state, e.code_prefix, e.is_demo,
       r.slug, r.name_en, r.name_zh, c.name_en as city_en, c.name_zh as city_zh, r.stage, r.state, r.time_zone,
       r.opens_at, r.closes_at, r.reviews_due_at, r.notice_days, r.blindness, r.judges_known, r.publicity, r.language,
       r.kinds, r.quota, r.city as city_id, r.call_en, r.call_zh, e.scan_waiver
  from round r join edition e on e.id = r.edition left join city c on c.id = r.city
"""

_EDITION = """
select id, slug, code_prefix, name_en, name_zh, purpose_en, purpose_zh, state, is_demo, scan_waiver, scan_waived_at,
       coalesce((select name from person where person.id = edition.scan_waived_by), '') as scan_waived_by
  from edition
"""

# The condition of every list of rounds `r`, with `reach_of(actor)` as its first four parameters.
REACHED = """($1::bool or r.edition = any($2::uuid[]) or exists (
    select 1 from unnest($3::uuid[], $4::uuid[]) as held(round, edition)
     where held.round = r.id and (held.edition is null or held.edition = r.edition)))"""

_EDITION_REACHED = f"""
 where slug = $5 and ($1 or edition.id = any($2)
       or exists (select 1 from round r where r.edition = edition.id and {REACHED}))
"""  # noqa: S608 - a fixed condition

_EDITIONS = f"""
select e.id, e.slug, e.name_en, e.name_zh, e.state, e.is_demo, count(r.id) as rounds,
       count(r.id) filter (where r.state = 'open') as open_rounds,
       min(r.closes_at) filter (where r.state = 'open') as next_closes_at,
       (array_agg(r.time_zone order by r.closes_at) filter (where r.state = 'open'))[1] as next_time_zone
  from edition e left join round r on r.edition = e.id and {REACHED}
 where $1 or e.id = any($2) or r.id is not null
 group by e.id order by e.created_at desc, e.id
"""  # noqa: S608 - a fixed condition

_OPEN = """
select r.id, e.id as edition_id, e.slug as edition_slug, e.name_en as edition_name_en,
       e.name_zh as edition_name_zh, e.is_demo, r.slug, r.name_en, r.name_zh, c.name_en as city_en,
       c.name_zh as city_zh, r.time_zone, r.closes_at, r.kinds
  from round r join edition e on e.id = r.edition left join city c on c.id = r.city
 where e.state = 'open' and r.state = 'open' and r.opens_at <= $1 and r.closes_at >= $1
   and (r.publicity <> 'unlisted' or r.id = $2)
 order by r.closes_at, r.id
"""


def reach_of(actor: Actor) -> tuple[bool, list[UUID], list[UUID], list[UUID | None]]:
    """What `REACHED` asks for."""
    found = rules.reach(actor)
    return found.everywhere, found.editions, found.rounds, found.rounds_of


async def round_facts(*, round_id: UUID) -> RoundFacts | None:
    """The facts of a round for a verb, which then asks its own rules; None where there is none."""
    row = await db.fetchrow(_ROUND + " where r.id = $1", round_id)
    return None if row is None else RoundFacts(**row)


async def edition_facts(*, edition_id: UUID) -> EditionFacts | None:
    """The facts of an edition for a verb, which then asks its own rules; None where there is none."""
    row = await db.fetchrow(_EDITION + " where id = $1", edition_id)
    return None if row is None else EditionFacts(**row)


async def scenes(*, edition_id: UUID) -> list[SceneLine]:
    """The scenes of an edition: public from the day it opens."""
    rows = await db.fetch(
        "select id, key, name_en, name_zh, about_en, about_zh from scene where edition = $1 order by position, id",
        edition_id,
    )
    return [SceneLine(**row) for row in rows]


async def cities() -> list[CityLine]:
    """Every place that a round can be held in; they belong to no edition."""
    rows = await db.fetch("select id, key, name_en, name_zh, country, time_zone from city order by country, name_en")
    return [CityLine(**row) for row in rows]


async def city(*, city_id: UUID) -> CityLine | None:
    row = await db.fetchrow("select id, key, name_en, name_zh, country, time_zone from city where id = $1", city_id)
    return None if row is None else CityLine(**row)


async def open_rounds(*, now: datetime, chosen: UUID | None = None) -> list[OpenRound]:
    """The rounds that take entries at `now`, for anyone; the next to close comes first.

    One whose call is not listed is among them only where it was `chosen` by its id, which its call page gives.
    """
    return [OpenRound(**row) for row in await db.fetch(_OPEN, now, chosen)]


async def editions(*, actor: Actor) -> list[EditionLine]:
    """The editions in which the actor organises something, the newest first."""
    return [EditionLine(**row) for row in await db.fetch(_EDITIONS, *reach_of(actor))]


async def edition(*, actor: Actor, slug: str) -> EditionFacts | None:
    """The edition, if the actor organises it or one of its rounds."""
    row = await db.fetchrow(_EDITION + _EDITION_REACHED, *reach_of(actor), slug)
    return None if row is None else EditionFacts(**row)


async def rounds(*, actor: Actor, edition_id: UUID | None = None) -> list[RoundFacts]:
    """The rounds that the actor organises, of one edition or of all, by deadline."""
    rows = await db.fetch(
        _ROUND + f" where {REACHED} and ($5::uuid is null or r.edition = $5) order by r.closes_at, r.id",
        *reach_of(actor),
        edition_id,
    )
    return [RoundFacts(**row) for row in rows]


async def round_(*, actor: Actor, round_id: UUID) -> RoundFacts | None:
    """The round, if the actor organises it."""
    row = await db.fetchrow(_ROUND + f" where {REACHED} and r.id = $5", *reach_of(actor), round_id)
    return None if row is None else RoundFacts(**row)


async def changes(*, round_id: UUID) -> list[RoundChangeLine]:
    """What changed after the call opened, the newest first: as public as the call."""
    rows: list[Any] = await db.fetch(
        "select kind, was, becomes, reason_en, reason_zh, changed_at from round_change where round = $1"
        " order by changed_at desc, id desc",
        round_id,
    )
    return [RoundChangeLine(**row) for row in rows]


INVARIANTS: dict[str, str] = {
    "a round keeps the time of its city": (
        "select r.id from round r join city c on c.id = r.city where c.time_zone <> r.time_zone"
    ),
    "no round has opened in an edition that is a draft": (
        "select r.id from round r join edition e on e.id = r.edition"
        " where e.state = 'draft' and r.state not in ('planned', 'cancelled')"
    ),
    "no round waits or is open in an edition that is past its calls": (
        "select r.id from round r join edition e on e.id = r.edition"
        " where e.state in ('judging', 'decided', 'closed') and r.state in ('planned', 'open')"
    ),
    "a cancelled round says why": (
        "select r.id from round r where r.state = 'cancelled'"
        " and not exists (select 1 from round_change c where c.round = r.id and c.kind = 'cancelled')"
    ),
}
