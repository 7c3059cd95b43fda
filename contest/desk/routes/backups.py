"""Backups: when the last one was made and rehearsed, and what came of each."""

import os
from typing import Any

from litestar import get
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.desk import queries, rules
from contest.lib import clock
from contest.lib.backup.rules import DAILY, MONTHLY, WEEKLY
from contest.lib.backup.shelf import Plan, plan
from contest.lib.local.errors import LocalError
from contest.lib.web.render import page
from contest.lib.web.request import Request


@get("/desk/backups", guards=[requires(rules.PROGRAMME)])
async def backups(request: Request) -> Response[bytes]:
    """The last backup and the last rehearsal, what is set, and the latest runs of both."""
    now = clock.now()
    its, wrong = _plan()
    found = await queries.backups(actor_of(request), now=now)
    kept = {"daily": DAILY, "weekly": WEEKLY, "monthly": MONTHLY}
    return page("desk/backups.html", request, found=found, plan=its, wrong=wrong, kept=kept, now=now)


def _plan() -> tuple[Plan | None, str]:
    """What is set, or what is wrong with it, in words for the operator."""
    try:
        return plan(os.environ), ""
    except (LocalError, OSError) as error:
        return None, str(error)


ROUTES: list[Any] = [backups]
