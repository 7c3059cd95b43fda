"""Cohorts, and entries that become ventures."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.incubator import queries, rules, service
from contest.incubator.forms import CohortForm, TakeInForm
from contest.incubator.routes.shared import EDITION, edition_of, errors_of
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import AppError, Conflict, Invalid
from contest.lib.i18n import gettext as _
from contest.lib.i18n import ngettext
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

COHORT = "/incubator/cohorts/{cohort_id:uuid}"


@get(EDITION + "/cohorts", guards=[requires(rules.MANAGER)])
async def cohorts(request: Request, edition_id: UUID) -> Response[bytes]:
    """The cohorts of an edition, and the form of a new one."""
    return await _cohorts(request, edition_id, {})


@post(EDITION + "/cohorts", guards=[requires(rules.MANAGER)])
async def create_cohort(request: Request, edition_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    await edition_of(request, edition_id)
    try:
        async with work():
            await service.save_cohort(
                actor=actor_of(request), edition_id=edition_id, plan=convert(fields, CohortForm).plan(), now=clock.now()
            )
    except Invalid as error:
        return await _cohorts(request, edition_id, fields, error=error)
    flash(request, _("Saved."))
    return redirect(f"/incubator/editions/{edition_id}/take-in")


@get(COHORT, guards=[requires(rules.MANAGER)])
async def cohort_form(request: Request, cohort_id: UUID) -> Response[bytes]:
    """A cohort, to change its name and days."""
    found = await queries.cohort(actor=actor_of(request), cohort_id=cohort_id)
    fields = {name: getattr(found, name) for name in ("name_en", "name_zh", "starts_on", "ends_on")}
    return await _cohorts(request, found.edition_id, fields, cohort=found)


@post(COHORT, guards=[requires(rules.MANAGER)])
async def edit_cohort(request: Request, cohort_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    found = await queries.cohort(actor=actor, cohort_id=cohort_id)
    try:
        plan = convert(fields, CohortForm).plan()
        async with work():
            await service.save_cohort(
                actor=actor, edition_id=found.edition_id, plan=plan, cohort_id=cohort_id, now=clock.now()
            )
    except Invalid as error:
        return await _cohorts(request, found.edition_id, fields, cohort=found, error=error)
    flash(request, _("Saved."))
    return redirect(f"/incubator/editions/{found.edition_id}/cohorts")


async def _cohorts(
    request: Request,
    edition_id: UUID,
    fields: dict[str, Any],
    *,
    cohort: queries.Cohort | None = None,
    error: AppError | None = None,
) -> Response[bytes]:
    edition = await edition_of(request, edition_id)
    return page(
        "incubator/cohorts.html",
        request,
        status=200 if error is None else error.status,
        edition=edition,
        cohort=cohort,
        cohorts=await queries.cohorts(actor=actor_of(request), edition_id=edition_id),
        typed=fields,
        errors=errors_of(error),
        is_demo=edition.is_demo,
    )


@get(EDITION + "/take-in", guards=[requires(rules.MANAGER)])
async def candidates(request: Request, edition_id: UUID) -> Response[bytes]:
    """The entries that may become ventures, to be ticked."""
    return await _candidates(request, edition_id, {})


@post(EDITION + "/take-in", guards=[requires(rules.MANAGER)])
async def take_in(request: Request, edition_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    await edition_of(request, edition_id)
    try:
        form = convert(fields, TakeInForm)
        async with work():
            made = await service.take_in(
                actor=actor_of(request),
                edition_id=edition_id,
                cohort_id=form.cohort,
                submission_ids=form.entries,
                now=clock.now(),
            )
    except (Invalid, Conflict) as error:
        return await _candidates(request, edition_id, fields, error=error)
    said = ngettext("One entry is a venture now.", "%(num)s entries are ventures now.", len(made))
    flash(request, said % {"num": len(made)})
    return redirect(f"/incubator/editions/{edition_id}")


async def _candidates(
    request: Request, edition_id: UUID, fields: dict[str, Any], *, error: AppError | None = None
) -> Response[bytes]:
    edition, actor = await edition_of(request, edition_id), actor_of(request)
    ticked = fields.get("entries", [])
    return page(
        "incubator/take_in.html",
        request,
        status=200 if error is None else error.status,
        edition=edition,
        candidates=await queries.candidates(actor=actor, edition_id=edition_id),
        cohorts=await queries.cohorts(actor=actor, edition_id=edition_id),
        ticked=[ticked] if isinstance(ticked, str) else ticked,
        typed=fields,
        errors=errors_of(error),
        is_demo=edition.is_demo,
    )


ROUTES: list[Any] = [cohorts, create_cohort, cohort_form, edit_cohort, candidates, take_in]
