"""Searches that a person kept, for programs."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import READ_DESK
from contest.desk import queries, service
from contest.desk.queries.bulk import SavedLine
from contest.desk.rules.vocabulary import lists_of
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import NotFound
from contest.lib.web.api import cleaned, delete, get, post
from contest.lib.web.request import Request

TAGS: dict[str, Any] = {"tags": ["search"], "guards": [scoped(READ_DESK)]}


class Saved(msgspec.Struct, frozen=True):
    searches: list[SavedLine]


class NewSearch(msgspec.Struct, frozen=True, kw_only=True):
    """A query that can be read, under a name; a name that is there already is given to this one."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    looks_in: Literal["entries", "people", "reviews", "messages"]
    query: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]


@get("/searches", operation_id="listSearches", summary="Searches one kept", **TAGS)
async def listed(request: Request) -> Saved:
    """One's own, of what the token lets one search."""
    return await _saved(request)


async def _saved(request: Request) -> Saved:
    actor = actor_of(request)
    its = lists_of(actor)
    if not its:
        raise NotFound
    return Saved([one for one in await queries.saved_searches(actor) if one.looks_in in its])


@post("/searches", operation_id="saveSearch", summary="Keep a search", status_code=201, **TAGS)
async def save(request: Request, data: NewSearch) -> Saved:
    """As many as fifty."""
    said = cleaned(data)
    async with work():
        await service.save_search(
            actor=actor_of(request), name=said.name, looks_in=said.looks_in, query=said.query, now=clock.now()
        )
    return await _saved(request)


@delete("/searches/{saved_id:uuid}", operation_id="removeSearch", summary="Keep it no longer", **TAGS)
async def remove(request: Request, saved_id: UUID) -> Saved:
    async with work():
        await service.remove_search(actor=actor_of(request), saved_id=saved_id)
    return await _saved(request)


ROUTES: list[Any] = [listed, save, remove]
