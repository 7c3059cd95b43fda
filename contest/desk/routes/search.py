"""One search for the staff: a query in a small language, over entries, people, reviews and messages."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.accounts.rules.viewing import may_view
from contest.desk import queries, rules, service
from contest.desk.forms import ColumnsForm
from contest.desk.queries.search.cells import cells
from contest.desk.rules import vocabulary
from contest.desk.rules.bulk import VERBS
from contest.desk.rules.columns import COLUMNS, offered_columns
from contest.desk.rules.suggesting import suggestions
from contest.lib import clock
from contest.lib.actor import Actor
from contest.lib.db import work
from contest.lib.i18n import gettext as _
from contest.lib.sheets import kind_of
from contest.lib.web import limits
from contest.lib.web.download import download_table
from contest.lib.web.forms import parse
from contest.lib.web.redirects import redirect
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
        await count_for(actor, node, now)
        at = int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 6 else 1
        look = partial(queries.search, actor=actor, of=offered.of, node=node, page=max(at, 1), shown=offered.columns)
        found = await look()
        is_uncounted = shows_figures(offered) and any(row["signed"] is None for row in found.rows)
        if is_uncounted and await service.count_anew(actor=actor, now=now):
            found = await look()
    return page(
        "desk/search.html",
        request,
        status=200 if wrong is None else 422,
        offered=offered,
        text=text,
        found=found,
        wrong=wrong,
        fill=fill,
        columns={name: COLUMNS[offered.of][name] for name in offered.columns},
        all_columns=offered_columns(offered.of, offered.kinds),
        saved=[] if text else await queries.saved_searches(actor),
        verbs=VERBS,
        may_view=may_view(actor),
        may_write=offered.of == "entries" and actor.has(rules.PROGRAMME, rules.ROUND),
    )


@get("/desk/search/suggest", guards=[staff])
async def suggest(request: Request) -> Response[bytes]:
    """How the query that is being typed may go on, of what there is for who types."""
    asked = request.query_params
    offered = await queries.offer(actor=actor_of(request), of=asked.get("in", ""))
    found = suggestions(asked.get("q", ""), offered.kinds, offered.places)
    return page("desk/suggest.html", request, found=found)


@get("/desk/search/found/{kind_of_file:str}", guards=[staff])
async def found_table(request: Request, kind_of_file: str) -> Response[Any]:
    """All that a query finds, in the columns that are shown: `csv`, `json` or `xlsx`. That it was taken is recorded."""
    actor, asked, as_file = actor_of(request), request.query_params, kind_of(kind_of_file)
    offered = await queries.offer(actor=actor, of=asked.get("in", ""))
    text = asked.get("q", "").strip()
    node = queries.read(text, offered)
    if node is None or isinstance(node, queries.Wrong):
        return redirect(queries.address_of(offered.of, text))
    await limits.hit(f"exports:{actor.id}", most=300, seconds=3600)
    if shows_figures(offered) or queries.needs_figures(node):
        await service.count_anew(actor=actor, now=clock.now())
    async with work():
        await service.take_found(actor=actor, looks_in=offered.of, query=text, as_file=as_file)
    heading = heading_of(offered.of, offered.columns)
    found = queries.found_rows(actor=actor, of=offered.of, node=node, shown=offered.columns)
    rows = (cells(offered.of, row, offered.columns, actor.locale) async for row in found)
    return await download_table(offered.of, as_file, heading, rows)


@post("/desk/search/columns", guards=[staff], status_code=200)
async def choose_columns(request: Request) -> Response[bytes]:
    """Which columns are shown from now on."""
    form = await parse(request, ColumnsForm)
    async with work():
        await service.choose_columns(actor=actor_of(request), looks_in=form.looks_in, names=form.column)
    return redirect(queries.address_of(form.looks_in, form.q))


async def count_for(actor: Actor, node: queries.Read, now: datetime) -> None:
    """Count the rounds of who asks anew where the query asks for figures that are older than a minute."""
    if queries.needs_figures(node):
        await service.count_anew(actor=actor, now=now)


def heading_of(of: str, columns: Sequence[str]) -> list[str]:
    """The line above a list that is taken away."""
    return [_("Code or id"), _("Name"), *(str(COLUMNS[of][name]) for name in columns)]


def shows_figures(offered: queries.Offer) -> bool:
    """Whether a column shows what is counted."""
    return offered.of == "entries" and not {"score", "reviews"}.isdisjoint(offered.columns)


ROUTES: list[Any] = [search, suggest, found_table, choose_columns]
