"""What the organisers' pages of this slice share: who may open them, a form's answer, a thing's way."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from litestar.response import Redirect, Response

from contest.accounts.guards import actor_of, requires
from contest.challenge import queries, rules
from contest.lib.errors import Invalid, NotFound
from contest.lib.web.forms import typed
from contest.lib.web.render import page
from contest.lib.web.request import Request

organisers = requires(rules.PROGRAMME, rules.ROUND)
programme = requires(rules.PROGRAMME)
EDITIONS = "/challenge/editions"


def see_other(path: str) -> Redirect:
    return Redirect(path, status_code=303)


async def form_page(
    request: Request,
    template: str,
    save: Callable[[], Awaitable[str]],
    start: Mapping[str, Any],
    **context: Any,
) -> Response[Any]:
    """A form's page. Posted, what `save` does and where it leads, or the page again with what must be mended."""
    if request.method == "GET":
        return page(template, request, values=start, errors={}, **context)
    try:
        return see_other(await save())
    except Invalid as error:
        errors = error.fields or {"": error.message}
        return page(template, request, status=422, values=await typed(request), errors=errors, **context)


def stations(state: str, way: tuple[str, ...]) -> list[dict[str, Any]]:
    """The stations of a thing's way, for the line on its page; none where it was cancelled."""
    if state not in way:
        return []
    here = way.index(state)
    return [
        {
            "name": str(rules.STATES[each]),
            "note": None,
            "href": None,
            "state": "done" if index < here else "now" if index == here else "next",
        }
        for index, each in enumerate(way)
    ]


async def edition_at(request: Request, slug: str, *, whole: bool = False) -> queries.EditionFacts:
    """The edition of an address; `whole`: for who organises all of it."""
    actor = actor_of(request)
    found = await queries.edition(actor=actor, slug=slug)
    if found is None or (whole and not rules.may_organise(actor, edition_id=found.id)):
        raise NotFound
    return found
