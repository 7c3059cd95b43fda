"""Reads about editions and rounds."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.lib import db


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
    is_blind: bool
    kinds: list[str]
    quota: int | None


_ROUND = """
select r.id, e.id as edition_id, e.slug as edition_slug, e.name_en as edition_name_en,
       e.name_zh as edition_name_zh, e.state as edition_state, e.code_prefix, e.is_demo,
       r.slug, r.name_en, r.name_zh, c.name_en as city_en, c.name_zh as city_zh, r.stage, r.state, r.time_zone,
       r.opens_at, r.closes_at, r.reviews_due_at, r.notice_days, r.is_blind, r.kinds, r.quota
  from round r join edition e on e.id = r.edition left join city c on c.id = r.city
"""


async def round_facts(*, round_id: UUID) -> RoundFacts | None:
    """The facts of a round for a verb, which then asks its own rules; None where there is none."""
    row = await db.fetchrow(_ROUND + " where r.id = $1", round_id)
    return None if row is None else RoundFacts(**row)
