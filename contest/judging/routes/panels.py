"""The panel of a round: inviting one by one, by a list, from the directory; its seats and its parts."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import Parameter
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.challenge.rules import PROGRAMME, ROUND
from contest.judging import queries, service
from contest.judging.forms import people as forms
from contest.judging.queries.panels import PanelPage
from contest.judging.routes.reviews import to
from contest.judging.rules.inviting import MOST_ROWS, Candidate, Row, read_list, read_sheet
from contest.judging.rules.profiles import LANGUAGES
from contest.lib import clock, db, killable
from contest.lib.errors import AppError, Invalid, NotFound
from contest.lib.i18n import N_, ngettext
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, parse, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.lib.web.uploads import read_upload

ORGANISERS = (PROGRAMME, ROUND)
MOST_SHEET = 2 * 1024 * 1024
SHEET_SECONDS = 20.0


def errors_of(error: AppError | None) -> dict[str, Any]:
    """What is wrong, by field, or under the empty name where it is of the whole form."""
    if error is None:
        return {}
    return (dict(error.fields) if isinstance(error, Invalid) else {}) or {"": error.message}


@get("/judging/rounds/{round_id:uuid}/panel", guards=[requires(*ORGANISERS)])
async def panel(request: Request, round_id: UUID) -> Response[bytes]:
    return await _panel_page(request, round_id)


async def _panel_page(
    request: Request,
    round_id: UUID,
    *,
    fields: dict[str, Any] | None = None,
    error: Invalid | None = None,
    rows: list[Row] | None = None,
    wrong: str = "",
) -> Response[bytes]:
    """The panel; `rows` is what a list would do, `wrong` the form that `error` belongs to."""
    found = await queries.panel_page(actor=actor_of(request), round_id=round_id)
    return page(
        "judging/panel.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        languages=LANGUAGES,
        typed=fields or {},
        errors=errors_of(error),
        wrong=wrong,
        rows=rows,
        close=await _closeness(request, round_id, rows),
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


async def _closeness(request: Request, round_id: UUID, rows: list[Row] | None) -> dict[int, Any]:
    """By line, what somebody on the list would be tied to."""
    good = [row for row in rows or [] if row.email and not row.problems]
    if not good:
        return {}
    candidates = [Candidate(name=row.name, email=row.email) for row in good]
    found = await queries.check(actor=actor_of(request), round_id=round_id, candidates=candidates)
    return {row.line: one for row, one in zip(good, found.checked, strict=True) if one.is_close}


@post("/judging/rounds/{round_id:uuid}/panel", guards=[requires(*ORGANISERS)])
async def add_judge(request: Request, round_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    try:
        form = convert(fields, forms.JudgeForm)
        async with db.work():
            await service.add_judge(
                actor=actor_of(request),
                round_id=round_id,
                email=form.email,
                name=form.name,
                locale=form.locale,
                scenes=form.scenes,
                least=form.least,
                most=form.most,
                is_lead=form.is_lead,
                panel_id=form.panel_id,
                now=clock.now(),
            )
    except Invalid as error:
        return await _panel_page(request, round_id, fields=fields, error=error, wrong="one")
    flash(request, _("%(name)s is invited by mail.") % {"name": form.name})
    return to(f"/judging/rounds/{round_id}/panel")


@post("/judging/rounds/{round_id:uuid}/panel/list", guards=[requires(*ORGANISERS)])
async def invite_list(request: Request, round_id: UUID) -> Response[bytes]:
    """What a pasted list would do, line by line; nothing is written before the organiser says so."""
    fields = await typed(request)
    rows: list[Row] | None = None
    try:
        form = convert(fields, forms.ListForm)
        rows = await _rows(request, round_id, form.list)
        if form.then == "check":
            return await _panel_page(request, round_id, fields=fields, rows=rows, wrong="list")
        async with db.work():
            count = await service.invite_many(actor=actor_of(request), round_id=round_id, rows=rows, now=clock.now())
    except Invalid as error:
        return await _panel_page(request, round_id, fields=fields, error=error, rows=rows, wrong="list")
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
    rows = read_list(text, scenes=words)
    if not rows:
        raise Invalid(field="list", message=N_("There is nobody on this list."))
    if len(rows) > MOST_ROWS:
        raise Invalid(field="list", message=N_("Use at most %(most)s lines.", most=MOST_ROWS))
    seated = await queries.on_panel(round_id=round_id, emails=[row.email for row in rows])
    already = N_("This person is on the panel already.")
    return [
        msgspec.structs.replace(row, problems=(*row.problems, already)) if row.email in seated else row for row in rows
    ]


@post("/judging/rounds/{round_id:uuid}/panel/sheet", guards=[requires(*ORGANISERS)], opt={"csrf": False})
async def invite_sheet(request: Request, round_id: UUID) -> Response[bytes]:
    """A workbook becomes a list in the page, with what it would do; it is not kept."""
    fields: dict[str, Any] = {}
    try:
        incoming = await read_upload(request)
        data = bytearray()
        async for chunk in incoming.chunks:
            data += chunk
            if len(data) > MOST_SHEET:
                raise Invalid(field="file", message=N_("This file is too large: at most 2 MB."))
        try:
            text = await killable.run(read_sheet, bytes(data), seconds=SHEET_SECONDS)
        except (ValueError, killable.Killed):
            raise Invalid(
                field="file", message=N_("This is no workbook that can be read. Save it as XLSX, or paste its lines.")
            ) from None
        fields = {"list": text}
        rows = await _rows(request, round_id, text)
    except Invalid as error:
        return await _panel_page(request, round_id, fields=fields, error=error, wrong="list")
    return await _panel_page(request, round_id, fields=fields, rows=rows, wrong="list")


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
    found: PanelPage = await queries.panel_page(actor=actor_of(request), round_id=round_id)
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


@get("/judging/rounds/{round_id:uuid}/panel/{person_id:uuid}", guards=[requires(*ORGANISERS)])
async def seat(request: Request, round_id: UUID, person_id: UUID) -> Response[bytes]:
    return await _seat_page(request, round_id, person_id)


async def _seat_page(
    request: Request,
    round_id: UUID,
    person_id: UUID,
    fields: dict[str, Any] | None = None,
    error: Invalid | None = None,
) -> Response[bytes]:
    found = await queries.panel_page(actor=actor_of(request), round_id=round_id)
    judge = next((one for one in found.seated if one.person_id == person_id), None)
    if judge is None:
        raise NotFound
    return page(
        "judging/seat.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        judge=judge,
        typed=fields or {},
        errors=errors_of(error),
        is_demo=found.round.is_demo,
    )


@post("/judging/rounds/{round_id:uuid}/panel/{person_id:uuid}", guards=[requires(*ORGANISERS)])
async def change_seat(request: Request, round_id: UUID, person_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    try:
        form = convert(fields, forms.SeatForm)
        async with db.work():
            await service.change_seat(
                actor=actor_of(request),
                round_id=round_id,
                person_id=person_id,
                scenes=form.scenes,
                least=form.least,
                most=form.most,
                is_lead=form.is_lead,
                panel_id=form.panel_id,
                now=clock.now(),
            )
    except Invalid as error:
        return await _seat_page(request, round_id, person_id, fields, error)
    flash(request, _("Saved."))
    return to(f"/judging/rounds/{round_id}/panel")


@post("/judging/rounds/{round_id:uuid}/panel/{person_id:uuid}/remove", guards=[requires(*ORGANISERS)])
async def take_back(request: Request, round_id: UUID, person_id: UUID) -> Response[bytes]:
    async with db.work():
        await service.take_back_invitation(
            actor=actor_of(request), round_id=round_id, person_id=person_id, now=clock.now()
        )
    flash(request, _("They are no longer on the panel."))
    return to(f"/judging/rounds/{round_id}/panel")


@post("/judging/rounds/{round_id:uuid}/parts", guards=[requires(*ORGANISERS)])
async def add_part(request: Request, round_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    try:
        form = convert(fields, forms.PartForm)
        async with db.work():
            await service.add_panel(
                actor=actor_of(request),
                round_id=round_id,
                name_en=form.name_en,
                name_zh=form.name_zh,
                scenes=form.scenes,
                cities=form.cities,
                now=clock.now(),
            )
    except Invalid as error:
        return await _panel_page(request, round_id, fields=fields, error=error, wrong="part")
    flash(request, _("Saved."))
    return to(f"/judging/rounds/{round_id}/panel#parts")


@post("/judging/rounds/{round_id:uuid}/parts/{part_id:uuid}/remove", guards=[requires(*ORGANISERS)])
async def remove_part(request: Request, round_id: UUID, part_id: UUID) -> Response[bytes]:
    async with db.work():
        await service.remove_panel(actor=actor_of(request), round_id=round_id, panel_id=part_id)
    flash(request, _("Its judges read for all of the round again."))
    return to(f"/judging/rounds/{round_id}/panel#parts")


@post("/judging/rounds/{round_id:uuid}/proposals/{proposal_id:uuid}", guards=[requires(*ORGANISERS)])
async def answer_proposal(request: Request, round_id: UUID, proposal_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    try:
        form = convert(fields, forms.AnswerForm)
        async with db.work():
            await service.answer_proposal(
                actor=actor_of(request),
                round_id=round_id,
                proposal_id=proposal_id,
                is_wanted=form.is_wanted == "yes",
                reason=form.reason,
                now=clock.now(),
            )
    except Invalid as error:
        return await _panel_page(request, round_id, fields=fields, error=error, wrong=str(proposal_id))
    flash(request, _("Invited by mail.") if form.is_wanted == "yes" else _("Declined."))
    return to(f"/judging/rounds/{round_id}/panel#proposals")


ROUTES: list[Any] = [
    panel,
    add_judge,
    invite_list,
    invite_sheet,
    directory,
    pick_judges,
    seat,
    change_seat,
    take_back,
    add_part,
    remove_part,
    answer_proposal,
]
