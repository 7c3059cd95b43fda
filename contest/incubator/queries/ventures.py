"""One venture with its people, its files and the steps it took."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.incubator import rules
from contest.incubator.queries.visible import REVERSED, TEAM, VISIBLE, reach
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound


class Venture(msgspec.Struct, frozen=True, kw_only=True):
    """A venture as its people and its manager read it. `number`: which version of its entry was judged."""

    id: UUID
    edition_id: UUID
    edition_slug: str
    edition_en: str
    edition_zh: str
    is_demo: bool
    is_scan_waived: bool
    submission_id: UUID
    version_id: UUID
    code: str
    kind: str
    number: int
    title_en: str
    title_zh: str
    summary_en: str
    summary_zh: str
    organisation_name: str
    country: str
    scene_en: str
    scene_zh: str
    round_id: UUID
    round_en: str
    round_zh: str
    time_zone: str
    cohort_id: UUID
    cohort_en: str
    cohort_zh: str
    stage: str
    stage_on: date
    next_on: date | None
    awarded_on: date
    registered_on: date | None
    is_reversed: bool
    is_team: bool


class Member(msgspec.Struct, frozen=True, kw_only=True):
    person_id: UUID
    name: str
    email: str
    role: str


class FileLine(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a venture; `is_judged`: of the version that was judged. `id` is the file's, `link_id` its line's."""

    id: UUID
    link_id: UUID
    name: str
    size: int
    state: str
    reason: str | None
    is_judged: bool
    added_at: datetime


class StepLine(msgspec.Struct, frozen=True, kw_only=True):
    """A step that was taken, and the document that shows it."""

    stage: str
    happened_on: date
    reason: str
    by: str
    at: datetime
    file_id: UUID | None
    file_name: str | None


_VENTURE = f"""
select n.id, e.id as edition_id, e.slug as edition_slug, e.name_en as edition_en, e.name_zh as edition_zh, e.is_demo,
       e.scan_waiver <> '' as is_scan_waived, s.id as submission_id, v.id as version_id, s.code, s.kind, v.number,
       v.title_en, v.title_zh, coalesce(v.content->>'summary_en', '') as summary_en,
       coalesce(v.content->>'summary_zh', '') as summary_zh, v.organisation_name, v.country,
       coalesce(sc.name_en, '') as scene_en, coalesce(sc.name_zh, '') as scene_zh, r.id as round_id,
       r.name_en as round_en, r.name_zh as round_zh, r.time_zone, c.id as cohort_id, c.name_en as cohort_en,
       c.name_zh as cohort_zh, n.stage, n.stage_on, n.next_on, n.awarded_on, n.registered_on,
       {REVERSED} as is_reversed, {TEAM} as is_team
  from venture n
  join cohort c on c.id = n.cohort
  join submission s on s.id = n.submission
  join edition e on e.id = s.edition
  join submission_version v on v.id = n.version
  join round r on r.id = n.round
  left join scene sc on sc.edition = s.edition and sc.key = v.scene
"""  # noqa: S608 - fixed conditions


async def venture(*, actor: Actor, venture_id: UUID) -> Venture:
    """One venture, for its own people and who runs its incubator; else `NotFound`."""
    return await venture_by(f"n.id = $4 and {VISIBLE}", *reach(actor), venture_id)


async def venture_by(condition: str, *values: Any) -> Venture:
    """The venture of which `condition` holds, its first values the parts of `reach`; else `NotFound`."""
    row = await db.fetchrow(f"{_VENTURE} where {condition}", *values)
    if row is None:
        raise NotFound
    return Venture(**row)


def facts(of: Venture, files: list[FileLine], today: date) -> rules.Facts:
    """What a step of the venture is held against."""
    return rules.Facts(
        stage=of.stage,
        stage_on=of.stage_on,
        awarded_on=of.awarded_on,
        registered_on=of.registered_on,
        today=today,
        files={one.link_id for one in files if one.state == "checked"},
    )


async def members(*, venture_id: UUID) -> list[Member]:
    """Who works on a venture, its lead first. The caller has found it for the actor."""
    rows = await db.fetch(
        "select p.id as person_id, p.name, p.email, m.role from venture_person m join person p on p.id = m.person"
        " where m.venture = $1 and m.left_at is null order by m.role, p.name, p.id",
        venture_id,
    )
    return [Member(**row) for row in rows]


async def files(*, venture_id: UUID) -> list[FileLine]:
    """The files of a venture that have arrived, the newest first. The caller has found it for the actor."""
    rows = await db.fetch(
        "select f.id, l.id as link_id, f.name, coalesce(f.size, f.declared_size) as size, f.state, f.reason,"
        " l.added_by is null as is_judged, l.added_at from venture_file l join file f on f.id = l.file"
        " where l.venture = $1 and f.state in ('uploaded', 'checked', 'refused') order by l.added_at desc, l.id desc",
        venture_id,
    )
    return [FileLine(**row) for row in rows]


async def steps(*, venture_id: UUID) -> list[StepLine]:
    """The steps of a venture, the newest first. The caller has found it for the actor."""
    rows = await db.fetch(
        "select t.stage, t.happened_on, t.reason, coalesce(p.name, '') as by, t.at, f.id as file_id,"
        " f.name as file_name from venture_step t left join person p on p.id = t.by"
        " left join venture_file l on l.id = t.evidence left join file f on f.id = l.file"
        " where t.venture = $1 order by t.at desc, t.id desc",
        venture_id,
    )
    return [StepLine(**row) for row in rows]


async def has_file(*, venture_id: UUID, file_id: UUID) -> bool:
    """Whether a file is one of a venture's. The caller has found the venture for the actor."""
    return bool(
        await db.fetchval(
            "select exists (select 1 from venture_file where venture = $1 and file = $2)", venture_id, file_id
        )
    )
