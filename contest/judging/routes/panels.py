"""The panel of a round: inviting one by one, by a list, from the directory; its seats and its parts."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.challenge.rules import PROGRAMME, ROUND, may_organise
from contest.judging import queries, service
from contest.judging.forms import people as forms
from contest.judging.routes.reviews import to
from contest.judging.rules.inviting import Candidate, Row
from contest.lib import clock, db
from contest.lib.errors import AppError, Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.languages import LANGUAGES
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request

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
    return await panel_page(request, round_id)


async def panel_page(
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
        may_set_terms=may_organise(actor_of(request), edition_id=found.round.edition_id),
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
        return await panel_page(request, round_id, fields=fields, error=error, wrong="one")
    flash(request, _("%(name)s is invited by mail.") % {"name": form.name})
    return to(f"/judging/rounds/{round_id}/panel")


@get("/judging/rounds/{round_id:uuid}/panel/{judge_id:uuid}", guards=[requires(*ORGANISERS)])
async def seat(request: Request, round_id: UUID, judge_id: UUID) -> Response[bytes]:
    return await _seat_page(request, round_id, judge_id)


async def _seat_page(
    request: Request,
    round_id: UUID,
    judge_id: UUID,
    fields: dict[str, Any] | None = None,
    error: Invalid | None = None,
) -> Response[bytes]:
    found = await queries.panel_page(actor=actor_of(request), round_id=round_id)
    judge = next((one for one in found.seated if one.person_id == judge_id), None)
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


@post("/judging/rounds/{round_id:uuid}/panel/{judge_id:uuid}", guards=[requires(*ORGANISERS)])
async def change_seat(request: Request, round_id: UUID, judge_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    try:
        form = convert(fields, forms.SeatForm)
        async with db.work():
            await service.change_seat(
                actor=actor_of(request),
                round_id=round_id,
                person_id=judge_id,
                scenes=form.scenes,
                least=form.least,
                most=form.most,
                is_lead=form.is_lead,
                panel_id=form.panel_id,
                now=clock.now(),
            )
    except Invalid as error:
        return await _seat_page(request, round_id, judge_id, fields, error)
    flash(request, _("Saved."))
    return to(f"/judging/rounds/{round_id}/panel")


@post("/judging/rounds/{round_id:uuid}/panel/{judge_id:uuid}/remove", guards=[requires(*ORGANISERS)])
async def take_back(request: Request, round_id: UUID, judge_id: UUID) -> Response[bytes]:
    async with db.work():
        await service.take_back_invitation(
            actor=actor_of(request), round_id=round_id, person_id=judge_id, now=clock.now()
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
        return await panel_page(request, round_id, fields=fields, error=error, wrong="part")
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
        return await panel_page(request, round_id, fields=fields, error=error, wrong=str(proposal_id))
    flash(request, _("Invited by mail.") if form.is_wanted == "yes" else _("Declined."))
    return to(f"/judging/rounds/{round_id}/panel#proposals")


ROUTES: list[Any] = [
    panel,
    add_judge,
    seat,
    change_seat,
    take_back,
    add_part,
    remove_part,
    answer_proposal,
]
