"""Counterparts, who acts for them, and what they agreed to."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.zone import rules


def acts_for_sql(person: str, edition: str, organisation: str) -> str:
    """The condition that a person acts for an organisation's counterpart in an edition: agreed, invited, not left.

    With the role, which a guard or the rule asks for, this is what every list of what counterparts see stands on.
    """
    return (
        "exists (select 1 from counterpart ac join counterpart_person ap on ap.counterpart = ac.id"  # noqa: S608
        f" join role_grant ag on ag.person = ap.person and ag.role = '{rules.COUNTERPART}' and ag.revoked_at is null"
        f" and (ag.edition_id is null or ag.edition_id = ac.edition_id)"
        f" where ac.edition_id = {edition} and ac.organisation = {organisation} and ac.left_at is null"
        f" and ap.person = {person} and ap.accepted_at is not null and ap.left_at is null)"
    )


class Counterpart(msgspec.Struct, frozen=True, kw_only=True):
    """A counterpart with how many act for it, and how many needs it owns."""

    id: UUID
    edition_id: UUID
    organisation: UUID
    name_en: str
    name_zh: str
    country: str
    kind: str
    about_en: str
    about_zh: str
    languages: list[str]
    is_named: bool
    is_demo: bool
    people: int
    invited: int
    needs: int


class NamedCounterpart(msgspec.Struct, frozen=True, kw_only=True):
    """A counterpart who lets the public know that it takes part."""

    name_en: str
    name_zh: str
    kind: str
    about_en: str
    about_zh: str


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody invited to act for a counterpart; `accepted_at` is None until they agreed to the terms."""

    person_id: UUID
    name: str
    email: str
    invited_at: datetime
    accepted_at: datetime | None


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """A version of what counterparts agree to. `id` is None for the first, which is shipped, until it is used."""

    id: UUID | None
    number: int
    body_en: str
    body_zh: str
    published_at: datetime | None


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation to act for a counterpart, as who got it reads it."""

    counterpart_id: UUID
    edition_id: UUID
    name_en: str
    name_zh: str
    kind: str
    accepted_at: datetime | None
    is_demo: bool


_COUNTERPART = """
select c.id, c.edition_id, c.organisation, o.name_en, o.name_zh, o.country, c.kind, c.about_en, c.about_zh,
       c.languages, c.is_named, c.is_demo,
       (select count(*) from counterpart_person p
         where p.counterpart = c.id and p.left_at is null and p.accepted_at is not null) as people,
       (select count(*) from counterpart_person p
         where p.counterpart = c.id and p.left_at is null and p.accepted_at is null) as invited,
       (select count(*) from need n where n.edition_id = c.edition_id and n.owner = c.organisation) as needs
  from counterpart c join organisation o on o.id = c.organisation
 where c.left_at is null
"""


async def counterparts(*, actor: Actor, edition_id: UUID) -> list[Counterpart]:
    """The counterparts of an edition, for who organises it or a round of it; else `NotFound`."""
    if not rules.may_read(actor, edition_id=edition_id):
        raise NotFound
    rows = await db.fetch(f"{_COUNTERPART} and c.edition_id = $1 order by c.kind, o.name_en, c.id", edition_id)
    return [Counterpart(**row) for row in rows]


async def counterpart(*, actor: Actor, counterpart_id: UUID) -> Counterpart:
    """One counterpart, for who organises there and who acts for it; else `NotFound`."""
    its = rules.editions_read(actor)
    row = await db.fetchrow(
        f"{_COUNTERPART} and c.id = $4 and ($1::bool or c.edition_id = any($2::uuid[])"
        f" or {acts_for_sql('$3', 'c.edition_id', 'c.organisation')})",
        its.everywhere,
        its.ids,
        actor.person_id,
        counterpart_id,
    )
    if row is None:
        raise NotFound
    return Counterpart(**row)


async def my_counterparts(*, actor: Actor) -> list[Counterpart]:
    """The counterparts for which the actor acts, the newest first."""
    rows = await db.fetch(
        f"{_COUNTERPART} and {acts_for_sql('$1', 'c.edition_id', 'c.organisation')} order by c.created_at desc, c.id",
        actor.person_id,
    )
    return [Counterpart(**row) for row in rows]


async def named_counterparts(*, edition_id: UUID) -> list[NamedCounterpart]:
    """Who lets the public know that they take part; somebody must act for them. Public."""
    rows = await db.fetch(
        """select o.name_en, o.name_zh, c.kind, c.about_en, c.about_zh
             from counterpart c join organisation o on o.id = c.organisation
            where c.edition_id = $1 and c.is_named and c.left_at is null
              and exists (select 1 from counterpart_person p where p.counterpart = c.id and p.left_at is null
                             and p.accepted_at is not null)
            order by c.kind, o.name_en, c.id""",
        edition_id,
    )
    return [NamedCounterpart(**row) for row in rows]


async def members(*, counterpart_id: UUID) -> list[Member]:
    """Who acts, or is asked to act, for a counterpart. The caller has found it for the actor."""
    rows = await db.fetch(
        "select p.id as person_id, p.name, p.email, m.invited_at, m.accepted_at"
        " from counterpart_person m join person p on p.id = m.person"
        " where m.counterpart = $1 and m.left_at is null order by p.email",
        counterpart_id,
    )
    return [Member(**row) for row in rows]


async def invitation(*, actor: Actor, counterpart_id: UUID) -> Invitation:
    """The actor's own invitation; `NotFound` where there is none, or it was taken back."""
    row = await db.fetchrow(
        "select c.id as counterpart_id, c.edition_id, o.name_en, o.name_zh, c.kind, m.accepted_at, c.is_demo"
        " from counterpart_person m join counterpart c on c.id = m.counterpart"
        " join organisation o on o.id = c.organisation"
        " where c.id = $1 and m.person = $2 and m.left_at is null and c.left_at is null",
        counterpart_id,
        actor.person_id,
    )
    if row is None:
        raise NotFound
    return Invitation(**row)


async def terms_in_force(*, edition_id: UUID) -> Terms:
    """The newest terms of an edition; where none were published, those every edition begins with."""
    row = await db.fetchrow(
        "select id, number, body_en, body_zh, published_at from counterpart_terms where edition_id = $1"
        " order by number desc limit 1",
        edition_id,
    )
    if row is None:
        return Terms(id=None, number=1, body_en=rules.FIRST_EN, body_zh=rules.FIRST_ZH, published_at=None)
    return Terms(**row)


INVARIANTS: dict[str, str] = {
    "who acts for a counterpart agreed to terms of its edition": """
        select m.id from counterpart_person m join counterpart c on c.id = m.counterpart
          join counterpart_terms t on t.id = m.terms
         where t.edition_id <> c.edition_id""",
    "terms of an edition are numbered without a gap": """
        select edition_id from counterpart_terms group by edition_id having count(*) <> max(number)""",
}
