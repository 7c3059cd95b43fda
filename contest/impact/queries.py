"""Sets of emission factors: public, as everything is that a figure stands on."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.impact.rules import Factor
from contest.lib import db
from contest.lib.errors import NotFound

_MOST_KEPT = 20
_kept: dict[UUID, "FactorSet"] = {}


class FactorSet(msgspec.Struct, frozen=True, kw_only=True):
    """A published set: it never changes."""

    id: UUID
    number: int
    host: str
    reason_en: str
    reason_zh: str
    published_at: datetime
    factors: list[Factor]


class SetLine(msgspec.Struct, frozen=True, kw_only=True):
    """A set in the list of versions."""

    id: UUID
    number: int
    reason_en: str
    reason_zh: str
    published_at: datetime


async def newest_set() -> UUID | None:
    """The set that a round opened now freezes."""
    found = await db.fetchval("select id from factor_set order by number desc limit 1")
    return None if found is None else UUID(str(found))


async def factor_set(set_id: UUID) -> FactorSet:
    """A set with its factors; read once by a process."""
    if set_id in _kept:
        return _kept[set_id]
    head = await db.fetchrow(
        "select id, number, host, reason_en, reason_zh, published_at from factor_set where id = $1", set_id
    )
    if head is None:
        raise NotFound
    rows = await db.fetch(
        """select key, place, year, value, unit, boundary, about, publisher, published, status, licence
             from emission_factor where factor_set = $1 order by id""",
        set_id,
    )
    while len(_kept) >= _MOST_KEPT:
        _kept.pop(next(iter(_kept)))
    _kept[set_id] = FactorSet(**head, factors=[Factor(**row) for row in rows])
    return _kept[set_id]


async def set_for(set_id: UUID | None) -> FactorSet | None:
    """The set that a round froze; of one that opened before there were sets, the newest. None where there is none."""
    found = set_id or await newest_set()
    return None if found is None else await factor_set(found)


async def sets() -> list[SetLine]:
    """All versions, the newest first."""
    rows = await db.fetch("select id, number, reason_en, reason_zh, published_at from factor_set order by number desc")
    return [SetLine(**row) for row in rows]


INVARIANTS: dict[str, str] = {
    "a set of factors holds a figure for its host": """
        select s.id from factor_set s where not exists (
            select 1 from emission_factor f
             where f.factor_set = s.id and f.place = s.host and f.boundary = 'average' and f.value is not null)""",
}
