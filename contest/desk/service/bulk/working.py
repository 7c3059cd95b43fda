"""What the job does: some entries in each transaction, so that a crash does nothing twice and a stop is heard."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.desk.queries.bulk import Look, look_at, next_of
from contest.desk.rules.bulk import Plan
from contest.desk.service.bulk.verbs import do
from contest.lib import db, i18n
from contest.lib.actor import ANONYMOUS, Actor
from contest.lib.errors import AppError, Invalid


async def work_through(*, bulk_id: UUID, now: datetime) -> None:
    """All of it, as far as nobody stops it. Each entry is done, or left out with its reason, as the roles are now."""
    while await work_some(bulk_id=bulk_id, now=now):
        pass


async def work_some(*, bulk_id: UUID, now: datetime) -> bool:
    """The next entries, in a transaction of their own; whether there are more."""
    async with db.work():
        taken = await next_of(bulk_id=bulk_id)
        if taken is None:
            return False
        row, entries, rounds = taken
        plan = msgspec.json.decode(row["plan"], type=Plan)
        actor = await accounts.actor(person_id=row["asked_by"], epoch=None, now=now) or ANONYMOUS
        left_out: dict[str, str] = {}
        changed = 0
        with i18n.using(actor.locale):
            for entry in await look_at(actor=actor, plan=plan, entries=entries, rounds=rounds):
                found = await _one(actor, plan, entry, bulk_id, now)
                if isinstance(found, str):
                    left_out[entry.code] = found
                else:
                    changed += found
        is_done = row["done"] + len(entries) >= len(row["entries"])
        await db.execute(
            "update bulk_job set done = done + $2, changed = changed + $3, left_out = left_out || $4::jsonb,"
            " state = case when $5 then 'done' else state end, finished_at = case when $5 then $6::timestamptz end"
            " where id = $1",
            *(bulk_id, len(entries), changed, msgspec.json.encode(left_out).decode(), is_done, now),
        )
        return not is_done


async def _one(actor: Actor, plan: Plan, entry: Look, bulk_id: UUID, now: datetime) -> int | str:
    """How many things came of it, or why none did. What a verb wrote before it refused is not kept."""
    if entry.why_not is not None:
        return str(entry.why_not)
    try:
        async with db.connection().transaction():
            return await do(actor=actor, plan=plan, entry=entry, bulk_id=bulk_id, now=now)
    except Invalid as error:
        return str(next(iter(error.fields.values()), error.message))
    except AppError as error:
        return str(error.message)
