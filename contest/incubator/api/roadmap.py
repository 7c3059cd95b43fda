"""The roadmap of an edition's region, for programs of who runs its incubator."""

from typing import Any
from uuid import UUID

from contest.accounts.guards import actor_of
from contest.incubator import queries, service
from contest.incubator.api.shared import EDITION, RUNS, led, today_for
from contest.incubator.forms import LinkForm, NodeForm
from contest.incubator.forms.programs import region as shapes
from contest.incubator.rules import roadmap as plans
from contest.lib import clock
from contest.lib.db import work
from contest.lib.web.api import cleaned, delete, get, post, put
from contest.lib.web.request import Request

ROADMAP = EDITION + "/roadmap"
NODE = "/nodes/{node_id:uuid}"


@get(ROADMAP, operation_id="readRoadmap", summary="What ventures count for by each node", **RUNS)
async def roadmap(request: Request, edition_id: UUID, year: int | None = None) -> shapes.RoadmapOf:
    """`year`: the node that is rolled up by region, sector and enterprise; else the next one."""
    return await _roadmap(request, edition_id, year)


async def _roadmap(request: Request, edition_id: UUID, year: int | None = None) -> shapes.RoadmapOf:
    led(request, edition_id)
    linked = await queries.linked(actor=actor_of(request), edition_id=edition_id)
    nodes = await queries.nodes(edition_id=edition_id)
    return shapes.roadmap(plans.drawn(nodes, linked, year=today_for(request).year if year is None else year))


@post(ROADMAP, operation_id="addNode", summary="One more node", **RUNS)
async def add(request: Request, edition_id: UUID, data: NodeForm) -> shapes.RoadmapOf:
    """One a year."""
    plan = cleaned(data).plan()
    async with work():
        await service.save_node(actor=actor_of(request), edition_id=edition_id, plan=plan, now=clock.now())
    return await _roadmap(request, edition_id)


@post(ROADMAP + "/begin", operation_id="beginRoadmap", summary="Its first nodes", **RUNS)
async def begin(request: Request, edition_id: UUID) -> shapes.RoadmapOf:
    """2025, 2028 and 2040, where there are none yet."""
    async with work():
        await service.begin_roadmap(actor=actor_of(request), edition_id=edition_id, now=clock.now())
    return await _roadmap(request, edition_id)


@get(NODE, operation_id="readNode", summary="One node", **RUNS)
async def node(request: Request, node_id: UUID) -> shapes.NodeWhole:
    """Each venture with what it counts for by the end of its year."""
    return await _node(request, node_id)


async def _node(request: Request, node_id: UUID) -> shapes.NodeWhole:
    actor = actor_of(request)
    found = await queries.node(actor=actor, node_id=node_id)
    linked = await queries.linked(actor=actor, edition_id=found.edition_id)
    its = [one for nodes, one in linked if node_id in nodes]
    return shapes.node(found, [(one, plans.contribution(one, found.year)) for one in its])


@put(NODE, operation_id="changeNode", summary="Change it", **RUNS)
async def change(request: Request, node_id: UUID, data: NodeForm) -> shapes.NodeWhole:
    """Its ventures stay."""
    plan, actor = cleaned(data).plan(), actor_of(request)
    found = await queries.node(actor=actor, node_id=node_id)
    async with work():
        await service.save_node(actor=actor, edition_id=found.edition_id, plan=plan, node_id=node_id, now=clock.now())
    return await _node(request, node_id)


@delete(NODE, operation_id="dropNode", summary="Take it off", **RUNS)
async def drop(request: Request, node_id: UUID) -> shapes.RoadmapOf:
    """409 while ventures count towards it."""
    found = await queries.node(actor=actor_of(request), node_id=node_id)
    async with work():
        await service.drop_node(actor=actor_of(request), node_id=node_id)
    return await _roadmap(request, found.edition_id)


@post(NODE + "/ventures", operation_id="linkVentures", summary="Ventures count towards it", **RUNS)
async def link(request: Request, node_id: UUID, data: LinkForm) -> shapes.NodeWhole:
    """From now on; those that did already stay."""
    async with work():
        await service.link_ventures(
            actor=actor_of(request), node_id=node_id, venture_ids=data.ventures, now=clock.now()
        )
    return await _node(request, node_id)


@delete(NODE + "/ventures/{venture_id:uuid}", operation_id="unlinkVenture", summary="One does no more", **RUNS)
async def unlink(request: Request, node_id: UUID, venture_id: UUID) -> shapes.NodeWhole:
    """It stays a venture."""
    async with work():
        await service.unlink_venture(actor=actor_of(request), node_id=node_id, venture_id=venture_id)
    return await _node(request, node_id)


ROUTES: list[Any] = [roadmap, add, begin, node, change, drop, link, unlink]
