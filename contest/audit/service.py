"""Writing records, and sealing them. A verb's record lies in the verb's transaction, a refusal's in one of its own."""

import secrets
from typing import Any
from uuid import UUID

import msgspec

from contest.audit import queries, rules
from contest.audit.queries import Verdict
from contest.lib import clock, db
from contest.lib.actor import Actor
from contest.lib.errors import AppError
from contest.lib.ids import uuid7

_INSERT = """
with record as (
    insert into audit_record (id, at, actor_id, action, thing, thing_id, outcome, data, digests)
    values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9::jsonb) returning id
), waiting as (
    insert into audit_waiting (record) select id from record
)
insert into audit_text (id, record, name, salt, text)
select part.id, record.id, part.name, part.salt, part.text
from record, unnest($10::uuid[], $11::text[], $12::text[], $13::text[]) as part(id, name, salt, text)
"""


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
    """Write that `actor` did `action` (`review.sign`) to `thing`.

    `data` holds ids and plain facts only, for the chain keeps it for ever; what people wrote goes into `texts`,
    of which the chain holds salted digests.
    """
    salts = {name: secrets.token_hex(32) for name in texts or {}}
    digests = {name: rules.text_digest(salts[name], text) for name, text in (texts or {}).items()}
    await db.execute(
        _INSERT,
        uuid7(),
        clock.now(),
        actor.person_id,
        action,
        thing,
        thing_id,
        outcome,
        msgspec.json.encode(data or {}).decode(),
        msgspec.json.encode(digests).decode(),
        [uuid7() for _ in salts],
        list(salts),
        list(salts.values()),
        list((texts or {}).values()),
    )


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


_TAKE = """
with taken as (
    delete from audit_waiting
     where record in (select record from audit_waiting order by record limit $1 for update skip locked)
    returning record
)
select r.id, r.at, r.actor_id, r.action, r.thing, r.thing_id, r.outcome, r.data, r.digests
  from audit_record r join taken on taken.record = r.id order by r.id
"""

SEALED_AT_ONCE = 2000


async def seal() -> int:
    """Seal what waits, in the order it is found; how many records. In a `work()`; two sealers wait for each other.

    Never "after the last id": transactions commit out of order, and a record that comes to light late gets the next
    number all the same.
    """
    await db.execute("select pg_advisory_xact_lock(hashtextextended('audit.chain', 0))")
    rows = await db.fetch(_TAKE, SEALED_AT_ONCE)
    if not rows:
        return 0
    last = await db.fetchrow("select number, hash from audit_seal order by number desc limit 1")
    number, previous = (0, rules.FIRST) if last is None else (last["number"], last["hash"])
    seals = []
    for row in rows:
        number += 1
        previous = rules.link(previous, number, queries.sealed(row))
        seals.append((number, row["id"], previous))
    await db.execute(
        "insert into audit_seal (number, record, hash, sealed_at)"
        " select number, record, hash, now()"
        " from unnest($1::bigint[], $2::uuid[], $3::text[]) as made(number, record, hash)",
        *(list(column) for column in zip(*seals, strict=True)),
    )
    return len(seals)


async def verify_chain() -> Verdict:
    """Go through the whole chain from its beginning and name the first record that does not hold."""
    return await queries.verdict()
