"""Reads about people and what they may do."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.accounts import rules
from contest.accounts.queries.consents import INVARIANTS as _OF_CONSENTS
from contest.accounts.queries.consents import (
    ConsentLine,
    ConsentVersion,
    Offer,
    consent_draft,
    consent_texts,
    consent_versions,
    consents,
    held,
    home_of,
    judge_reads_sql,
    kept_from_judges,
    named_sql,
    not_sent_sql,
    offers,
    places_of_judges,
    sends_to_sql,
    shares_contacts_sql,
    works_in_sql,
    written_to_sql,
)
from contest.accounts.queries.factors import HAS_FACTOR, Factor, factor, holders, passkeys_of, pending_secret
from contest.accounts.queries.factors import INVARIANTS as _OF_FACTORS
from contest.accounts.queries.links import INVARIANTS as _OF_LINKS
from contest.accounts.queries.links import LinkLine, Opened, link_reach, links_of_round, opened_link, own_link
from contest.accounts.queries.requests import INVARIANTS as _OF_REQUESTS
from contest.accounts.queries.requests import RequestLine, own_request, own_requests, request_queue, request_to_answer
from contest.accounts.queries.tokens import Bearer, TokenLine, bearer, token_places, tokens, within
from contest.lib import db
from contest.lib.actor import Actor, Grant
from contest.notifications.rules import Recipient

__all__ = [
    "INVARIANTS",
    "Bearer",
    "ConsentLine",
    "ConsentVersion",
    "Credentials",
    "Factor",
    "GrantLine",
    "LinkLine",
    "Offer",
    "Opened",
    "RequestLine",
    "TokenLine",
    "actor",
    "bearer",
    "consent_draft",
    "consent_texts",
    "consent_versions",
    "consents",
    "credentials",
    "factor",
    "grant_line",
    "grants_in_reach",
    "held",
    "holders",
    "home_of",
    "invited",
    "judge_reads_sql",
    "kept_from_judges",
    "link_reach",
    "links_of_round",
    "named_sql",
    "not_sent_sql",
    "offers",
    "opened_link",
    "own_link",
    "own_request",
    "own_requests",
    "passkeys_of",
    "pending_secret",
    "people_with_role",
    "places_of_judges",
    "recipient",
    "recipients",
    "request_queue",
    "request_to_answer",
    "sends_to_sql",
    "shares_contacts_sql",
    "token_places",
    "tokens",
    "viewing_holds",
    "within",
    "works_in_sql",
    "written_to_sql",
]

# A role belongs to whoever reads the address it was given to: until that is proved it does nothing.
_ACTOR = """
select p.id, p.name, p.email, p.email_confirmed_at is not null as confirmed, p.locale, p.time_zone, p.is_demo,
       (select coalesce(json_agg(json_build_array(g.role, g.edition_id, g.round_id, g.expires_at)), '[]')
          from role_grant g
         where g.person = p.id and p.email_confirmed_at is not null
           and g.revoked_at is null and (g.expires_at is null or g.expires_at > $3)) as grants
  from person p where p.id = $1 and ($2::int is null or p.epoch = $2)
"""

_Row = tuple[str, UUID | None, UUID | None, datetime | None]


async def actor(*, person_id: UUID, epoch: int | None, now: datetime) -> Actor | None:
    """The person with the roles that hold at `now`; None where there is no such person or the epoch has passed."""
    row = await db.fetchrow(_ACTOR, person_id, epoch, now)
    if row is None:
        return None
    grants = msgspec.json.decode(row["grants"], type=list[_Row])
    return Actor(
        person_id=row["id"],
        name=row["name"],
        email=row["email"],
        email_confirmed=row["confirmed"],
        locale=row["locale"],
        time_zone=row["time_zone"],
        is_demo=row["is_demo"],
        grants=tuple(Grant(role, edition, round_, until) for role, edition, round_, until in grants),
    )


async def viewing_holds(*, viewing_id: UUID, now: datetime) -> bool:
    """Whether a look through somebody's eyes has not been ended, on any device or by a tie of who looks."""
    found: bool = await db.fetchval(
        "select exists (select from person_viewing where id = $1 and ended_at > $2)", viewing_id, now
    )
    return found


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """What signing in asks of a person. Never leaves the slice."""

    id: UUID
    email: str
    name: str
    locale: str
    is_demo: bool
    is_confirmed: bool
    password_hash: str | None
    epoch: int

    @property
    def recipient(self) -> Recipient:
        return Recipient(person_id=self.id, email=self.email, name=self.name, locale=self.locale, is_demo=self.is_demo)


_CREDENTIALS = """
select id, email, name, locale, is_demo, email_confirmed_at is not null as is_confirmed, password_hash, epoch
  from person where email = $1 or id = $2
"""


async def credentials(*, email: str | None = None, person_id: UUID | None = None) -> Credentials | None:
    """By address, or by id."""
    row = await db.fetchrow(_CREDENTIALS, email, person_id)
    return Credentials(**dict(row)) if row is not None else None


async def invited(*, digest: str, now: datetime) -> Credentials | None:
    """Whose invitation this is, while it is good."""
    person_id = await db.fetchval(
        "select person from one_time_code"
        " where digest = $1 and purpose = 'invite' and used_at is null and expires_at > $2",
        digest,
        now,
    )
    return await credentials(person_id=person_id) if person_id is not None else None


async def recipient(person_id: UUID) -> Recipient:
    """To whom a mail to this person goes."""
    return (await recipients([person_id]))[person_id]


async def recipient_at(email: str) -> Recipient | None:
    """To whom a mail to this address goes, where somebody here has it. Tell nobody whether there is one."""
    row = await db.fetchrow("select id, email, name, locale, is_demo from person where email = $1", email)
    return _recipient(row) if row is not None else None


async def recipients(person_ids: list[UUID]) -> dict[UUID, Recipient]:
    """To whom mails to these people go, in one statement."""
    rows = await db.fetch("select id, email, name, locale, is_demo from person where id = any($1::uuid[])", person_ids)
    return {row["id"]: _recipient(row) for row in rows}


def _recipient(row: Any) -> Recipient:
    return Recipient(
        person_id=row["id"], email=row["email"], name=row["name"], locale=row["locale"], is_demo=row["is_demo"]
    )


_WITH_ROLE = """
select distinct p.id, p.email, p.name, p.locale, p.is_demo from role_grant g join person p on p.id = g.person
 where g.role = $1 and g.revoked_at is null and (g.expires_at is null or g.expires_at > $4)
   and (g.edition_id is null or g.edition_id = $2) and (g.round_id is null or g.round_id = $3)
 order by p.id
"""


async def people_with_role(
    *, role: str, edition_id: UUID | None, round_id: UUID | None, now: datetime
) -> list[Recipient]:
    """Whoever holds the role so that it reaches this place at `now`, for the mails that go to them."""
    return [_recipient(row) for row in await db.fetch(_WITH_ROLE, role, edition_id, round_id, now)]


class GrantLine(msgspec.Struct, frozen=True, kw_only=True):
    """A role that somebody holds."""

    id: UUID
    person_id: UUID
    name: str
    email: str
    role: str
    edition_id: UUID | None
    round_id: UUID | None
    country: str
    reason: str
    expires_at: datetime | None
    is_demo: bool
    has_factor: bool


_GRANTS = """
select g.id, g.person as person_id, p.name, p.email, p.is_demo,
       {has_factor} as has_factor,
       g.role, g.edition_id, g.round_id, g.country, g.reason, g.expires_at
  from role_grant g join person p on p.id = g.person
 where g.revoked_at is null and (g.expires_at is null or g.expires_at > $1)
   and {condition}
 order by g.role, p.email, g.id
"""

_GIVEN = """(
       $2::bool
    or g.edition_id = any($3::uuid[])
    or (g.role = any($4::text[]) and exists (
           select from unnest($5::uuid[], $6::uuid[]) as own(round_id, edition_id)
            where own.round_id = g.round_id and (own.edition_id is null or own.edition_id = g.edition_id)))
   )"""


async def grants_in_reach(
    *,
    actor: Actor,
    edition_id: UUID | None = None,
    round_id: UUID | None = None,
    roles: Sequence[str] = rules.ROLES,
    now: datetime,
) -> list[GrantLine]:
    """The roles that the actor could take back (as `rules.may_give` says), of one edition or round where asked."""
    programme = [grant for grant in actor.holds(rules.PROGRAMME) if grant.round_id is None]
    own = [grant for grant in actor.holds(*rules.ORGANISERS) if grant.round_id is not None]
    condition = f"{_GIVEN} and ($7::uuid is null or g.edition_id = $7) and ($8::uuid is null or g.round_id = $8)"
    condition += " and g.role = any($9::text[])"
    rows = await db.fetch(
        _GRANTS.format(has_factor=HAS_FACTOR, condition=condition),
        now,
        actor.is_system or any(grant.edition_id is None for grant in programme),
        [grant.edition_id for grant in programme if grant.edition_id is not None],
        sorted(rules.ROUND_WORK),
        [grant.round_id for grant in own],
        [grant.edition_id for grant in own],
        edition_id,
        round_id,
        list(roles),
    )
    return [GrantLine(**dict(row)) for row in rows]


async def grant_line(*, grant_id: UUID, now: datetime) -> GrantLine | None:
    """One role that holds at `now`."""
    row = await db.fetchrow(_GRANTS.format(has_factor=HAS_FACTOR, condition="g.id = $2"), now, grant_id)
    return GrantLine(**dict(row)) if row is not None else None


INVARIANTS: dict[str, str] = {
    "a role for a round names its edition": (
        "select id, person from role_grant where round_id is not null and edition_id is null"
    ),
    "a role is for a round of the edition it names": (
        "select g.id, g.person from role_grant g join round r on r.id = g.round_id where r.edition <> g.edition_id"
    ),
    "passwords are kept as argon2id": "select id from person where password_hash not like '$argon2id$%'",
    "a code is tried five times at most": "select id, person from one_time_code where tries > 5",
    **_OF_CONSENTS,
    **_OF_FACTORS,
    **_OF_LINKS,
    **_OF_REQUESTS,
    "a token is made for at most a year, and for a round of an edition that it names": (
        "select id, person from api_token"
        " where expires_at > created_at + interval '366 days' or (round_id is not null and edition_id is null)"
    ),
    "a code is used while it is good": "select id, person from one_time_code where used_at >= expires_at",
}
