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
from contest.certificates.rules import fit, wording
from contest.certificates.service.sheets import check_url, halves, sheet_of, style
from contest.certificates.service.signing import keep_key, signing_key
from contest.lib import db, outbox, pdf, storage
from contest.lib.actor import SYSTEM, Actor
from contest.lib.config import settings
from contest.lib.i18n import N_, Lazy
from contest.lib.signatures.keys import PublicKey, SigningKey
from contest.notifications.service import Recipient, queue_message

PUTS_AT_ONCE = 8


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a series: the SHA-256 of each file, and whose signature it bears.

    `refused`: why a file cannot be made of what is to be printed; `broken`: what went wrong in making it.
    """

    digests: dict[UUID, str]
    refused: dict[UUID, Lazy]
    broken: dict[UUID, str]
    key: PublicKey


async def store_files(*, certificate_ids: list[UUID], now: datetime) -> Stored:
    """Make the PDFs of certificates that hold and have none, sign them and keep them, once: what lies in the storage
    already stays. Call it outside of a `work()`, then `mark_rendered` inside one.

    One that cannot be made stops no other. `KeyMissing` where nothing can be signed.
    """
    key = signing_key(now)
    wanted = [one for one in await queries.by_ids(certificate_ids) if one.sha256 is None and one.state == "issued"]
    refused = {one.id: reason for one in wanted if (reason := _why_not(one)) is not None}
    able = [one for one in wanted if one.id not in refused]
    made = await _files(able, key)
    limit = asyncio.Semaphore(PUTS_AT_ONCE)

    async def put(one: Certificate, data: bytes) -> str:
        async with limit:
            if not await storage.put_once(one.key, data, content_type="application/pdf"):
                data = await storage.get(one.key)
        return hashlib.sha256(data).hexdigest()

    whole = [(one, data) for one, data in zip(able, made, strict=True) if isinstance(data, bytes)]
    stored = await asyncio.gather(*(put(one, data) for one, data in whole))
    return Stored(
        digests={one.id: digest for (one, _), digest in zip(whole, stored, strict=True)},
        refused=refused,
        broken={one.id: str(why) for one, why in zip(able, made, strict=True) if isinstance(why, pdf.PdfFailed)},
        key=key.public,
    )


async def _files(wanted: list[Certificate], key: SigningKey) -> list[bytes | pdf.PdfFailed]:
    """The signed PDFs, in this order; what shares a design is made together."""
    made: dict[UUID, bytes | pdf.PdfFailed] = {}
    for design in dict.fromkeys(one.design for one in wanted):
        some = [one for one in wanted if one.design == design]
        made |= zip(
            (one.id for one in some), await _pressed([sheet_of(one) for one in some], style(design), key), strict=True
        )
    return [made[one.id] for one in wanted]


async def _pressed(sheets: list[pdf.Sheet], css: str, key: SigningKey) -> list[bytes | pdf.PdfFailed]:
    """One by one where a whole series came to nothing, for one of them may have hung it."""
    made = await pdf.render_many(sheets, css=css, key=key)
    if len(sheets) > 1 and not any(isinstance(one, bytes) for one in made):
        made = [(await pdf.render_many([sheet], css=css, key=key))[0] for sheet in sheets]
    return made


def _why_not(found: Certificate) -> Lazy | None:
    facts = {"number": found.number, "name": found.award.name}
    if missing := pdf.missing_characters(found.award.texts() + found.design.texts()):
        return N_(
            "Certificate %(number)s for %(name)s cannot be printed: our fonts lack %(characters)s.",
            **facts,
            characters=" ".join(missing),
        )
    if not found.award.name.strip():
        return N_("Certificate %(number)s cannot be printed: it names nobody.", **facts)
    if over := fit.sizes(found.award.name, *halves(found), found.design.frames).over:
        return N_(
            "Certificate %(number)s for %(name)s cannot be printed: more text than has room (%(what)s).",
            **facts,
            what=", ".join(over),
        )
    return None


_MARK = """
update certificate c set sha256 = n.sha256, rendered_at = $3, signing_key = $4
  from unnest($1::uuid[], $2::text[]) as n (id, sha256) where c.id = n.id and c.sha256 is null returning c.id, c.sha256
"""


async def mark_rendered(*, actor: Actor = SYSTEM, stored: Stored, now: datetime) -> list[UUID]:
    """Keep the digests of stored files and tell that they are there; those that this run was the first to mark."""
    await keep_key(stored.key)
    rows = await db.fetch(_MARK, list(stored.digests), list(stored.digests.values()), now, stored.key.id)
    for row in rows:
        data = {"sha256": row["sha256"], "key": stored.key.id}
        await record(actor=actor, action="certificate.render", thing="certificate", thing_id=row["id"], data=data)
    marked = [row["id"] for row in rows]
    if marked:
        await outbox.emit("certificates.rendered", certificate_ids=marked)
    return marked


async def tell_recipients(*, certificate_ids: list[UUID]) -> None:
    """Write the mails that say where certificates are. Inside the job's `work()`, so that they are written once."""
    found = [one for one in await queries.by_ids(certificate_ids) if one.state == "issued"]
    people = await accounts.recipients([one.recipient_id for one in found])
    for one in found:
        if (person := people.get(one.recipient_id)) is not None:
            await _tell(one, person)


async def _tell(found: Certificate, person: Recipient) -> None:
    half = wording.half(found.award, person.locale)
    await queue_message(
        kind="certificates/issued",
        to=msgspec.structs.replace(person, is_demo=person.is_demo or found.is_demo),
        context={
            "award": half.award,
            "edition": half.edition,
            "number": found.number,
            "check_url": check_url(found.code),
            "mine_url": f"{settings().public_url}/certificates",
        },
        edition_id=found.edition_id,
        round_id=found.round_id,
        about=[found.submission_id],
    )
