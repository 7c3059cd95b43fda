"""Before somebody enters: a self-check, and a question to the organisers."""

from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import get, post, route
from litestar.response import Response

from contest.accounts.guards import actor_of, public
from contest.challenge import queries as challenge
from contest.challenge import service
from contest.challenge.rules.checks import Outcome, outcome
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.web import limits, signing
from contest.lib.web.flash import flash
from contest.lib.web.forms import typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.site import queries
from contest.site.routes.calls import around, call_at, spoken

PAGE = "/calls/{edition_slug:str}/{round_slug:str}"


@get(PAGE + "/check", guards=[public])
async def check(request: Request, edition_slug: str, round_slug: str, via: str = "") -> Response[bytes]:
    """The questions of a call's self-check."""
    return await _check(request, await call_at(request, edition_slug, round_slug), via)


@post(PAGE + "/check", guards=[public], status_code=200)
async def checked(request: Request, edition_slug: str, round_slug: str) -> Response[bytes]:
    """What the answers say, in words. They are not kept; they travel, sealed, in the link that begins an entry."""
    sent = await typed(request)
    return await _check(request, await call_at(request, edition_slug, round_slug), str(sent.get("via", "")), sent)


async def _check(
    request: Request, found: queries.CallRound, via: str, sent: dict[str, Any] | None = None
) -> Response[bytes]:
    questions = await challenge.self_check(round_id=found.id)
    if not questions:
        raise NotFound
    answers = {one.key: str((sent or {}).get(one.key, "")) for one in questions}
    said: Outcome | None = outcome(questions, answers) if sent is not None else None
    kept = signing.seal(f"self-check {found.id}", msgspec.json.encode(answers).decode())
    more = {"round_id": str(found.id), "check": kept} | ({"via": via} if via.isalnum() and len(via) <= 12 else {})
    more |= {"lang": language} if (language := spoken(request, found.language)) else {}
    return page(
        "site/check.html",
        request,
        round=found,
        questions=questions,
        answers=answers,
        outcome=said,
        via=more.get("via", ""),
        go_on="/submissions/new?" + urlencode(more),
        takes_entries=found.takes_entries(clock.now()),
        **around(found),
    )


@route(PAGE + "/ask", http_method=["GET", "POST"], guards=[public])
async def ask(request: Request, edition_slug: str, round_slug: str) -> Response[bytes]:
    """A question to who runs the round, by mail."""
    found = await call_at(request, edition_slug, round_slug)
    if request.method == "GET":
        return _ask_page(request, found)
    sent = await typed(request)
    await limits.hit(f"ask:{limits.address(request.scope)}", most=5, seconds=3600)
    await limits.hit(f"ask-round:{found.id}", most=100, seconds=86_400)
    try:
        async with work():
            await service.ask_organisers(
                actor=actor_of(request),
                round_id=found.id,
                email=str(sent.get("email", "")),
                question=str(sent.get("question", "")),
                now=clock.now(),
            )
    except Invalid as error:
        return _ask_page(request, found, sent, error)
    flash(request, N_("Your question is on its way to the organisers. They answer by mail."))
    return redirect(f"/calls/{edition_slug}/{round_slug}")


def _ask_page(
    request: Request, found: queries.CallRound, values: dict[str, Any] | None = None, error: Invalid | None = None
) -> Response[bytes]:
    return page(
        "site/ask.html",
        request,
        status=error.status if error else 200,
        round=found,
        values=values or {},
        errors=error.fields if error else {},
        **around(found),
    )


ROUTES = [check, checked, ask]
