"""The programme of a round's event, for who organises it: made, drawn, released; and the day itself."""

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
from contest.roadshow import queries, service
from contest.roadshow.forms import programme as forms
from contest.roadshow.routes.events import to
from contest.roadshow.rules import draw
from contest.roadshow.rules.programme import KINDS

ORGANISERS = (PROGRAMME, ROUND)
HERE = "/roadshow/rounds/{round_id:uuid}/programme"


@get(HERE, guards=[requires(*ORGANISERS)])
async def programme(request: Request, round_id: UUID) -> Response[bytes]:
    return await _page(request, round_id)


async def _page(
    request: Request,
    round_id: UUID,
    form: str = "",
    fields: dict[str, Any] | None = None,
    error: Invalid | None = None,
) -> Response[bytes]:
    """`form`: which of the page's forms the `error` is about."""
    found = await queries.programme_page(actor=actor_of(request), round_id=round_id)
    return page(
        "roadshow/programme.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        kinds=KINDS,
        recipe=draw.recipe,
        form=form,
        typed=fields or {},
        errors=dict(error.fields) if error is not None else {},
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


@post(f"{HERE}/items", guards=[requires(*ORGANISERS)])
async def save_item(request: Request, round_id: UUID) -> Response[bytes]:
    """A new item."""
    actor, fields = actor_of(request), await typed(request)
    facts = await queries.round_to_run(actor=actor, round_id=round_id)
    try:
        plan = convert(fields, forms.ItemForm).plan(facts.time_zone)
        async with db.work():
            await service.save_item(actor=actor, round_id=round_id, plan=plan)
    except Invalid as error:
        return await _page(request, round_id, "item", fields, error)
    return to(f"/roadshow/rounds/{round_id}/programme")


@get(f"{HERE}/items/{{item_id:uuid}}", guards=[requires(*ORGANISERS)])
async def item(request: Request, round_id: UUID, item_id: UUID) -> Response[bytes]:
    return await _item(request, round_id, item_id)


async def _item(
    request: Request, round_id: UUID, item_id: UUID, fields: dict[str, Any] | None = None, error: Invalid | None = None
) -> Response[bytes]:
    facts, found = await queries.item_to_edit(actor=actor_of(request), round_id=round_id, item_id=item_id)
    return page(
        "roadshow/item.html",
        request,
        status=200 if error is None else error.status,
        round=facts,
        item=found,
        kinds=KINDS,
        typed=fields or {},
        errors=dict(error.fields) if error is not None else {},
        contest={"name_en": facts.edition_name_en, "name_zh": facts.edition_name_zh},
        is_demo=facts.is_demo,
    )


@post(f"{HERE}/items/{{item_id:uuid}}", guards=[requires(*ORGANISERS)])
async def edit_item(request: Request, round_id: UUID, item_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    facts, _found = await queries.item_to_edit(actor=actor, round_id=round_id, item_id=item_id)
    try:
        plan = convert(fields, forms.ItemForm).plan(facts.time_zone)
        async with db.work():
            await service.save_item(actor=actor, round_id=round_id, plan=plan, item_id=item_id)
    except Invalid as error:
        return await _item(request, round_id, item_id, fields, error)
    return to(f"/roadshow/rounds/{round_id}/programme")


@post(f"{HERE}/items/{{item_id:uuid}}/remove", guards=[requires(*ORGANISERS)])
async def remove_item(request: Request, round_id: UUID, item_id: UUID) -> Response[bytes]:
    async with db.work():
        await service.remove_item(actor=actor_of(request), round_id=round_id, item_id=item_id)
    return to(f"/roadshow/rounds/{round_id}/programme")


@post(f"{HERE}/minutes", guards=[requires(*ORGANISERS)])
async def set_minutes(request: Request, round_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    await queries.round_to_run(actor=actor, round_id=round_id)
    try:
        minutes = convert(fields, forms.MinutesForm).minutes()
        async with db.work():
            await service.set_minutes(actor=actor, round_id=round_id, minutes=minutes)
    except Invalid as error:
        return await _page(request, round_id, "minutes", fields, error)
    flash(request, _("Saved."))
    return to(f"/roadshow/rounds/{round_id}/programme")


@post(f"{HERE}/draw", guards=[requires(*ORGANISERS)])
async def draw_order(request: Request, round_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    await queries.round_to_run(actor=actor, round_id=round_id)
    try:
        form = convert(fields, forms.DrawForm)
        async with db.work():
            await service.draw_order(
                actor=actor, round_id=round_id, seed=form.seed, source=form.source, reason=form.reason, now=clock.now()
            )
    except Invalid as error:
        return await _page(request, round_id, "draw", fields, error)
    flash(request, _("Drawn. Everybody can repeat it once it is released."))
    return to(f"/roadshow/rounds/{round_id}/programme#order")


@post(f"{HERE}/pitches/{{pitch_id:uuid}}", guards=[requires(*ORGANISERS)])
async def move_pitch(request: Request, round_id: UUID, pitch_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    await queries.round_to_run(actor=actor, round_id=round_id)
    try:
        form = convert(fields, forms.PlaceForm)
        async with db.work():
            await service.move_pitch(
                actor=actor, round_id=round_id, pitch_id=pitch_id, place=form.place, reason=form.reason
            )
    except Invalid as error:
        return await _page(request, round_id, f"place {pitch_id}", fields, error)
    return to(f"/roadshow/rounds/{round_id}/programme#order")


@post(f"{HERE}/release", guards=[requires(*ORGANISERS)])
async def release_programme(request: Request, round_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    found = await queries.programme_page(actor=actor, round_id=round_id)
    try:
        form = convert(fields, forms.ReleaseForm)
        async with db.work():
            await service.release_programme(
                actor=actor, round_id=round_id, note_en=form.note_en, note_zh=form.note_zh, now=clock.now()
            )
    except Invalid as error:
        return await _page(request, round_id, "release", fields, error)
    said = ngettext("Released. One party is told.", "Released. %(num)s parties are told.", found.affected)
    flash(request, said % {"num": found.affected})
    return to(f"/roadshow/rounds/{round_id}/programme")


ROUTES: list[Any] = [
    programme,
    save_item,
    item,
    edit_item,
    remove_item,
    set_minutes,
    draw_order,
    move_pitch,
    release_programme,
]
