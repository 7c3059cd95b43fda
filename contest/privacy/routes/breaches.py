"""The log of breaches, and one of them: its clock, whom it concerns, and the notices to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of
from contest.accounts.rules.roles import WORDS as ROLES
from contest.challenge.rules.local_time import moment_of
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Conflict, Invalid
from contest.lib.i18n import N_, ngettext
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.privacy import service
from contest.privacy.forms import DraftNotices, FindConcerned, NoteBreach, SettleBreach
from contest.privacy.queries import breaches as queries
from contest.privacy.routes.retention import keepers
from contest.privacy.rules import breaches as rules

BREACHES = "/desk/breaches"
ONE = BREACHES + "/{breach_id:uuid}"
Wrong = Invalid | Conflict


async def _shown(error: Wrong | None, request: Request) -> dict[str, Any]:
    return {
        "status": error.status if error else 200,
        "now": clock.now(),
        "tone": rules.tone,
        "hours_left": rules.hours_left,
        "values": await typed(request) if error is not None else {},
        "errors": {} if error is None else error.fields if isinstance(error, Invalid) else {"": error.message},
    }


async def _log(request: Request, error: Wrong | None = None) -> Response[bytes]:
    lines = await queries.breaches(actor=actor_of(request))
    return page("privacy/breaches.html", request, lines=lines, **await _shown(error, request))


async def _one(request: Request, breach_id: UUID, error: Wrong | None = None) -> Response[bytes]:
    actor = actor_of(request)
    return page(
        "privacy/breach.html",
        request,
        found=await queries.breach(actor=actor, breach_id=breach_id),
        people=await queries.concerned(actor=actor, breach_id=breach_id),
        ways=rules.WAYS,
        roles=ROLES,
        clock_ends=lambda known_at: known_at + rules.CLOCK,
        **await _shown(error, request),
    )


@get(BREACHES, guards=[keepers])
async def log(request: Request) -> Response[bytes]:
    """What happened to people's data, and by when the authority is to be told."""
    return await _log(request)


@get(ONE, guards=[keepers])
async def one(request: Request, breach_id: UUID) -> Response[bytes]:
    return await _one(request, breach_id)


def _moment(text: str, zone: str, field: str) -> datetime:
    day, _t, hour = text.partition("T")
    found = moment_of(day, hour, zone)
    if not isinstance(found, datetime):
        raise Invalid(N_("Give a day and a time that exists once, in your time zone."), field=field)
    return found


@post(BREACHES, guards=[keepers], status_code=200)
async def note(request: Request) -> Response[bytes]:
    try:
        form = await parse(request, NoteBreach)
        actor = actor_of(request)
        fields = ("known_at", "began_at", "ended_at")
        moments = {field: _moment(getattr(form, field), actor.time_zone, field) for field in fields}
        async with work():
            made = await service.note_breach(
                actor=actor, title=form.title, words=form.words, **moments, now=clock.now()
            )
    except Invalid as error:
        return await _log(request, error)
    return redirect(f"{BREACHES}/{made}")


@post(ONE + "/people", guards=[keepers], status_code=200)
async def find(request: Request, breach_id: UUID) -> Response[bytes]:
    try:
        form = await parse(request, FindConcerned)
        async with work():
            found = await service.find_concerned(
                actor=actor_of(request),
                breach_id=breach_id,
                way=form.way,
                what=form.role if form.way == "role" else form.what,
                now=clock.now(),
            )
    except Invalid as error:
        return await _one(request, breach_id, error)
    flash(
        request, ngettext("One more person is concerned.", "%(num)s more people are concerned.", found) % {"num": found}
    )
    return redirect(f"{BREACHES}/{breach_id}")


@post(ONE + "/authority", guards=[keepers], status_code=200)
async def settle(request: Request, breach_id: UUID) -> Response[bytes]:
    try:
        form = await parse(request, SettleBreach)
        async with work():
            await service.settle_authority(
                actor=actor_of(request),
                breach_id=breach_id,
                is_told=form.then == "told",
                reason=form.reason,
                now=clock.now(),
            )
    except (Invalid, Conflict) as error:
        return await _one(request, breach_id, error)
    flash(request, N_("Written down."))
    return redirect(f"{BREACHES}/{breach_id}")


@post(ONE + "/notices", guards=[keepers], status_code=200)
async def draft(request: Request, breach_id: UUID) -> Response[bytes]:
    try:
        form = await parse(request, DraftNotices)
        async with work():
            await service.draft_notices(actor=actor_of(request), breach_id=breach_id, words=form.words)
    except Invalid as error:
        return await _one(request, breach_id, error)
    flash(request, N_("The notices wait among the messages: a programme organiser reads and approves them."))
    return redirect(f"{BREACHES}/{breach_id}")


ROUTES: list[Any] = [log, one, note, find, settle, draft]
