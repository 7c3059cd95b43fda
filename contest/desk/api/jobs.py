"""What the workers could not do, for programs of who looks after the whole installation."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar.params import Parameter

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import RUN_JOBS
from contest.desk import queries, service
from contest.desk.queries.machinery import JobLine
from contest.lib.db import work
from contest.lib.web.api import get, post
from contest.lib.web.request import Request

TAGS: dict[str, Any] = {"tags": ["jobs"], "guards": [scoped(RUN_JOBS)]}
Page = Annotated[int, Parameter(ge=1, le=10_000)]


class Jobs(msgspec.Struct, frozen=True, kw_only=True):
    """A page of jobs, the latest first, and how many are dead and waiting in all."""

    jobs: list[JobLine]
    dead: int
    waiting: int
    total: int
    pages: int


@get("/jobs", operation_id="listJobs", summary="What could not be done, or waits", **TAGS)
async def listed(request: Request, shown: Literal["dead", "waiting"] = "dead", page: Page = 1) -> Jobs:
    """With what the last attempt said; fifty a page."""
    return await _jobs(request, shown, page)


async def _jobs(request: Request, shown: queries.Shown, page: int = 1) -> Jobs:
    found = await queries.jobs(actor_of(request), shown=shown, page=page)
    return Jobs(jobs=found.lines, dead=found.dead, waiting=found.waiting, total=found.total, pages=found.pages)


@post("/jobs/{job_id:uuid}/run-again", operation_id="runJobAgain", summary="Run a dead job again", **TAGS)
async def run_again(request: Request, job_id: UUID) -> Jobs:
    """From its first attempt; what waits now."""
    async with work():
        await service.run_job_again(actor=actor_of(request), job_id=job_id)
    return await _jobs(request, "waiting")


ROUTES: list[Any] = [listed, run_again]
