"""The event of a round, for who organises it: laid out, filled, planned, proposed."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.challenge.rules import PROGRAMME, ROUND
from contest.lib import clock, db
from contest.lib.errors import Invalid
from contest.lib.i18n import gettext as _
from contest.lib.i18n import ngettext
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.roadshow import forms, queries, service

ORGANISERS = (PROGRAMME, ROUND)


def to(path: str) -> Response[bytes]:
    """On to the next page, after a form was taken."""
    return Response(b"", status_code=303, headers={"location": path})


@get("/roadshow/rounds/{round_id:uuid}", guards=[requires(*ORGANISERS)])
async def event(request: Request, round_id: UUID) -> Response[bytes]:
    actor = actor_of(request)
    facts = await queries.round_to_run(actor=actor, round_id=round_id)
    if await queries.event_of(round_id=round_id) is None:
        return await _layout(request, round_id)
    return page(
        "roadshow/event.html",
        request,
        it=await queries.event_page(actor=actor, round_id=round_id),
        contest={"name_en": facts.edition_name_en, "name_zh": facts.edition_name_zh},
        is_demo=facts.is_demo,
    )


async def _layout(
    request: Request, round_id: UUID, fields: dict[str, Any] | None = None, error: Invalid | None = None
) -> Response[bytes]:
    facts = await queries.round_to_run(actor=actor_of(request), round_id=round_id)
    return page(
        "roadshow/layout.html",
        request,
        status=200 if error is None else error.status,
        round=facts,
        typed=fields or {},
        errors=dict(error.fields) if error is not None else {},
        contest={"name_en": facts.edition_name_en, "name_zh": facts.edition_name_zh},
        is_demo=facts.is_demo,
    )


@post("/roadshow/rounds/{round_id:uuid}", guards=[requires(*ORGANISERS)])
async def lay_out_event(request: Request, round_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    facts = await queries.round_to_run(actor=actor, round_id=round_id)
    try:
        plan = convert(fields, forms.EventForm).plan(facts.time_zone)
        async with db.work():
            await service.lay_out_event(actor=actor, round_id=round_id, plan=plan, now=clock.now())
    except Invalid as error:
        return await _layout(request, round_id, fields, error)
    return to(f"/roadshow/rounds/{round_id}")


@post("/roadshow/rounds/{round_id:uuid}/parties", guards=[requires(*ORGANISERS)])
async def bring_in(request: Request, round_id: UUID) -> Response[bytes]:
    async with db.work():
        count = await service.bring_in(actor=actor_of(request), round_id=round_id)
    flash(
        request,
        ngettext("One more was asked to take part.", "%(num)s more were asked to take part.", count) % {"num": count},
    )
    return to(f"/roadshow/rounds/{round_id}")


@post("/roadshow/rounds/{round_id:uuid}/plan", guards=[requires(*ORGANISERS)])
async def ask_plan(request: Request, round_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    async with db.work():
        await service.ask_plan(
            actor=actor_of(request), round_id=round_id, is_to_prove=fields.get("prove") == "yes", now=clock.now()
        )
    return to(f"/roadshow/rounds/{round_id}")


@post("/roadshow/plans/{meeting_plan_id:uuid}/stop", guards=[requires(*ORGANISERS)])
async def stop_plan(request: Request, meeting_plan_id: UUID) -> Response[bytes]:
    actor = actor_of(request)
    async with db.work():
        facts, _event = await queries.event_of_plan(actor=actor, plan_id=meeting_plan_id)
        await service.stop_plan(actor=actor, plan_id=meeting_plan_id, now=clock.now())
    return to(f"/roadshow/rounds/{facts.id}")


@post("/roadshow/plans/{meeting_plan_id:uuid}/propose", guards=[requires(*ORGANISERS)])
async def propose_plan(request: Request, meeting_plan_id: UUID) -> Response[bytes]:
    actor = actor_of(request)
    async with db.work():
        facts, _event = await queries.event_of_plan(actor=actor, plan_id=meeting_plan_id)
        count = await service.propose_plan(actor=actor, plan_id=meeting_plan_id, now=clock.now())
    flash(request, ngettext("One meeting was proposed.", "%(num)s meetings were proposed.", count) % {"num": count})
    return to(f"/roadshow/rounds/{facts.id}")


@post("/roadshow/rounds/{round_id:uuid}/refill", guards=[requires(*ORGANISERS)])
async def refill(request: Request, round_id: UUID) -> Response[bytes]:
    actor, now = actor_of(request), clock.now()
    worked = await service.work_out_refill(actor=actor, round_id=round_id, now=now)
    async with db.work():
        done = await service.refill(actor=actor, round_id=round_id, worked=worked, now=now)
    if done.added:
        said = ngettext("One new meeting was proposed.", "%(num)s new meetings were proposed.", done.added)
        flash(request, said % {"num": done.added})
    else:
        flash(request, _("Nobody has time for whom they would meet instead."))
    return to(f"/roadshow/rounds/{round_id}")


@get("/roadshow/meetings/{meeting_id:uuid}/move", guards=[requires(*ORGANISERS)])
async def move_form(request: Request, meeting_id: UUID) -> Response[bytes]:
    return await _move(request, meeting_id)


async def _move(
    request: Request, meeting_id: UUID, fields: dict[str, Any] | None = None, error: Invalid | None = None
) -> Response[bytes]:
    actor = actor_of(request)
    facts, _event = await queries.event_of_meeting(actor=actor, meeting_id=meeting_id)
    found = await queries.event_page(actor=actor, round_id=facts.id)
    return page(
        "roadshow/move.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        meeting=next(one for one in found.meetings if one.id == meeting_id),
        typed=fields or {},
        errors=dict(error.fields) if error is not None else {},
        contest={"name_en": facts.edition_name_en, "name_zh": facts.edition_name_zh},
        is_demo=facts.is_demo,
    )


@post("/roadshow/meetings/{meeting_id:uuid}/move", guards=[requires(*ORGANISERS)])
async def move_meeting(request: Request, meeting_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    await queries.event_of_meeting(actor=actor, meeting_id=meeting_id)
    try:
        form = convert(fields, forms.MoveForm)
        async with db.work():
            round_id = await service.move_meeting(
                actor=actor, meeting_id=meeting_id, slot_id=form.slot, table_id=form.table, now=clock.now()
            )
    except Invalid as error:
        return await _move(request, meeting_id, fields, error)
    flash(request, _("Moved. Both are asked again."))
    return to(f"/roadshow/rounds/{round_id}")


ROUTES: list[Any] = [event, lay_out_event, bring_in, ask_plan, stop_plan, propose_plan, refill, move_form, move_meeting]
