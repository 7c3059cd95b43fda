"""Where ventures work and with whom, for programs, and what of it may be published."""

from typing import Any
from uuid import UUID

from contest.accounts.guards import actor_of
from contest.incubator import queries, service
from contest.incubator.api.shared import BOTH, EDITION, MINE, RUNS, VENTURE, venture_of
from contest.incubator.forms.programs import region as shapes
from contest.incubator.forms.programs import told
from contest.lib import clock
from contest.lib.db import work
from contest.lib.web.api import cleaned, delete, get, post, put
from contest.lib.web.request import Request


@get(VENTURE + "/places", operation_id="listPlaces", summary="Where a venture works", **BOTH)
async def places(request: Request, venture_id: UUID) -> shapes.VenturePlaces:
    """In the host region and elsewhere, and what of it everybody may see."""
    return await _places((await venture_of(request, venture_id)).id)


async def _places(venture_id: UUID) -> shapes.VenturePlaces:
    return shapes.VenturePlaces(
        places=[told(one, shapes.PlaceOf) for one in await queries.places(venture_id=venture_id)],
        publicity=told(await queries.publicity(venture_id=venture_id), shapes.PublicityOf),
    )


@post(VENTURE + "/places", operation_id="addPlace", summary="One more place", **BOTH)
async def add(request: Request, venture_id: UUID, data: shapes.SavePlace) -> shapes.VenturePlaces:
    """With its partner, since when; a replication elsewhere too."""
    plan = cleaned(data).plan()
    await venture_of(request, venture_id)
    async with work():
        await service.add_place(actor=actor_of(request), venture_id=venture_id, plan=plan, now=clock.now())
    return await _places(venture_id)


@delete("/places/{venture_place_id:uuid}", operation_id="removePlace", summary="Take one away", **BOTH)
async def remove(request: Request, venture_place_id: UUID) -> shapes.VenturePlaces:
    """By who may add one."""
    found = await venture_of(request, await queries.place_venture(place_id=venture_place_id))
    async with work():
        await service.remove_place(actor=actor_of(request), place_id=venture_place_id)
    return await _places(found.id)


@put(VENTURE + "/publicity", operation_id="sayPublicity", summary="What may be published", **MINE)
async def publish(request: Request, venture_id: UUID, data: shapes.SayPublicity) -> shapes.VenturePlaces:
    """By its own people: nobody says it for them."""
    await venture_of(request, venture_id)
    async with work():
        await service.say_publicity(
            actor=actor_of(request), venture_id=venture_id, shows_place=data.shows_place,
            shows_figures=data.shows_figures, now=clock.now(),
        )  # fmt: skip
    return await _places(venture_id)


@get(EDITION + "/ecosystem", operation_id="readEcosystem", summary="Who works with whom", **RUNS)
async def ecosystem(request: Request, edition_id: UUID) -> shapes.EcosystemOf:
    """By scene and place: partners, mentors, agreements, and replications elsewhere."""
    actor = actor_of(request)
    found = await queries.edition_places(actor=actor, edition_id=edition_id)
    ties = await queries.ties(actor=actor, edition_id=edition_id)
    return shapes.EcosystemOf(
        places=[told(one, shapes.PlaceOf) for one in found], ties=[shapes.ties(one) for one in ties.values()]
    )


ROUTES: list[Any] = [places, add, remove, publish, ecosystem]
