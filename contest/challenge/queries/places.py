"""Editions and rounds as the places in which roles hold."""

from uuid import UUID

import msgspec

from contest.challenge.queries.rounds import REACHED, reach_of
from contest.lib import db
from contest.lib.actor import Actor


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """An edition, or with `round_id` one of its rounds."""

    edition_id: UUID
    edition_en: str
    edition_zh: str
    round_id: UUID | None
    round_en: str
    round_zh: str


_PLACES = f"""
select * from (
select e.id as edition_id, e.name_en as edition_en, e.name_zh as edition_zh, null::uuid as round_id, '' as round_en,
       '' as round_zh, e.created_at, null::timestamptz as closes_at
  from edition e where $1::bool or e.id = any($2::uuid[])
union all
select e.id, e.name_en, e.name_zh, r.id, r.name_en, r.name_zh, e.created_at, r.closes_at
  from round r join edition e on e.id = r.edition where {REACHED}
) place order by created_at desc, edition_id, closes_at nulls first, round_id
"""  # noqa: S608 - a fixed condition


async def places(*, actor: Actor) -> list[Place]:
    """The editions that the actor runs, the newest first, each before those of its rounds that they run."""
    rows = await db.fetch(_PLACES, *reach_of(actor))
    return [Place(**{name: row[name] for name in Place.__struct_fields__}) for row in rows]


async def place_names(ids: list[UUID]) -> dict[UUID, tuple[str, str]]:
    """How editions and rounds are called (English, Chinese), for whoever holds a role there: their ids are theirs."""
    rows = await db.fetch(
        "select id, name_en, name_zh from edition where id = any($1::uuid[])"
        " union all select id, name_en, name_zh from round where id = any($1::uuid[])",
        ids,
    )
    return {row["id"]: (row["name_en"], row["name_zh"]) for row in rows}


async def places_within(editions: list[UUID] | None) -> list[tuple[UUID, UUID | None]]:
    """(edition, None) and then (edition, round) of these editions, the newest first, all for None. The caller has
    asked what of it a person may know of."""
    rows = await db.fetch(
        """select e.id as edition, r.id as round from edition e
             cross join lateral (select null::uuid as id, null::timestamptz as opens_at union all
                                 select id, opens_at from round where edition = e.id) r
            where $1::uuid[] is null or e.id = any($1::uuid[])
            order by e.created_at desc, e.id, r.id is not null, r.opens_at, r.id""",
        editions,
    )
    return [(row["edition"], row["round"]) for row in rows]
