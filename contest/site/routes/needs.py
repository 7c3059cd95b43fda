"""What an edition's region, investors and partners look for, as far as each allows, and what they signed."""

from litestar import get
from litestar.response import Response

from contest.accounts.guards import public
from contest.lib.errors import NotFound
from contest.lib.languages import LANGUAGES
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.site import queries
from contest.zone import queries as zone
from contest.zone.rules import COUNTERPART_KINDS, KINDS, STATES
from contest.zone.rules.agreements import KINDS as AGREEMENT_KINDS


@get("/needs/{edition_slug:str}", guards=[public])
async def needs(request: Request, edition_slug: str) -> Response[bytes]:
    """The published needs of an edition, by kind, and the counterparts who let themselves be named; what was signed."""
    found = await queries.edition_call(slug=edition_slug)
    if found is None:
        raise NotFound
    edition = found.edition
    return page(
        "site/needs.html",
        request,
        edition=edition,
        needs=await zone.public_needs(edition_id=edition.id),
        counterparts=await zone.named_counterparts(edition_id=edition.id),
        signed=await zone.known_agreements(of=edition.id),
        agreement_kinds=AGREEMENT_KINDS,
        scenes={one.key: one for one in await zone.scenes(edition_id=edition.id)},
        kinds=KINDS,
        states=STATES,
        counterpart_kinds=COUNTERPART_KINDS,
        languages=LANGUAGES,
        contest=edition,
        is_demo=edition.is_demo,
    )


ROUTES = [needs]
