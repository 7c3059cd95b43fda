"""A judge's list, a review, and the files of its entry."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import Parameter
from litestar.response import Response

from contest.accounts.guards import actor_of, requires, signed_in
from contest.files import service as files
from contest.judging import forms, queries, service
from contest.judging.routes.letters import letters_of
from contest.judging.rules.capacity import STAGE_WORDS
from contest.judging.rules.permissions import TermsChanged
from contest.judging.rules.steps import RECUSALS
from contest.judging.service.reviews import StaleReview
from contest.lib import clock, db
from contest.lib.errors import AppError, Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web.changes import BODY_BYTES, changes
from contest.lib.web.download import download
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request

RECUSE, REOPEN = "judging/recuse.html", "judging/reopen.html"


def to(path: str) -> Response[bytes]:
    """On to the next page, after a form was taken."""
    return Response(b"", status_code=303, headers={"location": path})


@get("/judging/reviews", guards=[requires("judge")])
async def my_reviews(
    request: Request, at: Annotated[int, Parameter(query="page", ge=1, le=10_000)] = 1
) -> Response[bytes]:
    found = await queries.my_reviews(actor=actor_of(request), page=at)
    is_demo = any(review.is_demo for review in found.reviews)
    return page("judging/reviews.html", request, mine=found, page=at, is_demo=is_demo, stage_words=STAGE_WORDS)


@get("/judging/reviews/{review_id:uuid}", guards=[signed_in])
async def review(request: Request, review_id: UUID) -> Response[bytes]:
    return await _review_page(request, review_id)


async def _review_page(
    request: Request, review_id: UUID, fields: dict[str, Any] | None = None, error: AppError | None = None
) -> Response[bytes]:
    """The review as it is stored, or with what was typed and what is wrong with it."""
    try:
        found = await queries.review_page(actor=actor_of(request), review_id=review_id)
    except TermsChanged as changed:
        return to(f"/judging/rounds/{changed.round_id}/join")
    errors = dict(error.fields) if isinstance(error, Invalid) else {}
    if error is not None and not errors:
        errors = {"": error.message}
    return page(
        "judging/review.html",
        request,
        status=200 if error is None else error.status,
        review=found,
        typed=fields,
        unsaved=_unsaved(found, fields),
        letters=await letters_of(found),
        errors=errors,
        is_stale=isinstance(error, StaleReview),
        contest={"name_en": found.edition_en, "name_zh": found.edition_zh},
        is_demo=found.is_demo,
    )


def _unsaved(found: queries.ReviewPage, fields: dict[str, Any] | None) -> str:
    """What is saved where something else was typed, as JSON for the browser; empty where nothing was."""
    if fields is None:
        return ""
    saved = {name: text for name, text in found.saved.items() if fields.get(name, "") != text}
    return msgspec.json.encode(saved).decode() if saved else ""


@post("/judging/reviews/{review_id:uuid}", guards=[requires("judge")])
async def save_review(request: Request, review_id: UUID) -> Response[bytes]:
    actor, now, fields = actor_of(request), clock.now(), await typed(request)
    try:
        form = forms.read_review(fields)
        async with db.work():
            revision = await service.save_review(
                actor=actor,
                review_id=review_id,
                revision=form.revision,
                points=form.points,
                comment_applicant=form.to_applicant,
                comment_panel=form.to_panel,
                notes=form.notes,
                now=now,
            )
            if form.then == "sign":
                await service.sign_review(actor=actor, review_id=review_id, revision=revision, now=now)
    except (Invalid, StaleReview) as error:
        return await _review_page(request, review_id, fields, error)
    flash(request, _("Signed. Thank you.") if form.then == "sign" else _("Saved."))
    return await _go_on(request, review_id) if form.then in {"sign", "next"} else to(f"/judging/reviews/{review_id}")


async def _go_on(request: Request, review_id: UUID) -> Response[bytes]:
    """To the next open review of the pile; to the list where there is none; to what is pitched where that leads."""
    if (live_round := await queries.live_round_of(review_id=review_id)) is not None:
        return to(f"/judging/rounds/{live_round}/live")
    after = await queries.next_review(actor=actor_of(request), review_id=review_id)
    return to("/judging/reviews" if after is None else f"/judging/reviews/{after}")


@post(
    "/judging/reviews/{review_id:uuid}/autosave",
    guards=[requires("judge")],
    status_code=200,
    request_max_body_size=BODY_BYTES,
)
async def autosave_review(request: Request, review_id: UUID) -> Any:
    """The changed fields, each with what it was before; the answer says what was saved when, and what was not."""
    sent = await changes(request)
    as_saved = forms.as_saved(sent)
    async with db.work():
        saved = await service.autosave_review(
            actor=actor_of(request),
            review_id=review_id,
            revision=sent.revision,
            changes=as_saved,
            points=forms.points_in({key: change.now for key, change in as_saved.items()}),
            now=clock.now(),
        )
    return msgspec.to_builtins(saved)


@post("/judging/reviews/{review_id:uuid}/skip", guards=[requires("judge")])
async def skip_review(request: Request, review_id: UUID) -> Response[bytes]:
    async with db.work():
        await service.skip_review(actor=actor_of(request), review_id=review_id, now=clock.now())
    return await _go_on(request, review_id)


@get("/judging/reviews/{review_id:uuid}/recuse", guards=[requires("judge")])
async def recuse_form(request: Request, review_id: UUID) -> Response[bytes]:
    return await _reason_page(request, review_id, RECUSE)


@post("/judging/reviews/{review_id:uuid}/recuse", guards=[requires("judge")])
async def recuse(request: Request, review_id: UUID) -> Response[bytes]:
    try:
        form = await parse(request, forms.RecusalForm)
        async with db.work():
            await service.recuse(
                actor=actor_of(request), review_id=review_id, why=form.why, reason=form.reason, now=clock.now()
            )
    except Invalid as error:
        return await _reason_page(request, review_id, RECUSE, error)
    flash(request, _("You no longer review this entry, and it is hidden from you."))
    return to("/judging/reviews")


@get("/judging/reviews/{review_id:uuid}/reopen", guards=[signed_in])
async def reopen_form(request: Request, review_id: UUID) -> Response[bytes]:
    return await _reason_page(request, review_id, REOPEN)


@post("/judging/reviews/{review_id:uuid}/reopen", guards=[signed_in])
async def reopen_review(request: Request, review_id: UUID) -> Response[bytes]:
    actor = actor_of(request)
    try:
        form = await parse(request, forms.ReasonForm)
        async with db.work():
            await service.reopen_review(actor=actor, review_id=review_id, reason=form.reason, now=clock.now())
    except Invalid as error:
        return await _reason_page(request, review_id, REOPEN, error)
    found = await queries.review_page(actor=actor, review_id=review_id)
    flash(request, _("Reopened: its judge can change it again."))
    return to(f"/judging/rounds/{found.round_id}/ranking")


async def _reason_page(
    request: Request, review_id: UUID, template: str, error: Invalid | None = None
) -> Response[bytes]:
    found = await queries.review_page(actor=actor_of(request), review_id=review_id)
    if not (found.may_reopen if template == REOPEN else found.is_own):
        raise NotFound
    return page(
        template,
        request,
        status=200 if error is None else error.status,
        review=found,
        typed=await typed(request) if error is not None else {},
        errors=error.fields if error is not None else {},
        reasons=RECUSALS,
        is_demo=found.is_demo,
    )


@get("/judging/reviews/{review_id:uuid}/files/{file_id:uuid}", guards=[signed_in])
async def review_file(request: Request, review_id: UUID, file_id: UUID) -> Response[Any]:
    """The bytes of a file, under the name that this reader may see; in a blind round without its author's name."""
    shown, is_blind = await queries.review_file(actor=actor_of(request), review_id=review_id, file_id=file_id)
    send = files.stream_without_author if is_blind else files.stream
    return await download(request, await send(file_id=file_id), name=shown.name)


@get("/judging/reviews/{review_id:uuid}/files/{file_id:uuid}/pages", guards=[signed_in])
async def review_pages(request: Request, review_id: UUID, file_id: UUID) -> Response[bytes]:
    """The pages of a file, to be read beside the review."""
    shown, _is_blind = await queries.review_file(actor=actor_of(request), review_id=review_id, file_id=file_id)
    return page(
        "files/pages.html",
        request,
        view=await files.pages(file_id=file_id),
        here=request.scope["path"],
        title=shown.name,
        back={"href": f"/judging/reviews/{review_id}", "label": _("Back to the review")},
        download_href=f"/judging/reviews/{review_id}/files/{file_id}",
    )


@get("/judging/reviews/{review_id:uuid}/files/{file_id:uuid}/pages/{number:int}", guards=[signed_in])
async def review_picture(request: Request, review_id: UUID, file_id: UUID, number: int) -> Response[Any]:
    """One of them; made from the copy without its author, whoever looks."""
    await queries.review_file(actor=actor_of(request), review_id=review_id, file_id=file_id)
    return await download(request, await files.picture(file_id=file_id, number=number), is_shown=True)


ROUTES: list[Any] = [
    my_reviews,
    review,
    save_review,
    autosave_review,
    skip_review,
    recuse_form,
    recuse,
    reopen_form,
    reopen_review,
    review_file,
    review_pages,
    review_picture,
]
