"""The first page: what is open now, of every edition that is going on."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from contest.lib import db


class PublicEdition(msgspec.Struct, frozen=True, kw_only=True):
    """An edition that is no draft any more."""

    id: UUID
    slug: str
    name_en: str
    name_zh: str
    purpose_en: str
    purpose_zh: str
    is_demo: bool


class PublicRound(msgspec.Struct, frozen=True, kw_only=True):
    """A round on the first page."""

    id: UUID
    edition: PublicEdition
    slug: str
    name_en: str
    name_zh: str
    city_en: str | None
    city_zh: str | None
    country: str | None
    state: str
    time_zone: str
    opens_at: datetime
    closes_at: datetime


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A scene with what is meant by it, or a partner without."""

    name_en: str
    name_zh: str
    about_en: str = ""
    about_zh: str = ""


class Landing(msgspec.Struct, frozen=True, kw_only=True):
    """The first page: the edition that gives it its name, and the rounds of every edition that is going on."""

    edition: PublicEdition | None
    rounds: list[PublicRound]
    scenes: list[Named]
    partners: list[Named]


# Every row brings the lists of the edition that leads; they are made once, for nothing in them depends on the row.
_LANDING = """
with lead as (
    select id from edition where state in ('open', 'judging', 'decided')
     order by state = 'open' desc, is_demo, created_at desc, id limit 1
)
select e.id as edition_id, e.slug as edition_slug, e.name_en as edition_name_en, e.name_zh as edition_name_zh,
       e.purpose_en, e.purpose_zh, e.is_demo, r.id, r.slug, r.name_en, r.name_zh, c.name_en as city_en,
       c.name_zh as city_zh, c.country, r.state, r.time_zone, r.opens_at, r.closes_at,
       (select coalesce(json_agg(s order by s.position, s.id), '[]') from scene s
         where s.edition = (select id from lead)) as scenes,
       (select coalesce(json_agg(p order by p.position, p.id), '[]') from partner p
         where p.edition = (select id from lead) and p.permitted_at is not null) as partners
  from edition e
  left join round r on r.edition = e.id and r.publicity <> 'unlisted'
       and (r.state in ('notice', 'decided') or (r.state = 'open' and e.state = 'open' and r.closes_at >= $1))
  left join city c on c.id = r.city
 where e.state in ('open', 'judging', 'decided')
 order by e.state = 'open' desc, e.is_demo, e.created_at desc, e.id, r.closes_at, r.id
"""

# The page that most people refresh while a deadline nears: a process reads it once in this time.
FRESH = timedelta(seconds=1)
_read: list[tuple[datetime, Landing]] = []


async def landing(*, now: datetime) -> Landing:
    """The first page, in one statement however many rounds there are; as it is, or was less than `FRESH` ago.

    A round is open until its deadline to the second all the same.
    """
    if not (_read and now - FRESH < _read[0][0] <= now):
        _read[:] = [(now, await _landing(now))]
    found = _read[0][1]
    return msgspec.structs.replace(
        found, rounds=[each for each in found.rounds if each.state != "open" or each.closes_at >= now]
    )


async def _landing(now: datetime) -> Landing:
    rows = await db.fetch(_LANDING, now)
    if not rows:
        return Landing(edition=None, rounds=[], scenes=[], partners=[])
    first = rows[0]
    return Landing(
        edition=_edition(first),
        rounds=[_round(row) for row in rows if row["id"] is not None],
        scenes=msgspec.json.decode(first["scenes"], type=list[Named]),
        partners=msgspec.json.decode(first["partners"], type=list[Named]),
    )


def _edition(row: Any) -> PublicEdition:
    return PublicEdition(
        id=row["edition_id"],
        slug=row["edition_slug"],
        name_en=row["edition_name_en"],
        name_zh=row["edition_name_zh"],
        purpose_en=row["purpose_en"],
        purpose_zh=row["purpose_zh"],
        is_demo=row["is_demo"],
    )


def _round(row: Any) -> PublicRound:
    names = PublicRound.__struct_fields__
    return PublicRound(edition=_edition(row), **{name: row[name] for name in names if name != "edition"})
