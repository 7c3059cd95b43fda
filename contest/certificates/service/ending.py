"""Taking certificates back."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.certificates import queries
from contest.certificates.rules import issue
from contest.lib import db
from contest.lib.actor import SYSTEM, Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_


async def revoke(*, actor: Actor, code: str, reason: str, now: datetime) -> None:
    """Take a certificate back, for a reason that everybody who checks it will read."""
    found = await queries.by_code(code)
    if found is None or not issue.may_revoke(actor, edition_id=found.edition_id):
        raise NotFound
    if not reason.strip():
        raise Invalid(field="reason", message=N_("Give the reason: it is shown to whoever checks the certificate."))
    if not await _revoke(actor, found.id, reason.strip(), now):
        raise Conflict(N_("This certificate is not valid any more as it is."))


async def revoke_for_decision(*, actor: Actor = SYSTEM, decision_id: UUID, now: datetime) -> int:
    """Take back what a reversed decision had earned, for the reason it was reversed. Returns how many there were."""
    reason = await db.fetchval(
        "select n.reason from decision d join decision n on n.reverses = d.id where d.id = $1 and d.state = 'reversed'"
        " order by n.drafted_at desc limit 1",
        decision_id,
    )
    if reason is None:
        return 0
    rows = await db.fetch(
        "select c.id from certificate c join decision_item i on i.id = c.item"
        " where i.decision = $1 and c.state = 'issued' order by c.number",
        decision_id,
    )
    return sum([await _revoke(actor, row["id"], reason, now) for row in rows])


async def _revoke(actor: Actor, certificate_id: UUID, reason: str, now: datetime) -> bool:
    is_ended = await db.fetchval(
        "update certificate set state = 'revoked', ended_at = $2, reason = $3"
        " where id = $1 and state = 'issued' returning true",
        certificate_id,
        now,
        reason,
    )
    if is_ended:
        await record(
            actor=actor,
            action="certificate.revoke",
            thing="certificate",
            thing_id=certificate_id,
            texts={"reason": reason},
        )
    return bool(is_ended)
