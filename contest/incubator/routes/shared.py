"""What the pages of an incubator share."""

from datetime import date
from typing import Any
from uuid import UUID

from contest.accounts.guards import actor_of
from contest.challenge import queries as challenge
from contest.challenge.queries import EditionFacts
from contest.incubator import queries, rules
from contest.lib import clock
from contest.lib.errors import AppError, Invalid, NotFound
from contest.lib.web.formats import zone
from contest.lib.web.request import Request

EDITION = "/incubator/editions/{edition_id:uuid}"


async def edition_of(request: Request, edition_id: UUID) -> EditionFacts:
    """The edition, for who runs its incubator; else `NotFound`."""
    found = await challenge.edition_facts(edition_id=edition_id)
    if found is None or not rules.may_run(actor_of(request), edition_id=edition_id):
        raise NotFound
    return found


def errors_of(error: AppError | None) -> dict[str, Any]:
    """Sentences by field, for a form that is shown again."""
    if error is None:
        return {}
    return dict(error.fields) if isinstance(error, Invalid) and error.fields else {"": error.message}


def today_for(request: Request) -> date:
    """The day it is where the reader lives."""
    return clock.now().astimezone(zone(actor_of(request).time_zone)).date()


def page_asked(request: Request) -> int:
    """Which page of a list is asked for, from 1; what is none counts for the first."""
    said = request.query_params.get("page", "1")
    return max(1, int(said)) if said.isdecimal() and len(said) < 5 else 1


def pages_of(total: int) -> int:
    """How many pages a list has: one at least."""
    return max(1, -(-total // queries.PAGE))
