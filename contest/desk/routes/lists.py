"""The desk's smaller lists as CSV, JSON and XLSX. That one was taken is recorded."""

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

from litestar import get
from litestar.response import Stream

from contest.accounts.guards import actor_of, requires, taken
from contest.desk import rules
from contest.desk.queries import jobs, lists, webhooks
from contest.lib.i18n import Lazy
from contest.lib.sheets import Row, each
from contest.lib.web.download import download_table
from contest.lib.web.request import Request

organisers = requires(rules.PROGRAMME, rules.ROUND)


async def _sent(
    request: Request, kind_of_file: str, name: str, heading: Sequence[Lazy], rows: AsyncIterator[Row]
) -> Stream:
    actor = actor_of(request)
    as_file = await taken(request, kind_of_file, action=f"{name}.export", thing="person", thing_id=actor.id)
    return await download_table(name, as_file, [str(word) for word in heading], rows)


@get("/desk/roles/{kind_of_file:str}", guards=[organisers])
async def roles_table(request: Request, kind_of_file: str) -> Stream:
    rows = await lists.roles_taken(actor_of(request))
    return await _sent(request, kind_of_file, "roles", lists.ROLES, each(rows))


@get("/desk/calendar/{kind_of_file:str}", guards=[organisers])
async def calendar_table(request: Request, kind_of_file: str) -> Stream:
    rows = await lists.calendar_taken(actor_of(request))
    return await _sent(request, kind_of_file, "calendar", lists.CALENDAR, each(rows))


@get("/desk/reminders/{kind_of_file:str}", guards=[organisers])
async def reminders_table(request: Request, kind_of_file: str) -> Stream:
    rows = await lists.reminders_taken(actor_of(request))
    return await _sent(request, kind_of_file, "reminders", lists.REMINDERS, each(rows))


@get("/desk/webhooks/all/{kind_of_file:str}", guards=[organisers])
async def webhooks_table(request: Request, kind_of_file: str) -> Stream:
    rows = await lists.webhooks_taken(actor_of(request))
    return await _sent(request, kind_of_file, "webhooks", lists.WEBHOOKS, each(rows))


@get("/desk/webhooks/{webhook_id:uuid}/calls/{kind_of_file:str}", guards=[organisers])
async def calls_table(request: Request, webhook_id: UUID, kind_of_file: str) -> Stream:
    """The log of an address."""
    actor = actor_of(request)
    await webhooks.webhook(actor, webhook_id=webhook_id)
    rows = lists.call_rows(actor, webhook_id=webhook_id)
    return await _sent(request, kind_of_file, "calls", lists.CALLS, rows)


@get("/desk/jobs/{kind_of_file:str}", guards=[requires(rules.PROGRAMME)])
async def jobs_table(request: Request, kind_of_file: str) -> Stream:
    """Those that stopped, or those still to be done."""
    actor = actor_of(request)
    await jobs(actor, shown="dead", page=1)  # who has no business with jobs finds none
    shown: Any = "waiting" if request.query_params.get("shown") == "waiting" else "dead"
    return await _sent(request, kind_of_file, "jobs", lists.JOBS, lists.job_rows(actor, shown))


ROUTES: list[Any] = [roles_table, calendar_table, reminders_table, webhooks_table, calls_table, jobs_table]
