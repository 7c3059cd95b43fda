"""One-time codes and links: kept as keyed digests, good once, for one purpose, for a while."""

import secrets
from datetime import datetime, timedelta
from urllib.parse import quote
from uuid import UUID

from contest.accounts import rules
from contest.lib import db
from contest.lib.config import settings
from contest.lib.ids import secret_code, uuid7
from contest.lib.web import signing

# A try is counted on every code that could have been meant, before it is compared: five in all, however many at once.
_TRY = """
with tried as (
    update one_time_code set tries = tries + 1
     where person = $1 and purpose = $2 and used_at is null and expires_at > $3 and tries < $4
    returning digest
)
select exists (select from tried where digest = $5)
"""

_USE = (
    "update one_time_code set used_at = $3 where person = $1 and purpose = $2 and used_at is null and expires_at > $3"
)

_KEEP = """
insert into one_time_code (id, person, purpose, digest, tries, created_at, expires_at)
select $1, $2::uuid, $3::text, $4::text, 0, $5, $6 where $2::uuid is not null
"""

_USE_LINK = """
update one_time_code set used_at = $2
 where digest = $1 and purpose = 'invite' and used_at is null and expires_at > $2
returning person
"""


def _digest(person_id: UUID | None, purpose: str, code: str) -> str:
    return signing.mac("code", f"{person_id} {purpose} {code}")


def link_digest(key: str) -> str:
    """What is kept of the key in an invitation's link."""
    return signing.mac("invitation", key)


async def make_code(person_id: UUID | None, purpose: str, *, now: datetime) -> str:
    """A new code to be mailed, inside the caller's `work()`; codes long gone are swept out.

    For nobody the same statements run and keep nothing: how long they take must not tell who is known.
    """
    code = secret_code(rules.CODE_LENGTH)
    await db.execute(
        "delete from one_time_code where person = $1 and expires_at < $2", person_id, now - timedelta(days=1)
    )
    await _keep(person_id, purpose, _digest(person_id, purpose, code), now=now, until=now + rules.CODE_LIFE)
    return code


async def take_code(person_id: UUID | None, purpose: str, code: str, *, now: datetime) -> bool:
    """Whether the code is right, which uses up all of its purpose. Commit also when it is not: the try counts."""
    digest = _digest(person_id, purpose, rules.clean_code(code))
    if not await db.fetchval(_TRY, person_id, purpose, now, rules.CODE_TRIES, digest):
        return False
    await db.execute(_USE, person_id, purpose, now)
    return True


async def make_link(person_id: UUID, *, life: timedelta, landing: str = "", now: datetime) -> str:
    """The address of an invitation, to be mailed or handed over, inside the caller's `work()`.

    `landing` is the page of this house that it leads to.
    """
    key = secrets.token_urlsafe(32)
    await _keep(person_id, "invite", link_digest(key), now=now, until=now + life)
    return f"{settings().public_url}/invitation?key={key}" + (f"&next={quote(landing)}" if landing else "")


async def take_link(key: str, *, now: datetime) -> UUID | None:
    """Whose invitation it was, the first time."""
    found: UUID | None = await db.fetchval(_USE_LINK, link_digest(key), now)
    return found


async def _keep(person_id: UUID | None, purpose: str, digest: str, *, now: datetime, until: datetime) -> None:
    await db.execute(_KEEP, uuid7(), person_id, purpose, digest, now, until)
