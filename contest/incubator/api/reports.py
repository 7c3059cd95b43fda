"""What ventures report, for programs: asked once, sent once, verified by its document."""

from typing import Any
from uuid import UUID

from contest.accounts.guards import actor_of
from contest.incubator import queries, service
from contest.incubator.api.shared import BOTH, EDITION, MINE, RUNS, VENTURE, Page, reached, today_for, venture_of
from contest.incubator.forms import ShowForm
from contest.incubator.forms.programs import reports as shapes
from contest.incubator.forms.programs import told
from contest.incubator.rules import impact
from contest.lib import clock
from contest.lib.db import work
from contest.lib.web.api import cleaned, get, post, put
from contest.lib.web.request import Request

REPORT = "/venture-reports/{venture_report_id:uuid}"
FIGURE = "/figures/{value_id:uuid}"


@get(VENTURE + "/reports", operation_id="listReports", summary="What a venture reported", **BOTH)
async def of_venture(request: Request, venture_id: UUID) -> shapes.VentureReports:
    """Every report and figure, and what was planned against what came about."""
    return await _of_venture(await venture_of(request, venture_id))


async def _of_venture(found: queries.Venture) -> shapes.VentureReports:
    plan = await queries.plan_of(version_id=found.version_id)
    said, verified = await queries.realised(venture_id=found.id, awarded_on=found.awarded_on)
    return shapes.venture_reports(
        await queries.reports(venture_id=found.id),
        await queries.values(venture_id=found.id),
        impact.year_lines(plan, said, verified),
        service.today_of(found, clock.now()),
    )


@get(EDITION + "/venture-reports", operation_id="listWaitingReports", summary="Which reports are waited for", **RUNS)
async def waiting(request: Request, edition_id: UUID, page: Page = 1) -> shapes.Waiting:
    """The one due first at the top, 100 a page, and how many of those that were due have come."""
    actor, today = actor_of(request), today_for(request)
    found, total = await queries.open_reports(actor=actor, edition_id=edition_id, page=page)
    rates = await queries.report_rates(actor=actor, edition_id=edition_id, today=today)
    return shapes.Waiting(
        total=total,
        pages=max(1, -(-total // queries.PAGE)),
        rates=[told(one, shapes.RateOf, percent=one.percent) for one in rates],
        reports=[shapes.report(one, today) for one in found],
    )


@get(REPORT, operation_id="readReport", summary="What a report asks and says", **BOTH)
async def one(request: Request, venture_report_id: UUID) -> shapes.ReportWhole:
    """With last time's figures, so that only what changed has to be said."""
    return await _one(request, venture_report_id)


async def _one(request: Request, report_id: UUID) -> shapes.ReportWhole:
    found, venture = await queries.report(actor=actor_of(request), report_id=report_id)
    reached(request, venture)
    values = await queries.values(venture_id=venture.id)
    return shapes.ReportWhole(
        report=shapes.report(found, service.today_of(venture, clock.now())),
        asked=shapes.asked(found.kind, await queries.last_values(venture_id=venture.id, beside=report_id)),
        figures=[told(each, shapes.FigureOf) for each in values if each.report_id == report_id],
        past=[told(each, shapes.PastOf) for each in await queries.past_reports(report_id=report_id)],
    )


@post(REPORT, operation_id="sendReport", summary="Send it", **MINE)
async def send(request: Request, venture_report_id: UUID, data: shapes.SendReport) -> shapes.ReportWhole:
    """Once: 409 when it was sent already, or is needed no more."""
    actor, said = actor_of(request), cleaned(data)
    found, venture = await queries.report(actor=actor, report_id=venture_report_id)
    reached(request, venture)
    sent = said.sent(found.kind)
    async with work():
        await service.send_report(actor=actor, report_id=venture_report_id, sent=sent, now=clock.now())
    return await _one(request, venture_report_id)


@post(REPORT + "/reopen", operation_id="reopenReport", summary="Ask for it anew", **RUNS)
async def reopen(request: Request, venture_report_id: UUID, data: shapes.Reopen) -> shapes.ReportWhole:
    """What was sent is kept with the reason, and counts until it is sent again."""
    said = cleaned(data)
    async with work():
        await service.reopen_report(
            actor=actor_of(request), report_id=venture_report_id, reason=said.reason, now=clock.now()
        )
    return await _one(request, venture_report_id)


@post(FIGURE + "/verify", operation_id="verifyFigure", summary="It was held against its document", **RUNS)
async def verify(request: Request, value_id: UUID) -> shapes.VentureReports:
    """409 without a document."""
    _value, found = await queries.value(actor=actor_of(request), value_id=value_id)
    async with work():
        await service.verify_value(actor=actor_of(request), value_id=value_id, now=clock.now())
    return await _of_venture(found)


@put(FIGURE + "/evidence", operation_id="showFigure", summary="The document that shows it", **MINE)
async def show(request: Request, value_id: UUID, data: ShowForm) -> shapes.VentureReports:
    """By its `link_id`; while it is not verified."""
    _value, found = await queries.value(actor=actor_of(request), value_id=value_id)
    reached(request, found)
    async with work():
        await service.show_value(actor=actor_of(request), value_id=value_id, evidence=data.evidence)
    return await _of_venture(found)


ROUTES: list[Any] = [of_venture, waiting, one, send, reopen, verify, show]
