"""The first page."""

from litestar import get
from litestar.response import Response

from contest.accounts.guards import public
from contest.lib import clock
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.site import queries


@get("/", guards=[public])
async def landing(request: Request) -> Response[bytes]:
    """What the contest is, what is open now, and how it goes on."""
    now = clock.now()
    found = await queries.landing(now=now)
    return page(
        "site/landing.html",
        request,
        edition=found.edition,
        open_rounds=[each for each in found.rounds if each.state == "open" and each.opens_at <= now],
        coming=[each for each in found.rounds if each.state == "open" and each.opens_at > now],
        ended=[each for each in found.rounds if each.state != "open"],
        has_others=len({each.edition.id for each in found.rounds}) > 1,
        scenes=found.scenes,
        partners=found.partners,
        now=now,
        contest=found.edition,
        is_demo=found.edition is not None and found.edition.is_demo,
    )


ROUTES = [landing]
