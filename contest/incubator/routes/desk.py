"""What ventures ask of the zone's desk, and what is late in an edition."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires, signed_in
from contest.incubator import queries, rules, service
from contest.incubator.forms import HandlingForm, RequestForm
from contest.incubator.routes.shared import EDITION, edition_of, errors_of, today_for
from contest.incubator.rules.desk import ANSWER_DAYS, KINDS
from contest.incubator.rules.reports import KINDS as REPORTS
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import AppError, Conflict, Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

REQUESTS = "/incubator/ventures/{venture_id:uuid}/requests"
REQUEST = "/incubator/requests/{service_request_id:uuid}"


@get(REQUESTS, guards=[signed_in])
async def requests(request: Request, venture_id: UUID) -> Response[bytes]:
    """What a venture asked of the desk, and the form of one more."""
    return await _requests(request, venture_id, {})


@post(REQUESTS, guards=[signed_in])
async def ask(request: Request, venture_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    await queries.venture(actor=actor, venture_id=venture_id)
    try:
        form = convert(fields, RequestForm)
        async with work():
            await service.ask_desk(actor=actor, venture_id=venture_id, kind=form.kind, text=form.text, now=clock.now())
    except Invalid as error:
        return await _requests(request, venture_id, fields, error)
    flash(request, _("The desk has your request."))
    return redirect(f"/incubator/ventures/{venture_id}/requests")


async def _requests(
    request: Request, venture_id: UUID, fields: dict[str, Any], error: AppError | None = None
) -> Response[bytes]:
    found = await queries.venture(actor=actor_of(request), venture_id=venture_id)
    return page(
        "incubator/requests.html",
        request,
        status=200 if error is None else error.status,
        venture=found,
        requests=await queries.service_requests(venture_id=venture_id),
        kinds=KINDS,
        days=ANSWER_DAYS,
        today=service.today_of(found, clock.now()),
        typed=fields,
        errors=errors_of(error),
        is_demo=found.is_demo,
    )


@get(REQUEST, guards=[signed_in])
async def one(request: Request, service_request_id: UUID) -> Response[bytes]:
    """One request: what was asked and answered, and the form of who answers it."""
    return await _one(request, service_request_id)


@post(REQUEST, guards=[requires(rules.MANAGER)])
async def handle(request: Request, service_request_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    _found, venture = await queries.service_request(actor=actor, request_id=service_request_id)
    if venture.is_team or not rules.may_run(actor, edition_id=venture.edition_id):
        raise NotFound
    try:
        plan = convert(fields, HandlingForm).plan()
        async with work():
            await service.handle_request(actor=actor, request_id=service_request_id, plan=plan, now=clock.now())
    except (Invalid, Conflict) as error:
        return await _one(request, service_request_id, fields, error)
    flash(request, _("Saved."))
    return redirect(f"/incubator/editions/{venture.edition_id}/desk")


@post(REQUEST + "/withdraw", guards=[signed_in])
async def withdraw(request: Request, service_request_id: UUID) -> Response[bytes]:
    actor = actor_of(request)
    found, _venture = await queries.service_request(actor=actor, request_id=service_request_id)
    try:
        async with work():
            await service.withdraw_request(actor=actor, request_id=service_request_id, now=clock.now())
    except Conflict as error:
        return await _one(request, service_request_id, None, error)
    flash(request, _("Saved."))
    return redirect(f"/incubator/ventures/{found.venture_id}/requests")


async def _one(
    request: Request, request_id: UUID, fields: dict[str, Any] | None = None, error: AppError | None = None
) -> Response[bytes]:
    found, venture = await queries.service_request(actor=actor_of(request), request_id=request_id)
    owners = await queries.owners(venture_id=venture.id, edition_id=venture.edition_id)
    return page(
        "incubator/request.html",
        request,
        status=200 if error is None else error.status,
        asked=found,
        venture=venture,
        leads=not venture.is_team,
        owners=[owner for owner in owners if not owner.is_team],
        kinds=KINDS,
        today=service.today_of(venture, clock.now()),
        typed={"owner": found.owner or "", "due_on": found.due_on} if fields is None else fields,
        errors=errors_of(error),
        is_demo=venture.is_demo,
    )


@get(EDITION + "/desk", guards=[requires(rules.MANAGER)])
async def desk(request: Request, edition_id: UUID) -> Response[bytes]:
    """What the ventures of an edition ask of the desk, and how long it takes to answer."""
    edition, actor = await edition_of(request, edition_id), actor_of(request)
    return page(
        "incubator/desk.html",
        request,
        edition=edition,
        requests=await queries.desk(actor=actor, edition_id=edition_id),
        days=await queries.desk_days(actor=actor, edition_id=edition_id),
        kinds=KINDS,
        most=queries.MOST,
        today=today_for(request),
        is_demo=edition.is_demo,
    )


@get(EDITION + "/late", guards=[requires(rules.MANAGER)])
async def late(request: Request, edition_id: UUID) -> Response[bytes]:
    """What is late or blocked in the ventures of an edition."""
    edition, today = await edition_of(request, edition_id), today_for(request)
    return page(
        "incubator/late.html",
        request,
        edition=edition,
        reports=REPORTS,
        lines=await queries.late(actor=actor_of(request), edition_id=edition_id, today=today),
        kinds=KINDS,
        most=queries.MOST,
        today=today,
        is_demo=edition.is_demo,
    )


ROUTES: list[Any] = [requests, ask, one, handle, withdraw, desk, late]
