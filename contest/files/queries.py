"""Uploads that are under way, and what the database promises of files."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec

from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.i18n import N_
from contest.lib.personal import Erased, Kept


class UnderWay(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was announced and is not whole yet. `moved_at`: when one of its parts was last asked for.

    `sent_bytes` is what its sender began to send, be it here or on its way: for a rule, not for a progress bar.
    """

    id: UUID
    name: str
    declared_size: int
    sent_bytes: int
    announced_at: datetime
    moved_at: datetime


_UNDER_WAY = """
select f.id, f.name, f.declared_size, f.announced_at, f.moved_at,
       (select coalesce(sum(p.size), 0)::bigint from file_part p where p.file = f.id) as sent_bytes
  from file f
 where f.id = any($1::uuid[]) and f.owner_id = $2 and f.state = 'announced' and f.upload_id is not null
 order by f.announced_at, f.id
"""


async def under_way(*, actor: Actor, file_ids: Collection[UUID]) -> list[UnderWay]:
    """Which of these uploads of the actor's are still under way: announced, begun, neither whole nor given up."""
    if not file_ids:
        return []
    return [UnderWay(**row) for row in await db.fetch(_UNDER_WAY, list(file_ids), actor.person_id)]


INVARIANTS: dict[str, str] = {
    "a checked file has a size, a digest and a type": """
        select id from file
         where state = 'checked' and (size is null or sha256 is null or content_type is null or pages is null)""",
    "a refused file says why": "select id from file where state = 'refused' and coalesce(reason, '') = ''",
    "what has arrived is no larger than what may be taken": """
        select id from file where size > most_bytes and state <> 'refused'""",
    "a checked file was scanned, or its scan was waived": """
        select id from file where state = 'checked' and scanned_with = '' and not is_scan_waived""",
    "only a file under way has parts": """
        select distinct f.id from file_part p join file f on f.id = p.file
         where f.state not in ('announced', 'uploaded')""",
}


KEPT = (
    Kept(
        key="files",
        title=N_("Files that you uploaded"),
        sql="""select id, name, purpose, size, sha256 as digest, announced_at as at, state
                 from file where owner_id = $1 and state <> 'dropped' order by announced_at, id""",
    ),
)

# A file that nothing else needs was dropped before (`service.forget`); one that others need stays with its name.
ERASED = (Erased(table="file", person="t.owner_id", where="t.state = 'dropped'", to={"name": "''", "reason": "null"}),)
OF_NOBODY = ("file_part",)
