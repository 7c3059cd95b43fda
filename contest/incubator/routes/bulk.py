"""The milestones of all ventures of an edition, several at once, and the calendar of their days."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, public, requires
from contest.incubator import queries, rules, service
from contest.incubator.forms import BulkForm, PlanAllForm
from contest.incubator.routes.shared import EDITION, edition_of, errors_of, page_asked, pages_of, today_for
from contest.incubator.rules import feed
from contest.incubator.rules.milestones import STATES
from contest.lib import clock
from contest.lib.config import settings
from contest.lib.db import work
from contest.lib.errors import AppError, Conflict, Invalid
from contest.lib.i18n import locale, ngettext, using
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request


@get(EDITION + "/milestones", guards=[requires(rules.MANAGER)])
async def edition_milestones(request: Request, edition_id: UUID) -> Response[bytes]:
    """All milestones by day, of one state where that is asked for, to be ticked."""
    return await _listing(request, edition_id, {})


@post(EDITION + "/milestones", guards=[requires(rules.MANAGER)])
async def bulk(request: Request, edition_id: UUID) -> Response[bytes]:
    """What is done with the ticked ones: moved, accepted, returned or dropped; all of them or none."""
    await edition_of(request, edition_id)
    fields = await typed(request)
    try:
        form = convert(fields, BulkForm)
        async with work():
            await _do(request, form)
    except (Invalid, Conflict) as error:
        return await _listing(request, edition_id, fields, error)
    said = ngettext("One milestone was changed.", "%(num)s milestones were changed.", len(form.milestones))
    flash(request, said % {"num": len(form.milestones)})
    return redirect(f"/incubator/editions/{edition_id}/milestones")


async def _do(request: Request, form: BulkForm) -> None:
    actor, now = actor_of(request), clock.now()
    if form.act == "move":
        await service.move_milestones(actor=actor, milestone_ids=form.milestones, move=form.move(), now=now)
    elif form.act == "drop":
        await service.drop_milestones(actor=actor, milestone_ids=form.milestones, reason=form.reason, now=now)
    else:
        await service.decide_milestones(
            actor=actor, milestone_ids=form.milestones, verdict=form.act, reason=form.reason, now=now
        )


async def _listing(
    request: Request, edition_id: UUID, fields: dict[str, Any], error: AppError | None = None
) -> Response[bytes]:
    edition, today = await edition_of(request, edition_id), today_for(request)
    shown = request.query_params.get("shown", "")
    shown = shown if shown in STATES else ""
    ticked, number = fields.get("milestones", []), page_asked(request)
    milestones, total = await queries.edition_milestones(
        actor=actor_of(request), edition_id=edition_id, shown=shown, today=today, page=number
    )
    return page(
        "incubator/edition_milestones.html",
        request,
        status=200 if error is None else error.status,
        edition=edition,
        milestones=milestones,
        number=number,
        pages=pages_of(total),
        total=total,
        shown=shown,
        states=STATES,
        today=today,
        ticked=[ticked] if isinstance(ticked, str) else ticked,
        typed=fields,
        errors=errors_of(error),
        is_demo=edition.is_demo,
    )


@get(EDITION + "/milestones/new", guards=[requires(rules.MANAGER)])
async def new_for_all(request: Request, edition_id: UUID) -> Response[bytes]:
    """One milestone for several ventures."""
    return await _new(request, edition_id, {})


@post(EDITION + "/milestones/new", guards=[requires(rules.MANAGER)])
async def plan_for_all(request: Request, edition_id: UUID) -> Response[bytes]:
    await edition_of(request, edition_id)
    fields = await typed(request)
    try:
        form = convert(fields, PlanAllForm)
        async with work():
            made = await service.plan_milestones(
                actor=actor_of(request), venture_ids=form.ventures, plan=form.plan(), now=clock.now()
            )
    except Invalid as error:
        return await _new(request, edition_id, fields, error)
    said = ngettext("One milestone was planned.", "%(num)s milestones were planned.", len(made))
    flash(request, said % {"num": len(made)})
    return redirect(f"/incubator/editions/{edition_id}/milestones")


async def _new(
    request: Request, edition_id: UUID, fields: dict[str, Any], error: AppError | None = None
) -> Response[bytes]:
    edition = await edition_of(request, edition_id)
    ventures = await queries.listed(actor=actor_of(request), edition_id=edition_id)
    ticked = fields.get("ventures", [])
    return page(
        "incubator/milestones_new.html",
        request,
        status=200 if error is None else error.status,
        edition=edition,
        ventures=[one for one in ventures if one.stage not in rules.EXITS],
        ticked=[ticked] if isinstance(ticked, str) else ticked,
        typed=fields,
        errors=errors_of(error),
        is_demo=edition.is_demo,
    )


@get("/incubator/calendar.ics", guards=[public])
async def calendar_feed(key: str = "") -> Response[bytes]:
    """The days of a person's ventures and their office hours, by the key in the address."""
    now = clock.now()
    actor = await queries.calendar_reader(key=key, now=now)
    with using(actor.locale):
        lines = await queries.feed(actor=actor, today=now.date())
        hours = [_hour(one) for one in await queries.feed_hours(actor=actor, now=now)]
        body = feed.as_calendar(lines, hours, url=settings().public_url, is_demo=actor.is_demo, now=now)
    headers = {"cache-control": "private, max-age=900"}
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


def _hour(one: queries.Hour) -> feed.Hour:
    titles = (one.title_zh, one.title_en) if locale() == "zh" else (one.title_en, one.title_zh)
    same = {name: getattr(one, name) for name in feed.Hour.__struct_fields__ if name != "venture"}
    return feed.Hour(venture=titles[0] or titles[1], **same)


@get("/incubator/calendar", guards=[requires(rules.MANAGER, rules.FOUNDER, rules.MENTOR)])
async def subscribe(request: Request) -> Response[bytes]:
    """The address of one's own calendar."""
    key = await queries.own_calendar_key(actor=actor_of(request))
    address = f"{settings().public_url}/incubator/calendar.ics?key={key}"
    return page("incubator/subscribe.html", request, address=address)


ROUTES: list[Any] = [
    edition_milestones,
    bulk,
    new_for_all,
    plan_for_all,
    calendar_feed,
    subscribe,
]
