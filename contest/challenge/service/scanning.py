"""The virus scanner, and its waiver: without either no call opens."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.challenge import rules
from contest.challenge.service.editions import hold_edition, refuse
from contest.lib import db
from contest.lib.actor import Actor

_WAIVE = """
update edition set scan_waiver = $2, scan_waived_by = $3, scan_waived_at = $4 where id = $1
"""


async def waive_scan(*, actor: Actor, edition_id: UUID, reason: str, now: datetime) -> None:
    """Let files of this edition in although there is no virus scanner. The reason stands on the organisers' pages."""
    await hold_edition(actor, edition_id)
    refuse(rules.waiver_faults(reason))
    await db.execute(_WAIVE, edition_id, reason, actor.person_id, now)
    await record(
        actor=actor,
        action="edition.waive_scan",
        thing="edition",
        thing_id=edition_id,
        data={"at": now.isoformat()},
        texts={"reason": reason},
    )


async def end_scan_waiver(*, actor: Actor, edition_id: UUID, now: datetime) -> None:
    """Take the waiver back: what is uploaded from now on waits until a scanner has looked at it."""
    await hold_edition(actor, edition_id)
    await db.execute(_WAIVE, edition_id, "", None, None)
    await record(
        actor=actor,
        action="edition.end_scan_waiver",
        thing="edition",
        thing_id=edition_id,
        data={"at": now.isoformat()},
    )
