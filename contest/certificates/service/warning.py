"""Telling organisers of certificates that cannot be printed: nobody looks at a batch that was issued by itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.challenge.rules import PROGRAMME, ROUND
from contest.lib import db
from contest.lib.config import settings
from contest.notifications.service import Recipient, queue_message

_WARN = """
update issued_batch b set warned_at = $2
  from edition e
 where e.id = b.edition and b.warned_at is null
   and b.id in (select batch from certificate where id = any($1::uuid[]) and trouble <> '')
returning b.id, b.edition, b.round, e.is_demo, e.name_en, e.name_zh
"""


async def warn_organisers(*, certificate_ids: Sequence[UUID], now: datetime) -> None:
    """Write once for each batch of these that some of it cannot be printed, in the transaction that says so."""
    for batch in await db.fetch(_WARN, list(certificate_ids), now) if certificate_ids else ():
        for person in await _organisers_of(batch, now):
            await queue_message(
                kind="certificates/unprintable",
                to=msgspec.structs.replace(person, is_demo=person.is_demo or batch["is_demo"]),
                context={
                    "edition": batch["name_zh" if person.locale == "zh" else "name_en"] or batch["name_en"],
                    "url": f"{settings().public_url}/certificates/batches/{batch['id']}",
                },
                edition_id=batch["edition"],
                round_id=batch["round"],
            )


async def _organisers_of(batch: Any, now: datetime) -> list[Recipient]:
    """Those of its round, or those of its edition where that has none."""
    for role in (ROUND, PROGRAMME) if batch["round"] else (PROGRAMME,):
        found = await accounts.people_with_role(
            role=role, edition_id=batch["edition"], round_id=batch["round"], now=now
        )
        if found:
            return found
    return []
