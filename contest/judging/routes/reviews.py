"""A judge's list, a review, and the files of its entry."""

from typing import Annotated, Any
from uuid import UUID

from litestar import get, post
from litestar.params import Parameter
from litestar.response import Response

from contest.accounts.guards import actor_of, requires, signed_in
from contest.files import service as files
from contest.judging import forms, queries, service
from contest.judging.routes.letters import letters_of
from contest.judging.service.reviews import StaleReview
from contest.lib import clock, db
from contest.lib.errors import AppError, Invalid, NotFound
from contest.lib.i18n import gettext as _
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
    return page("judging/reviews.html", request, mine=found, page=at, is_demo=is_demo)


@get("/judging/reviews/{review_id:uuid}", guards=[signed_in])
async def review(request: Request, review_id: UUID) -> Response[bytes]:
    return await _review_page(request, review_id)


async def _review_page(
    request: Request, review_id: UUID, fields: dict[str, Any] | None = None, error: AppError | None = None
) -> Response[bytes]:
    """The review as it is stored, or with what was typed and what is wrong with it."""
    found = await queries.review_page(actor=actor_of(request), review_id=review_id)
    errors = dict(error.fields) if isinstance(error, Invalid) else {}
    if error is not None and not errors:
        errors = {"": error.message}
    return page(
        "judging/review.html",
        request,
        status=200 if error is None else error.status,
        review=found,
        typed=fields,
        letters=await letters_of(found),
        errors=errors,
        is_stale=isinstance(error, StaleReview),
        contest={"name_en": found.edition_en, "name_zh": found.edition_zh},
        is_demo=found.is_demo,
    )


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
                now=now,
            )
            if form.is_signed:
                await service.sign_review(actor=actor, review_id=review_id, revision=revision, now=now)
    except (Invalid, StaleReview) as error:
        return await _review_page(request, review_id, fields, error)
    flash(request, _("Signed. Thank you.") if form.is_signed else _("Saved."))
    return to("/judging/reviews" if form.is_signed else f"/judging/reviews/{review_id}")


@get("/judging/reviews/{review_id:uuid}/recuse", guards=[requires("judge")])
async def recuse_form(request: Request, review_id: UUID) -> Response[bytes]:
    return await _reason_page(request, review_id, RECUSE)


@post("/judging/reviews/{review_id:uuid}/recuse", guards=[requires("judge")])
async def recuse(request: Request, review_id: UUID) -> Response[bytes]:
    try:
        form = await parse(request, forms.ReasonForm)
        async with db.work():
            await service.recuse(actor=actor_of(request), review_id=review_id, reason=form.reason, now=clock.now())
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
        is_demo=found.is_demo,
    )


@get("/judging/reviews/{review_id:uuid}/files/{file_id:uuid}", guards=[signed_in])
async def review_file(request: Request, review_id: UUID, file_id: UUID) -> Response[Any]:
    """The bytes of a file, under the name that this reader may see; in a blind round without its author's name."""
    shown, is_blind = await queries.review_file(actor=actor_of(request), review_id=review_id, file_id=file_id)
    send = files.stream_without_author if is_blind else files.stream
    return await download(request, await send(file_id=file_id), name=shown.name)


ROUTES: list[Any] = [
    my_reviews,
    review,
    save_review,
    recuse_form,
    recuse,
    reopen_form,
    reopen_review,
    review_file,
]
