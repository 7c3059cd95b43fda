"""The signed bundles of a round's result."""

from typing import Any
from uuid import UUID

from litestar import get
from litestar.response import Response, Stream

from contest.accounts.guards import actor_of, public, requires
from contest.certificates import queries
from contest.certificates.routes.checking import FILES, count
from contest.challenge.rules import PROGRAMME, ROUND
from contest.lib.errors import NotFound, Unavailable
from contest.lib.i18n import N_
from contest.lib.web.download import download
from contest.lib.web.request import Request


@get("/results/{edition_slug:str}/{round_slug:str}/bundle.zip", guards=[public])
async def public_bundle(request: Request, edition_slug: str, round_slug: str) -> Response[bytes] | Stream:
    """What anybody needs to work the ranks out again, as far as the judges agreed to it."""
    await count(request, "bundles", FILES)
    found = await queries.public_bundle(edition_slug=edition_slug, round_slug=round_slug)
    if found is None:
        raise NotFound
    return await download(request, found)


@get("/certificates/results/{decision_id:uuid}", guards=[requires(PROGRAMME, ROUND)])
async def auditors_bundle(request: Request, decision_id: UUID) -> Response[bytes] | Stream:
    """Every signed score, under names that nobody knows, for who audits the result."""
    found = await queries.auditors_bundle(actor=actor_of(request), decision_id=decision_id)
    if found is None:
        raise Unavailable(N_("The bundle is made once the decision is published. Try again in a minute."))
    return await download(request, found)


ROUTES: list[Any] = [public_bundle, auditors_bundle]
