"""The rubrics of an edition."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.judging import queries, service
from contest.judging.forms import rubrics as forms
from contest.judging.routes.reviews import to
from contest.judging.routes.rounds import ORGANISERS
from contest.judging.rules import versions
from contest.lib import clock, db
from contest.lib.errors import Invalid
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import typed
from contest.lib.web.render import page
from contest.lib.web.request import Request


@get("/judging/editions/{edition_id:uuid}/rubrics", guards=[requires(*ORGANISERS)])
async def rubrics(request: Request, edition_id: UUID) -> Response[bytes]:
    found = await queries.rubrics_page(actor=actor_of(request), edition_id=edition_id)
    return page("judging/rubrics.html", request, it=found, contest=found, is_demo=found.is_demo)


@get("/judging/rubrics/{rubric_id:uuid}", guards=[requires(*ORGANISERS)])
async def rubric(request: Request, rubric_id: UUID) -> Response[bytes]:
    actor = actor_of(request)
    found = await queries.rubric(actor=actor, rubric_id=rubric_id)
    before = await queries.version_before(found=found)
    edition = await queries.rubrics_page(actor=actor, edition_id=found.edition_id)
    return page(
        "judging/rubric.html",
        request,
        rubric=found,
        before=before,
        changes=versions.difference(before, found) if before is not None else [],
        contest=edition,
        is_demo=edition.is_demo,
    )


@get("/judging/editions/{edition_id:uuid}/rubrics/new", guards=[requires(*ORGANISERS)])
async def new_rubric(request: Request, edition_id: UUID, of: UUID | None = None) -> Response[bytes]:
    """An empty form, or with `?of=` one that holds a rubric to be changed: saved, it is its next version."""
    values = forms.empty()
    if of is not None:
        values = forms.written(await queries.rubric(actor=actor_of(request), rubric_id=of))
    return await _form(request, edition_id, values)


async def _form(
    request: Request,
    edition_id: UUID,
    values: dict[str, Any],
    error: Invalid | None = None,
    *,
    is_touched: bool = False,
) -> Response[bytes]:
    """The form with these fields; `is_touched` where it holds what nobody saved yet."""
    found = await queries.rubrics_page(actor=actor_of(request), edition_id=edition_id)
    return page(
        "judging/rubric_form.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        typed=values,
        lines=forms.lines(values),
        ties=forms.TIES,
        is_touched=is_touched,
        is_known=any(one.key == values.get("key") for one in found.rubrics),
        errors=error.fields if error is not None else {},
        contest=found,
        is_demo=found.is_demo,
    )


@post("/judging/editions/{edition_id:uuid}/rubrics", guards=[requires(*ORGANISERS)])
async def create_rubric(request: Request, edition_id: UUID) -> Response[bytes]:
    """Save what was written, or show the form again after a button that adds, moves or takes away."""
    fields = await typed(request)
    then = fields.pop("then", "save")
    if then != "save":
        return await _form(request, edition_id, forms.rearranged(fields, str(then)), is_touched=True)
    try:
        async with db.work():
            made = await service.create_rubric(
                actor=actor_of(request), edition_id=edition_id, form=forms.read_rubric(fields), now=clock.now()
            )
    except Invalid as error:
        return await _form(request, edition_id, fields, error, is_touched=True)
    flash(request, _("The rubric is saved."))
    return to(f"/judging/rubrics/{made}")


ROUTES: list[Any] = [rubrics, rubric, new_rubric, create_rubric]
