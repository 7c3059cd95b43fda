"""A region's roadmap as everybody may read it."""

from typing import Any
from uuid import UUID

from contest.incubator import queries as incubator
from contest.incubator.rules.roadmap import Linked
from contest.lib.config import settings
from contest.lib.errors import NotFound
from contest.site import rules
from contest.site.queries.calls import edition_call
from contest.site.queries.first_page import PublicEdition

Open = tuple[list[Any], list[tuple[frozenset[UUID], Linked]], rules.Facts]


async def edition_at(slug: str) -> PublicEdition:
    """An edition that is no draft any more; else `NotFound`."""
    found = await edition_call(slug=slug)
    if found is None:
        raise NotFound
    return found.edition


async def open_roadmap(edition: PublicEdition) -> Open:
    """The nodes of its roadmap, the ventures that let themselves be published, and what is said of them all."""
    facts = rules.Facts(
        slug=edition.slug, name_en=edition.name_en, name_zh=edition.name_zh, is_demo=edition.is_demo,
        url=f"{settings().public_url}/roadmap/{edition.slug}#method",
        unpublished=await incubator.unpublished(edition_id=edition.id),
    )  # fmt: skip
    nodes = await incubator.nodes(edition_id=edition.id)
    return list(nodes), await incubator.open_linked(edition_id=edition.id), facts
