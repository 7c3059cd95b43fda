"""Files that show what an objection says, and the reminder of those that nobody has answered."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.files import rules as file_rules
from contest.files import service as files
from contest.judging.queries import objections as queries
from contest.judging.rules import objections as rules
from contest.lib import clock, db, outbox
from contest.lib.actor import SYSTEM, Actor
from contest.lib.errors import Conflict
from contest.lib.i18n import N_
from contest.lib.ids import uuid7

EVIDENCE_KINDS = ("pdf", "image")
MOST_EVIDENCE_BYTES = 20 * file_rules.MEGABYTE


async def add_evidence(
    *, actor: Actor, objection_id: UUID, name: str, declared_size: int, chunks: AsyncIterator[bytes], now: datetime
) -> UUID:
    """A file to an objection of the actor's that is not answered yet; the file's id. Opens its own `work()`s, around
    the bytes."""
    async with db.work():
        found = await queries.own_objection(actor=actor, objection_id=objection_id)
        if found.state != "open":
            raise Conflict(N_("This is answered already."))
        if found.files >= rules.MOST_FILES:
            raise Conflict(N_("At most %(n)s files for one objection.", n=rules.MOST_FILES))
        terms = file_rules.Terms(
            kinds=file_rules.kinds_of(EVIDENCE_KINDS),
            most_bytes=MOST_EVIDENCE_BYTES,
            is_scan_waived=found.is_scan_waived,
        )
        announced = await files.announce(
            actor=actor, purpose="objection", name=name, declared_size=declared_size, terms=terms, now=now
        )
        await db.execute(
            "insert into objection_file (id, objection, file, added_at) values ($1, $2, $3, $4)",
            *(uuid7(), objection_id, announced.id, now),
        )
        data = {"file": announced.id}
        await record(actor=actor, action="objection.add_file", thing="objection", thing_id=objection_id, data=data)
    await files.receive(actor=actor, file_id=announced.id, chunks=chunks, now=now, exact_size=False)
    return announced.id


_NEAR = """
update objection set reminded_at = $1
 where state = 'open' and reminded_at is null and answer_due_at - $2::interval <= $1 returning id
"""


async def chase_objections() -> None:
    """Ask for the answers whose term nears, once each. Runs by itself, inside a `work()`."""
    for row in await db.fetch(_NEAR, clock.now(), rules.REMIND_BEFORE):
        await record(actor=SYSTEM, action="objection.remind", thing="objection", thing_id=row["id"])
        await outbox.emit("objection.answer_due", objection_id=row["id"])
