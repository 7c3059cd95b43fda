"""Reads of links that sign somebody in again and again, and of the devices they were opened on."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.accounts.rules import may_give
from contest.accounts.rules.links import Reach
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound

_GOOD = "l.revoked_at is null and l.expires_at > $2 and l.epoch = p.epoch"


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A link that is good, as who has it sees it."""

    id: UUID
    person_id: UUID
    name: str
    round_id: UUID
    expires_at: datetime


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """A browser that a link was opened on."""

    id: UUID
    name: str
    first_at: datetime
    last_at: datetime


class LinkLine(msgspec.Struct, frozen=True, kw_only=True):
    """A link that works, of `person_id`, with its devices, the one used last first. The key itself nobody can read."""

    id: UUID
    person_id: UUID
    created_at: datetime
    expires_at: datetime
    devices: list[Device]


_REACH = f"""
select l.role, l.edition_id, l.round_id, l.paths
  from link_device d join sign_in_link l on l.id = d.link join person p on p.id = l.person
 where d.id = $1 and d.revoked_at is null and {_GOOD}
"""  # noqa: S608 - constants only

_OPENED = f"""
select l.id, l.person as person_id, p.name, l.round_id, l.expires_at
  from sign_in_link l join person p on p.id = l.person where l.digest = $1 and {_GOOD}
"""  # noqa: S608 - constants only

_LINES = f"""
select l.id, l.person as person_id, l.created_at, l.expires_at,
       (select coalesce(json_agg(json_build_object('id', d.id, 'name', d.name, 'first_at', d.first_at,
                                                   'last_at', d.last_at) order by d.last_at desc, d.id), '[]')
          from link_device d where d.link = l.id and d.revoked_at is null) as devices
  from sign_in_link l join person p on p.id = l.person
 where l.round_id = $1 and {_GOOD}
"""  # noqa: S608 - constants only


async def link_reach(*, device_id: UUID, now: datetime) -> Reach | None:
    """What a session reaches that began on this device; None once the device, the link or the sign-ins are ended."""
    row = await db.fetchrow(_REACH, device_id, now)
    return None if row is None else Reach(**{**row, "paths": tuple(row["paths"])})


async def opened_link(*, digest: str, now: datetime) -> Opened | None:
    """The link with this digest, while it is good."""
    row = await db.fetchrow(_OPENED, digest, now)
    return None if row is None else Opened(**row)


async def links_of_round(*, actor: Actor, role: str, edition_id: UUID, round_id: UUID, now: datetime) -> list[LinkLine]:
    """The links for a role in a round, for who gives it; to all others it is not there."""
    if not may_give(actor, role=role, edition_id=edition_id, round_id=round_id):
        raise NotFound
    return [_line(row) for row in await db.fetch(_LINES + " and l.role = $3 order by l.id", round_id, now, role)]


async def own_link(*, actor: Actor, round_id: UUID, now: datetime) -> LinkLine | None:
    """The actor's own link for a round."""
    row = await db.fetchrow(_LINES + " and l.person = $3", round_id, now, actor.id)
    return None if row is None else _line(row)


def _line(row: Any) -> LinkLine:
    return LinkLine(**{**row, "devices": msgspec.json.decode(row["devices"], type=list[Device])})


INVARIANTS: dict[str, str] = {
    "a person has one link at most that is not ended, for a role in a round": """
        select person, role, round_id from sign_in_link where revoked_at is null
         group by person, role, round_id having count(*) > 1""",
}
