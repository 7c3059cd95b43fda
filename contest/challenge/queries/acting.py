"""Partners as those who act for them see them: links with their counts, and nominations."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.challenge import rules
from contest.challenge.rules.partners import PARTNER
from contest.lib import db
from contest.lib.actor import Actor

# `rules.partners.may_act_for` for the partner `p`, with `_reach(actor)` as the first five parameters.
ACTS_FOR = """($1::bool or p.edition = any($2::uuid[]) or (($3::bool or p.edition = any($4::uuid[]))
    and exists (select 1 from partner_person pp where pp.partner = p.id and pp.person = $5)))"""


class PartnerLine(msgspec.Struct, frozen=True, kw_only=True):
    """A name in the list of an edition; no endorsement."""

    id: UUID
    role: str
    name_en: str
    name_zh: str
    source: str
    permitted_at: datetime | None


class PartnerPage(msgspec.Struct, frozen=True, kw_only=True):
    """A partner with the edition that names it."""

    id: UUID
    role: str
    name_en: str
    name_zh: str
    edition_id: UUID
    edition_slug: str
    edition_name_en: str
    edition_name_zh: str
    edition_state: str
    is_demo: bool
    permission: str
    permitted_at: datetime | None


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A round that a link can lead to and somebody can be nominated for."""

    id: UUID
    slug: str
    name_en: str
    name_zh: str
    language: str
    closes_at: datetime


class LinkLine(msgspec.Struct, frozen=True, kw_only=True):
    """A link with what was counted through it, of nobody in particular."""

    code: str
    label: str
    round_slug: str | None
    round_name_en: str | None
    round_name_zh: str | None
    created_at: datetime
    views: int
    begun: int
    handed_in: int


class NominationLine(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody nominated; who declined or did not answer is forgotten, and has neither name nor address."""

    id: UUID
    name: str
    email: str
    state: str
    round_name_en: str
    round_name_zh: str
    created_at: datetime
    expires_at: datetime


class ActsFor(msgspec.Struct, frozen=True, kw_only=True):
    """A person who was named for a partner."""

    name: str
    email: str


class Nominated(msgspec.Struct, frozen=True, kw_only=True):
    """A nomination as the one who got it reads it, by the key in the mail."""

    id: UUID
    state: str
    name: str
    reason: str
    expires_at: datetime
    partner_en: str
    partner_zh: str
    round_id: UUID
    round_slug: str
    round_name_en: str
    round_name_zh: str
    round_state: str
    opens_at: datetime
    closes_at: datetime
    time_zone: str
    edition_slug: str
    edition_name_en: str
    edition_name_zh: str
    is_demo: bool


_PARTNER = """
select p.id, p.role, p.name_en, p.name_zh, e.id as edition_id, e.slug as edition_slug, e.name_en as edition_name_en,
       e.name_zh as edition_name_zh, e.state as edition_state, e.is_demo, p.permission, p.permitted_at
  from partner p join edition e on e.id = p.edition
"""

_LINKS = """
select l.code, l.label, r.slug as round_slug, r.name_en as round_name_en, r.name_zh as round_name_zh, l.created_at,
       coalesce(sum(c.views), 0) as views, coalesce(sum(c.begun), 0) as begun,
       coalesce(sum(c.handed_in), 0) as handed_in
  from partner_link l left join round r on r.id = l.round left join link_count c on c.link = l.id
 where l.partner = $1 group by l.id, r.id order by l.created_at desc, l.id desc
"""

_NOMINATED = """
select n.id, n.state, n.name, n.reason, n.expires_at, p.name_en as partner_en, p.name_zh as partner_zh,
       r.id as round_id, r.slug as round_slug, r.name_en as round_name_en, r.name_zh as round_name_zh,
       r.state as round_state, r.opens_at, r.closes_at, r.time_zone, e.slug as edition_slug,
       e.name_en as edition_name_en, e.name_zh as edition_name_zh, e.is_demo
  from nomination n join partner p on p.id = n.partner join round r on r.id = n.round join edition e on e.id = r.edition
 where n.digest = $1
"""


def _reach(actor: Actor) -> tuple[bool, list[UUID], bool, list[UUID], UUID | None]:
    organised = rules.reach(actor)
    held = [grant.edition_id for grant in actor.holds(PARTNER) if grant.round_id is None]
    return (
        organised.everywhere,
        organised.editions,
        None in held,
        [edition_id for edition_id in held if edition_id is not None],
        actor.person_id,
    )


async def partner_page(*, actor: Actor, partner_id: UUID) -> PartnerPage | None:
    """The partner, for who acts for it."""
    row = await db.fetchrow(f"{_PARTNER} where {ACTS_FOR} and p.id = $6", *_reach(actor), partner_id)
    return None if row is None else PartnerPage(**row)


async def partners(*, edition_id: UUID) -> list[PartnerLine]:
    """The partners named by an edition, for who prepares it: in public only those whose permission is recorded."""
    rows = await db.fetch(
        "select id, role, name_en, name_zh, source, permitted_at from partner where edition = $1 order by position, id",
        edition_id,
    )
    return [PartnerLine(**row) for row in rows]


async def my_partners(*, actor: Actor) -> list[PartnerPage]:
    """The partners for which the actor was named and holds the role."""
    everywhere, editions, person = _reach(actor)[2:]
    rows = await db.fetch(
        f"{_PARTNER} where ($1::bool or p.edition = any($2::uuid[]))"  # noqa: S608 - a fixed statement
        " and exists (select 1 from partner_person pp where pp.partner = p.id and pp.person = $3)"
        " order by e.created_at desc, p.position, p.id",
        everywhere,
        editions,
        person,
    )
    return [PartnerPage(**row) for row in rows]


async def targets(*, edition_id: UUID, now: datetime) -> list[Target]:
    """The rounds of an edition whose call is open at `now`, or opens later."""
    rows = await db.fetch(
        "select id, slug, name_en, name_zh, language, closes_at from round where edition = $1 and state = 'open'"
        " and closes_at > $2 order by closes_at, id",
        edition_id,
        now,
    )
    return [Target(**row) for row in rows]


async def links(*, partner_id: UUID) -> list[LinkLine]:
    """A partner's links, the newest first. The caller has found the partner for the actor."""
    return [LinkLine(**row) for row in await db.fetch(_LINKS, partner_id)]


async def nominations(*, partner_id: UUID) -> list[NominationLine]:
    """Whom a partner nominated, the newest first. The caller has found the partner for the actor."""
    rows = await db.fetch(
        "select n.id, n.name, n.email, n.state, r.name_en as round_name_en, r.name_zh as round_name_zh, n.created_at,"
        " n.expires_at from nomination n join round r on r.id = n.round where n.partner = $1"
        " order by n.created_at desc, n.id desc limit 500",
        partner_id,
    )
    return [NominationLine(**row) for row in rows]


async def people_of(*, partner_id: UUID) -> list[ActsFor]:
    """Who was named for a partner."""
    rows = await db.fetch(
        "select p.name, p.email from partner_person pp join person p on p.id = pp.person"
        " where pp.partner = $1 order by p.email",
        partner_id,
    )
    return [ActsFor(**row) for row in rows]


async def nominated(*, digest: str) -> Nominated | None:
    """The nomination whose key has this digest: the key is what lets somebody read it."""
    row = await db.fetchrow(_NOMINATED, digest)
    return None if row is None else Nominated(**row)
