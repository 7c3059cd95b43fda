"""Writing records, and sealing them. A verb's record lies in the verb's transaction, a refusal's in one of its own."""

import secrets
from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID

import msgspec

from contest.audit import queries, rules
from contest.audit.queries import Verdict
from contest.audit.rules import AUDIT, Ledger
from contest.lib import clock, db
from contest.lib.actor import Actor
from contest.lib.errors import AppError
from contest.lib.ids import uuid7


@cache
def _insert(ledger: Ledger) -> str:
    name, count = ledger.name, len(ledger.columns)
    marks = ", ".join(
        f"${place}{'::jsonb' if column in rules.DOCUMENTS else ''}" for place, column in enumerate(ledger.columns, 1)
    )
    return f"""
with record as (
    insert into {name}_record ({", ".join(ledger.columns)}) values ({marks}) returning id
), waiting as (
    insert into {name}_waiting (record) select id from record
)
insert into {name}_text (id, record, name, salt, text)
select part.id, record.id, part.name, part.salt, part.text
from record, unnest(${count + 1}::uuid[], ${count + 2}::text[], ${count + 3}::text[], ${count + 4}::text[])
  as part(id, name, salt, text)
"""  # noqa: S608 - names of tables and columns


async def append(ledger: Ledger, *, values: Mapping[str, Any], texts: Mapping[str, str] | None = None) -> None:
    """Write a record of any ledger, in the transaction of what it tells; its `id`, moment and digests are made here.

    `values["data"]` holds ids and plain facts only, for the chain keeps it for ever; what people wrote goes into
    `texts`, of which the chain holds salted digests.
    """
    words = texts or {}
    salts = {name: secrets.token_hex(32) for name in words}
    digests = {name: rules.text_digest(salts[name], text) for name, text in words.items()}
    made = {"id": uuid7(), "at": clock.now(), "data": {}, **values, "digests": digests}
    await db.execute(
        _insert(ledger),
        *(
            msgspec.json.encode(made[column]).decode() if column in rules.DOCUMENTS else made[column]
            for column in ledger.columns
        ),
        [uuid7() for _ in salts],
        list(salts),
        list(salts.values()),
        list(words.values()),
    )


async def record(
    *,
    actor: Actor,
    action: str,
    thing: str,
    thing_id: UUID | None,
    data: dict[str, Any] | None = None,
    texts: dict[str, str] | None = None,
    outcome: str = "done",
) -> None:
    """Write in the audit that `actor` did `action` (`review.sign`) to `thing`. `data` and `texts` as in `append`."""
    values = {
        "actor_id": actor.person_id,
        "action": action,
        "thing": thing,
        "thing_id": thing_id,
        "outcome": outcome,
        "data": (data or {}) | ({"token": actor.token_id} if actor.token_id else {}),
    }
    await append(AUDIT, values=values, texts=texts)


async def record_refusal(*, actor: Actor, action: str, error: AppError) -> None:
    """Write that `actor` was refused, after the verb's own transaction was rolled back."""
    async with db.work():
        await record(
            actor=actor,
            action=action,
            thing="refusal",
            thing_id=None,
            data={
                "code": error.code,
                "status": error.status,
                "facts": msgspec.to_builtins(error.facts, str_keys=True),
            },
            outcome="refused",
        )


SEALED_AT_ONCE = 2000


@cache
def _take(ledger: Ledger) -> str:
    name = ledger.name
    return f"""
with taken as (
    delete from {name}_waiting
     where record in (select record from {name}_waiting order by record limit $1 for update skip locked)
    returning record
)
select {", ".join(f"r.{column}" for column in ledger.columns)}
  from {name}_record r join taken on taken.record = r.id order by r.id
"""  # noqa: S608 - names of tables and columns


async def seal(ledger: Ledger = AUDIT) -> int:
    """Seal what waits, in the order it is found; how many records. In a `work()`; two sealers wait for each other.

    Never "after the last id": transactions commit out of order, and a record that comes to light late gets the next
    number all the same.
    """
    name = ledger.name
    await db.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"{name}.chain")
    rows = await db.fetch(_take(ledger), SEALED_AT_ONCE)
    if not rows:
        return 0
    last = await db.fetchrow(f"select number, hash from {name}_seal order by number desc limit 1")  # noqa: S608
    number, previous = (0, rules.FIRST) if last is None else (last["number"], last["hash"])
    seals = []
    for row in rows:
        number += 1
        previous = rules.link(previous, number, queries.sealed(ledger, row))
        seals.append((number, row["id"], previous))
    await db.execute(
        f"insert into {name}_seal (number, record, hash, sealed_at)"  # noqa: S608
        " select number, record, hash, now()"
        " from unnest($1::bigint[], $2::uuid[], $3::text[]) as made(number, record, hash)",
        *(list(column) for column in zip(*seals, strict=True)),
    )
    return len(seals)


async def verify_chain(ledger: Ledger = AUDIT) -> Verdict:
    """Go through a whole chain from its beginning and name the first record that does not hold."""
    return await queries.verdict(ledger)
