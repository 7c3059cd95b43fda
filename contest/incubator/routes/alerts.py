"""The weekly list of ventures that stall."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.incubator import queries, rules, service
from contest.incubator.forms import AcknowledgeForm
from contest.incubator.routes.milestones import leads
from contest.incubator.routes.shared import EDITION, edition_of, errors_of, today_for
from contest.incubator.rules import alerts
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import AppError, Conflict, Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request


@get(EDITION + "/alerts", guards=[requires(rules.MANAGER)])
async def listing(request: Request, edition_id: UUID) -> Response[bytes]:
    """What stalls, why, and what could be done; each line is taken up by somebody."""
    return await _listing(request, edition_id, {})


@post("/incubator/alerts/{stall_alert_id:uuid}", guards=[requires(rules.MANAGER)])
async def acknowledge(request: Request, stall_alert_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    _line, venture = await queries.stall_alert(actor=actor, alert_id=stall_alert_id)
    if not leads(request, venture):
        raise NotFound
    try:
        form = convert(fields, AcknowledgeForm)
        async with work():
            await service.acknowledge_stall(actor=actor, alert_id=stall_alert_id, note=form.note, now=clock.now())
    except (Invalid, Conflict) as error:
        return await _listing(request, venture.edition_id, fields | {"alert": str(stall_alert_id)}, error)
    flash(request, _("Taken up."))
    return redirect(f"/incubator/editions/{venture.edition_id}/alerts")


async def _listing(
    request: Request, edition_id: UUID, fields: dict[str, Any], error: AppError | None = None
) -> Response[bytes]:
    edition, today = await edition_of(request, edition_id), today_for(request)
    return page(
        "incubator/alerts.html",
        request,
        status=200 if error is None else error.status,
        edition=edition,
        alerts=await queries.stall_alerts(actor=actor_of(request), edition_id=edition_id),
        rules=alerts.RULES,
        actions=alerts.ACTIONS,
        reason=alerts.reason,
        week_on=alerts.week_of(today),
        most=queries.MOST,
        today=today,
        typed=fields,
        errors=errors_of(error),
        is_demo=edition.is_demo,
    )


ROUTES: list[Any] = [listing, acknowledge]
