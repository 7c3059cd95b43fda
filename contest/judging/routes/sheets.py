"""Sheets of paper for a hall: printed for a judge, typed in by one person, confirmed against the scan by another."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.files import service as files
from contest.judging import forms, queries, service
from contest.judging.routes.panels import errors_of
from contest.judging.routes.reviews import to
from contest.judging.routes.rounds import ORGANISERS
from contest.judging.service.sheets import MOST_BYTES
from contest.lib import clock, db
from contest.lib.errors import AppError, Conflict, Invalid, NotFound, TooLarge
from contest.lib.i18n import gettext as _
from contest.lib.web import limits
from contest.lib.web.download import disposition, download
from contest.lib.web.flash import flash
from contest.lib.web.forms import typed
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.lib.web.uploads import FORM_BYTES, read_upload

SHEET = "/judging/reviews/{review_id:uuid}/sheet"


@get("/judging/rounds/{round_id:uuid}/sheets", guards=[requires(*ORGANISERS)])
async def sheets(request: Request, round_id: UUID) -> Response[bytes]:
    found = await queries.sheets_page(actor=actor_of(request), round_id=round_id)
    return page(
        "judging/sheets.html",
        request,
        it=found,
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


@get("/judging/rounds/{round_id:uuid}/sheets/{judge_id:uuid}", guards=[requires(*ORGANISERS)])
async def print_sheets(request: Request, round_id: UUID, judge_id: UUID) -> Response[bytes]:
    """A judge's sheets as a PDF, one entry a page."""
    body = await service.sheets_pdf(actor=actor_of(request), round_id=round_id, judge_id=judge_id)
    headers = {"content-disposition": disposition("sheets.pdf"), "cache-control": "private, no-store"}
    return Response(body, media_type="application/pdf", headers=headers)


@get(SHEET, guards=[requires(*ORGANISERS)])
async def sheet(request: Request, review_id: UUID) -> Response[bytes]:
    return await _sheet_page(request, review_id)


async def _sheet_page(
    request: Request, review_id: UUID, fields: dict[str, Any] | None = None, error: AppError | None = None
) -> Response[bytes]:
    found = await queries.sheet_page(actor=actor_of(request), review_id=review_id)
    return page(
        "judging/sheet.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        typed=fields or {},
        errors=errors_of(error),
        is_demo=found.round.is_demo,
    )


@post(SHEET, guards=[requires(*ORGANISERS)])
async def type_sheet(request: Request, review_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    try:
        async with db.work():
            await service.type_sheet(
                actor=actor_of(request),
                review_id=review_id,
                points=forms.points_in(fields),
                comment_applicant=str(fields.get("to_applicant", "")),
                now=clock.now(),
            )
    except (Invalid, Conflict) as error:
        return await _sheet_page(request, review_id, fields, error)
    flash(request, _("Saved. Now add the scan; somebody else confirms it then."))
    return to(f"/judging/reviews/{review_id}/sheet")


@post(
    SHEET + "/scan",
    guards=[requires(*ORGANISERS)],
    opt={"csrf": False},
    request_max_body_size=MOST_BYTES + FORM_BYTES,
)
async def attach_scan(request: Request, review_id: UUID) -> Response[bytes]:
    """The scan, by a form whose token is checked where it is read, before the file is."""
    actor = actor_of(request)
    await queries.sheet_page(actor=actor, review_id=review_id)
    await limits.hit(f"uploads:{actor.id}", most=100, seconds=3600)
    said = int(request.headers.get("content-length") or 1)
    try:
        incoming = await read_upload(request)
        await service.attach_scan(
            actor=actor,
            review_id=review_id,
            name=incoming.name,
            declared_size=max(min(said - FORM_BYTES, MOST_BYTES), 1),  # an estimate: a form does not say
            chunks=incoming.chunks,
            now=clock.now(),
        )
    except (Invalid, Conflict, TooLarge) as error:
        return await _sheet_page(request, review_id, error=error)
    return to(f"/judging/reviews/{review_id}/sheet")


@get(SHEET + "/scan", guards=[requires(*ORGANISERS)])
async def scan(request: Request, review_id: UUID) -> Response[Any]:
    found = await queries.sheet_page(actor=actor_of(request), review_id=review_id)
    if found.sheet is None or found.sheet.scan is None:
        raise NotFound
    return await download(request, await files.stream(file_id=found.sheet.scan))


@post(SHEET + "/decide", guards=[requires(*ORGANISERS)])
async def decide_sheet(request: Request, review_id: UUID) -> Response[bytes]:
    """Confirm what was typed in, or refuse it with a reason."""
    actor, fields, now = actor_of(request), await typed(request), clock.now()
    found = await queries.sheet_page(actor=actor, review_id=review_id)
    is_confirmed = fields.get("then") == "confirm"
    try:
        async with db.work():
            if is_confirmed:
                seen = str(fields.get("seen", ""))
                await service.confirm_sheet(actor=actor, review_id=review_id, seen=seen, now=now)
            else:
                reason = str(fields.get("reason", ""))
                await service.refuse_sheet(actor=actor, review_id=review_id, reason=reason, now=now)
    except (Invalid, Conflict) as error:
        return await _sheet_page(request, review_id, fields, error)
    if is_confirmed:
        flash(request, _("Confirmed: the review is signed."))
        return to(f"/judging/rounds/{found.round.id}/sheets")
    flash(request, _("Refused: it can be typed in again."))
    return to(f"/judging/reviews/{review_id}/sheet")


ROUTES: list[Any] = [sheets, print_sheets, sheet, type_sheet, attach_scan, scan, decide_sheet]
