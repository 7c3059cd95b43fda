"""Which public pages there are, and what is new."""

from datetime import datetime

from contest.lib import db
from contest.site.rules.found import News

_PATHS = """
select '/calls/' || e.slug as path from edition e where not e.is_demo and e.state <> 'draft'
union all
select '/rules/' || e.slug from edition e
 where not e.is_demo and e.state <> 'draft'
   and exists (select from rules_text t where t.edition = e.id and t.published_at is not null)
union all
select page.path from round r join edition e on e.id = r.edition
 cross join lateral (
    select '/calls/' || e.slug || '/' || r.slug as path
    union all
    select '/results/' || e.slug || '/' || r.slug || rest from (values (''), ('/method')) as of(rest)
     where exists (select from decision d where d.round = r.id and d.state in ('published', 'final'))
 ) page
 where not e.is_demo and e.state <> 'draft' and r.state <> 'planned' and r.publicity <> 'unlisted'
order by path limit 20000
"""


async def public_paths() -> list[str]:
    """The pages of editions and rounds that are no demonstration; one statement."""
    return [row["path"] for row in await db.fetch(_PATHS)]


# An id for each thing that happened, made of that of its row, which may have happened twice: published, then final.
_NEWS = """
select n.id, n.kind, n.at, case when n.kind in ('published', 'final') then '/results/' else '/calls/' end
       || e.slug || '/' || r.slug as path, e.name_en as edition_en, e.name_zh as edition_zh, r.name_en as round_en,
       r.name_zh as round_zh, e.is_demo
  from (
    select id, id as round, 'opened' as kind, opens_at as at from round where state <> 'planned'
    union all
    select id, round, case kind when 'deadline' then 'moved' else 'cancelled' end, changed_at from round_change
    union all
    select id, round, 'published', published_at from decision where state in ('published', 'final')
    union all
    select md5(id::text || 'final')::uuid, round, 'final', final_at from decision where state = 'final'
  ) n join round r on r.id = n.round join edition e on e.id = r.edition
 where e.state <> 'draft' and r.publicity <> 'unlisted' and n.at between $1 and $2
 order by n.at desc, n.id limit 50
"""


async def news(*, since: datetime, now: datetime) -> list[News]:
    """What happened, the newest first, 50 at most; one statement."""
    return [News(**row) for row in await db.fetch(_NEWS, since, now)]
