"""Judges beyond one round: the terms they agree to, their seats, their profiles, the directory of who judged before."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.judging.queries.panel import reading
from contest.judging.queries.terms import agreed_sql
from contest.judging.rules.profiles import Away, Profile
from contest.judging.rules.terms import Terms
from contest.judging.rules.ties import Link
from contest.lib import db
from contest.lib.actor import Actor
from contest.submissions.queries import ties_hide_sql


class Published(Terms, frozen=True, kw_only=True):
    """A version of what judges agree to, and how many did."""

    id: UUID
    version: int
    published_at: datetime
    accepted: int = 0


_TERMS = """
select t.id, t.version, t.terms_en, t.terms_zh, t.confidentiality_en, t.confidentiality_zh, t.published_at,
       (select count(*) from judge_acceptance a where a.terms = t.id) as accepted
  from judge_terms t where t.edition = $1 order by t.version desc
"""


async def terms_of(*, edition_id: UUID) -> Published | None:
    """The newest version of what judges of an edition agree to."""
    row = await db.fetchrow(_TERMS + " limit 1", edition_id)
    return None if row is None else Published(**row)


async def all_terms(*, edition_id: UUID) -> list[Published]:
    """Every version, the newest first."""
    return [Published(**row) for row in await db.fetch(_TERMS, edition_id)]


class MySeat(msgspec.Struct, frozen=True, kw_only=True):
    """The actor's own seat on a panel: invited, or at work."""

    member_id: UUID
    judging_id: UUID
    round_id: UUID
    edition_id: UUID
    edition_en: str
    edition_zh: str
    name_en: str
    name_zh: str
    city_en: str | None
    city_zh: str | None
    state: str
    time_zone: str
    reviews_due_at: datetime
    is_lead: bool
    most: int
    accepted_at: datetime | None
    has_agreed: bool
    blindness: str
    declared_at: datetime | None
    is_demo: bool
    has_profile: bool
    publishes_scores: bool


_MY_SEAT = f"""
select m.id as member_id, m.judging_round as judging_id, r.id as round_id, e.id as edition_id,
       e.name_en as edition_en, e.name_zh as edition_zh, r.name_en, r.name_zh, c.name_en as city_en,
       c.name_zh as city_zh, r.state, r.time_zone, r.reviews_due_at, m.is_lead, m.most, m.accepted_at, m.declared_at,
       m.publishes_scores,
       {agreed_sql("m.person", "e.id")} as has_agreed, r.blindness,
       e.is_demo, exists (select from judge_profile jp where jp.person = m.person and jp.confirmed_at is not null)
         as has_profile
  from panel_member m
  join judging_round jr on jr.id = m.judging_round
  join round r on r.id = jr.round
  join edition e on e.id = r.edition
  left join city c on c.id = r.city
 where r.id = $1 and m.person = $2 and m.left_at is null
"""  # noqa: S608 - no value is in it


async def seat_of(*, actor: Actor, round_id: UUID) -> MySeat | None:
    """The actor's seat in a round, or None where they have none."""
    row = await db.fetchrow(_MY_SEAT, round_id, actor.person_id)
    return None if row is None else MySeat(**row)


_NEXT_STEP = f"""
select r.id, w.waits
  from panel_member m
  join judging_round jr on jr.id = m.judging_round
  join round r on r.id = jr.round
  cross join lateral (select m.accepted_at is null or not {agreed_sql("m.person", "r.edition")} as waits) w
 where m.person = $1 and m.left_at is null
   and (w.waits and r.state in ('planned', 'open', 'screening', 'judging')
        or m.declared_at is null and r.state in ('screening', 'judging'))
 order by w.waits desc, m.invited_at limit 1
"""  # noqa: S608 - no value is in it


async def next_step_of(*, actor: Actor) -> tuple[UUID, str] | None:
    """(round, what it waits for: `join` or `conflicts`) of the actor's seat that waits longest for a word of theirs."""
    row = await db.fetchrow(_NEXT_STEP, actor.person_id)
    if row is None:
        return None
    return row["id"], "join" if row["waits"] else "conflicts"


_PROFILE = """
select p.time_zone, jp.id, jp.scenes, jp.keywords, jp.languages, jp.other_names, jp.least, jp.most, jp.hours_week,
       jp.away, jp.about, jp.is_kept, p.locale,
       (select coalesce(json_agg(json_build_object('kind', l.kind, 'name', l.name) order by l.said_at, l.id), '[]')
          from judge_link l where l.person = p.id) as links
  from person p left join judge_profile jp on jp.person = p.id where p.id = $1
"""


async def my_profile(*, actor: Actor) -> Profile:
    """What the actor said of themselves as a judge; before they did, what their account suggests."""
    row = await db.fetchrow(_PROFILE, actor.id)
    assert row is not None
    links = msgspec.json.decode(row["links"], type=list[Link])
    if row["id"] is None:
        known = ["zh", "en"] if row["locale"] == "zh" else ["en"]
        return Profile(languages=known, time_zone=row["time_zone"], links=links)
    names = ("scenes", "keywords", "languages", "other_names", "least", "most", "hours_week", "about", "is_kept")
    return Profile(
        **{name: row[name] for name in names},
        time_zone=row["time_zone"],
        away=msgspec.json.decode(row["away"], type=list[Away]),
        links=links,
    )


class Choice(msgspec.Struct, frozen=True):
    """A scene or a city to choose: its key and its names."""

    key: str
    name_en: str
    name_zh: str


async def scenes_known(*, edition_id: UUID | None = None) -> list[Choice]:
    """The scenes of an edition, or of all of them, each key once as the latest edition calls it."""
    rows = await db.fetch(
        """select key, name_en, name_zh from (
             select distinct on (s.key) s.key, s.name_en, s.name_zh, s.position, e.created_at
               from scene s join edition e on e.id = s.edition
              where $1::uuid is null or e.id = $1
              order by s.key, e.created_at desc) one
            order by position, key""",
        edition_id,
    )
    return [Choice(**row) for row in rows]


async def cities_known() -> list[Choice]:
    rows = await db.fetch("select key, name_en, name_zh from city order by name_en, key")
    return [Choice(**row) for row in rows]


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A judge in the directory, with how they judged before: reviews signed, of how many given, in how many rounds."""

    person_id: UUID
    name: str
    email: str
    organisation_en: str
    organisation_zh: str
    country: str
    time_zone: str
    scenes: list[str]
    keywords: list[str]
    languages: list[str]
    most: int
    rounds: int
    given: int
    signed: int
    last_on: date | None
    is_on_panel: bool


# Who agreed to be kept, and who judged in an edition that the actor organises as a whole.
_DIRECTORY = f"""
select p.id as person_id, p.name, p.email, coalesce(o.name_en, '') as organisation_en,
       coalesce(o.name_zh, '') as organisation_zh, p.country, p.time_zone,
       coalesce(jp.scenes, '{{}}') as scenes, coalesce(jp.keywords, '{{}}') as keywords,
       coalesce(jp.languages, '{{}}') as languages, coalesce(jp.most, 12) as most,
       (select count(*) from panel_member m where m.person = p.id and m.accepted_at is not null) as rounds,
       done.given, done.signed,
       (select max(m.invited_at)::date from panel_member m where m.person = p.id) as last_on,
       exists (select from panel_member m where m.person = p.id and m.judging_round = $1 and m.left_at is null)
         as is_on_panel
  from person p
  left join organisation o on o.id = p.organisation
  left join judge_profile jp on jp.person = p.id
  cross join lateral (select count(*) filter (where rv.state <> 'recused') as given,
                             count(*) filter (where rv.state = 'signed') as signed
                        from review rv join submission s on s.id = rv.submission
                       where rv.judge = p.id and {ties_hide_sql("$9")}) done
 where p.is_demo = $2
   and (coalesce(jp.is_kept, false) or exists (
         select from panel_member m join judging_round jr on jr.id = m.judging_round join round r on r.id = jr.round
          where m.person = p.id and ($3 or r.edition = any($4::uuid[]))))
   and ($5 = '' or $5 = any(jp.scenes)) and ($6 = '' or $6 = any(jp.languages))
   and ($7 = '' or p.name ilike $7 or exists (select from unnest(jp.keywords) word where word ilike $7)
        or o.name_en ilike $7 or o.name_zh ilike $7)
 order by p.name, p.id limit $8
"""  # noqa: S608 - no value is in it


async def directory(
    *, actor: Actor, judging_id: UUID | None, scene: str = "", language: str = "", words: str = "", most: int = 200
) -> list[Listed]:
    """Judges to pick from, less demonstrations' in a real edition. What the actor is tied to does not count."""
    wide = [grant for grant in actor.holds("programme_organiser") if grant.round_id is None]
    sought = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = await db.fetch(
        _DIRECTORY,
        judging_id,
        actor.is_demo,
        actor.is_system or any(grant.edition_id is None for grant in wide),
        [grant.edition_id for grant in wide if grant.edition_id is not None],
        scene,
        language,
        f"%{sought}%" if sought else "",
        most,
        actor.person_id,
    )
    return [Listed(**row) for row in sorted(rows, key=_by_name)]


def _by_name(row: Any) -> tuple[str, str]:
    return reading(row["name"]), str(row["person_id"])
