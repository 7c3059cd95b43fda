"""The effect on the climate beside the form, as soon as the answers give one."""

from typing import Any

from litestar import get
from litestar.response import Response

from contest.accounts.guards import actor_of, signed_in
from contest.impact.rules import view
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request, is_part
from contest.submissions import queries, rules


@get("/submissions/{code:str}/impact", guards=[signed_in])
async def impact(request: Request, code: str) -> Response[bytes]:
    """The figure of what is saved now: a part of the form's page, to which whoever opens it by itself is sent."""
    entry = await queries.own_entry(actor=actor_of(request), code=code, to="view")
    if not is_part(request):
        return redirect(f"/submissions/{code}/edit#impact")
    return page("submissions/impact.html", request, entry=entry, **await figure_of(entry))


async def figure_of(entry: queries.Working) -> dict[str, Any]:
    """What the part of the page shows: the figures, or what stands in their way."""
    found = await queries.impact_record(entry)
    return {
        "figure": view(found.assessment) if found else None,
        "indicators": queries.indicators(entry.form, rules.handed_in(entry.form, entry.values)),
        "faults": list(entry.impact_faults.values()),
        "is_demo": entry.is_demo,
    }


ROUTES = [impact]
