"""Reads about people."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.lib import db
from contest.lib.actor import Actor, Grant

_ACTOR = """
select p.id, p.name, p.email, p.email_confirmed_at is not null as confirmed, p.locale, p.time_zone, p.is_demo,
       (select coalesce(json_agg(json_build_array(g.role, g.edition_id, g.round_id, g.expires_at)), '[]')
          from role_grant g
         where g.person = p.id and g.revoked_at is null and (g.expires_at is null or g.expires_at > $3)) as grants
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
