"""Reviews on paper: printed, typed in by one person, held against the scan and confirmed by another."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from contest.audit.service import record
from contest.files import rules as file_rules
from contest.files import service as files
from contest.judging.queries.sheets import SheetPage, Typed, blank_sheets, sheet_page
from contest.judging.service.reviews.held import Held, hold, hold_its_round
from contest.judging.service.reviews.saving import Writing, check_writing, write
from contest.judging.service.reviews.signing import sign_held
from contest.judging.tables.sheets import PaperSheet
from contest.lib import db, pdf
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound, Unavailable
from contest.lib.i18n import N_
from contest.lib.web.render import render

KINDS = ("pdf", "image")
MOST_BYTES = 20 * file_rules.MEGABYTE


async def sheets_pdf(*, actor: Actor, round_id: UUID, judge_id: UUID) -> bytes:
    """The sheets of one judge as a PDF, one entry a page, in both languages. Call it outside of any `work()`."""
    facts, blanks = await blank_sheets(actor=actor, round_id=round_id, judge_id=judge_id)
    try:
        return await pdf.render_pdf(
            render("pdf/judging/sheets.html", round=facts, blanks=blanks, is_demo=facts.is_demo),
            css=render("pdf/judging/sheets.css"),
            title=f"{facts.name_en or facts.name_zh} · {blanks[0].judge_name}",
            language="zh-Hans",
        )
    except pdf.PdfFailed as error:
        raise Unavailable from error


async def _held(actor: Actor, review_id: UUID) -> tuple[SheetPage, Held]:
    """The review under lock, as its sheet stands then."""
    await hold_its_round(review_id)
    held = await hold(review_id)
    found = await sheet_page(actor=actor, review_id=review_id)
    if held.is_hidden:
        raise NotFound
    return found, held


async def type_sheet(
    *, actor: Actor, review_id: UUID, points: Mapping[str, Decimal | None], comment_applicant: str, now: datetime
) -> None:
    """Keep what stands on a judge's sheet: every criterion has points. It counts once somebody else confirms it."""
    found, held = await _held(actor, review_id)
    if found.sheet is not None or held.state == "signed":
        raise Conflict(N_("This sheet was typed in already."))
    written = Writing(points=points, notes={}, comment_applicant=comment_applicant, comment_panel="")
    check_writing(held, written)
    if missing := [key for key in held.weights if points.get(key) is None]:
        raise Invalid(fields={f"score_{key}": N_("Give points here.") for key in missing})
    sheet = PaperSheet(
        review=review_id,
        points={key: str(value) for key, value in points.items()},
        comment_applicant=comment_applicant.strip(),
        typed_by=actor.id,
        typed_at=now,
    )
    await sheet.save()
    data = {"sheet": sheet.id}
    await record(actor=actor, action="review.type_sheet", thing="review", thing_id=review_id, data=data)


async def attach_scan(
    *, actor: Actor, review_id: UUID, name: str, declared_size: int, chunks: AsyncIterator[bytes], now: datetime
) -> None:
    """The sheet itself, scanned or photographed, beside what was typed in, by the person who typed it.

    It takes the place of an earlier one. Opens its own `work()`s, around the bytes.
    """
    async with db.work():
        found, _ = await _held(actor, review_id)
        sheet = _waiting(found)
        if not found.is_own:
            raise Conflict(N_("Who typed the sheet in adds its scan."))
        terms = file_rules.Terms(
            kinds=file_rules.kinds_of(KINDS), most_bytes=MOST_BYTES, is_scan_waived=found.is_scan_waived
        )
        announced = await files.announce(
            actor=actor, purpose="sheet", name=name, declared_size=declared_size, terms=terms, now=now
        )
        await db.execute("update paper_sheet set scan = $2 where id = $1", sheet.id, announced.id)
        data = {"sheet": sheet.id, "file": announced.id}
        await record(actor=actor, action="review.scan_sheet", thing="review", thing_id=review_id, data=data)
    await files.receive(actor=actor, file_id=announced.id, chunks=chunks, now=now, exact_size=False)


def _waiting(found: SheetPage) -> Typed:
    if found.sheet is None:
        raise Conflict(N_("Nothing was typed in from this sheet yet."))
    if found.sheet.is_confirmed:
        raise Conflict(N_("This sheet is confirmed already: the review is signed."))
    return found.sheet


_DECIDE = "update paper_sheet set state = $2, decided_by = $3, decided_at = $4, reason = $5 where id = $1"


async def confirm_sheet(*, actor: Actor, review_id: UUID, seen: str, now: datetime) -> None:
    """Somebody else has held what was typed against the scan: the review is signed with it, for its judge.

    `seen` says which sheet and which scan they had before them. The ledger names who confirmed, the audit both.
    """
    found, held = await _held(actor, review_id)
    sheet = _waiting(found)
    if sheet.mark != seen:
        raise Conflict(N_("This sheet was changed since you opened it. Look at it again."))
    if found.is_own:
        raise Conflict(N_("Who typed a sheet in does not confirm it: somebody else has to."))
    if not found.may_confirm:
        raise Conflict(N_("The scan is missing, or not checked yet."))
    written = Writing(
        points=dict(sheet.points),
        notes={},
        comment_applicant=sheet.comment_applicant or held.comment_applicant,
        comment_panel=held.comment_panel,
    )
    check_writing(held, written)
    await write(held, written, now)
    total = await sign_held(await hold(review_id), actor=actor, now=now)
    await db.execute(_DECIDE, sheet.id, "confirmed", actor.id, now, "")
    data = {"sheet": sheet.id, "typed_by": sheet.typed_by, "total": total}
    await record(actor=actor, action="review.confirm_sheet", thing="review", thing_id=review_id, data=data)


async def refuse_sheet(*, actor: Actor, review_id: UUID, reason: str, now: datetime) -> None:
    """What was typed is not what stands on the sheet, or its typist saw a slip: it is typed in again."""
    found, _ = await _held(actor, review_id)
    sheet, words = _waiting(found), reason.strip()
    if not words or len(words) > 1000:
        raise Invalid(field="reason", message=N_("Say what is wrong with it, in at most 1000 characters."))
    await db.execute(_DECIDE, sheet.id, "refused", actor.id, now, words)
    data, texts = {"sheet": sheet.id}, {"reason": words}
    await record(actor=actor, action="review.refuse_sheet", thing="review", thing_id=review_id, data=data, texts=texts)
