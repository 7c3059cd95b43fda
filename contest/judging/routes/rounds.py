"""Setting up the judging of a round, its panel, its conflicts, and its opening."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.challenge.rules import BLINDNESS, JUDGES_KNOWN, PROGRAMME, ROUND
from contest.judging import forms, queries, service
from contest.judging.routes.reviews import to
from contest.judging.rules.capacity import STAGE_WORDS
from contest.judging.rules.feedback import SHOWS_WORDS
from contest.judging.rules.permissions import CHAIR
from contest.lib import clock, db
from contest.lib.errors import Invalid
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request

ORGANISERS = (PROGRAMME, ROUND)


@get("/judging/rounds/{round_id:uuid}", guards=[requires(*ORGANISERS, CHAIR)])
async def round_page(request: Request, round_id: UUID) -> Response[bytes]:
    return await _round_page(request, round_id)


async def _round_page(
    request: Request, round_id: UUID, fields: dict[str, Any] | None = None, error: Invalid | None = None
) -> Response[bytes]:
    found = await queries.overview(actor=actor_of(request), round_id=round_id, now=clock.now())
    errors = dict(error.fields) if error is not None else {}
    if error is not None and not errors:
        errors = {"": error.message}
    return page(
        "judging/round.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        blindness=BLINDNESS,
        judges_known=JUDGES_KNOWN,
        stage_words=STAGE_WORDS,
        feedback_shows=SHOWS_WORDS,
        typed=fields or {},
        errors=errors,
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


@post("/judging/rounds/{round_id:uuid}/set-up", guards=[requires(*ORGANISERS)])
async def set_up(request: Request, round_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    try:
        form = convert(fields, forms.SetUpForm)
        async with db.work():
            await service.set_up_judging(
                actor=actor_of(request),
                round_id=round_id,
                rubric_id=form.rubric_id,
                talent_rubric_id=form.talent_rubric_id,
                rule=form.rule,
                reviews_each=form.reviews_each,
                least_valid=form.least_valid,
                in_stages=form.stages == "usual",
                feedback=form.feedback,
                now=clock.now(),
            )
    except Invalid as error:
        return await _round_page(request, round_id, fields, error)
    flash(request, _("Saved."))
    return to(f"/judging/rounds/{round_id}")


@post("/judging/rounds/{round_id:uuid}/open", guards=[requires(*ORGANISERS)])
async def open_judging(request: Request, round_id: UUID) -> Response[bytes]:
    async with db.work():
        await service.open_judging(actor=actor_of(request), round_id=round_id, now=clock.now())
    flash(request, _("Judging is open. The judges are told by mail."))
    return to(f"/judging/rounds/{round_id}")


@get("/judging/rounds/{round_id:uuid}/conflicts", guards=[requires("judge")])
async def conflicts(request: Request, round_id: UUID) -> Response[bytes]:
    """Names are shown to who agreed to the terms; everybody else agrees first."""
    seat = await queries.seat_of(actor=actor_of(request), round_id=round_id)
    if seat is not None and not (seat.accepted_at and seat.has_agreed):
        return to(f"/judging/rounds/{round_id}/join")
    return await _conflicts_page(request, round_id)


async def _conflicts_page(request: Request, round_id: UUID, error: Invalid | None = None) -> Response[bytes]:
    actor = actor_of(request)
    found = await queries.declaring(actor=actor, round_id=round_id)
    return page(
        "judging/conflicts.html",
        request,
        status=200 if error is None else error.status,
        round=found,
        names=await queries.declarable(actor=actor, round_id=round_id) if found.can_declare else None,
        typed=await typed(request) if error is not None else {},
        errors=(error.fields or {"": error.message}) if error is not None else {},
        is_demo=found.is_demo,
    )


@post("/judging/rounds/{round_id:uuid}/conflicts", guards=[requires("judge")])
async def declare_conflicts(request: Request, round_id: UUID) -> Response[bytes]:
    try:
        form = convert(await typed(request), forms.ConflictsForm)
        async with db.work():
            await service.declare_conflicts(
                actor=actor_of(request),
                round_id=round_id,
                people=form.people,
                organisations=form.organisations,
                now=clock.now(),
            )
    except Invalid as error:
        return await _conflicts_page(request, round_id, error)
    flash(request, _("Thank you. You will be told when your reviews are ready."))
    return to("/judging/reviews")


ROUTES: list[Any] = [
    round_page,
    set_up,
    open_judging,
    conflicts,
    declare_conflicts,
]
