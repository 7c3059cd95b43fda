"""What the API of an incubator shares: whom each scope is for, and how far a token reaches."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from litestar.params import Parameter

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import READ_FUNDED, RUN_VENTURES, VENTURES
from contest.incubator import queries, rules
from contest.incubator.rules.feed import Due
from contest.lib import clock
from contest.lib.errors import NotFound
from contest.lib.web.formats import zone
from contest.lib.web.request import Request

Page = Annotated[int, Parameter(ge=1, le=9_999)]
EDITION = "/editions/{edition_id:uuid}"
VENTURE = "/ventures/{venture_id:uuid}"
RUNS: dict[str, Any] = {"tags": ["incubator"], "guards": [scoped(RUN_VENTURES)]}
MINE: dict[str, Any] = {"tags": ["ventures"], "guards": [scoped(VENTURES)]}
BOTH: dict[str, Any] = {"tags": ["ventures"], "guards": [scoped(VENTURES, RUN_VENTURES)]}
FUNDED: dict[str, Any] = {"tags": ["funders"], "guards": [scoped(READ_FUNDED)]}
TOLD: dict[str, Any] = {"tags": ["funders"], "guards": [scoped(RUN_VENTURES, READ_FUNDED)]}


def today_for(request: Request) -> date:
    """The day it is where the person lives."""
    return clock.now().astimezone(zone(actor_of(request).time_zone)).date()


def reached(request: Request, found: queries.Venture) -> queries.Venture:
    """The same where the token's place holds it, else `NotFound`: working on a venture is no role, and reaches on."""
    if not holds(request, found):
        raise NotFound
    return found


def holds(request: Request, found: queries.Venture | queries.Card | queries.Hour | Due) -> bool:
    """Whether the token's place holds a venture, or what is of one."""
    here = {"edition_id": found.edition_id, "round_id": found.round_id}
    return actor_of(request).has(rules.MANAGER, rules.FOUNDER, rules.MENTOR, **here)


def led(request: Request, edition_id: UUID) -> None:
    """Only for who runs the incubator of the edition; else `NotFound`."""
    if not rules.may_run(actor_of(request), edition_id=edition_id):
        raise NotFound


async def venture_of(request: Request, venture_id: UUID) -> queries.Venture:
    """A venture for who works on it or runs its incubator."""
    return reached(request, await queries.venture(actor=actor_of(request), venture_id=venture_id))


async def mentored(request: Request, venture_id: UUID) -> queries.Venture:
    """The same, for the mentors who are with it too."""
    today = today_for(request)
    return reached(request, await queries.mentored(actor=actor_of(request), venture_id=venture_id, today=today))
