"""A call as anyone may read it, from the day it opens."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.challenge import queries as challenge
from contest.challenge.rules import takes_entries
from contest.challenge.rules.forms import Form
from contest.lib import db
from contest.site.queries.first_page import Named, PublicEdition


class CallRound(msgspec.Struct, frozen=True, kw_only=True):
    """A round as its call shows it. `moved`: how often it changed since it opened, `changed_at`: when last."""

    id: UUID
    edition_id: UUID
    edition_slug: str
    edition_name_en: str
    edition_name_zh: str
    edition_state: str
    is_demo: bool
    slug: str
    name_en: str
    name_zh: str
    call_en: str
    call_zh: str
    city_en: str | None
    city_zh: str | None
    stage: str
    state: str
    time_zone: str
    opens_at: datetime
    closes_at: datetime
    reviews_due_at: datetime
    notice_days: int
    blindness: str
    publicity: str
    language: str
    kinds: list[str]
    quota: int | None
    country: str | None
    moved: int
    changed_at: datetime | None
    has_check: bool

    def takes_entries(self, now: datetime) -> bool:
        return takes_entries(state=self.state, opens_at=self.opens_at, closes_at=self.closes_at, now=now)


class CallChange(msgspec.Struct, frozen=True, kw_only=True):
    """What changed since a call opened, and why: its `deadline`, the `rules`, a `form`, or that it was `cancelled`.

    `number` is the new version of the rules or the form, `of` the kind of entry that the form is for.
    """

    kind: str
    was: datetime | None
    becomes: datetime | None
    number: int | None
    of: str
    reason_en: str
    reason_zh: str
    changed_at: datetime


class EditionCall(msgspec.Struct, frozen=True, kw_only=True):
    """An edition as its call shows it, with those of its listed rounds that have opened, whatever became of them."""

    edition: PublicEdition
    state: str
    rounds: list[CallRound]
    scenes: list[Named]
    partners: list[Named]
    rules_number: int | None


class CriterionLine(msgspec.Struct, frozen=True, kw_only=True):
    """A criterion of a round's rubric; `for_talent`: of the one that judges people, not projects."""

    for_talent: bool
    name_en: str
    name_zh: str
    guide_en: str
    guide_zh: str
    weight: int
    rule: str
    reviews_each: int


_CALL = """
select r.id, e.id as edition_id, e.slug as edition_slug, e.name_en as edition_name_en,
       e.name_zh as edition_name_zh, e.state as edition_state, e.is_demo, r.slug, r.name_en, r.name_zh, r.call_en,
       r.call_zh, c.name_en as city_en, c.name_zh as city_zh, r.stage, r.state, r.time_zone, r.opens_at, r.closes_at,
       r.reviews_due_at, r.notice_days, r.blindness, r.publicity, r.language, r.kinds, r.quota, c.country,
       (select count(*) from round_change t where t.round = r.id) as moved,
       (select max(t.changed_at) from round_change t where t.round = r.id) as changed_at,
       exists (select 1 from self_check k where k.round = r.id or (k.edition = e.id and k.round is null)) as has_check
  from round r join edition e on e.id = r.edition left join city c on c.id = r.city
 where e.state <> 'draft' and r.state <> 'planned'
"""

_EDITION = """
select e.id, e.slug, e.name_en, e.name_zh, e.purpose_en, e.purpose_zh, e.is_demo, e.state,
       (select max(number) from rules_text t where t.edition = e.id and t.published_at is not null) as rules_number,
       (select coalesce(json_agg(s order by s.position, s.id), '[]') from scene s where s.edition = e.id) as scenes,
       (select coalesce(json_agg(p order by p.position, p.id), '[]') from partner p
         where p.edition = e.id and p.permitted_at is not null) as partners
  from edition e where e.slug = $1 and e.state <> 'draft'
"""

_CHANGES = """
select kind, was, becomes, null::int as number, '' as of, reason_en, reason_zh, changed_at
  from round_change where round = $1
union all
select 'rules', null, null, t.number, '', t.reason_en, t.reason_zh, t.published_at
  from rules_text t join round r on r.edition = t.edition
 where r.id = $1 and t.number > 1 and t.published_at > r.opens_at
union all
select 'form', null, null, f.number, f.kind, f.reason_en, f.reason_zh, f.published_at
  from entry_form f join round r on r.edition = f.edition and f.kind = any(r.kinds)
 where r.id = $1 and f.number > 1 and f.published_at > r.opens_at
 order by changed_at desc
"""

_FORMS = """
select distinct on (kind) kind, id from entry_form where edition = $1 and kind = any($2) and state = 'published'
 order by kind, number desc
"""

_CRITERIA = """
select t.rubric = j.talent_rubric as for_talent, t.name_en, t.name_zh, t.guide_en, t.guide_zh, t.weight,
       j.rule, j.reviews_each
  from judging_round j
  join criterion t on t.rubric = j.rubric or t.rubric = j.talent_rubric
 where j.round = $1
 order by t.rubric = j.talent_rubric, t.position, t.id
"""


async def call(*, edition_slug: str, round_slug: str) -> CallRound | None:
    """A call that has opened, whatever became of it, listed or not; None for one that is still planned."""
    row = await db.fetchrow(_CALL + " and e.slug = $1 and r.slug = $2", edition_slug, round_slug)
    return None if row is None else CallRound(**row)


class ProgrammeRound(msgspec.Struct, frozen=True, kw_only=True):
    """A round whose event has a programme, opened for entries or not."""

    id: UUID
    edition_slug: str
    edition_name_en: str
    edition_name_zh: str
    is_demo: bool
    name_en: str
    name_zh: str
    time_zone: str
    publicity: str
    language: str


async def programme_round(*, edition_slug: str, round_slug: str) -> ProgrammeRound | None:
    """The round of these addresses, of an edition that has opened; None where it was cancelled."""
    row = await db.fetchrow(
        """select r.id, e.slug as edition_slug, e.name_en as edition_name_en, e.name_zh as edition_name_zh, e.is_demo,
                  r.name_en, r.name_zh, r.time_zone, r.publicity, r.language
             from round r join edition e on e.id = r.edition
            where e.slug = $1 and r.slug = $2 and e.state <> 'draft' and r.state <> 'cancelled'""",
        edition_slug,
        round_slug,
    )
    return None if row is None else ProgrammeRound(**row)


async def edition_call(*, slug: str) -> EditionCall | None:
    """An edition that is no draft any more; None else."""
    row = await db.fetchrow(_EDITION, slug)
    if row is None:
        return None
    listed = " and r.publicity <> 'unlisted' and e.slug = $1"
    rounds = await db.fetch(_CALL + listed + " order by r.state <> 'open', r.closes_at, r.id", slug)
    return EditionCall(
        edition=PublicEdition(**{name: row[name] for name in PublicEdition.__struct_fields__}),
        state=row["state"],
        rounds=[CallRound(**each) for each in rounds],
        scenes=msgspec.json.decode(row["scenes"], type=list[Named]),
        partners=msgspec.json.decode(row["partners"], type=list[Named]),
        rules_number=row["rules_number"],
    )


async def listed(*, since: datetime) -> list[CallRound]:
    """Listed calls whose deadline lies after `since`, of all editions that are open or being judged; by deadline."""
    listed = " and r.publicity <> 'unlisted' and e.state <> 'closed' and r.closes_at > $1"
    rows = await db.fetch(_CALL + listed + " order by r.closes_at, r.id", since)
    return [CallRound(**row) for row in rows]


async def changes(*, round_id: UUID) -> list[CallChange]:
    """What changed since the call opened, the newest first."""
    return [CallChange(**row) for row in await db.fetch(_CHANGES, round_id)]


async def forms(*, edition_id: UUID, kinds: list[str]) -> list[Form]:
    """The form that an entry of each kind is written with now, in the order of `kinds`."""
    found = {row["kind"]: row["id"] for row in await db.fetch(_FORMS, edition_id, kinds)}
    return [await challenge.form(found[kind]) for kind in kinds if kind in found]


async def criteria(*, round_id: UUID) -> list[CriterionLine]:
    """How a round is judged; empty until its organisers have said so."""
    return [CriterionLine(**row) for row in await db.fetch(_CRITERIA, round_id)]
