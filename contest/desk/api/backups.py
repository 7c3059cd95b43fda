"""Backups and their rehearsals, for programs of who looks after the whole installation: a monitor asks this."""

from typing import Any

import msgspec

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import RUN_JOBS
from contest.desk import queries
from contest.desk.queries.backups import RunLine
from contest.lib import clock
from contest.lib.web.api import get
from contest.lib.web.request import Request


class Backups(msgspec.Struct, frozen=True, kw_only=True):
    """The last good backup and the last good rehearsal, whether each is too long ago, and the latest `runs` of both."""

    backup: RunLine | None
    rehearsal: RunLine | None
    is_late: bool
    is_unrehearsed: bool
    runs: list[RunLine]


@get("/backups", operation_id="readBackups", summary="What came of backups", tags=["jobs"], guards=[scoped(RUN_JOBS)])
async def backups(request: Request) -> Backups:
    """Sizes in bytes; `seconds` by part, of a rehearsal."""
    found = await queries.backups(actor_of(request), now=clock.now())
    plain = [name for name in Backups.__struct_fields__ if name != "runs"]
    return Backups(runs=found.lines, **{name: getattr(found, name) for name in plain})


ROUTES: list[Any] = [backups]
