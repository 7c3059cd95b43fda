"""Going on without a judge's reviews: what that changes, then the reason."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.judging import forms, queries, service
from contest.judging.routes.reviews import to
from contest.judging.routes.rounds import ORGANISERS
from contest.lib import clock, db
from contest.lib.errors import Invalid
from contest.lib.i18n import ngettext
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request


@get("/judging/rounds/{round_id:uuid}/waive", guards=[requires(*ORGANISERS)])
async def waive_form(request: Request, round_id: UUID, judge: UUID | None = None) -> Response[bytes]:
    """The judges who owe reviews, or what one of them owes."""
    return await _page(request, round_id, judge)


async def _page(
    request: Request,
    round_id: UUID,
    judge: UUID | None,
    fields: dict[str, Any] | None = None,
    error: Invalid | None = None,
) -> Response[bytes]:
    found = await queries.waiver_page(actor=actor_of(request), round_id=round_id, judge_id=judge)
    return page(
        "judging/waive.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        typed=fields or {},
        errors=dict(error.fields) if error is not None else {},
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


@post("/judging/rounds/{round_id:uuid}/waive", guards=[requires(*ORGANISERS)])
async def waive(request: Request, round_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    judge: UUID | None = None
    try:
        form = convert(fields, forms.JudgeReasonForm)
        judge = form.judge
        async with db.work():
            count = await service.waive_reviews(
                actor=actor_of(request), round_id=round_id, judge_id=form.judge, reason=form.reason, now=clock.now()
            )
    except Invalid as error:
        return await _page(request, round_id, judge, fields, error)
    flash(request, ngettext("One review is waived.", "%(num)s reviews are waived.", count) % {"num": count})
    return to(f"/judging/rounds/{round_id}/ranking")


ROUTES: list[Any] = [waive_form, waive]
