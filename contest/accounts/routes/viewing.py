"""The end of looking through somebody else's eyes."""

from typing import Any

from litestar import post
from litestar.response import Response

from contest.accounts import service
from contest.accounts.guards import actor_of, signed_in
from contest.lib import clock, db
from contest.lib.web import session
from contest.lib.web.redirects import redirect
from contest.lib.web.request import Request


@post("/account/viewing/end", guards=[signed_in], status_code=200)
async def end_viewing(request: Request) -> Response[bytes]:
    """Be oneself again; whoever is so already only goes home."""
    actor, current = actor_of(request), session.of(request.scope).current
    if current is not None and current.viewing is not None:
        with db.writing():
            async with db.work():
                await service.end_viewing(actor=actor.viewer or actor, viewing_id=current.viewing.id, now=clock.now())
        await session.look_through(request.scope, None)
    return redirect("/home")


ROUTES: list[Any] = [end_viewing]
