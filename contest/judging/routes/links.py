"""Judge links: mailed and ended by who runs a round, seen by the judge, opened by whoever has one."""

import secrets
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, origin, public, requires
from contest.accounts.service import Browser
from contest.judging import queries, service
from contest.judging.forms.people import LinkStep
from contest.judging.routes.panels import errors_of
from contest.judging.routes.reviews import to
from contest.judging.routes.rounds import ORGANISERS
from contest.lib import clock, db
from contest.lib.errors import Conflict, Invalid, NotFound, TooMany
from contest.lib.i18n import gettext as _
from contest.lib.i18n import ngettext
from contest.lib.web import limits, session
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request

DEVICE = "device"
REMEMBERED = 180 * 24 * 3600  # seconds
OPENED = "/judging/link"


@get("/judging/rounds/{round_id:uuid}/links", guards=[requires(*ORGANISERS)])
async def links(request: Request, round_id: UUID) -> Response[bytes]:
    found = await queries.links_page(actor=actor_of(request), round_id=round_id, now=clock.now())
    return page(
        "judging/links.html",
        request,
        it=found,
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


@post("/judging/rounds/{round_id:uuid}/links", guards=[requires(*ORGANISERS)])
async def change_links(request: Request, round_id: UUID) -> Response[bytes]:
    """One button: `mail` (one judge, or all who have none), `end`, `forget`; `code`, `passkey` (`no_`: ask none)."""
    actor, form, now = actor_of(request), await parse(request, LinkStep), clock.now()
    async with db.work():
        if form.then == "mail":
            chosen = None if form.person is None else [form.person]
            count = await service.mail_links(actor=actor, round_id=round_id, person_ids=chosen, now=now)
            flash(request, ngettext("One link is mailed.", "%(num)s links are mailed.", count))
        elif form.then in {"code", "no_code"}:
            await service.ask_venue_code(actor=actor, round_id=round_id, is_asked=form.then == "code")
            flash(request, _("Saved."))
        elif form.then in {"passkey", "no_passkey"}:
            await service.ask_passkey(actor=actor, round_id=round_id, is_asked=form.then == "passkey")
            flash(request, _("Saved."))
        else:
            await _end(request, round_id, form)
    return to(f"/judging/rounds/{round_id}/links")


async def _end(request: Request, round_id: UUID, form: LinkStep) -> None:
    actor, now = actor_of(request), clock.now()
    if form.link is None:
        raise NotFound
    if form.then == "end":
        await service.end_link(actor=actor, round_id=round_id, link_id=form.link, now=now)
        flash(request, _("The link is ended."))
    elif form.then == "forget" and form.device is not None:
        await service.forget_device(actor=actor, round_id=round_id, link_id=form.link, device_id=form.device, now=now)
        flash(request, _("The device is signed out."))
    else:
        raise NotFound


@get("/judging/rounds/{round_id:uuid}/link", guards=[requires("judge")])
async def my_link(request: Request, round_id: UUID) -> Response[bytes]:
    found = await queries.my_link(actor=actor_of(request), round_id=round_id, now=clock.now())
    return page("judging/my_link.html", request, it=found, is_demo=found.seat.is_demo)


@post("/judging/rounds/{round_id:uuid}/link", guards=[requires("judge")])
async def change_my_link(request: Request, round_id: UUID) -> Response[bytes]:
    """One button of one's own: `mail`, `end`, `forget`."""
    actor, form = actor_of(request), await parse(request, LinkStep)
    async with db.work():
        if form.then == "mail":
            await service.mail_own_link(actor=actor, round_id=round_id, now=clock.now())
            flash(request, _("Look into your mail: a link is on its way."))
        else:
            await _end(request, round_id, form)
    return to(f"/judging/rounds/{round_id}/link")


@get(OPENED, guards=[public])
async def opened(request: Request) -> Response[bytes]:
    """Looking signs nobody in: mail programs open links before people do."""
    await limits.hit(f"link:look:{limits.address(request.scope)}", most=200, seconds=900)
    return await _opened(request, request.query_params.get("key", ""))


async def _opened(
    request: Request, key: str, error: Invalid | Conflict | TooMany | NotFound | None = None
) -> Response[bytes]:
    found = await queries.arriving(key=key, now=clock.now())
    wrong = NotFound() if found is None and error is None else error
    answer = page(
        "judging/link.html",
        request,
        status=200 if wrong is None else wrong.status,
        it=found,
        key=key,
        errors={} if isinstance(error, NotFound) else errors_of(error),
        is_demo=found is not None and found.round.is_demo,
    )
    answer.headers["referrer-policy"] = "no-referrer"
    if isinstance(error, TooMany):
        answer.headers["retry-after"] = str(error.retry_after)
    return answer


@post(OPENED, guards=[public], status_code=200)
async def open_link(request: Request) -> Response[bytes]:
    """Sign this browser in for the link's round, and know it again."""
    fields = await typed(request)
    key, secret = str(fields.get("key", "")), request.cookies.get(DEVICE) or secrets.token_urlsafe(32)
    browser = Browser(secret=secret, agent=request.headers.get("user-agent", ""), origin=origin(request))
    now = clock.now()
    try:
        came = await service.come_by_link(
            actor=actor_of(request),
            key=key,
            code=str(fields.get("venue_code", "")),
            answer=str(fields.get("answer", "")),
            browser=browser,
            now=now,
        )
    except (Invalid, Conflict, TooMany, NotFound) as error:
        return await _opened(request, key, error)
    session.remember(request.scope, DEVICE, secret, max_age=REMEMBERED)
    who = came.who
    await session.begin(
        request.scope, person_id=who.person_id, epoch=who.epoch, now=now.timestamp(), device_id=came.device_id
    )
    return to("/judging/reviews")


ROUTES: list[Any] = [links, change_links, my_link, change_my_link, opened, open_link]
