"""What ventures report: from a link, or signed in; and what has come of it."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, public, requires, signed_in
from contest.incubator import queries, rules, service
from contest.incubator.forms import ShowForm, read_report
from contest.incubator.routes.milestones import leads
from contest.incubator.routes.shared import EDITION, edition_of, errors_of, page_asked, pages_of, today_for
from contest.incubator.rules import impact
from contest.incubator.rules.indicators import INDICATORS, UNITS, of_report
from contest.incubator.rules.money import CURRENCIES
from contest.incubator.rules.reports import BY_LINK, KINDS, year_of
from contest.lib import clock
from contest.lib.actor import Actor
from contest.lib.db import work
from contest.lib.errors import AppError, Conflict, Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web import limits
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

REPORT = "/incubator/reports/{venture_report_id:uuid}"
VALUE = "/incubator/values/{value_id:uuid}"


@get("/incubator/ventures/{venture_id:uuid}/reports", guards=[signed_in])
async def venture_reports(request: Request, venture_id: UUID) -> Response[bytes]:
    """Everything that a venture reported, planned against realised, and what it is still asked for."""
    return await _venture_reports(request, venture_id)


async def _venture_reports(request: Request, venture_id: UUID, error: AppError | None = None) -> Response[bytes]:
    found = await queries.venture(actor=actor_of(request), venture_id=venture_id)
    plan = await queries.plan_of(version_id=found.version_id)
    said, verified = await queries.realised(venture_id=venture_id, awarded_on=found.awarded_on)
    lines = impact.year_lines(plan, said, verified)
    return page(
        "incubator/reports.html",
        request,
        status=200 if error is None else error.status,
        venture=found,
        reports=await queries.reports(venture_id=venture_id),
        values=await queries.values(venture_id=venture_id),
        years=lines,
        zero=impact.zero_of(lines),
        documents=[one for one in await queries.files(venture_id=venture_id) if one.state == "checked"],
        leads=leads(request, found),
        kinds=KINDS,
        indicators=INDICATORS,
        units=UNITS,
        today=service.today_of(found, clock.now()),
        errors=errors_of(error),
        is_demo=found.is_demo,
    )


@get(EDITION + "/reports", guards=[requires(rules.MANAGER)])
async def edition_reports(request: Request, edition_id: UUID) -> Response[bytes]:
    """Which reports are waited for, and how many of those that were due have come."""
    edition, actor, today = await edition_of(request, edition_id), actor_of(request), today_for(request)
    number = page_asked(request)
    waiting, total = await queries.open_reports(actor=actor, edition_id=edition_id, page=number)
    return page(
        "incubator/edition_reports.html",
        request,
        edition=edition,
        reports=waiting,
        number=number,
        pages=pages_of(total),
        total=total,
        rates=await queries.report_rates(actor=actor, edition_id=edition_id, today=today),
        kinds=KINDS,
        today=today,
        is_demo=edition.is_demo,
    )


@get(REPORT, guards=[signed_in])
async def report(request: Request, venture_report_id: UUID) -> Response[bytes]:
    """One report: its form for the venture's people while it waits, and what was sent."""
    found, venture = await queries.report(actor=actor_of(request), report_id=venture_report_id)
    return await _report(request, found, venture)


@post(REPORT, guards=[requires(rules.FOUNDER)])
async def send(request: Request, venture_report_id: UUID) -> Response[bytes]:
    actor = actor_of(request)
    found, venture = await queries.report(actor=actor, report_id=venture_report_id)
    if not venture.is_team:
        raise NotFound
    return await _send(request, actor, found, venture, key="")


@get("/reports", guards=[public])
async def linked(request: Request, key: str = "") -> Response[bytes]:
    """The same by the link in a mail, without signing in. Looking uses nothing up."""
    found, venture, _actor = await queries.keyed_report(key=key, now=clock.now())
    return await _report(request, found, venture, key=key)


@post("/reports", guards=[public])
async def send_linked(request: Request) -> Response[bytes]:
    key = str((await typed(request)).get("key", ""))
    found, venture, actor = await queries.keyed_report(key=key, now=clock.now())
    if found.kind not in BY_LINK:
        raise NotFound
    await limits.hit(f"reports:{actor.id}", most=60, seconds=3600)
    return await _send(request, actor, found, venture, key=key)


async def _send(
    request: Request, actor: Actor, found: queries.Report, venture: queries.Venture, *, key: str
) -> Response[bytes]:
    fields = await typed(request)
    try:
        sent = read_report(fields, found.kind)
        async with work():
            await service.send_report(actor=actor, report_id=found.id, sent=sent, now=clock.now())
    except (Invalid, Conflict) as error:
        return await _report(request, found, venture, key=key, fields=fields, error=error)
    flash(request, _("Thank you. It is sent, and everybody who has to know reads it from here."))
    return redirect(f"/reports?key={key}" if key else f"/incubator/reports/{found.id}")


async def _report(
    request: Request,
    found: queries.Report,
    venture: queries.Venture,
    *,
    key: str = "",
    fields: dict[str, Any] | None = None,
    error: AppError | None = None,
) -> Response[bytes]:
    values = await queries.values(venture_id=venture.id)
    last = await queries.last_values(venture_id=venture.id)
    own = {one.indicator: one for one in values if one.report_id == found.id}
    plan = await queries.plan_of(version_id=venture.version_id) if found.kind == "year" else None
    said, _verified = await queries.realised(venture_id=venture.id, awarded_on=venture.awarded_on)
    by_link = bool(key)
    documents = [] if by_link else [one for one in await queries.files(venture_id=venture.id) if one.state == "checked"]
    year = year_of(venture.awarded_on, found.period_on)
    shown = _defaults(found, last | own, plan, said.get(year, said.get(max(said, default=0))))
    shown |= {f"{key_}_evidence": one.evidence or "" for key_, one in own.items()}
    return page(
        "incubator/report.html",
        request,
        status=200 if error is None else error.status,
        report=found,
        venture=venture,
        asked=of_report(found.kind),
        values=[one for one in values if one.until_on == found.until_on],
        said=said.get(year) if found.kind == "year" else None,
        past=await queries.past_reports(report_id=found.id),
        leads=not by_link and leads(request, venture),
        known=[one for key_, one in last.items() if found.kind == "quarter" and "pulse" in INDICATORS[key_].asked],
        last=last,
        kinds=KINDS,
        indicators=INDICATORS,
        units=UNITS,
        currencies=CURRENCIES,
        documents=documents,
        key=key,
        may_send=found.is_open and venture.is_team and (not by_link or found.kind in BY_LINK),
        today=service.today_of(venture, clock.now()),
        typed=shown if fields is None else fields,
        errors=errors_of(error),
        is_demo=venture.is_demo,
    )


def _defaults(
    found: queries.Report, last: dict[str, queries.Value], plan: Any, said: impact.Realised | None
) -> dict[str, Any]:
    """What the form begins with: the figures of last time, so that only what changed has to be typed."""
    shown: dict[str, Any] = {"news": found.news, "trouble": found.trouble}
    if found.is_running is not None:
        shown["is_running"] = "yes" if found.is_running else "no"
    for key, one in of_report(found.kind).items():
        if key in last:
            shown |= {key: f"{last[key].value.normalize():f}", f"{key}_unit": last[key].unit}
        elif one.unit not in ("", "money"):
            shown[f"{key}_unit"] = one.unit
    if plan is not None:
        units = float(last["units"].value) if "units" in last else None
        first = msgspec.structs.asdict(impact.default_realised(plan, units, said))
        shown |= {
            "units": f"{first['units']:g}",
            "net": f"{first['net_unit_kgco2e']:g}",
            "off": f"{first['off_share'] * 100:g}",
        }
    return shown


@post(REPORT + "/reopen", guards=[requires(rules.MANAGER)])
async def reopen(request: Request, venture_report_id: UUID) -> Response[bytes]:
    """What was sent is to be sent again; it is kept with the reason."""
    actor = actor_of(request)
    found, venture = await queries.report(actor=actor, report_id=venture_report_id)
    if not leads(request, venture):
        raise NotFound
    fields = await typed(request)
    try:
        async with work():
            await service.reopen_report(
                actor=actor, report_id=found.id, reason=str(fields.get("reason", "")), now=clock.now()
            )
    except (Invalid, Conflict) as error:
        return await _report(request, found, venture, fields=fields, error=error)
    flash(request, _("Opened again. Its people are asked to send it anew; what was sent is kept."))
    return redirect(f"/incubator/reports/{found.id}")


@post(VALUE + "/verify", guards=[requires(rules.MANAGER)])
async def verify(request: Request, value_id: UUID) -> Response[bytes]:
    """A figure was held against its document."""
    actor = actor_of(request)
    _value, venture = await queries.value(actor=actor, value_id=value_id)
    if not leads(request, venture):
        raise NotFound
    try:
        async with work():
            await service.verify_value(actor=actor, value_id=value_id, now=clock.now())
    except Conflict as error:
        return await _venture_reports(request, venture.id, error)
    flash(request, _("Verified."))
    return redirect(f"/incubator/ventures/{venture.id}/reports#figures")


@post(VALUE + "/evidence", guards=[requires(rules.FOUNDER)])
async def show(request: Request, value_id: UUID) -> Response[bytes]:
    """The document that shows a figure, added later."""
    actor = actor_of(request)
    _value, venture = await queries.value(actor=actor, value_id=value_id)
    if not venture.is_team:
        raise NotFound
    try:
        form = convert(await typed(request), ShowForm)
        async with work():
            await service.show_value(actor=actor, value_id=value_id, evidence=form.evidence)
    except (Invalid, Conflict) as error:
        return await _venture_reports(request, venture.id, error)
    flash(request, _("Saved."))
    return redirect(f"/incubator/ventures/{venture.id}/reports#figures")


ROUTES: list[Any] = [venture_reports, edition_reports, report, send, linked, send_linked, reopen, verify, show]
