"""Where ventures work and with whom: of one venture, of an edition, and as far as is public."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec

from contest.accounts.queries import named_sql
from contest.incubator import rules
from contest.incubator.queries.visible import REVERSED, RUN, reach
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A place of a venture; degrees north and east. In public, the partner is empty unless it agreed to be named."""

    id: UUID
    venture_id: UUID
    code: str
    title_en: str
    title_zh: str
    scene_en: str
    scene_zh: str
    stage: str
    kind: str
    place_en: str
    place_zh: str
    country: str
    latitude: Decimal | None
    longitude: Decimal | None
    partner_en: str
    partner_zh: str
    names_partner: bool
    since_on: date
    file_id: UUID | None
    file_name: str | None


class Publicity(msgspec.Struct, frozen=True, kw_only=True):
    """What a venture's people let be published; `is_named`: whether who owned the entry lets themselves be named."""

    shows_place: bool
    shows_figures: bool
    is_named: bool


class Ties(msgspec.Struct, frozen=True, kw_only=True):
    """Who works with a venture, beside the partners at its places: `mentors` by name, and the agreements that its
    organisation signed, each as (reference, English, Chinese) with the names of the others."""

    venture_id: UUID
    mentors: list[str]
    agreements: list[tuple[UUID, str, str, list[str]]]


_PLACE = """
select p.id, n.id as venture_id, s.code, v.title_en, v.title_zh, coalesce(c.name_en, '') as scene_en,
       coalesce(c.name_zh, '') as scene_zh, n.stage, p.kind, p.place_en, p.place_zh, p.country, p.latitude, p.longitude,
       p.partner_en, p.partner_zh, p.names_partner, p.since_on, f.id as file_id, f.name as file_name
  from venture_place p
  join venture n on n.id = p.venture
  join submission s on s.id = n.submission
  join submission_version v on v.id = n.version
  left join scene c on c.edition = s.edition and c.key = v.scene
  left join venture_file l on l.id = p.evidence
  left join file f on f.id = l.file
"""

# That its people let its places be published, and whoever owned the entry lets themselves be named.
_OPEN = f"""exists (select from venture_publicity y where y.venture = n.id and y.shows_place)
   and {named_sql("s.owner")} and s.state = 'submitted' and not ({REVERSED})
   and n.stage not in ('parked', 'withdrawn', 'failed')"""

_ORDER = "order by p.kind, p.place_en, p.place_zh, p.since_on, p.id"


async def places(*, venture_id: UUID) -> list[Place]:
    """The places of a venture. The caller has found it for the actor."""
    return [Place(**row) for row in await db.fetch(f"{_PLACE} where n.id = $1 {_ORDER}", venture_id)]


async def place_venture(*, place_id: UUID) -> UUID:
    """Whose place it is; else `NotFound`."""
    found: UUID | None = await db.fetchval("select venture from venture_place where id = $1", place_id)
    if found is None:
        raise NotFound
    return found


async def edition_places(*, actor: Actor, edition_id: UUID) -> list[Place]:
    """The places of an edition's ventures, for who runs its incubator; of none that they are tied to."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    rows = await db.fetch(f"{_PLACE} where s.edition = $4 and {RUN} {_ORDER}", *reach(actor), edition_id)
    return [Place(**row) for row in rows]


async def open_places(*, edition_id: UUID) -> list[Place]:
    """The places that everybody may know of; a partner is named only where it agreed to that."""
    found = []
    for row in await db.fetch(f"{_PLACE} where s.edition = $1 and {_OPEN} {_ORDER}", edition_id):
        one = Place(**row)
        kept = {} if one.names_partner else {"partner_en": "", "partner_zh": ""}
        found.append(msgspec.structs.replace(one, file_id=None, file_name=None, **kept))
    return found


async def publicity(*, venture_id: UUID) -> Publicity:
    """What is to be published of a venture. The caller has found it for the actor."""
    row = await db.fetchrow(
        "select coalesce(y.shows_place, false) as shows_place, coalesce(y.shows_figures, false) as shows_figures,"  # noqa: S608
        f" {named_sql('s.owner')} as is_named from venture n join submission s on s.id = n.submission"
        " left join venture_publicity y on y.venture = n.id where n.id = $1",
        venture_id,
    )
    if row is None:
        raise NotFound
    return Publicity(**row)


# The parties of the edition's agreements are read once and met with the ventures by organisation and by name.
_TIES = f"""
with mine as (
  select n.id, h.organisation, v.organisation_name as name
    from venture n join submission s on s.id = n.submission join submission_version v on v.id = n.version
    join person h on h.id = s.owner
   where s.edition = $4 and {RUN}),
party as (
  select t.id, t.agreement, t.organisation, t.name_en, t.name_zh
    from agreement a join agreement_party t on t.agreement = a.id where a.edition_id = $4),
signed as (
  select m.id as venture, t.id as party, t.agreement from mine m join party t on t.organisation = m.organisation
   union
  select m.id, t.id, t.agreement from mine m join party t on t.name_en = m.name where m.name <> ''
   union
  select m.id, t.id, t.agreement from mine m join party t on t.name_zh = m.name where m.name <> ''),
agreed as (
  select s.venture, json_agg(json_build_array(a.id, a.title_en, a.title_zh,
           array(select coalesce(nullif(o.name_en, ''), o.name_zh) from agreement_party o
                  where o.agreement = a.id and o.id <> s.party order by o.place)) order by a.signed_on desc) as lines
    from signed s join agreement a on a.id = s.agreement group by s.venture),
guided as (
  select g.venture, array_agg(p.name order by p.name) as names
    from mentoring g join mine on mine.id = g.venture join mentor m on m.id = g.mentor join person p on p.id = m.person
   where g.until_on is null group by g.venture)
select mine.id as venture_id, coalesce(guided.names, '{{}}') as mentors, coalesce(agreed.lines, '[]') as agreements
  from mine left join guided on guided.venture = mine.id left join agreed on agreed.venture = mine.id
 where guided.venture is not null or agreed.venture is not null
"""  # noqa: S608 - a fixed condition


async def ties(*, actor: Actor, edition_id: UUID) -> dict[UUID, Ties]:
    """By venture, its mentors and its organisation's agreements; those of the edition with either."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    found = {}
    for row in await db.fetch(_TIES, *reach(actor), edition_id):
        one = dict(row)
        kept = msgspec.json.decode(one.pop("agreements"), type=list[tuple[UUID, str, str, list[str]]])
        found[one["venture_id"]] = Ties(agreements=kept, **one)
    return found
