"""Making the files of certificates, a series at a time, and telling whom they are for."""

import asyncio
import hashlib
from datetime import datetime
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.audit.service import record
from contest.certificates import queries
from contest.certificates.queries import Certificate
from contest.certificates.rules import credential, issue, wording
from contest.certificates.rules.printing import FAILED, problem
from contest.certificates.service.logos import logo_of
from contest.certificates.service.sheets import check_url, credential_of, sheet_of, style
from contest.certificates.service.signing import keep_key, signing_key
from contest.certificates.service.warning import warn_organisers
from contest.lib import db, outbox, pdf, storage
from contest.lib.actor import SYSTEM, Actor
from contest.lib.config import settings
from contest.lib.signatures.children import prove_many
from contest.lib.signatures.keys import PublicKey, SigningKey
from contest.notifications.service import Recipient, queue_message

PUTS_AT_ONCE = 8


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a series: the SHA-256 of each file, the credential in it, and whose signature both bear.

    `refused`: why a file cannot be made of what is to be printed, as `rules.printing` keeps it; `broken`: what went
    wrong in making one, which another try may do better.
    """

    digests: dict[UUID, str]
    credentials: dict[UUID, str]
    refused: dict[UUID, str]
    broken: dict[UUID, str]
    key: PublicKey


async def store_files(*, certificate_ids: list[UUID], now: datetime) -> Stored:
    """Make the PDFs of certificates that hold and have none, sign them and keep them, once: what lies in the storage
    already stays. Call it outside of a `work()`, then `mark_rendered` inside one.

    One that cannot be made stops no other; of a batch that was stopped none is made. `KeyMissing` where nothing can be
    signed.
    """
    key = signing_key(now)
    wanted = [one for one in await queries.by_ids(certificate_ids) if one.is_to_make]
    refused = {one.id: reason for one in wanted if (reason := _problem(one))}
    able = [one for one in wanted if one.id not in refused]
    method = credential.method(settings().public_url, key.public.id)
    proven = await prove_many([(credential_of(one), one.issued_at) for one in able], key=key, method=method)
    made = await _files(able, proven, key)
    limit = asyncio.Semaphore(PUTS_AT_ONCE)

    async def put(one: Certificate, data: bytes, inside: bytes) -> tuple[str, str]:
        async with limit:
            if not await storage.put_once(one.key, data, content_type="application/pdf"):
                data = await storage.get(one.key)
                inside = await pdf.read_attachment(data, issue.CREDENTIAL) or inside
        return hashlib.sha256(data).hexdigest(), inside.decode()

    whole = [
        (one, data, inside) for one, data, inside in zip(able, made, proven, strict=True) if isinstance(data, bytes)
    ]
    stored = await asyncio.gather(*(put(*one) for one in whole))
    return Stored(
        digests={one.id: digest for (one, *_), (digest, _) in zip(whole, stored, strict=True)},
        credentials={one.id: inside for (one, *_), (_, inside) in zip(whole, stored, strict=True)},
        refused=refused,
        broken={one.id: str(why) for one, why in zip(able, made, strict=True) if isinstance(why, pdf.PdfFailed)},
        key=key.public,
    )


async def _files(wanted: list[Certificate], proven: list[bytes], key: SigningKey) -> list[bytes | pdf.PdfFailed]:
    """The signed PDFs with their credentials, in this order; what shares a design is made together."""
    inside = {one.id: data for one, data in zip(wanted, proven, strict=True)}
    made: dict[UUID, bytes | pdf.PdfFailed] = {}
    for design in dict.fromkeys(one.design for one in wanted):
        some = [one for one in wanted if one.design == design]
        logo = await logo_of(design)
        pressed = await _pressed([sheet_of(one, inside[one.id], logo) for one in some], style(design), key)
        made |= zip((one.id for one in some), pressed, strict=True)
    return [made[one.id] for one in wanted]


async def _pressed(sheets: list[pdf.Sheet], css: str, key: SigningKey) -> list[bytes | pdf.PdfFailed]:
    """One by one where a whole series came to nothing, for one of them may have hung it."""
    made = await pdf.render_many(sheets, css=css, key=key)
    if len(sheets) > 1 and not any(isinstance(one, bytes) for one in made):
        made = [(await pdf.render_many([sheet], css=css, key=key))[0] for sheet in sheets]
    return made


def _problem(one: Certificate) -> str:
    return problem(one.award, one.design, pdf.missing_characters(one.award.texts() + one.design.texts()))


_MARK = """
update certificate c set trouble = '', sha256 = n.sha256, rendered_at = $3, signing_key = $4, credential = n.credential,
       credential_sha256 = encode(sha256(convert_to(n.credential, 'UTF8')), 'hex')
  from unnest($1::uuid[], $2::text[], $5::text[]) as n (id, sha256, credential)
 where c.id = n.id and c.sha256 is null returning c.id, c.sha256
"""


_TROUBLE = """
update certificate c set trouble = n.trouble from unnest($1::uuid[], $2::text[]) as n (id, trouble)
 where c.id = n.id and c.sha256 is null
"""


async def mark_rendered(*, actor: Actor = SYSTEM, stored: Stored, now: datetime) -> list[UUID]:
    """Keep the digests of stored files and tell that they are there; those that this run was the first to mark.

    What could not be made keeps its reason, for who runs the batch.
    """
    await keep_key(stored.key)
    troubles = stored.refused | {one: f"{FAILED}: {why[:200]}" for one, why in stored.broken.items()}
    await db.execute(_TROUBLE, list(troubles), list(troubles.values()))
    await warn_organisers(certificate_ids=list(stored.refused), now=now)
    credentials = [stored.credentials[one] for one in stored.digests]
    rows = await db.fetch(_MARK, list(stored.digests), list(stored.digests.values()), now, stored.key.id, credentials)
    for row in rows:
        data = {"sha256": row["sha256"], "key": stored.key.id}
        await record(actor=actor, action="certificate.render", thing="certificate", thing_id=row["id"], data=data)
    marked = [row["id"] for row in rows]
    if marked:
        await outbox.emit("certificates.rendered", certificate_ids=marked)
    return marked


async def tell_recipients(*, certificate_ids: list[UUID]) -> None:
    """Write the mails that say where certificates are, one to each person. Inside the job's `work()`, so that they are
    written once."""
    found = [one for one in await queries.by_ids(certificate_ids) if one.state == "issued" and one.erased_at is None]
    people = await accounts.recipients(list({one.recipient_id for one in found}))
    for person_id, person in people.items():
        await _tell(person, [one for one in found if one.recipient_id == person_id])


async def _tell(person: Recipient, found: list[Certificate]) -> None:
    half = wording.half(found[0].award, person.locale)
    await queue_message(
        kind="certificates/issued",
        to=msgspec.structs.replace(person, is_demo=person.is_demo or found[0].is_demo),
        context={
            "edition": half.edition,
            "is_corrected": all(one.version > 1 for one in found),
            "certificates": [
                {
                    "award": wording.half(one.award, person.locale).award,
                    "name": one.award.name,
                    "number": one.number,
                    "check_url": check_url(one.code),
                }
                for one in found
            ],
            "mine_url": f"{settings().public_url}/certificates",
        },
        edition_id=found[0].edition_id,
        round_id=found[0].round_id,
        about=list({one.submission_id for one in found if one.submission_id}),
    )


async def remove_files(*, keys: list[str]) -> None:
    """Delete the files of certificates whose names were erased. It may run twice."""
    for key in keys:
        await storage.delete(key)
