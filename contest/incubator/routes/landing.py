"""How ventures land: the template of an edition, and one step of one venture."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires, signed_in
from contest.incubator import queries, rules, service
from contest.incubator.forms import ReportForm, read_template
from contest.incubator.routes.shared import EDITION, edition_of, errors_of
from contest.incubator.rules.landing import KINDS
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import AppError, Conflict, Invalid
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

SPARE = 3  # empty lines below a template
STEP = "/incubator/landing/{landing_step_id:uuid}"


@get(EDITION + "/templates/{kind:str}", guards=[requires(rules.MANAGER)])
async def template(request: Request, edition_id: UUID, kind: str) -> Response[bytes]:
    """The steps by which ventures of a kind land, to be changed."""
    return await _template(request, edition_id, kind)


@post(EDITION + "/templates/{kind:str}", guards=[requires(rules.MANAGER)])
async def save_template(request: Request, edition_id: UUID, kind: str) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    await queries.template(actor=actor, edition_id=edition_id, kind=kind)
    try:
        steps = read_template(fields)
        async with work():
            await service.save_template(actor=actor, edition_id=edition_id, kind=kind, steps=steps, now=clock.now())
    except Invalid as error:
        return await _template(request, edition_id, kind, fields, error)
    flash(request, _("Saved. Plans that are made already stay as they are."))
    return redirect(f"/incubator/editions/{edition_id}/templates/{kind}")


async def _template(
    request: Request, edition_id: UUID, kind: str, fields: dict[str, Any] | None = None, error: AppError | None = None
) -> Response[bytes]:
    edition = await edition_of(request, edition_id)
    steps = await queries.template(actor=actor_of(request), edition_id=edition_id, kind=kind)
    shown: dict[str, Any] = {}
    for number, one in enumerate(steps, 1):
        shown |= {f"en_{number}": one.name_en, f"zh_{number}": one.name_zh, f"days_{number}": one.days}
    return page(
        "incubator/template.html",
        request,
        status=200 if error is None else error.status,
        edition=edition,
        kind=kind,
        kinds=KINDS,
        lines=len(steps) + SPARE,
        typed=shown if fields is None else fields,
        errors=errors_of(error),
        is_demo=edition.is_demo,
    )


@post("/incubator/ventures/{venture_id:uuid}/plan", guards=[requires(rules.MANAGER)])
async def plan(request: Request, venture_id: UUID) -> Response[bytes]:
    """Make the plan of a venture that was taken in before there were any."""
    try:
        async with work():
            await service.plan_landing(actor=actor_of(request), venture_id=venture_id, now=clock.now())
    except Conflict as error:
        flash(request, str(error.message), kind="error")
    return redirect(f"/incubator/ventures/{venture_id}#landing")


@get(STEP, guards=[signed_in])
async def step(request: Request, landing_step_id: UUID) -> Response[bytes]:
    """One step of a landing, to say what is known of it."""
    return await _step(request, landing_step_id)


@post(STEP, guards=[signed_in])
async def report(request: Request, landing_step_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    _step_found, venture = await queries.landing_step(actor=actor, step_id=landing_step_id)
    try:
        said = convert(fields, ReportForm).report()
        async with work():
            await service.report_step(actor=actor, step_id=landing_step_id, report=said, now=clock.now())
    except Invalid as error:
        return await _step(request, landing_step_id, fields, error)
    flash(request, _("Saved."))
    return redirect(f"/incubator/ventures/{venture.id}#landing")


async def _step(
    request: Request, step_id: UUID, fields: dict[str, Any] | None = None, error: AppError | None = None
) -> Response[bytes]:
    found, venture = await queries.landing_step(actor=actor_of(request), step_id=step_id)
    kept = {name: "" if value is None else value for name, value in msgspec.structs.asdict(found.report).items()}
    return page(
        "incubator/landing_step.html",
        request,
        status=200 if error is None else error.status,
        step=found,
        venture=venture,
        owners=await queries.owners(venture_id=venture.id, edition_id=venture.edition_id),
        documents=[one for one in await queries.files(venture_id=venture.id) if one.state == "checked"],
        today=service.today_of(venture, clock.now()),
        typed=kept if fields is None else fields,
        errors=errors_of(error),
        is_demo=venture.is_demo,
    )


ROUTES: list[Any] = [template, save_template, plan, step, report]
