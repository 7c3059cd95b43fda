"""What a judge may keep in their browser for a few days, and the script that shows it there without a line."""

from typing import Any

import msgspec
from litestar import get
from litestar.response import Response

from contest.accounts.guards import actor_of, public, requires
from contest.judging import queries
from contest.lib.web.request import Request
from contest.lib.web.static import serve_worker


@get("/judging/offline.js", guards=[public], sync_to_thread=False)
def worker() -> Response[bytes]:
    """Under `/judging`, for a browser lets a script answer only for addresses beside it and below."""
    return serve_worker("worker.js")


@get("/judging/reviews/kept", guards=[requires("judge")])
async def kept(request: Request) -> Response[bytes]:
    """The addresses of what is open to this judge now; what a browser keeps beyond these, it drops."""
    found = await queries.open_reviews(actor=actor_of(request))
    body = msgspec.json.encode({"open": [f"/judging/reviews/{one}" for one in found]})
    return Response(body, media_type="application/json", headers={"cache-control": "private, no-store"})


ROUTES: list[Any] = [worker, kept]
