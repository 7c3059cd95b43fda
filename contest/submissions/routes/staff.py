"""The entries of a round for its staff: the list, and the desk on which one after the other is screened."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import get, post
from litestar.params import Parameter
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.challenge import queries as challenge
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.submissions import queries, rules, service
from contest.submissions.forms import ScreenForm
from contest.submissions.routes.shared import refused

staff = requires(*rules.STAFF)


async def _round(request: Request, round_id: UUID) -> challenge.RoundFacts:
    facts = await challenge.round_facts(round_id=round_id)
    if facts is None or not rules.may_screen(actor_of(request), edition_id=facts.edition_id, round_id=round_id):
        raise NotFound
    return facts


@get("/submissions/rounds/{round_id:uuid}", guards=[staff])
async def entries(
    request: Request,
    round_id: UUID,
    standing: str = "",
    kind: str = "",
    scene: str = "",
    number: int = Parameter(query="page", default=1, ge=1, le=10_000),
) -> Response[bytes]:
    """What was handed in to a round, a hundred a page."""
    facts = await _round(request, round_id)
    found = await queries.round_entries(
        actor=actor_of(request), round_id=round_id, standing=standing, kind=kind, scene=scene, page=number
    )
    chosen = {name: value for name, value in (("standing", standing), ("kind", kind), ("scene", scene)) if value}
    return page(
        "submissions/round.html",
        request,
        round=facts,
        found=found,
        chosen={"standing": standing, "kind": kind, "scene": scene},
        number=number,
        pages=-(-found.total // queries.PAGE),
        query=urlencode(chosen),
        is_demo=facts.is_demo,
    )


@get("/submissions/rounds/{round_id:uuid}/screening", guards=[staff])
async def queue(request: Request, round_id: UUID) -> Response[bytes]:
    """The first entry that waits; where none does, so it is said."""
    facts = await _round(request, round_id)
    found = await queries.queue_entry(actor=actor_of(request), edition_id=facts.edition_id, round_id=round_id)
    if found is None:
        return page("submissions/screened.html", request, round=facts, is_demo=facts.is_demo)
    return _desk(request, facts, found)


@get("/submissions/rounds/{round_id:uuid}/screening/{code:str}", guards=[staff])
async def one(request: Request, round_id: UUID, code: str) -> Response[bytes]:
    facts = await _round(request, round_id)
    return _desk(request, facts, await _queued(request, facts, code))


async def _queued(request: Request, facts: challenge.RoundFacts, code: str) -> queries.QueueEntry:
    found = await queries.queue_entry(
        actor=actor_of(request), edition_id=facts.edition_id, round_id=facts.id, code=code
    )
    if found is None:
        raise NotFound
    return found


@post("/submissions/rounds/{round_id:uuid}/screening/{code:str}", guards=[staff], status_code=200)
async def screen(request: Request, round_id: UUID, code: str) -> Response[bytes]:
    """Take the verdict and put the next entry on the desk."""
    actor = actor_of(request)
    facts = await _round(request, round_id)
    try:
        form = await parse(request, ScreenForm)
        async with work():
            await service.screen(
                actor=actor, code=code, round_id=round_id, verdict=form.verdict, reason=form.reason, now=clock.now()
            )
    except (Invalid, Conflict) as error:
        await refused(request, error)
        return _desk(request, facts, await _queued(request, facts, code), error=error, typed=await typed(request))
    flash(request, _("%(code)s is screened.") % {"code": code})
    return redirect(f"/submissions/rounds/{round_id}/screening")


def _desk(
    request: Request,
    facts: challenge.RoundFacts,
    found: queries.QueueEntry,
    *,
    error: Invalid | Conflict | None = None,
    typed: dict[str, Any] | None = None,
) -> Response[bytes]:
    errors = {} if error is None else error.fields if isinstance(error, Invalid) else {"": error.message}
    return page(
        "submissions/screening.html",
        request,
        status=error.status if error else 200,
        round=facts,
        found=found,
        errors=errors,
        typed=typed or {"verdict": found.standing, "reason": found.reason or ""},
        is_demo=found.is_demo,
    )


ROUTES = [entries, queue, one, screen]
