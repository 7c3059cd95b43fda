"""Documents of a venture: its own link rows over `files`."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.files import rules as file_rules
from contest.files import service as files
from contest.incubator import queries
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.ids import uuid7

KINDS = ("pdf", "image")
MOST_BYTES = 20 * file_rules.MEGABYTE


async def add_file(
    *, actor: Actor, venture_id: UUID, name: str, declared_size: int, chunks: AsyncIterator[bytes], now: datetime
) -> UUID:
    """A document, by the venture's people or who runs its incubator; the file's id. Opens its own `work()`s, around
    the bytes."""
    async with db.work():
        found = await queries.venture(actor=actor, venture_id=venture_id)
        terms = file_rules.Terms(
            kinds=file_rules.kinds_of(KINDS), most_bytes=MOST_BYTES, is_scan_waived=found.is_scan_waived
        )
        announced = await files.announce(
            actor=actor, purpose="venture", name=name, declared_size=declared_size, terms=terms, now=now
        )
        await db.execute(
            "insert into venture_file (id, venture, file, added_by, added_at) values ($1, $2, $3, $4, $5)",
            uuid7(), venture_id, announced.id, actor.person_id, now,
        )  # fmt: skip
        data = {"file": announced.id}
        await record(actor=actor, action="venture.add_file", thing="venture", thing_id=venture_id, data=data)
    await files.receive(actor=actor, file_id=announced.id, chunks=chunks, now=now, exact_size=False)
    return announced.id
