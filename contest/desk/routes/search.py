"""One search for the staff: a query in a small language, over entries, people, reviews and messages."""

from typing import Any

from litestar import get
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.desk import queries, rules, service
from contest.desk.rules import vocabulary
from contest.lib import clock
from contest.lib.db import work
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.notifications.rules import fill

staff = requires(rules.PROGRAMME, rules.ROUND, vocabulary.SCREENER)


@get("/desk/search", guards=[staff])
async def search(request: Request) -> Response[bytes]:
    """What a query finds within the reach of who asks; a query that cannot be read is shown with its fault."""
    actor, now, asked = actor_of(request), clock.now(), request.query_params
    offered = await queries.offer(actor=actor, of=asked.get("in", ""))
    text, number = asked.get("q", "").strip(), asked.get("page", "1")
    node = queries.read(text, offered)
    found = wrong = None
    if isinstance(node, queries.Wrong):
        wrong = node
    elif node is not None:
        if queries.needs_figures(node) and (stale := await queries.rounds_to_count(actor=actor, now=now)):
            async with work():
                await service.count_rounds(round_ids=stale, now=now)
        at = int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 6 else 1
        found = await queries.search(actor=actor, of=offered.of, node=node, page=max(at, 1))
    return page(
        "desk/search.html",
        request,
        status=200 if wrong is None else 422,
        offered=offered,
        text=text,
        found=found,
        wrong=wrong,
        fill=fill,
    )


ROUTES: list[Any] = [search]
