"""Funders' reports for programs: of who runs the incubator, and read only of who acts for the funder."""

from typing import Any
from uuid import UUID

from litestar.response import Stream

from contest.accounts.guards import actor_of
from contest.incubator import queries, service
from contest.incubator.api.shared import EDITION, FUNDED, RUNS, TOLD
from contest.incubator.forms.programs import reports as shapes
from contest.incubator.forms.programs import told
from contest.lib import clock, i18n, storage
from contest.lib.db import work
from contest.lib.errors import NotFound
from contest.lib.web.api import BYTES, cleaned, get, post
from contest.lib.web.download import disposition
from contest.lib.web.request import Request

REPORT = "/funder-reports/{funder_report_id:uuid}"


@get(EDITION + "/funder-reports", operation_id="listFunderReports", summary="The reports of an edition", **RUNS)
async def listing(request: Request, edition_id: UUID) -> list[shapes.FunderReportOf]:
    """The newest first; at most 200."""
    found = await queries.funder_reports(actor=actor_of(request), edition_id=edition_id)
    return [told(one, shapes.FunderReportOf) for one in found]


@post(EDITION + "/funder-reports", operation_id="askFunderReport", summary="Ask for one", **RUNS)
async def ask(request: Request, edition_id: UUID, data: shapes.AskFunderReport) -> shapes.FunderWhole:
    """A job makes it: its lines are there once `made_at` is set."""
    plan, actor = cleaned(data).plan(), actor_of(request)
    async with work():
        made = await service.ask_funder_report(actor=actor, edition_id=edition_id, plan=plan, now=clock.now())
    return await _report(request, made)


@get("/funder-reports", operation_id="listMyFunderReports", summary="What was reported to you", **FUNDED)
async def mine(request: Request) -> list[shapes.FunderReportOf]:
    """To the partners that the person acts for."""
    found = await queries.my_funder_reports(actor=actor_of(request))
    return [told(one, shapes.FunderReportOf) for one in found]


@get(REPORT, operation_id="readFunderReport", summary="One report", **TOLD)
async def report(request: Request, funder_report_id: UUID) -> shapes.FunderWhole:
    """Each line as it was frozen, with what changed since the last report."""
    return await _report(request, funder_report_id)


async def _report(request: Request, report_id: UUID) -> shapes.FunderWhole:
    found = await queries.funder_report(actor=actor_of(request), report_id=report_id)
    return shapes.funder_whole(found, await queries.funder_lines(report=found) if found.made_at else [])


@get(REPORT + "/lines/{funder_line_id:uuid}", operation_id="readFunderLine", summary="What a number stands on", **TOLD)
async def line(request: Request, funder_report_id: UUID, funder_line_id: UUID) -> list[shapes.FunderRowOf]:
    """The rows that it was added up from; at most 20,000."""
    found = await queries.funder_report(actor=actor_of(request), report_id=funder_report_id)
    lines = await queries.funder_lines(report=found) if found.made_at else []
    if not any(one.id == funder_line_id for one in lines):
        raise NotFound
    rows = await queries.funder_rows(report_id=funder_report_id, line_id=funder_line_id)
    return [told(one, shapes.FunderRowOf) for one in rows]


@get(
    REPORT + "/files/{language:str}/{format:str}",
    operation_id="takeFunderReport",
    summary="The report as a file",
    **TOLD | BYTES,
)
async def file(request: Request, funder_report_id: UUID, language: str, format: str) -> Stream:
    """`language`: en or zh; `format`: pdf or xlsx."""
    found = await queries.funder_report(actor=actor_of(request), report_id=funder_report_id)
    if found.made_at is None or language not in i18n.LOCALES or format not in service.TYPES:
        raise NotFound
    headers = {"content-disposition": disposition(f"{found.first_on} {found.until_on} {language}.{format}")}
    key = service.key_of(funder_report_id, language, format)
    return Stream(storage.stream(key), media_type="application/octet-stream", headers=headers)


ROUTES: list[Any] = [listing, ask, mine, report, line, file]
