"""The queue of what people ask about their data, and one request of it."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts import queries as accounts
from contest.accounts import service as accounts_service
from contest.accounts.guards import actor_of, requires
from contest.accounts.rules import PROGRAMME
from contest.accounts.rules import requests as rules
from contest.accounts.rules.consents import PURPOSES, place_name
from contest.accounts.rules.roles import COMPLIANCE
from contest.lib import clock
from contest.lib.config import settings
from contest.lib.db import work
from contest.lib.errors import Conflict, Invalid
from contest.lib.i18n import N_
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.privacy import queries, service
from contest.privacy.forms import Answer
from contest.privacy.queries.seen import borders as read_borders
from contest.privacy.rules import backups_until
from contest.privacy.rules.crossings import HOW

REQUESTS = "/desk/requests"

answerers = requires(COMPLIANCE, PROGRAMME)


@get(REQUESTS, guards=[answerers])
async def queue(request: Request) -> Response[bytes]:
    """What waits, by when the answer is due; what was answered, below."""
    lines = await accounts.request_queue(actor=actor_of(request))
    now = clock.now()
    waiting = [line for line in lines if line.state in rules.WAITING]
    return page(
        "privacy/requests.html",
        request,
        waiting=[(line, _clock(line, now)) for line in waiting],
        answered=[line for line in lines if line.state not in rules.WAITING],
        kinds=rules.KINDS,
        states=rules.STATES,
    )


@get(REQUESTS + "/borders", guards=[answerers])
async def borders(request: Request) -> Response[bytes]:
    """Where people live, where what is theirs is kept and read, and which consents that needs."""
    return page(
        "privacy/borders.html",
        request,
        lines=await read_borders(actor=actor_of(request)),
        how=HOW,
        purposes=PURPOSES,
        place_name=place_name,
        region=settings().data_region,
    )


def _clock(line: accounts.RequestLine, now: Any) -> tuple[int, str]:
    """Days left, and how urgent that is."""
    return (
        rules.days_left(due_at=line.due_at, now=now),
        rules.tone(state=line.state, due_at=line.due_at, now=now),
    )


async def _one(request: Request, request_id: UUID, error: Invalid | Conflict | None = None) -> Response[bytes]:
    actor, now = actor_of(request), clock.now()
    found = await accounts.request_to_answer(actor=actor, request_id=request_id)
    sent = await typed(request) if error is not None else {}
    is_erasure = found.kind == rules.ERASE and not found.is_erased
    return page(
        "privacy/answer.html",
        request,
        status=error.status if error else 200,
        found=found,
        clock=_clock(found, now),
        outlook=await queries.outlook(person_id=found.person_id) if is_erasure else None,
        is_own=found.person_id == actor.person_id,
        kinds=rules.KINDS,
        states=rules.STATES,
        backups_until=backups_until(now),
        values=sent,
        errors={} if error is None else error.fields if isinstance(error, Invalid) else {"": error.message},
    )


@get(REQUESTS + "/{request_id:uuid}", guards=[answerers])
async def one(request: Request, request_id: UUID) -> Response[bytes]:
    """Who asks for what, and what would become of it."""
    return await _one(request, request_id)


@post(REQUESTS + "/{request_id:uuid}", guards=[answerers], status_code=200)
async def answer(request: Request, request_id: UUID) -> Response[bytes]:
    try:
        form = await parse(request, Answer)
        async with work():
            if form.then == "erase":
                await service.begin_erasure(actor=actor_of(request), request_id=request_id, now=clock.now())
            else:
                await accounts_service.answer_request(
                    actor=actor_of(request),
                    request_id=request_id,
                    is_granted=form.then == "grant",
                    answer=form.answer,
                    now=clock.now(),
                )
    except (Invalid, Conflict) as error:
        return await _one(request, request_id, error)
    said = {
        "erase": N_("The erasure begins once the last letter has gone."),
        "grant": N_("Answered: the person is told."),
    }
    flash(request, said.get(form.then, N_("Not granted: the person is told why.")))
    return redirect(REQUESTS)


ROUTES: list[Any] = [queue, borders, one, answer]
