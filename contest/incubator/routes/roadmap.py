"""The roadmap of an edition: what its ventures count for by each node, and who works with whom."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.incubator import queries, rules, service
from contest.incubator.forms import LinkForm, NodeForm
from contest.incubator.routes.shared import EDITION, edition_of, errors_of, today_for
from contest.incubator.rules import roadmap as plans
from contest.incubator.rules.places import KINDS as PLACE_KINDS
from contest.lib import clock
from contest.lib.countries import country_name
from contest.lib.db import work
from contest.lib.errors import AppError, Conflict, Invalid
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

NODE = "/incubator/nodes/{node_id:uuid}"
leads = requires(rules.MANAGER)


@get(EDITION + "/roadmap", guards=[leads])
async def roadmap(request: Request, edition_id: UUID) -> Response[bytes]:
    """Every node with what its ventures count for, and one of them by place, scene and enterprise."""
    return await _roadmap(request, edition_id, {})


@post(EDITION + "/roadmap", guards=[leads])
async def add(request: Request, edition_id: UUID) -> Response[bytes]:
    await edition_of(request, edition_id)
    fields = await typed(request)
    try:
        plan = convert(fields, NodeForm).plan()
        async with work():
            made = await service.save_node(actor=actor_of(request), edition_id=edition_id, plan=plan, now=clock.now())
    except Invalid as error:
        return await _roadmap(request, edition_id, fields, error)
    flash(request, _("Added. Now choose the ventures that count towards it."))
    return redirect(f"/incubator/nodes/{made}")


@post(EDITION + "/roadmap/begin", guards=[leads])
async def begin(request: Request, edition_id: UUID) -> Response[bytes]:
    """The first nodes of an empty roadmap."""
    await edition_of(request, edition_id)
    try:
        async with work():
            await service.begin_roadmap(actor=actor_of(request), edition_id=edition_id, now=clock.now())
    except Conflict as error:
        return await _roadmap(request, edition_id, {}, error)
    return redirect(f"/incubator/editions/{edition_id}/roadmap")


async def _roadmap(
    request: Request, edition_id: UUID, fields: dict[str, Any], error: AppError | None = None
) -> Response[bytes]:
    edition, actor = await edition_of(request, edition_id), actor_of(request)
    asked = request.query_params.get("node", "")
    drawn = plans.drawn(
        await queries.nodes(edition_id=edition_id),
        await queries.linked(actor=actor, edition_id=edition_id),
        year=int(asked) if asked.isdecimal() and len(asked) == 4 else today_for(request).year,
    )
    return page(
        "incubator/roadmap.html",
        request,
        status=200 if error is None else error.status,
        edition=edition,
        drawn=drawn,
        plans=plans,
        typed=fields,
        errors=errors_of(error),
        is_demo=edition.is_demo,
    )


@get(NODE, guards=[leads])
async def node(request: Request, node_id: UUID) -> Response[bytes]:
    """One node: each venture with what it counts for, and those that could be linked."""
    return await _node(request, node_id)


@post(NODE, guards=[leads])
async def edit(request: Request, node_id: UUID) -> Response[bytes]:
    found = await queries.node(actor=actor_of(request), node_id=node_id)
    fields = await typed(request)
    try:
        plan = convert(fields, NodeForm).plan()
        async with work():
            await service.save_node(
                actor=actor_of(request), edition_id=found.edition_id, plan=plan, node_id=node_id, now=clock.now()
            )
    except Invalid as error:
        return await _node(request, node_id, fields, error)
    flash(request, _("Saved."))
    return redirect(f"/incubator/nodes/{node_id}")


@post(NODE + "/ventures", guards=[leads])
async def link(request: Request, node_id: UUID) -> Response[bytes]:
    await queries.node(actor=actor_of(request), node_id=node_id)
    try:
        form = convert(await typed(request), LinkForm)
        async with work():
            await service.link_ventures(
                actor=actor_of(request), node_id=node_id, venture_ids=form.ventures, now=clock.now()
            )
    except Invalid as error:
        return await _node(request, node_id, None, error)
    flash(request, _("They count towards this node now."))
    return redirect(f"/incubator/nodes/{node_id}")


@post(NODE + "/ventures/{venture_id:uuid}/unlink", guards=[leads])
async def unlink(request: Request, node_id: UUID, venture_id: UUID) -> Response[bytes]:
    async with work():
        await service.unlink_venture(actor=actor_of(request), node_id=node_id, venture_id=venture_id)
    flash(request, _("It counts towards this node no more."))
    return redirect(f"/incubator/nodes/{node_id}")


@post(NODE + "/drop", guards=[leads])
async def drop(request: Request, node_id: UUID) -> Response[bytes]:
    found = await queries.node(actor=actor_of(request), node_id=node_id)
    try:
        async with work():
            await service.drop_node(actor=actor_of(request), node_id=node_id)
    except Conflict as error:
        return await _node(request, node_id, None, error)
    flash(request, _("Taken off the roadmap."))
    return redirect(f"/incubator/editions/{found.edition_id}/roadmap")


async def _node(
    request: Request, node_id: UUID, fields: dict[str, Any] | None = None, error: AppError | None = None
) -> Response[bytes]:
    actor = actor_of(request)
    found = await queries.node(actor=actor, node_id=node_id)
    edition = await edition_of(request, found.edition_id)
    its = [one for nodes, one in await queries.linked(actor=actor, edition_id=edition.id) if node_id in nodes]
    counted = [(one, plans.contribution(one, found.year)) for one in its]
    kept = {name: getattr(found, name) for name in ("year", "title_en", "title_zh", "about_en", "about_zh")}
    return page(
        "incubator/node.html",
        request,
        status=200 if error is None else error.status,
        edition=edition,
        node=found,
        counted=counted,
        sums=plans.added(one for _venture, one in counted),
        free=await queries.free(actor=actor, of=found),
        plans=plans,
        typed=fields or kept,
        errors=errors_of(error),
        is_demo=edition.is_demo,
    )


@get(EDITION + "/ecosystem", guards=[leads])
async def ecosystem(request: Request, edition_id: UUID) -> Response[bytes]:
    """Who works with whom, by scene or by place, and what was done again elsewhere."""
    edition, actor = await edition_of(request, edition_id), actor_of(request)
    return page(
        "incubator/ecosystem.html",
        request,
        edition=edition,
        places=await queries.edition_places(actor=actor, edition_id=edition_id),
        ties=await queries.ties(actor=actor, edition_id=edition_id),
        by="place" if request.query_params.get("by") == "place" else "scene",
        kinds=PLACE_KINDS,
        stages=rules.WORDS,
        country_name=country_name,
        is_demo=edition.is_demo,
    )


ROUTES: list[Any] = [roadmap, add, begin, node, edit, link, unlink, drop, ecosystem]
