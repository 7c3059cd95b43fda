"""Writes about certificates: issued by a final decision, rendered once, taken back with a reason."""

import base64
import hashlib
import io
from datetime import datetime
from uuid import UUID

import msgspec
import segno

from contest.accounts import queries as accounts
from contest.audit.service import record
from contest.certificates import queries
from contest.certificates.queries import Certificate, Item
from contest.certificates.rules import fit, issue, wording
from contest.certificates.rules.ridge import ridge
from contest.lib import db, outbox, pdf, storage
from contest.lib.actor import SYSTEM, Actor
from contest.lib.config import settings
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import HTML_LANG, N_
from contest.lib.ids import secret_code, uuid7
from contest.lib.web.render import render
from contest.notifications.service import queue_message

INK = "#14261c"


def check_url(code: str) -> str:
    """The address that a certificate prints and its QR code holds."""
    return f"{settings().public_url}/verify/{issue.grouped(code)}"


async def issue_for_decision(*, actor: Actor = SYSTEM, decision_id: UUID, now: datetime) -> list[UUID]:
    """Issue what a final decision earns, and return the ids of what is new: a second run makes nothing.

    A decision that is not final, or no longer, earns nothing. Call it inside a `work()`.
    """
    state = await db.fetchval("select state from decision where id = $1 for share", decision_id)
    if state != "final":
        return []
    made = []
    for item in await queries.items(decision_id=decision_id, issued_at=now):
        # Numbers of an edition are given one after the other: two rounds may be decided in the same moment.
        await db.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"certificate:{item.edition_id}")
        for kind, person_id in issue.recipients(
            outcome=item.outcome, submission_state=item.submission_state, owner_id=item.owner_id
        ):
            if (new := await _issue(item, kind, person_id, now)) is not None:
                await record(actor=actor, action="certificate.issue", thing="certificate", thing_id=new)
                await outbox.emit("certificate.issued", certificate_id=new)
                made.append(new)
    return made


_NEXT = """
select 1 + coalesce(max(substring(c.number from '[0-9]+$')::int), 0)
  from certificate c join submission s on s.id = c.submission where s.edition = $1
"""

_INSERT = """
insert into certificate
    (id, code, number, version, item, submission, recipient_id, kind, state, data, key, is_demo, issued_at)
values ($1, $2, $3, 1, $4, $5, $6, $7, 'issued', $8::jsonb, $9, $10, $11)
on conflict (item, kind, recipient_id, version) do nothing returning id
"""


async def _issue(item: Item, kind: str, person_id: UUID, now: datetime) -> UUID | None:
    sequence = await db.fetchval(_NEXT, item.edition_id)
    code = secret_code(issue.CODE_LETTERS)
    new: UUID | None = await db.fetchval(
        _INSERT,
        uuid7(),
        code,
        issue.number(item.code_prefix, sequence),
        item.id,
        item.submission_id,
        person_id,
        kind,
        msgspec.json.encode(item.award).decode(),
        issue.storage_key(code),
        item.is_demo,
        now,
    )
    return new


async def store_file(*, certificate_id: UUID) -> str | None:
    """Make the certificate's PDF and keep it, once: what lies in the storage already stays. Returns its SHA-256.

    None where the certificate is no longer valid and never had a file. Call it outside of a `work()`, then
    `mark_rendered` inside one. `Invalid` names the characters that no font of ours has.
    """
    found = await queries.by_id(certificate_id)
    if found is None:
        raise NotFound
    if found.sha256 is not None or found.state != "issued":
        return found.sha256
    if missing := pdf.missing_characters(found.award.texts()):
        raise Invalid(
            N_(
                "Certificate %(number)s for %(name)s cannot be printed: our fonts lack %(characters)s.",
                number=found.number,
                name=found.award.name,
                characters=" ".join(missing),
            )
        )
    data = await render_certificate(found)
    if not await storage.put_once(found.key, data, content_type="application/pdf"):
        data = await storage.get(found.key)
    return hashlib.sha256(data).hexdigest()


def _as_address(svg: bytes) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode()


def _qr(address: str) -> bytes:
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, svgns=True, border=0, dark=INK)
    return drawn.getvalue()


async def render_certificate(found: Certificate) -> bytes:
    """The sheet as a PDF/A-3, with `certificate.json` in it. It prints what is in `found` and nothing else."""
    zh, en = wording.chinese(found.award), wording.english(found.award)
    address = check_url(found.code)
    html = render(
        "pdf/certificates/award.html",
        is_demo=found.is_demo,
        zh=zh,
        en=en,
        number=found.number,
        person=found.award.name,
        name_is_han=fit.is_han(found.award.name),
        sizes=fit.sizes(found.award.name, zh, en),
        entry_code=found.award.entry_code,
        check_url=address,
        check_address=address.rpartition("/")[0].partition("://")[2],
        code=issue.grouped(found.code),
        qr=_as_address(_qr(address)),
    )
    embedded = wording.credential(
        found.award,
        number=found.number,
        version=found.version,
        code=issue.grouped(found.code),
        kind=found.kind,
        check_url=address,
        is_demo=found.is_demo,
    )
    return await pdf.render_pdf(
        html,
        css=render("pdf/certificates/award.css", ridge=_as_address(ridge(found.code).encode())),
        title=_title(found, zh, en),
        language=HTML_LANG[found.recipient_locale],
        attachments={issue.ATTACHMENT: embedded},
    )


def _title(found: Certificate, zh: wording.Lines, en: wording.Lines) -> str:
    demo = "DEMONSTRATION 演示 · " if found.is_demo else ""
    return f"{demo}{found.number} · {found.award.name} · {zh.award} {en.award}"


async def mark_rendered(*, actor: Actor = SYSTEM, certificate_id: UUID, sha256: str, now: datetime) -> bool:
    """Keep the digest of the stored file and tell that it is there; whether this run was the first to."""
    is_first = await db.fetchval(
        "update certificate set sha256 = $2, rendered_at = $3 where id = $1 and sha256 is null returning true",
        certificate_id,
        sha256,
        now,
    )
    if is_first:
        await record(
            actor=actor,
            action="certificate.render",
            thing="certificate",
            thing_id=certificate_id,
            data={"sha256": sha256},
        )
        await outbox.emit("certificate.rendered", certificate_id=certificate_id)
    return bool(is_first)


async def tell_recipient(*, certificate_id: UUID) -> None:
    """Write the mail that says where the certificate is. Inside the job's `work()`, so that it is written once."""
    found = await queries.by_id(certificate_id)
    if found is None or found.state != "issued":
        return
    person = (await accounts.recipients([found.recipient_id])).get(found.recipient_id)
    if person is None:
        return
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
