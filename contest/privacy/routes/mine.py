"""One's own data: what is kept, and what can be asked."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response, Stream

from contest.accounts import queries as accounts
from contest.accounts import service as accounts_service
from contest.accounts.guards import actor_of, signed_in
from contest.accounts.rules import requests as rules
from contest.desk.rules.webhooks import EVENTS
from contest.lib import clock
from contest.lib.config import settings
from contest.lib.countries import country_name
from contest.lib.db import work
from contest.lib.errors import Conflict, Invalid, TooMany
from contest.lib.i18n import N_
from contest.lib.web.download import disposition
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.privacy import queries, service
from contest.privacy.forms import Ask, Prove
from contest.privacy.queries.seen import own_seen
from contest.privacy.rules import COLUMNS, GROUNDS, TAKEN, backups_until

DATA = "/account/data"
ONE = DATA + "/requests/{request_id:uuid}"


async def _page(request: Request, error: Invalid | TooMany | None = None) -> Response[bytes]:
    actor = actor_of(request)
    sent = await typed(request) if error is not None else {}
    now = clock.now()
    return page(
        "privacy/mine.html",
        request,
        status=error.status if error else 200,
        parts=await queries.own_counts(actor=actor),
        requests=await accounts.own_requests(actor=actor),
        outlook=await queries.outlook(person_id=actor.id),
        kinds=rules.KINDS,
        states=rules.STATES,
        backups_until=backups_until(now),
        now=now,
        values=sent,
        errors={} if error is None else error.fields if isinstance(error, Invalid) else {"": error.message},
    )


@get(DATA, guards=[signed_in])
async def my_data(request: Request) -> Response[bytes]:
    """What is kept of the actor in short, what they asked for, and what they can ask for."""
    return await _page(request)


@get(DATA + "/kept", guards=[signed_in])
async def kept(request: Request) -> Response[bytes]:
    """All of it, as it is kept: the first of each part, or a page of one (`of`, `page`)."""
    of, asked = request.query_params.get("of", ""), request.query_params.get("page", "1")
    number = max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    parts = await queries.own_data(actor=actor_of(request), of=of, page=number)
    return page("privacy/kept.html", request, parts=parts, columns=COLUMNS, of=of, number=number, each=queries.PAGE)


@get(DATA + "/seen", guards=[signed_in])
async def seen(request: Request) -> Response[bytes]:
    """Who has seen what of the actor, when, and on which ground."""
    lines = await own_seen(actor=actor_of(request))
    return page(
        "privacy/seen.html",
        request,
        lines=lines,
        grounds=GROUNDS,
        taken=TAKEN | EVENTS,
        country_name=country_name,
        region=settings().data_region,
    )


@post(DATA, guards=[signed_in], status_code=200)
async def ask(request: Request) -> Response[bytes]:
    try:
        form = await parse(request, Ask)
        async with work():
            made = await accounts_service.ask_request(
                actor=actor_of(request), kind=form.kind, words=form.words, now=clock.now()
            )
    except (Invalid, TooMany) as error:
        return await _page(request, error)
    return redirect(f"{DATA}/requests/{made}")


async def _one(request: Request, request_id: UUID, error: Invalid | TooMany | None = None) -> Response[bytes]:
    now = clock.now()
    found = await accounts.own_request(actor=actor_of(request), request_id=request_id)
    return page(
        "privacy/request.html",
        request,
        status=error.status if error else 200,
        found=found,
        kinds=rules.KINDS,
        states=rules.STATES,
        has_copy=found.has_copy(now),
        errors={} if error is None else error.fields if isinstance(error, Invalid) else {"": error.message},
    )


@get(ONE, guards=[signed_in])
async def my_request(request: Request, request_id: UUID) -> Response[bytes]:
    """One's own request, and the field for the code while it is not proved."""
    return await _one(request, request_id)


@post(ONE + "/prove", guards=[signed_in], status_code=200)
async def prove(request: Request, request_id: UUID) -> Response[bytes]:
    try:
        form = await parse(request, Prove)
        async with work():
            is_right = await accounts_service.prove_request(
                actor=actor_of(request), request_id=request_id, code=form.one_time_code, now=clock.now()
            )
        if not is_right:
            wrong = N_("This code is wrong or no longer good. Look at the newest mail, or ask for another code.")
            raise Invalid(wrong, field="one_time_code")
    except Invalid as error:
        return await _one(request, request_id, error)
    return redirect(f"{DATA}/requests/{request_id}")


@post(ONE + "/code", guards=[signed_in], status_code=200)
async def another_code(request: Request, request_id: UUID) -> Response[bytes]:
    try:
        async with work():
            await accounts_service.mail_request_code(actor=actor_of(request), request_id=request_id, now=clock.now())
    except TooMany as error:
        return await _one(request, request_id, error)
    flash(request, N_("Another code is on its way."))
    return redirect(f"{DATA}/requests/{request_id}")


@post(ONE + "/withdraw", guards=[signed_in], status_code=200)
async def withdraw(request: Request, request_id: UUID) -> Response[bytes]:
    try:
        async with work():
            await accounts_service.withdraw_request(actor=actor_of(request), request_id=request_id)
    except Conflict as error:
        flash(request, error.message, kind="warning")
    else:
        flash(request, N_("Your request is withdrawn."))
    return redirect(DATA)


@get(ONE + "/copy.zip", guards=[signed_in])
async def copy(request: Request, request_id: UUID) -> Stream:
    """The copy itself, while it is kept."""
    chunks = await service.copy_stream(actor=actor_of(request), request_id=request_id, now=clock.now())
    headers = {"content-disposition": disposition("my-data.zip"), "cache-control": "private, no-store"}
    return Stream(chunks, media_type="application/zip", headers=headers)


ROUTES: list[Any] = [my_data, kept, seen, ask, my_request, prove, another_code, withdraw, copy]
