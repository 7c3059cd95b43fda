"""Every edition there ever was, as the public knows it."""

from datetime import datetime

import msgspec

from contest.lib import db


class EditionLine(msgspec.Struct, frozen=True, kw_only=True):
    """An edition that is no draft: from when to when its rounds ran, how many takes entries at the moment asked for,
    and of how many the result can be read. `awarded` counts awards that hold."""

    slug: str
    name_en: str
    name_zh: str
    state: str
    is_demo: bool
    rounds: int
    open_rounds: int
    results: int
    awarded: int
    opens_at: datetime | None
    closes_at: datetime | None

    @property
    def year(self) -> int | None:
        """Of its last deadline."""
        return None if self.closes_at is None else self.closes_at.year


_EDITIONS = """
select e.slug, e.name_en, e.name_zh, e.state, e.is_demo, count(r.id) as rounds,
       count(r.id) filter (where r.state = 'open' and r.opens_at <= $1 and r.closes_at >= $1) as open_rounds,
       count(d.id) as results, coalesce(sum(d.awarded), 0)::int as awarded, min(r.opens_at) as opens_at,
       max(r.closes_at) as closes_at
  from edition e
  left join round r on r.edition = e.id and r.state not in ('planned', 'cancelled') and r.publicity <> 'unlisted'
  left join lateral (
    select d.id, (select count(*) from decision_item i where i.decision = d.id and i.outcome = 'awarded') as awarded
      from decision d where d.round = r.id and d.state in ('published', 'final') limit 1) d on true
 where e.state <> 'draft'
 group by e.id order by max(r.closes_at) desc nulls first, e.created_at desc, e.id limit 500
"""


async def editions(*, now: datetime) -> list[EditionLine]:
    """The newest first; one statement."""
    return [EditionLine(**row) for row in await db.fetch(_EDITIONS, now)]
