"""Every edition, the newest first."""

from typing import Any

from litestar import get
from litestar.response import Response

from contest.accounts.guards import public
from contest.lib import clock
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.site import queries


@get("/editions", guards=[public])
async def editions(request: Request) -> Response[bytes]:
    """What was called for in which year, and where the calls and results of it are."""
    found = await queries.editions(now=clock.now())
    is_demo = bool(found) and all(one.is_demo for one in found)
    return page("site/editions.html", request, editions=found, is_demo=is_demo)


ROUTES: list[Any] = [editions]
