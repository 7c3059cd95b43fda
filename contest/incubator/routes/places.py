"""Where a venture works and with whom, and what its people let be published."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires, signed_in
from contest.incubator import queries, rules, service
from contest.incubator.forms import PlaceForm, PublicityForm
from contest.incubator.routes.shared import errors_of
from contest.incubator.rules.places import KINDS
from contest.lib import clock
from contest.lib.countries import countries, country_name
from contest.lib.db import work
from contest.lib.errors import AppError, Invalid
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

VENTURE = "/incubator/ventures/{venture_id:uuid}"


@get(VENTURE + "/places", guards=[signed_in])
async def places(request: Request, venture_id: UUID) -> Response[bytes]:
    """Each place with its partner, and what of it everybody may see."""
    return await _places(request, venture_id, {})


@post(VENTURE + "/places", guards=[signed_in])
async def add(request: Request, venture_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    await queries.venture(actor=actor, venture_id=venture_id)
    try:
        plan = convert(fields, PlaceForm).plan()
        async with work():
            await service.add_place(actor=actor, venture_id=venture_id, plan=plan, now=clock.now())
    except Invalid as error:
        return await _places(request, venture_id, fields, error)
    flash(request, _("Added."))
    return redirect(f"/incubator/ventures/{venture_id}/places")


@post("/incubator/places/{venture_place_id:uuid}/remove", guards=[signed_in])
async def remove(request: Request, venture_place_id: UUID) -> Response[bytes]:
    async with work():
        venture_id = await service.remove_place(actor=actor_of(request), place_id=venture_place_id)
    flash(request, _("Removed."))
    return redirect(f"/incubator/ventures/{venture_id}/places")


@post(VENTURE + "/publicity", guards=[requires(rules.FOUNDER)])
async def publish(request: Request, venture_id: UUID) -> Response[bytes]:
    """The venture's own people say what may be published of it."""
    form = convert(await typed(request), PublicityForm)
    async with work():
        await service.say_publicity(
            actor=actor_of(request), venture_id=venture_id, shows_place=bool(form.shows_place),
            shows_figures=bool(form.shows_figures), now=clock.now(),
        )  # fmt: skip
    flash(request, _("Saved."))
    return redirect(f"/incubator/ventures/{venture_id}/places")


async def _places(
    request: Request, venture_id: UUID, fields: dict[str, Any], error: AppError | None = None
) -> Response[bytes]:
    found = await queries.venture(actor=actor_of(request), venture_id=venture_id)
    return page(
        "incubator/places.html",
        request,
        status=200 if error is None else error.status,
        venture=found,
        places=await queries.places(venture_id=venture_id),
        publicity=await queries.publicity(venture_id=venture_id),
        files=[one for one in await queries.files(venture_id=venture_id) if one.state == "checked"],
        kinds=KINDS,
        countries=countries(),
        country_name=country_name,
        typed=fields or {"kind": "landed"},
        errors=errors_of(error),
        is_demo=found.is_demo,
    )


ROUTES: list[Any] = [places, add, remove, publish]
