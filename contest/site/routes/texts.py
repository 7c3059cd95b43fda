"""The rules of an edition as everybody reads them."""

from litestar import get
from litestar.response import Response

from contest.accounts.guards import public
from contest.challenge import queries as challenge
from contest.lib.differences import difference
from contest.lib.errors import NotFound
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.site import queries


@get("/rules/{edition_slug:str}", guards=[public])
async def rules_in_force(request: Request, edition_slug: str) -> Response[bytes]:
    """The rules that count now."""
    return await _rules(request, edition_slug, None)


@get("/rules/{edition_slug:str}/{number:int}", guards=[public])
async def rules_version(request: Request, edition_slug: str, number: int) -> Response[bytes]:
    """One version of the rules, in force or not, with what it changed."""
    return await _rules(request, edition_slug, number)


async def _rules(request: Request, edition_slug: str, number: int | None) -> Response[bytes]:
    found = await queries.edition_call(slug=edition_slug)
    if found is None or found.rules_number is None or (number is not None and number > found.rules_number):
        raise NotFound
    edition, asked = found.edition, found.rules_number if number is None else number
    version = await challenge.rules_version(edition_id=edition.id, number=asked)
    if version is None:
        raise NotFound
    before = await challenge.rules_version(edition_id=edition.id, number=version.number - 1)
    bodies = [("en", "body_en"), ("zh-Hans", "body_zh")]
    return page(
        "site/rules.html",
        request,
        edition=edition,
        version=version,
        in_force=found.rules_number,
        versions=await challenge.rules_versions(edition_id=edition.id),
        changes=[
            (lang, difference(getattr(before, name), getattr(version, name)))
            for lang, name in bodies
            if before is not None and getattr(before, name) != getattr(version, name)
        ],
        contest=edition,
        is_demo=edition.is_demo,
    )


ROUTES = [rules_in_force, rules_version]
