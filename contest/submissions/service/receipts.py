"""The receipt as a document: made at its first download, kept, and from then on the same to the byte."""

from uuid import UUID

from contest.lib import i18n, pdf, storage
from contest.lib.actor import Actor
from contest.lib.config import settings
from contest.lib.errors import NotFound, Unavailable
from contest.lib.web import formats
from contest.lib.web.render import render
from contest.submissions import queries

CONTENT = "content.json"  # what was handed in, inside the document: its digest is the one on the receipt
LONGEST_EXCERPT = 160


def receipt_key(version_id: UUID) -> str:
    """Where the document of a version is stored, once somebody has asked for it."""
    return f"receipts/{version_id}.pdf"


async def receipt_file(*, actor: Actor, code: str, number: int) -> bytes:
    """The actor's own receipt as a PDF. It says in both languages what the page says, and holds all that was handed in
    as `content.json`. Call it outside of any `work()`; `Unavailable` where no PDF can be made now."""
    found = await queries.receipt(actor=actor, code=code, number=number)
    key = receipt_key(found.version_id)
    try:
        return await storage.get(key)
    except NotFound:
        pass
    try:
        data = await _render(found)
    except pdf.PdfFailed as error:
        raise Unavailable from error
    if not await storage.put_once(key, data, content_type="application/pdf"):
        data = await storage.get(key)  # somebody else was first
    return data


async def _render(found: queries.ReceiptPage) -> bytes:
    said = {}
    for language in i18n.LOCALES:
        with i18n.using(language):
            said[language] = formats.deadline(found.submitted_at, found.time_zone)
    html = render(
        "pdf/submissions/receipt.html",
        receipt=found,
        received=said,
        utc=found.submitted_at.strftime("%Y-%m-%d %H:%M:%S"),
        excerpt=_excerpt,
        address=f"{settings().public_url}/submissions/{found.code}/receipts/{found.number}",
        has_content=found.content is not None,
        is_demo=found.is_demo,
    )
    demo = "DEMONSTRATION 演示 · " if found.is_demo else ""
    return await pdf.render_pdf(
        html,
        css=render("pdf/submissions/receipt.css", code=found.code, number=found.number),
        title=f"{demo}{found.code} · {found.number} · Receipt 提交回执",
        language="zh-Hans",
        attachments={CONTENT: found.content} if found.content is not None else {},
    )


def _excerpt(text: str) -> str:
    """The beginning of an answer on one line: enough to tell which it is."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_EXCERPT else line[:LONGEST_EXCERPT].rstrip() + " …"
