"""The rules of an edition, version by version."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.lib import db


class RulesVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One version; the draft has no `published_at`."""

    id: UUID
    number: int
    body_en: str
    body_zh: str
    reason_en: str
    reason_zh: str
    published_at: datetime | None


class RulesLine(msgspec.Struct, frozen=True, kw_only=True):
    """A published version in the list of them."""

    number: int
    reason_en: str
    reason_zh: str
    published_at: datetime


_VERSION = "select id, number, body_en, body_zh, reason_en, reason_zh, published_at from rules_text where edition = $1"


async def rules_in_force(*, edition_id: UUID) -> RulesVersion | None:
    """The version that counts now: the newest that was published. Public from the day its edition opens."""
    row = await db.fetchrow(f"{_VERSION} and published_at is not null order by number desc limit 1", edition_id)
    return None if row is None else RulesVersion(**row)


async def rules_draft(*, edition_id: UUID) -> RulesVersion | None:
    """What is being written, for a verb or for the pages of who organises the edition."""
    row = await db.fetchrow(f"{_VERSION} and published_at is null", edition_id)
    return None if row is None else RulesVersion(**row)


async def rules_version(*, edition_id: UUID, number: int) -> RulesVersion | None:
    """A version that was published, as public as the edition."""
    row = await db.fetchrow(f"{_VERSION} and published_at is not null and number = $2", edition_id, number)
    return None if row is None else RulesVersion(**row)


async def rules_versions(*, edition_id: UUID) -> list[RulesLine]:
    """Every version that was published, the newest first."""
    rows = await db.fetch(
        "select number, reason_en, reason_zh, published_at from rules_text"
        " where edition = $1 and published_at is not null order by number desc",
        edition_id,
    )
    return [RulesLine(**row) for row in rows]
