"""Writing records. A verb's record lies in the verb's own transaction; a refusal's in one of its own."""

import secrets
from typing import Any
from uuid import UUID

import msgspec

from contest.audit import rules
from contest.lib import clock, db
from contest.lib.actor import Actor
from contest.lib.errors import AppError
from contest.lib.ids import uuid7

_INSERT = """
with record as (
    insert into audit_record (id, at, actor_id, action, thing, thing_id, outcome, data, digests)
    values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9::jsonb) returning id
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
