"""Giving roles and taking them back."""

from datetime import datetime
from uuid import UUID

from contest.accounts import queries, rules
from contest.accounts.tables import RoleGrant
from contest.audit import service as audit
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.countries import codes
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from contest.lib.i18n import N_

_SAME = """
select id from role_grant
 where person = $1 and role = $2 and edition_id is not distinct from $3 and round_id is not distinct from $4
   and revoked_at is null and (expires_at is null or (expires_at > $6 and expires_at >= $5::timestamptz))
 limit 1
"""


async def grant_role(
    *,
    actor: Actor,
    person_id: UUID,
    role: str,
    edition_id: UUID | None = None,
    round_id: UUID | None = None,
    reason: str,
    country: str = "",
    expires_at: datetime | None = None,
    now: datetime,
) -> UUID:
    """Give somebody a role for a round, an edition or the installation; the id of the grant. `country`: where they
    work in it, "" where nobody said.

    Take both ids from the round itself, never from a form: accounts stand below the contest and cannot look it up.
    A role that is held already, for as long, is left as it is but for the country.
    """
    _refuse_grant(actor, person_id, role, edition_id, round_id, country, expires_at, now)
    same: UUID | None = await db.fetchval(_SAME, person_id, role, edition_id, round_id, expires_at, now)
    if same is not None:
        await _works_in(actor, same, country)
        return same
    row = RoleGrant(
        person=person_id,
        role=role,
        edition_id=edition_id,
        round_id=round_id,
        country=country,
        reason=reason,
        granted_by=actor.person_id,
        created_at=now,
        expires_at=expires_at,
    )
    await row.save()
    data = {"person": person_id, "role": role, "edition": edition_id, "round": round_id, "until": expires_at}
    data |= {"country": country} if country else {}
    await audit.record(
        actor=actor, action="role.grant", thing="role_grant", thing_id=row.id, data=data, texts={"reason": reason}
    )
    return UUID(str(row.id))


def _refuse_grant(
    actor: Actor, person_id: UUID, role: str, edition_id: UUID | None, round_id: UUID | None, country: str,
    expires_at: datetime | None, now: datetime,
) -> None:  # fmt: skip
    if role not in rules.ROLES:
        raise Invalid(fields={"role": N_("Choose one of the answers offered.")})
    if round_id is not None and edition_id is None:
        raise ValueError("a role for a round names the round's edition too")
    if not rules.may_give(actor, role=role, edition_id=edition_id, round_id=round_id):
        raise NotAllowed(N_("You can give roles only where you organise."))
    if actor.person_id == person_id:
        raise NotAllowed(N_("Nobody gives a role to themselves."))
    if expires_at is not None and expires_at <= now:
        raise Invalid(fields={"expires_at": N_("This moment has passed.")})
    if country and country not in codes():
        raise Invalid(fields={"country": N_("Choose one of the answers offered.")})


async def _works_in(actor: Actor, grant_id: UUID, country: str) -> None:
    """Say where a role that is held already is worked, if that is new."""
    changed = country and await db.fetchval(
        "update role_grant set country = $2 where id = $1 and country <> $2 returning id", grant_id, country
    )
    if changed:
        data = {"country": country}
        await audit.record(actor=actor, action="role.country", thing="role_grant", thing_id=grant_id, data=data)


_OTHERS = """
select 1 from role_grant g join person p on p.id = g.person
 where g.role = $1 and g.edition_id is null and g.id <> $2 and g.person <> $3 and p.email_confirmed_at is not null
   and not p.is_demo and g.revoked_at is null and (g.expires_at is null or g.expires_at > $4) limit 1
"""


async def revoke_role(*, actor: Actor, grant_id: UUID, reason: str, now: datetime) -> queries.GrantLine:
    """Take a role back, from this moment on; what it was.

    What the actor could not have given is not there for them. The last organiser of the whole installation stays:
    nobody could make another one in the browser.
    """
    line = await queries.grant_line(grant_id=grant_id, now=now)
    if line is None or not rules.may_give(actor, role=line.role, edition_id=line.edition_id, round_id=line.round_id):
        raise NotFound
    is_chief = line.role == rules.PROGRAMME and line.edition_id is None and line.expires_at is None
    if is_chief and not line.is_demo and not await db.fetchval(_OTHERS, line.role, grant_id, line.person_id, now):
        raise Conflict(N_("Nobody else organises the whole installation. Appoint somebody first."))
    await RoleGrant.update(revoked_at=now).where(RoleGrant.id == grant_id)
    await audit.record(
        actor=actor,
        action="role.revoke",
        thing="role_grant",
        thing_id=grant_id,
        data={"person": line.person_id, "role": line.role, "edition": line.edition_id, "round": line.round_id},
        texts={"reason": reason},
    )
    return line
