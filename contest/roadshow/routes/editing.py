"""Changing an event that is laid out, and its plans beside each other: for who organises the round."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.challenge.rules import PROGRAMME, ROUND
from contest.lib import clock, db
from contest.lib.errors import Invalid
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.roadshow import forms, queries, service
from contest.roadshow.routes.events import to

ORGANISERS = (PROGRAMME, ROUND)
HERE = "/roadshow/rounds/{round_id:uuid}/layout"


@get(HERE, guards=[requires(*ORGANISERS)])
async def layout(request: Request, round_id: UUID) -> Response[bytes]:
    return await _page(request, round_id)


async def _page(
    request: Request, round_id: UUID, form: str = "", fields: dict[str, Any] | None = None, error: Invalid | None = None
) -> Response[bytes]:
    """`form`: which of the page's forms the `error` is about."""
    facts, event = await queries.event_to_run(actor=actor_of(request), round_id=round_id)
    return page(
        "roadshow/edit.html",
        request,
        status=200 if error is None else error.status,
        round=facts,
        event=event,
        slots=await queries.slots_of(event.id),
        tables=await queries.tables_of(event.id),
        form=form,
        typed=fields or {},
        errors=dict(error.fields) if error is not None else {},
        contest={"name_en": facts.edition_name_en, "name_zh": facts.edition_name_zh},
        is_demo=facts.is_demo,
    )


@post(HERE, guards=[requires(*ORGANISERS)])
async def edit_event(request: Request, round_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    facts, _event = await queries.event_to_run(actor=actor, round_id=round_id)
    try:
        plan = convert(fields, forms.EditForm).plan(facts.time_zone)
        async with db.work():
            await service.edit_event(actor=actor, round_id=round_id, plan=plan)
    except Invalid as error:
        return await _page(request, round_id, "event", fields, error)
    flash(request, _("Saved."))
    return to(f"/roadshow/rounds/{round_id}/layout")


@post(f"{HERE}/slots", guards=[requires(*ORGANISERS)])
async def add_slot(request: Request, round_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    facts, _event = await queries.event_to_run(actor=actor, round_id=round_id)
    try:
        form = convert(fields, forms.SlotForm)
        async with db.work():
            await service.add_slot(
                actor=actor,
                round_id=round_id,
                starts_at=form.starts_at(facts.time_zone),
                minutes=form.minutes,
                now=clock.now(),
            )
    except Invalid as error:
        return await _page(request, round_id, "slot", fields, error)
    return to(f"/roadshow/rounds/{round_id}/layout#slots")


@post(f"{HERE}/slots/{{slot_id:uuid}}/remove", guards=[requires(*ORGANISERS)])
async def remove_slot(request: Request, round_id: UUID, slot_id: UUID) -> Response[bytes]:
    async with db.work():
        await service.remove_slot(actor=actor_of(request), round_id=round_id, slot_id=slot_id)
    return to(f"/roadshow/rounds/{round_id}/layout#slots")


@post(f"{HERE}/tables", guards=[requires(*ORGANISERS)])
async def add_tables(request: Request, round_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    await queries.event_to_run(actor=actor, round_id=round_id)
    try:
        form = convert(fields, forms.TablesForm)
        async with db.work():
            await service.add_tables(actor=actor, round_id=round_id, room=form.room, count=form.count)
    except Invalid as error:
        return await _page(request, round_id, "tables", fields, error)
    return to(f"/roadshow/rounds/{round_id}/layout#tables")


@post(f"{HERE}/tables/{{table_id:uuid}}/remove", guards=[requires(*ORGANISERS)])
async def remove_table(request: Request, round_id: UUID, table_id: UUID) -> Response[bytes]:
    async with db.work():
        await service.remove_table(actor=actor_of(request), round_id=round_id, table_id=table_id)
    return to(f"/roadshow/rounds/{round_id}/layout#tables")


@get("/roadshow/rounds/{round_id:uuid}/plans", guards=[requires(*ORGANISERS)])
async def plans(request: Request, round_id: UUID) -> Response[bytes]:
    found = await queries.plans_page(actor=actor_of(request), round_id=round_id)
    return page(
        "roadshow/plans.html",
        request,
        it=found,
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


ROUTES: list[Any] = [layout, edit_event, add_slot, remove_slot, add_tables, remove_table, plans]
