"""The region's scenes, and the keys by which calls mean them."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.lib.db import work
from contest.lib.errors import AppError, Conflict, Invalid
from contest.lib.web.forms import parse, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.zone import queries, rules, service
from contest.zone.forms import SceneForm
from contest.zone.routes.shared import errors_of, register_of, to

SCENES = "/zone/editions/{edition_id:uuid}/scenes"
keeps = requires(rules.PROGRAMME)


@get(SCENES, guards=[keeps])
async def scenes(request: Request, edition_id: UUID) -> Response[bytes]:
    return await _page(request, edition_id)


async def _page(
    request: Request, edition_id: UUID, fields: dict[str, Any] | None = None, error: AppError | None = None
) -> Response[bytes]:
    head = await register_of(request, edition_id, to_run=True)
    return page(
        "zone/scenes.html",
        request,
        status=200 if error is None else error.status,
        edition_id=edition_id,
        edition=head,
        scenes=await queries.scenes(edition_id=edition_id),
        typed=fields or {},
        errors=errors_of(error),
        is_demo=head.is_demo,
    )


@post(SCENES, guards=[keeps])
async def save_scene(request: Request, edition_id: UUID) -> Response[bytes]:
    """A new scene, or the other words of one that is there."""
    await register_of(request, edition_id, to_run=True)
    try:
        form = await parse(request, SceneForm)
        async with work():
            await service.save_scene(actor=actor_of(request), edition_id=edition_id, plan=form.plan())
    except Invalid as error:
        return await _page(request, edition_id, await typed(request), error)
    return to(f"/zone/editions/{edition_id}/scenes")


@post(SCENES + "/{zone_scene_id:uuid}/remove", guards=[keeps])
async def remove_scene(request: Request, edition_id: UUID, zone_scene_id: UUID) -> Response[bytes]:
    try:
        async with work():
            await service.remove_scene(actor=actor_of(request), edition_id=edition_id, scene_id=zone_scene_id)
    except Conflict as error:
        return await _page(request, edition_id, error=error)
    return to(f"/zone/editions/{edition_id}/scenes")


ROUTES: list[Any] = [scenes, save_scene, remove_scene]
