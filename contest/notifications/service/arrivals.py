"""What became of messages that went out, as mail servers tell afterwards. Told twice, it counts once."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from msgspec import Struct

from contest.audit import service as audit
from contest.lib import db
from contest.lib.actor import SYSTEM
from contest.lib.ids import uuid7
from contest.lib.mail import bounces

Outcome = Literal["failed", "delivered", "complained"]

_NOTE = """
update message set state = $2::text, error = case when $2::text = 'bounced' then $3 else error end
 where id = $1 and (state in ('sent', 'uncertain') or state = 'delivered' and $2::text = 'bounced')
returning id
"""


class Arrival(Struct, frozen=True, kw_only=True):
    """What a server says of one message. `complained`: its reader called it unwanted."""

    message_id: UUID
    outcome: Outcome
    reason: str = ""


async def note_arrivals(*, arrivals: Sequence[Arrival]) -> int:
    """Record what became of these messages; how many changed. An address that complained gets what is needed only."""
    changed = 0
    for one in arrivals:
        if one.outcome == "complained":
            changed += await _refuse(one.message_id)
            continue
        state = "bounced" if one.outcome == "failed" else "delivered"
        if await db.fetchval(_NOTE, one.message_id, state, one.reason[:300] or "came back") is None:
            continue
        changed += 1
        await audit.record(actor=SYSTEM, action=f"message.{state}", thing="message", thing_id=one.message_id)
    return changed


async def take_report(raw: bytes) -> bool:
    """Record what a mail to the address for bounces says, in a `work()` of its own; whether that is news."""
    found = bounces.read(raw)
    if found is None:
        return False
    async with db.work():
        arrival = Arrival(message_id=found.message_id, outcome=found.outcome, reason=found.reason)
        return bool(await note_arrivals(arrivals=[arrival]))


async def _refuse(message_id: UUID) -> int:
    taken = await db.fetchval(
        "insert into mail_refusal (id, email, refused_at) select $1, lower(email), now() from message where id = $2"
        " on conflict (email) do nothing returning id",
        uuid7(),
        message_id,
    )
    return int(taken is not None)
