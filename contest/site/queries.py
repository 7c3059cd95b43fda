"""What anyone may read: calls that have opened, how they are judged, and what was decided and published."""

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


class CallRound(msgspec.Struct, frozen=True, kw_only=True):
    """A round as its call shows it."""

    id: UUID
    edition_slug: str
    edition_name_en: str
    edition_name_zh: str
    edition_state: str
    is_demo: bool
    slug: str
    name_en: str
    name_zh: str
    call_en: str
    call_zh: str
    city_en: str | None
    city_zh: str | None
    stage: str
    state: str
    time_zone: str
    opens_at: datetime
    closes_at: datetime
    reviews_due_at: datetime
    notice_days: int
    is_blind: bool
    kinds: list[str]
    quota: int | None


class CriterionLine(msgspec.Struct, frozen=True, kw_only=True):
    """A criterion of a round's rubric; `for_talent`: of the one that judges people, not projects."""

    for_talent: bool
    name_en: str
    name_zh: str
    guide_en: str
    guide_zh: str
    weight: int
    rule: str
    reviews_each: int


class ResultLine(msgspec.Struct, frozen=True, kw_only=True):
    """An outcome that was published. The title is the judged version's; scores and those left out stay inside."""

    rank: int | None
    outcome: str
    kind: str
    title_en: str
    title_zh: str
    award_en: str
    award_zh: str


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided, while its notice runs (`published`) or for good (`final`)."""

    state: str
    published_at: datetime
    notice_ends_at: datetime | None
    final_at: datetime | None
    lines: list[ResultLine]


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
         where p.edition = (select id from lead)) as partners
  from edition e
  left join round r on r.edition = e.id
       and (r.state in ('notice', 'decided') or (r.state = 'open' and e.state = 'open' and r.closes_at >= $1))
  left join city c on c.id = r.city
 where e.state in ('open', 'judging', 'decided')
 order by e.state = 'open' desc, e.is_demo, e.created_at desc, e.id, r.closes_at, r.id
"""

_CALL = """
select r.id, e.slug as edition_slug, e.name_en as edition_name_en, e.name_zh as edition_name_zh,
       e.state as edition_state, e.is_demo, r.slug, r.name_en, r.name_zh, r.call_en, r.call_zh,
       c.name_en as city_en, c.name_zh as city_zh, r.stage, r.state, r.time_zone, r.opens_at, r.closes_at,
       r.reviews_due_at, r.notice_days, r.is_blind, r.kinds, r.quota
  from round r join edition e on e.id = r.edition left join city c on c.id = r.city
 where e.slug = $1 and r.slug = $2 and e.state <> 'draft'
       and r.state <> 'planned'
"""

_CRITERIA = """
select t.rubric = j.talent_rubric as for_talent, t.name_en, t.name_zh, t.guide_en, t.guide_zh, t.weight,
       j.rule, j.reviews_each
  from judging_round j
  join criterion t on t.rubric = j.rubric or t.rubric = j.talent_rubric
 where j.round = $1
 order by t.rubric = j.talent_rubric, t.position, t.id
"""

_DECISION = """
select id, state, published_at, notice_ends_at, final_at from decision
 where round = $1 and state in ('published', 'final') order by published_at desc, id desc limit 1
"""

_RESULTS = """
select i.rank, i.outcome, v.content->>'kind' as kind, coalesce(v.content->>'title_en', '') as title_en,
       coalesce(v.content->>'title_zh', '') as title_zh, i.award_en, i.award_zh
  from decision_item i
  join decision d on d.id = i.decision
  join submission s on s.id = i.submission and s.state = 'submitted'
  join standing g on g.submission = s.id and g.round = d.round
  join submission_version v on v.id = g.version
 where i.decision = $1 and i.outcome in ('advanced', 'awarded')
 order by i.outcome = 'advanced', i.rank nulls last, i.id
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


async def call(*, edition_slug: str, round_slug: str) -> CallRound | None:
    """A call that has opened, whatever became of it; None for one that is still planned."""
    row = await db.fetchrow(_CALL, edition_slug, round_slug)
    return None if row is None else CallRound(**row)


async def criteria(*, round_id: UUID) -> list[CriterionLine]:
    """How a round is judged; empty until its organisers have said so."""
    return [CriterionLine(**row) for row in await db.fetch(_CRITERIA, round_id)]


async def results(*, round_id: UUID) -> Results | None:
    """The decision that holds now; None before one is published, and after it was reversed until the next is."""
    decision = await db.fetchrow(_DECISION, round_id)
    if decision is None:
        return None
    lines = [ResultLine(**row) for row in await db.fetch(_RESULTS, decision["id"])]
    facts = {name: value for name, value in decision.items() if name != "id"}
    return Results(**facts, lines=lines)


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
