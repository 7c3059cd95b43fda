"""Needs and scenes of a register."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.lib.sheets import Row
from contest.zone import rules
from contest.zone.queries.counterparts import acts_for_sql
from contest.zone.rules import NeedPlan
from contest.zone.rules.sheets import COLUMNS, written

# `rules.is_public` as a condition on the need `n`.
PUBLIC = "n.publicity <> 'none' and n.state in ('open', 'under_way', 'met')"

# `rules.may_change` and `rules.may_read` for the need `n`: the parts of `_reach(actor)` are its first parameters.
VISIBLE = f"($1::bool or n.edition_id = any($2::uuid[]) or {acts_for_sql('$3', 'n.edition_id', 'n.owner')})"

MOST = 500


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    key: str
    name_en: str
    name_zh: str
    same_as: list[str]


class Need(NeedPlan, frozen=True, kw_only=True):
    """A need as who keeps the register, and who acts for its owner, reads it. `is_owner`: the reader acts for it."""

    id: UUID
    edition_id: UUID
    owner: UUID
    owner_en: str
    owner_zh: str
    state: str
    is_demo: bool
    created_at: datetime
    changed_at: datetime
    opened_at: datetime | None
    is_owner: bool


class PublicNeed(msgspec.Struct, frozen=True, kw_only=True):
    """What the public reads of a need: what its owner keeps back is empty, or None."""

    id: UUID
    edition_id: UUID
    reference: str
    kind: str
    title_en: str
    title_zh: str
    about_en: str
    about_zh: str
    scenes: list[str]
    entry_kinds: list[str]
    least_trl: int | None
    place_en: str
    place_zh: str
    countries: list[str]
    languages: list[str]
    keywords: list[str]
    within_months: int | None
    capacity: int | None
    state: str
    due_on: date | None
    is_demo: bool
    owner_en: str
    owner_zh: str
    least_cny: Decimal | None
    most_cny: Decimal | None
    invested_cny: Decimal | None


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation that can own needs of a register. `kind`: that of the counterpart it is, or ""."""

    id: UUID
    name_en: str
    name_zh: str
    kind: str


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """How many needs of a kind a register holds, and what their projects cost together, in yuan."""

    kind: str
    needs: int
    under_way: int
    invested_cny: Decimal


_PLAN = ", ".join(f"n.{name}" for name in NeedPlan.__struct_fields__)

_NEED = f"""
select n.id, n.edition_id, n.owner, o.name_en as owner_en, o.name_zh as owner_zh, n.state, n.is_demo, n.created_at,
       n.changed_at, n.opened_at, {acts_for_sql("$3", "n.edition_id", "n.owner")} as is_owner, {_PLAN}
  from need n join organisation o on o.id = n.owner
"""  # noqa: S608 - fixed columns

_PUBLIC_NEED = f"""
select n.id, n.edition_id, n.reference, n.kind, n.title_en, n.title_zh, n.about_en, n.about_zh, n.scenes,
       n.entry_kinds, n.least_trl, n.place_en, n.place_zh, n.countries, n.languages, n.keywords, n.within_months,
       n.capacity, n.state, n.due_on, n.is_demo,
       case when n.publicity = 'named' then o.name_en else '' end as owner_en,
       case when n.publicity = 'named' then o.name_zh else '' end as owner_zh,
       case when n.shows_money then n.least_cny end as least_cny,
       case when n.shows_money then n.most_cny end as most_cny,
       case when n.shows_money then n.invested_cny end as invested_cny
  from need n join organisation o on o.id = n.owner
 where n.edition_id = $1 and {PUBLIC}
"""  # noqa: S608 - fixed columns


def _reach(actor: Actor) -> tuple[bool, list[UUID], UUID | None]:
    its = rules.editions_read(actor)
    return its.everywhere, its.ids, actor.person_id


async def scenes(*, edition_id: UUID) -> list[Scene]:
    """The region's scenes in a register, in order. Public."""
    rows = await db.fetch(
        "select id, key, name_en, name_zh, same_as from zone_scene where edition_id = $1 order by position, key",
        edition_id,
    )
    return [Scene(**row) for row in rows]


async def needs(*, actor: Actor, edition_id: UUID) -> list[Need]:
    """Every need of a register that the actor may read, by kind and reference; an owner's people read their own."""
    rows = await db.fetch(
        f"{_NEED} where {VISIBLE} and n.edition_id = $4"
        f" order by array_position(array['scenario', 'industry', 'thesis', 'call'], n.kind::text), n.reference"
        f" limit {MOST}",
        *_reach(actor),
        edition_id,
    )
    return [Need(**row) for row in rows]


async def need(*, actor: Actor, need_id: UUID) -> Need:
    """One need, for who may read it; else `NotFound`."""
    row = await db.fetchrow(f"{_NEED} where {VISIBLE} and n.id = $4", *_reach(actor), need_id)
    if row is None:
        raise NotFound
    return Need(**row)


async def public_needs(*, edition_id: UUID) -> list[PublicNeed]:
    """What the public reads of a register, as far as each owner allows."""
    rows = await db.fetch(
        f"{_PUBLIC_NEED} order by array_position(array['scenario', 'industry', 'thesis', 'call'], n.kind::text),"
        f" n.reference limit {MOST}",
        edition_id,
    )
    return [PublicNeed(**row) for row in rows]


async def owners(*, edition_id: UUID) -> list[Owner]:
    """Who can own a need of a register: its counterparts, and who owns one already. For who keeps it."""
    rows = await db.fetch(
        """select o.id, o.name_en, o.name_zh, coalesce(c.kind, '') as kind
             from organisation o left join counterpart c on c.organisation = o.id and c.edition_id = $1
            where c.id is not null or exists (select 1 from need n where n.owner = o.id and n.edition_id = $1)
            order by o.name_en, o.name_zh, o.id""",
        edition_id,
    )
    return [Owner(**row) for row in rows]


async def totals(*, edition_id: UUID) -> Sequence[Totals]:
    """What a register holds, by kind; drafts and closed needs count too. For who reads all of it."""
    rows: list[Any] = await db.fetch(
        """select n.kind, count(*) as needs, count(*) filter (where n.state = 'under_way') as under_way,
                  coalesce(sum(n.invested_cny), 0) as invested_cny
             from need n where n.edition_id = $1
            group by n.kind order by array_position(array['scenario', 'industry', 'thesis', 'call'], n.kind::text)""",
        edition_id,
    )
    return [Totals(**row) for row in rows]


async def written_rows(*, actor: Actor, edition_id: UUID) -> AsyncIterator[Row]:
    """The needs of a register that the actor may read, as the rows of a sheet that can be read in again."""
    for one in await needs(actor=actor, edition_id=edition_id):
        cells = {"owner": one.owner_en or one.owner_zh, "state": str(rules.STATES[one.state])}
        yield [cells.get(name) or written(name, getattr(one, name, "")) for name in COLUMNS]


INVARIANTS: dict[str, str] = {
    "a need names scenes of its own register": """
        select n.id from need n cross join unnest(n.scenes) as s(key)
         where not exists (select 1 from zone_scene z where z.edition_id = n.edition_id and z.key = s.key)""",
    "a register belongs to an edition": """
        select n.id from need n where not exists (select 1 from edition e where e.id = n.edition_id)
         union all
        select c.id from counterpart c where not exists (select 1 from edition e where e.id = c.edition_id)""",
    "a published need has its title in both languages": f"""
        select n.id from need n where {PUBLIC} and (n.title_en = '' or n.title_zh = '')""",  # noqa: S608
}
