"""What other programs are told: addresses, the log of each, and calls made again."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.challenge import queries as challenge
from contest.desk import rules, service
from contest.desk.forms import NewWebhook
from contest.desk.queries import webhooks as queries
from contest.desk.rules.webhooks import EVENTS, STATES
from contest.lib import clock, hooks
from contest.lib.db import work
from contest.lib.errors import Invalid
from contest.lib.i18n import N_
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

WEBHOOKS = "/desk/webhooks"

organisers = requires(rules.PROGRAMME, rules.ROUND)


@get(WEBHOOKS, guards=[organisers])
async def webhooks(request: Request) -> Response[bytes]:
    """Who is told, and a form to tell somebody else."""
    return await _page(request)


@post(WEBHOOKS, guards=[organisers], status_code=200)
async def add_webhook(request: Request) -> Response[bytes]:
    """The key of its signatures on the page that answers, and never again."""
    try:
        form = await parse(request, NewWebhook)
        async with work():
            _, key = await service.add_webhook(
                actor=actor_of(request),
                place=form.place,
                name=form.name,
                address=form.address,
                events=form.events,
                now=clock.now(),
            )
    except Invalid as error:
        return await _page(request, error=error)
    return await _page(request, key=key)


async def _page(request: Request, *, key: str = "", error: Invalid | None = None) -> Response[bytes]:
    actor = actor_of(request)
    sent: dict[str, Any] = await typed(request) if error is not None else {}
    sent["events"] = [one] if isinstance(one := sent.get("events", []), str) else one
    lines = await queries.webhooks(actor)
    return page(
        "desk/webhooks.html",
        request,
        status=error.status if error else 200,
        lines=lines,
        places=await challenge.places(actor=actor),
        events=EVENTS,
        header=hooks.HEADER,
        key=key,
        values={"name": "", "address": "", "place": ""} | sent,
        errors=error.fields if error else {},
        is_demo=bool(lines) and all(one.is_demo for one in lines),
    )


@get(WEBHOOKS + "/{webhook_id:uuid}", guards=[organisers])
async def calls(request: Request, webhook_id: UUID) -> Response[bytes]:
    """What an address was told, and what it answered."""
    asked = request.query_params.get("page", "1")
    number = int(asked) if asked.isdecimal() and len(asked) < 7 else 1
    found = await queries.log_of(actor_of(request), webhook_id=webhook_id, page=number)
    return page("desk/webhook.html", request, found=found, events=EVENTS, states=STATES, is_demo=found.webhook.is_demo)


@post(WEBHOOKS + "/{webhook_id:uuid}/end", guards=[organisers], status_code=200)
async def end_webhook(request: Request, webhook_id: UUID) -> Response[bytes]:
    async with work():
        await service.end_webhook(actor=actor_of(request), webhook_id=webhook_id, now=clock.now())
    flash(request, N_("From now on this address is told nothing."))
    return redirect(WEBHOOKS)


@post(WEBHOOKS + "/{webhook_id:uuid}/try", guards=[organisers], status_code=200)
async def try_webhook(request: Request, webhook_id: UUID) -> Response[bytes]:
    async with work():
        await service.try_webhook(actor=actor_of(request), webhook_id=webhook_id, now=clock.now())
    flash(request, N_("A test is on its way. Load this page again to see what came back."))
    return redirect(f"{WEBHOOKS}/{webhook_id}")


@post(WEBHOOKS + "/{webhook_id:uuid}/calls/{delivery_id:uuid}/again", guards=[organisers], status_code=200)
async def call_again(request: Request, webhook_id: UUID, delivery_id: UUID) -> Response[bytes]:
    async with work():
        await service.call_again(actor=actor_of(request), webhook_id=webhook_id, delivery_id=delivery_id)
    flash(request, N_("The call is made again."))
    return redirect(f"{WEBHOOKS}/{webhook_id}")


ROUTES: list[Any] = [webhooks, add_webhook, calls, end_webhook, try_webhook, call_again]
