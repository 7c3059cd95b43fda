"""Inviting judges by the list: pasted lines, a workbook, the directory of those who judged before."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import Parameter
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.challenge.rules import first_language
from contest.judging import queries, service
from contest.judging.forms import people as forms
from contest.judging.routes.panels import ORGANISERS, errors_of, panel_page
from contest.judging.routes.reviews import to
from contest.judging.rules.inviting import MOST_COLUMNS, MOST_ROWS, Row, read_list
from contest.lib import clock, db
from contest.lib.errors import Invalid
from contest.lib.i18n import N_, ngettext
from contest.lib.languages import LANGUAGES
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, parse, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.lib.web.workbooks import MOST_BYTES, read_workbook


@post("/judging/rounds/{round_id:uuid}/panel/list", guards=[requires(*ORGANISERS)])
async def invite_list(request: Request, round_id: UUID) -> Response[bytes]:
    """What a pasted list would do, line by line; nothing is written before the organiser says so."""
    fields = await typed(request)
    rows: list[Row] | None = None
    try:
        form = convert(fields, forms.ListForm)
        rows = await _rows(request, round_id, form.list)
        if form.then == "check":
            return await panel_page(request, round_id, fields=fields, rows=rows, wrong="list")
        async with db.work():
            count = await service.invite_many(actor=actor_of(request), round_id=round_id, rows=rows, now=clock.now())
    except Invalid as error:
        return await panel_page(request, round_id, fields=fields, error=error, rows=rows, wrong="list")
    flash(
        request,
        ngettext("One judge is invited by mail.", "%(num)s judges are invited by mail.", count) % {"num": count},
    )
    return to(f"/judging/rounds/{round_id}/panel")


def _invited(request: Request, round_id: UUID, count: int) -> Response[bytes]:
    words = ngettext("One judge is invited by mail.", "%(num)s judges are invited by mail.", count)
    flash(request, words % {"num": count})
    return to(f"/judging/rounds/{round_id}/panel")


async def _rows(request: Request, round_id: UUID, text: str) -> list[Row]:
    """The lines of a list with all that is wrong with each, also whom it names that is on the panel already."""
    found = await queries.panel_page(actor=actor_of(request), round_id=round_id)
    words = {word.casefold(): scene.key for scene in found.scenes for word in (scene.key, scene.name_en, scene.name_zh)}
    rows = read_list(text, scenes=words, locale=first_language(found.round.language, "en"))
    if not rows:
        raise Invalid(field="list", message=N_("There is nobody on this list."))
    if len(rows) > MOST_ROWS:
        raise Invalid(field="list", message=N_("Use at most %(most)s lines.", most=MOST_ROWS))
    seated = await queries.on_panel(round_id=round_id, emails=[row.email for row in rows])
    already = N_("This person is on the panel already.")
    return [
        msgspec.structs.replace(row, problems=(*row.problems, already)) if row.email in seated else row for row in rows
    ]


@post(
    "/judging/rounds/{round_id:uuid}/panel/sheet",
    guards=[requires(*ORGANISERS)],
    opt={"csrf": False},
    request_max_body_size=2 * MOST_BYTES,
)
async def invite_sheet(request: Request, round_id: UUID) -> Response[bytes]:
    """A workbook becomes a list in the page, with what it would do; it is not kept."""
    fields: dict[str, Any] = {}
    try:
        text, _ = await read_workbook(request, rows=MOST_ROWS + 2, columns=MOST_COLUMNS)
        fields = {"list": text}
        rows = await _rows(request, round_id, text)
    except Invalid as error:
        return await panel_page(request, round_id, fields=fields, error=error, wrong="list")
    return await panel_page(request, round_id, fields=fields, rows=rows, wrong="list")


@get("/judging/rounds/{round_id:uuid}/directory", guards=[requires(*ORGANISERS)])
async def directory(
    request: Request,
    round_id: UUID,
    scene: Annotated[str, Parameter(query="scene", max_length=40)] = "",
    language: Annotated[str, Parameter(query="language", max_length=8)] = "",
    words: Annotated[str, Parameter(query="words", max_length=80)] = "",
) -> Response[bytes]:
    return await _directory_page(request, round_id, scene=scene, language=language, words=words)


async def _directory_page(
    request: Request, round_id: UUID, error: Invalid | None = None, **sought: str
) -> Response[bytes]:
    found = await queries.panel_page(actor=actor_of(request), round_id=round_id)
    listed = await queries.directory(
        actor=actor_of(request),
        judging_id=None if found.judging is None else found.judging.id,
        scene=sought.get("scene", ""),
        language=sought.get("language", ""),
        words=sought.get("words", ""),
    )
    return page(
        "judging/directory.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        judges=listed,
        languages=LANGUAGES,
        sought={"scene": "", "language": "", "words": ""} | sought,
        errors=errors_of(error),
        is_demo=found.round.is_demo,
    )


@post("/judging/rounds/{round_id:uuid}/directory", guards=[requires(*ORGANISERS)])
async def pick_judges(request: Request, round_id: UUID) -> Response[bytes]:
    try:
        form = await parse(request, forms.PickForm)
        async with db.work():
            count = await service.pick_judges(
                actor=actor_of(request), round_id=round_id, people=form.people, now=clock.now()
            )
    except Invalid as error:
        return await _directory_page(request, round_id, error)
    flash(
        request,
        ngettext("One judge is invited by mail.", "%(num)s judges are invited by mail.", count) % {"num": count},
    )
    return to(f"/judging/rounds/{round_id}/panel")


ROUTES: list[Any] = [invite_list, invite_sheet, directory, pick_judges]
