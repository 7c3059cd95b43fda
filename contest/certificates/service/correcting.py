"""Correcting the name on a certificate: a new version under the same number."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.certificates import queries
from contest.certificates.rules import issue
from contest.lib import db, outbox, pdf
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid
from contest.lib.i18n import N_
from contest.lib.ids import secret_code, uuid7

_REPLACE = "update certificate set state = 'replaced', ended_at = $2 where id = $1 and state = 'issued' returning true"

_NEXT = """
insert into certificate
    (id, code, number, version, edition, round, batch, basis_id, item, submission, recipient_id, kind, is_team, state,
     data, key, is_demo, issued_at, design)
select $2, $3, number, version + 1, edition, round, batch, basis_id, item, submission, recipient_id, kind, is_team,
       'issued', jsonb_set(data, '{name}', to_jsonb($4::text)), $5, is_demo, $6, design
  from certificate where id = $1
"""


async def correct_name(*, actor: Actor, certificate_id: UUID, name: str, now: datetime) -> UUID:
    """Replace a certificate by one that prints `name`, and return its id. Everything else it says stays.

    Call it inside a `work()`. `Invalid` where the name cannot be printed, `Conflict` where it is no longer valid.
    """
    found = await queries.to_change(actor=actor, certificate_id=certificate_id)
    if found.erased_at is not None:
        raise Conflict(N_("The name was removed from this certificate, at its holder’s wish."))
    name = " ".join(name.split())
    if not name or name == found.award.name:
        raise Invalid(field="name", message=N_("Type the name as it should have been printed."))
    if len(name) > issue.LONGEST_NAME:
        raise Invalid(field="name", message=N_("At most %(most)s characters have room here.", most=issue.LONGEST_NAME))
    if missing := pdf.missing_characters(name):
        raise Invalid(field="name", message=N_("Our fonts cannot print %(characters)s.", characters=" ".join(missing)))
    if not await db.fetchval(_REPLACE, certificate_id, now):
        raise Conflict(N_("This certificate is not valid any more as it is."))
    new, code = uuid7(), secret_code(issue.CODE_LETTERS)
    await db.execute(_NEXT, certificate_id, new, code, name, issue.storage_key(code), now)
    texts = {"before": found.award.name, "after": name}
    await record(actor=actor, action="certificate.correct", thing="certificate", thing_id=new, texts=texts)
    await outbox.emit("certificates.issued", certificate_ids=[new])
    return new
