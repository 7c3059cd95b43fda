"""What ventures ask of the zone's desk, for programs."""

from typing import Any
from uuid import UUID

from contest.accounts.guards import actor_of
from contest.incubator import queries, service
from contest.incubator.api.shared import BOTH, EDITION, RUNS, VENTURE, reached, today_for, venture_of
from contest.incubator.forms import HandlingForm, RequestForm
from contest.incubator.forms.programs import work as shapes
from contest.lib import clock
from contest.lib.db import work
from contest.lib.web.api import cleaned, delete, get, post, put
from contest.lib.web.request import Request

REQUEST = "/service-requests/{service_request_id:uuid}"


@get(EDITION + "/service-requests", operation_id="readServiceDesk", summary="What is asked of the desk", **RUNS)
async def desk(request: Request, edition_id: UUID) -> shapes.DeskOf:
    """What is open first, by when it is due, and how long an answer takes; at most 500."""
    actor, today = actor_of(request), today_for(request)
    found = await queries.desk(actor=actor, edition_id=edition_id)
    return shapes.DeskOf(
        days=await queries.desk_days(actor=actor, edition_id=edition_id),
        requests=[shapes.request(one, today) for one in found],
    )


@get(VENTURE + "/service-requests", operation_id="listRequests", summary="What a venture asked", **BOTH)
async def requests(request: Request, venture_id: UUID) -> list[shapes.RequestOf]:
    """The newest first."""
    return await _requests(await venture_of(request, venture_id))


async def _requests(found: queries.Venture) -> list[shapes.RequestOf]:
    today = service.today_of(found, clock.now())
    return [shapes.request(one, today) for one in await queries.service_requests(venture_id=found.id)]


@post(VENTURE + "/service-requests", operation_id="askDesk", summary="Ask the desk", **BOTH)
async def ask(request: Request, venture_id: UUID, data: RequestForm) -> list[shapes.RequestOf]:
    """`kind`: premises, finance, esg or permits."""
    said, found = cleaned(data), await venture_of(request, venture_id)
    async with work():
        await service.ask_desk(
            actor=actor_of(request), venture_id=venture_id, kind=said.kind, text=said.text, now=clock.now()
        )
    return await _requests(found)


@put(REQUEST, operation_id="handleRequest", summary="Who deals with it, and the answer", **RUNS)
async def handle(request: Request, service_request_id: UUID, data: HandlingForm) -> list[shapes.RequestOf]:
    """An answer ends it."""
    plan, actor = cleaned(data).plan(), actor_of(request)
    _asked, found = await queries.service_request(actor=actor, request_id=service_request_id)
    async with work():
        await service.handle_request(actor=actor, request_id=service_request_id, plan=plan, now=clock.now())
    return await _requests(found)


@delete(REQUEST, operation_id="withdrawRequest", summary="It is needed no more", **BOTH)
async def withdraw(request: Request, service_request_id: UUID) -> list[shapes.RequestOf]:
    """While nobody has answered it; it stays in the list."""
    actor = actor_of(request)
    _asked, found = await queries.service_request(actor=actor, request_id=service_request_id)
    reached(request, found)
    async with work():
        await service.withdraw_request(actor=actor, request_id=service_request_id, now=clock.now())
    return await _requests(found)


ROUTES: list[Any] = [desk, requests, ask, handle, withdraw]
