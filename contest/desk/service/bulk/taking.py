"""A list of many entries that a job takes away, row by row."""

from uuid import UUID

import msgspec

from contest.audit import service as audit
from contest.challenge.rules import may_organise
from contest.desk import queries
from contest.desk.queries.bulk import Look
from contest.desk.queries.search.cells import cells
from contest.desk.rules.bulk import KEPT_FOR, Plan
from contest.desk.rules.language import Term
from contest.lib import clock, db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.lib.ids import uuid7


async def take_row(*, actor: Actor, plan: Plan, entry: Look, bulk_id: UUID) -> int:
    """Keep the row of one entry in its round, as the actor may see it now."""
    if not may_organise(actor, edition_id=entry.edition_id, round_id=entry.round_id):
        raise NotFound
    node = Term(name="code", op=":", values=(entry.code,))
    found = await queries.search(actor=actor, of="entries", node=node, page=1, shown=plan.shown)
    row = next((one for one in found.rows if one["round_id"] == entry.round_id), None)
    if row is None:
        raise NotFound
    code, *rest = cells("entries", row, plan.shown, actor.locale)
    await db.execute(
        "insert into bulk_row (id, job, entry, code, cells) values ($1, $2, $3, $4, $5::jsonb)",
        *(uuid7(), bulk_id, entry.id, code, msgspec.json.encode(rest).decode()),
    )
    return 1


async def take_list(*, actor: Actor, bulk_id: UUID, as_file: str) -> queries.BulkJob:
    """That somebody takes the list away is recorded. `NotFound` where there is none, none yet, or none any more."""
    it = await queries.bulk_job(actor, bulk_id=bulk_id)
    if it.state == "running" or not it.kept:
        raise NotFound
    await audit.record(actor=actor, action="bulk.take", thing="bulk_job", thing_id=bulk_id, data={"as": as_file})
    return it


async def forget_lists() -> None:
    """Delete the rows of lists that were asked for a week ago."""
    await db.execute(
        "delete from bulk_row w using bulk_job b where b.id = w.job and b.asked_at < $1", clock.now() - KEPT_FOR
    )
