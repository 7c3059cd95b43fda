"""Looking through somebody else's eyes."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.accounts.rules.viewing import LONGEST
from contest.desk import rules, service
from contest.desk.forms import TakeBack
from contest.desk.queries.viewing import person_to_view
from contest.desk.service.viewing import MEETS
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Invalid
from contest.lib.web import session
from contest.lib.web.forms import parse, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

PEOPLE = "/desk/people"

programme = requires(rules.PROGRAMME)


@get(PEOPLE + "/{person_id:uuid}/view", guards=[programme])
async def view_as(request: Request, person_id: UUID) -> Response[bytes]:
    """What it means, and why it is wanted."""
    return await _page(request, person_id)


@post(PEOPLE + "/{person_id:uuid}/view", guards=[programme], status_code=200)
async def begin_viewing(request: Request, person_id: UUID) -> Response[bytes]:
    """Begin; from the next page on everything is as that person sees it."""
    now = clock.now()
    try:
        form = await parse(request, TakeBack)
        async with work():
            viewing_id = await service.begin_viewing(
                actor=actor_of(request), person_id=person_id, reason=form.reason, now=now
            )
    except Invalid as error:
        return await _page(request, person_id, error)
    until = (now + LONGEST).timestamp()
    await session.look_through(request.scope, session.Viewing(id=viewing_id, person_id=person_id, until=until))
    return redirect("/home")


async def _page(request: Request, person_id: UUID, error: Invalid | None = None) -> Response[bytes]:
    seen, meets = await person_to_view(actor=actor_of(request), person_id=person_id, now=clock.now())
    return page(
        "desk/view_as.html",
        request,
        status=422 if error else 200,
        seen=seen,
        refusal=MEETS if meets else None,
        minutes=int(LONGEST.total_seconds() // 60),
        reason=(await typed(request)).get("reason", "") if error else "",
        errors=error.fields if error else {},
        is_demo=seen.is_demo,
    )


ROUTES: list[Any] = [view_as, begin_viewing]
