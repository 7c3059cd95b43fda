"""The gallery of what was awarded, went on and landed."""

from typing import Any
from urllib.parse import quote

from litestar import get
from litestar.response import Response

from contest.accounts.guards import public
from contest.lib.countries import country_name
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.site import queries
from contest.site.rules import KINDS

SHOWN = ("awarded", "advanced", "landed")
LONGEST = 100


@get("/gallery", guards=[public])
async def gallery(request: Request) -> Response[bytes]:
    """Found by words, kind, scene, edition and outcome; a filter that there is not counts for none."""
    said = {name: request.query_params.get(name, "")[:LONGEST] for name in ("q", "kind", "scene", "edition", "shown")}
    said["kind"] = said["kind"] if said["kind"] in KINDS else ""
    said["shown"] = said["shown"] if said["shown"] in SHOWN else ""
    number = request.query_params.get("page", "1")
    asked = queries.Asked(**said, page=int(number) if number.isdecimal() and len(number) < 5 else 1)
    found = await queries.gallery(asked)
    return page(
        "site/gallery.html",
        request,
        found=found,
        asked=asked,
        is_asked=any(said.values()),
        query="".join(f"{name}={quote(value, safe='')}&" for name, value in said.items() if value),
        country_name=country_name,
        is_demo=bool(found.lines) and all(one.is_demo for one in found.lines),
    )


ROUTES: list[Any] = [gallery]
