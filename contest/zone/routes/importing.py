"""A register out of a workbook, looked at first; and into one."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response, Stream

from contest.accounts.guards import actor_of, requires
from contest.audit.service import record
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import AppError, Invalid
from contest.lib.i18n import N_
from contest.lib.i18n import gettext as _
from contest.lib.sheets import kind_of
from contest.lib.web import limits
from contest.lib.web.download import download_table
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.lib.web.workbooks import MOST_BYTES, read_workbook
from contest.zone import queries, rules, service
from contest.zone.forms import SheetForm
from contest.zone.routes.shared import errors_of, register_of, to
from contest.zone.rules import sheets

IMPORT = "/zone/editions/{edition_id:uuid}/import"
LONGEST = 400_000
keeps = requires(rules.PROGRAMME)


@get(IMPORT, guards=[keeps])
async def import_form(request: Request, edition_id: UUID) -> Response[bytes]:
    return await _page(request, edition_id, {})


@post(IMPORT + "/sheet", guards=[keeps], opt={"csrf": False}, request_max_body_size=2 * MOST_BYTES)
async def import_sheet(request: Request, edition_id: UUID) -> Response[bytes]:
    """A workbook becomes lines in the page, with what they amount to; it is not kept."""
    await register_of(request, edition_id, to_run=True)
    fields: dict[str, Any] = {}
    try:
        text, fields = await read_workbook(
            request, rows=sheets.MOST_ROWS + 3, columns=sheets.MOST_COLUMNS, longest=sheets.LONGEST_CELL
        )
        fields = {**fields, "lines": text}
        form, read = await _read(fields, edition_id)
    except Invalid as error:
        return await _page(request, edition_id, fields, error=error)
    return await _page(request, edition_id, fields, form=form, read=read)


@post(IMPORT, guards=[keeps])
async def import_needs(request: Request, edition_id: UUID) -> Response[bytes]:
    """What the lines would do, with their totals against what was announced; written only when that was seen."""
    await register_of(request, edition_id, to_run=True)
    fields = await typed(request)
    form: SheetForm | None = None
    read: sheets.Sheet | None = None
    try:
        form, read = await _read(fields, edition_id)
        if form.then == "check":
            return await _page(request, edition_id, fields, form=form, read=read)
        async with work():
            done = await service.import_needs(
                actor=actor_of(request),
                edition_id=edition_id,
                sheet=read,
                owner_name=form.owner_name,
                announced=form.announced,
                now=clock.now(),
            )
    except Invalid as error:
        return await _page(request, edition_id, fields, form=form, read=read, error=error)
    flash(request, _("%(created)s new, %(changed)s changed.") % {"created": done.created, "changed": done.changed})
    return to(f"/zone/editions/{edition_id}/needs")


async def _read(fields: dict[str, Any], edition_id: UUID) -> tuple[SheetForm, sheets.Sheet]:
    lines = str(fields.get("lines", ""))
    if not lines.strip():
        raise Invalid(N_("There is no need in these lines."), field="lines")
    if len(lines) > LONGEST:
        raise Invalid(N_("Use at most %(most)s characters.", most=LONGEST), field="lines")
    form = convert({**fields, "lines": "x"}, SheetForm)
    known = [(one.key, one.name_en, one.name_zh, one.same_as) for one in await queries.scenes(edition_id=edition_id)]
    return form, sheets.read_sheet(lines, scenes=sheets.scene_words(known))


async def _page(
    request: Request,
    edition_id: UUID,
    fields: dict[str, Any],
    *,
    form: SheetForm | None = None,
    read: sheets.Sheet | None = None,
    error: AppError | None = None,
) -> Response[bytes]:
    head = await register_of(request, edition_id, to_run=True)
    known = {one.reference for one in await queries.needs(actor=actor_of(request), edition_id=edition_id)}
    announced = (None, None) if form is None else form.announced
    return page(
        "zone/import.html",
        request,
        status=200 if error is None else error.status,
        edition_id=edition_id,
        edition=head,
        read=read,
        known=known,
        difference=None if read is None else sheets.reconcile(read, needs=announced[0], invested_cny=announced[1]),
        headings=[str(words) for words, _more in sheets.COLUMNS.values()],
        kinds=rules.KINDS,
        typed=fields,
        errors=errors_of(error),
        is_demo=head.is_demo,
    )


@get("/zone/editions/{edition_id:uuid}/needs/{kind_of_file:str}", guards=[requires(*rules.ORGANISERS)])
async def needs_table(request: Request, edition_id: UUID, kind_of_file: str) -> Stream:
    """The register as `csv`, `json` or `xlsx`, in columns that can be read in again. That it was taken is recorded."""
    as_file = kind_of(kind_of_file)
    await register_of(request, edition_id)
    actor = actor_of(request)
    await limits.hit(f"exports:{actor.id}", most=300, seconds=3600)
    async with work():
        await record(actor=actor, action="need.export", thing="edition", thing_id=edition_id, data={"as": as_file})
    heading = [str(words) for words, _more in sheets.COLUMNS.values()]
    rows = queries.written_rows(actor=actor, edition_id=edition_id)
    return await download_table("needs", as_file, heading, rows)


ROUTES: list[Any] = [import_form, import_sheet, import_needs, needs_table]
