"""Taking certificates back."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.certificates import queries
from contest.certificates.rules import issue
from contest.lib import db, outbox
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


async def erase_person(*, actor: Actor, certificate_id: UUID, now: datetime) -> int:
    """Take the name of who holds this certificate from all of theirs in its edition, at their wish; how many they were.

    Numbers, dates and digests stay, so that a count is one still and a file of theirs is still told from a forged one;
    the files and credentials that we keep go. It cannot be undone.
    """
    found = await queries.to_change(actor=actor, certificate_id=certificate_id)
    rows = await db.fetch(
        "update certificate set data = jsonb_set(data, '{name}', '\"\"'), credential = null, erased_at = $3"
        " where recipient_id = $1 and edition = $2 and erased_at is null returning id, key",
        found.recipient_id,
        found.edition_id,
        now,
    )
    for row in rows:
        await record(actor=actor, action="certificate.erase", thing="certificate", thing_id=row["id"])
    if rows:
        await outbox.emit("certificates.erased", keys=[row["key"] for row in rows])
    return len(rows)


_OF_HOLDER = """
select t.id, t.key from certificate t where t.recipient_id = $1 and t.erased_at is null
   and (not t.is_team or t.submission is null
        or exists (select from submission e where e.id = t.submission and e.erased_at is not null))
"""


async def forget_holder(*, actor: Actor, person_id: UUID) -> int:
    """Have the files deleted of every certificate that an erased person holds; their names go with the rows' own."""
    rows = await db.fetch(_OF_HOLDER, person_id)
    for row in rows:
        await record(actor=actor, action="certificate.erase", thing="certificate", thing_id=row["id"])
    if rows:
        await outbox.emit("certificates.erased", keys=[row["key"] for row in rows])
    return len(rows)


_FORGET_OF = """
update certificate set data = jsonb_set(data, '{name}', '""'), credential = null, erased_at = $2
 where submission = any($1::uuid[]) and erased_at is null returning id, key
"""


async def forget_of_entries(*, actor: Actor, entry_ids: Collection[UUID], now: datetime) -> None:
    """Take the names off the certificates of entries, when the register has been kept for as long as was promised."""
    rows = await db.fetch(_FORGET_OF, list(entry_ids), now)
    for row in rows:
        await record(actor=actor, action="certificate.erase", thing="certificate", thing_id=row["id"])
    if rows:
        await outbox.emit("certificates.erased", keys=[row["key"] for row in rows])
