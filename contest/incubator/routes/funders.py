"""Funders' reports: for who runs the incubator, and read only for who acts for the funder."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response, Stream

from contest.accounts.guards import actor_of, requires
from contest.challenge import queries as challenge
from contest.challenge.rules.partners import PARTNER
from contest.incubator import queries, rules, service
from contest.incubator.forms import read_funder_plan
from contest.incubator.routes.shared import EDITION, edition_of, errors_of, today_for
from contest.incubator.rules import funders
from contest.lib import clock, i18n, storage
from contest.lib.db import work
from contest.lib.errors import AppError, Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web.download import disposition
from contest.lib.web.flash import flash
from contest.lib.web.forms import typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

REPORT = "/incubator/funder-reports/{funder_report_id:uuid}"
reads = requires(rules.MANAGER, PARTNER)


@get(EDITION + "/funders", guards=[requires(rules.MANAGER)])
async def listing(request: Request, edition_id: UUID) -> Response[bytes]:
    """The reports of an edition, and the form that asks for one more."""
    return await _listing(request, edition_id, {"framework": request.query_params.get("framework", "")})


@post(EDITION + "/funders", guards=[requires(rules.MANAGER)])
async def ask(request: Request, edition_id: UUID) -> Response[bytes]:
    await edition_of(request, edition_id)
    fields = await typed(request)
    try:
        plan = read_funder_plan(fields)
        async with work():
            made = await service.ask_funder_report(
                actor=actor_of(request), edition_id=edition_id, plan=plan, now=clock.now()
            )
    except Invalid as error:
        return await _listing(request, edition_id, fields, error)
    flash(request, _("The report is being made."))
    return redirect(f"/incubator/funder-reports/{made}")


async def _listing(
    request: Request, edition_id: UUID, fields: dict[str, Any], error: AppError | None = None
) -> Response[bytes]:
    edition, actor = await edition_of(request, edition_id), actor_of(request)
    framework = str(fields.get("framework", ""))
    return page(
        "incubator/funders.html",
        request,
        status=200 if error is None else error.status,
        edition=edition,
        reports=await queries.funder_reports(actor=actor, edition_id=edition_id),
        frameworks=funders.FRAMEWORKS,
        framework=framework if framework in funders.FRAMEWORKS else "",
        lines=funders.LINES.get(framework, ()),
        partners=await challenge.partners(edition_id=edition_id),
        cohorts=await queries.cohorts(actor=actor, edition_id=edition_id),
        rounds=await queries.venture_rounds(actor=actor, edition_id=edition_id),
        today=today_for(request),
        typed=fields,
        errors=errors_of(error),
        is_demo=edition.is_demo,
    )


@get("/incubator/funding", guards=[requires(PARTNER)])
async def funding(request: Request) -> Response[bytes]:
    """What was reported to the partners that this person acts for."""
    return page(
        "incubator/funding.html",
        request,
        reports=await queries.my_funder_reports(actor=actor_of(request)),
        frameworks=funders.FRAMEWORKS,
    )


@get(REPORT, guards=[reads])
async def report(request: Request, funder_report_id: UUID) -> Response[bytes]:
    """One report, each number a link to what it stands on."""
    return await _report(request, funder_report_id)


@get(REPORT + "/lines/{funder_line_id:uuid}", guards=[reads])
async def line(request: Request, funder_report_id: UUID, funder_line_id: UUID) -> Response[bytes]:
    """The rows that one number was added up from."""
    return await _report(request, funder_report_id, funder_line_id)


async def _report(request: Request, report_id: UUID, line_id: UUID | None = None) -> Response[bytes]:
    actor = actor_of(request)
    found = await queries.funder_report(actor=actor, report_id=report_id)
    lines = await queries.funder_lines(report=found) if found.made_at else []
    one = next((line for line in lines if line.id == line_id), None)
    if line_id is not None and one is None:
        raise NotFound
    return page(
        "incubator/funder_line.html" if one is not None else "incubator/funder_report.html",
        request,
        report=found,
        lines=lines,
        line=one,
        rows=[] if one is None else await queries.funder_rows(report_id=report_id, line_id=line_id),
        rules={rule.code: rule for rule in funders.LINES[found.framework]},
        frameworks=funders.FRAMEWORKS,
        row_words=service.row_words,
        unit_words=service.unit_words,
        note=funders.NOT_ADDED,
        leads=rules.may_run(actor, edition_id=found.edition_id),
        is_demo=found.is_demo,
    )


@get(REPORT + "/{language:str}/{format:str}", guards=[reads])
async def file(request: Request, funder_report_id: UUID, language: str, format: str) -> Response[Any] | Stream:
    """The report as a file, in one language."""
    found = await queries.funder_report(actor=actor_of(request), report_id=funder_report_id)
    if found.made_at is None or language not in i18n.LOCALES or format not in service.TYPES:
        raise NotFound
    key = service.key_of(funder_report_id, language, format)
    name = f"{found.partner_en or found.partner_zh} {found.first_on} {found.until_on} {language}.{format}"
    headers = {"content-disposition": disposition(name), "content-length": str(await storage.size(key))}
    return Stream(storage.stream(key), media_type=service.TYPES[format], headers=headers)


ROUTES: list[Any] = [listing, ask, funding, report, line, file]
