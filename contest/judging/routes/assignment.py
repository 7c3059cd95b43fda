"""Who judges what: the plan before it is applied, changes by hand, and the judge who drops out."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.judging import forms, queries, service
from contest.judging.routes.decisions import PageNumber
from contest.judging.routes.reviews import to
from contest.judging.routes.rounds import ORGANISERS
from contest.lib import clock, db
from contest.lib.errors import Conflict, Invalid
from contest.lib.i18n import gettext as _
from contest.lib.i18n import ngettext
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request


@get("/judging/rounds/{round_id:uuid}/assignment", guards=[requires(*ORGANISERS)])
async def assignment(request: Request, round_id: UUID, at: PageNumber = 1) -> Response[bytes]:
    return await _page(request, round_id, at)


async def _page(
    request: Request, round_id: UUID, at: int = 1, fields: dict[str, Any] | None = None, error: Invalid | None = None
) -> Response[bytes]:
    found = await queries.assignment_page(actor=actor_of(request), round_id=round_id, page=at)
    return page(
        "judging/assignment.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        page=at,
        typed=fields or {},
        errors=dict(error.fields) if error is not None else {},
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


@post("/judging/rounds/{round_id:uuid}/assignment", guards=[requires(*ORGANISERS)])
async def ask_plan(request: Request, round_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    async with db.work():
        await service.ask_plan(
            actor=actor_of(request), round_id=round_id, is_fair=fields.get("aim") != "total", now=clock.now()
        )
    return to(f"/judging/rounds/{round_id}/assignment")


@post("/judging/rounds/{round_id:uuid}/extra", guards=[requires(*ORGANISERS)])
async def ask_extra(request: Request, round_id: UUID) -> Response[bytes]:
    """One review more for each entry that is neither in nor out."""
    actor = actor_of(request)
    more = await queries.uncertain_entries(actor=actor, round_id=round_id)
    if not more:
        raise Conflict(_("No entry hangs in the balance now."))
    async with db.work():
        await service.ask_plan(actor=actor, round_id=round_id, more=more, now=clock.now())
    return to(f"/judging/rounds/{round_id}/assignment")


@post("/judging/assignments/{plan_id:uuid}/stop", guards=[requires(*ORGANISERS)])
async def stop_plan(request: Request, plan_id: UUID) -> Response[bytes]:
    actor = actor_of(request)
    async with db.work():
        facts, _judging = await queries.hold_plan(actor=actor, plan_id=plan_id)
        await service.stop_plan(actor=actor, plan_id=plan_id, now=clock.now())
    return to(f"/judging/rounds/{facts.id}/assignment")


@post("/judging/assignments/{plan_id:uuid}/apply", guards=[requires(*ORGANISERS)])
async def apply_plan(request: Request, plan_id: UUID) -> Response[bytes]:
    actor = actor_of(request)
    async with db.work():
        facts, _judging = await queries.hold_plan(actor=actor, plan_id=plan_id)
        done = await service.apply_plan(actor=actor, plan_id=plan_id, now=clock.now())
    flash(
        request,
        ngettext("One review was given out.", "%(num)s reviews were given out.", done.made) % {"num": done.made},
    )
    return to(f"/judging/rounds/{facts.id}/assignment")


@post("/judging/rounds/{round_id:uuid}/rulings", guards=[requires(*ORGANISERS)])
async def rule_pair(request: Request, round_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    try:
        form = convert(fields, forms.PairForm)
        async with db.work():
            await service.rule_pair(
                actor=actor_of(request),
                round_id=round_id,
                submission_id=form.entry,
                judge_id=form.judge,
                ruling=form.ruling,
                now=clock.now(),
            )
    except Invalid as error:
        return await _page(request, round_id, 1, fields, error)
    flash(request, _("Noted. Plan anew, and the plan keeps to it."))
    return to(f"/judging/rounds/{round_id}/assignment?page={form.page}")


@post("/judging/rounds/{round_id:uuid}/drop-out", guards=[requires(*ORGANISERS)])
async def drop_out(request: Request, round_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    try:
        form = convert(fields, forms.JudgeReasonForm)
        async with db.work():
            await service.drop_out(
                actor=actor_of(request), round_id=round_id, judge_id=form.judge, reason=form.reason, now=clock.now()
            )
    except Invalid as error:
        return await _page(request, round_id, 1, fields, error)
    flash(request, _("They have left the panel. This plan gives their reviews to others."))
    return to(f"/judging/rounds/{round_id}/assignment")


ROUTES: list[Any] = [assignment, ask_plan, ask_extra, stop_plan, apply_plan, rule_pair, drop_out]
