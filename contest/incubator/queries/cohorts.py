"""Cohorts, and the entries that may become ventures."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from contest.incubator import rules
from contest.incubator.queries.visible import RUN, reach
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound

MOST = 500


class Cohort(msgspec.Struct, frozen=True, kw_only=True):
    """A cohort with how many ventures it has, and how many of them went on to be registered."""

    id: UUID
    edition_id: UUID
    name_en: str
    name_zh: str
    starts_on: date
    ends_on: date
    ventures: int
    registered: int


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that the latest final decision on it let advance, or awarded, and that is no venture yet."""

    submission_id: UUID
    version_id: UUID
    round_id: UUID
    code: str
    kind: str
    title_en: str
    title_zh: str
    organisation_name: str
    country: str
    round_en: str
    round_zh: str
    outcome: str
    award_en: str
    award_zh: str
    decided_at: datetime
    time_zone: str


_COHORT = """
select c.id, c.edition as edition_id, c.name_en, c.name_zh, c.starts_on, c.ends_on, count(n.id) as ventures,
       count(n.registered_on) as registered
  from cohort c left join venture n on n.cohort = c.id
"""

_CANDIDATES = f"""
select * from (
  select distinct on (s.id) s.id as submission_id, v.id as version_id, r.id as round_id, s.code, s.kind, v.title_en,
         v.title_zh, v.organisation_name, v.country, r.name_en as round_en, r.name_zh as round_zh, i.outcome,
         i.award_en, i.award_zh, d.final_at as decided_at, r.time_zone
    from decision d
    join round r on r.id = d.round
    join decision_item i on i.decision = d.id
    join submission s on s.id = i.submission and s.state = 'submitted'
    join standing st on st.submission = s.id and st.round = r.id
    join submission_version v on v.id = st.version
   where r.edition = $4 and d.state = 'final' and {RUN}
   order by s.id, d.final_at desc, d.id desc) latest
 where outcome in ('advanced', 'awarded')
   and not exists (select 1 from venture n where n.submission = latest.submission_id)
 order by outcome = 'advanced', decided_at desc, code
 limit {MOST}
"""  # noqa: S608 - fixed conditions


async def cohorts(*, actor: Actor, edition_id: UUID) -> list[Cohort]:
    """The cohorts of an edition, the newest first, for who runs its incubator; else `NotFound`."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    rows = await db.fetch(
        f"{_COHORT} where c.edition = $1 group by c.id order by c.starts_on desc, c.id desc", edition_id
    )
    return [Cohort(**row) for row in rows]


async def cohort(*, actor: Actor, cohort_id: UUID) -> Cohort:
    """One cohort, for who runs its incubator; else `NotFound`."""
    row = await db.fetchrow(f"{_COHORT} where c.id = $1 group by c.id", cohort_id)
    if row is None or not rules.may_run(actor, edition_id=row["edition_id"]):
        raise NotFound
    return Cohort(**row)


async def candidates(*, actor: Actor, edition_id: UUID) -> list[Candidate]:
    """The entries that may become ventures: the awarded first. None that the actor is tied to."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    return [Candidate(**row) for row in await db.fetch(_CANDIDATES, *reach(actor), edition_id)]
