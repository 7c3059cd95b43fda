"""Entries out of a table: what it would do first, row by row, and then doing it."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.challenge.rules import PROGRAMME, ROUND
from contest.lib import clock, valkey
from contest.lib.db import work
from contest.lib.errors import Conflict, Invalid, TooLate
from contest.lib.i18n import N_
from contest.lib.web import limits
from contest.lib.web.forms import typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.lib.web.workbooks import MOST_TABLE_BYTES, read_cells
from contest.submissions import queries, service
from contest.submissions.routes.shared import refused
from contest.submissions.rules.importing import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Table

_KEPT = 3600  # seconds between looking at a table and importing it
organises = requires(PROGRAMME, ROUND)


def _key(request: Request, round_id: UUID) -> str:
    return f"import:{actor_of(request).id}:{round_id}"


@get("/submissions/rounds/{round_id:uuid}/import", guards=[organises])
async def ask(request: Request, round_id: UUID) -> Response[bytes]:
    """What such a table holds, and where to choose one."""
    return await _page(request, round_id)


async def _page(
    request: Request, round_id: UUID, table: Table | None = None, error: Invalid | Conflict | None = None
) -> Response[bytes]:
    facts = await queries.round_to_import(actor=actor_of(request), round_id=round_id)
    forms = await queries.forms_of(facts)
    last = None if table else await queries.entry_import(actor=actor_of(request), round_id=round_id)
    errors: dict[str, Any] = {}
    if error is not None:
        errors = dict(error.fields) if isinstance(error, Invalid) else {"": error.message}
    rows = table.rows if table else []
    return page(
        "submissions/import.html",
        request,
        status=error.status if error else 200,
        round=facts,
        fields={field.key: field for _, form in forms.values() for field in form.questions},
        table=table,
        last=last,
        wrong=[row for row in rows if row.problems],
        good=sum(not row.problems for row in rows),
        most=MOST_ROWS,
        errors=errors,
        is_demo=facts.is_demo,
    )


@post(
    "/submissions/rounds/{round_id:uuid}/import/look",
    guards=[organises],
    status_code=200,
    opt={"csrf": False},
    request_max_body_size=2 * MOST_TABLE_BYTES,
)
async def look(request: Request, round_id: UUID) -> Response[bytes]:
    """What the table would do; it is kept for an hour, so that exactly this is imported, and changes nothing."""
    await queries.round_to_import(actor=actor_of(request), round_id=round_id)
    await limits.hit(f"imports:{actor_of(request).id}", most=60, seconds=3600)
    try:
        cells = await read_cells(request, rows=MOST_ROWS + 2, columns=MOST_COLUMNS, longest=LONGEST_CELL)
        table = await queries.read_import(actor=actor_of(request), round_id=round_id, cells=cells)
    except Invalid as error:
        return await _page(request, round_id, error=error)
    await valkey.command("SET", _key(request, round_id), msgspec.json.encode(cells), "EX", _KEPT)
    return await _page(request, round_id, table)


@post("/submissions/rounds/{round_id:uuid}/import", guards=[organises], status_code=200)
async def bring_in(request: Request, round_id: UUID) -> Response[bytes]:
    """Ask for the table that was looked at to be imported; with `leave_out`, without its wrong rows."""
    actor, sent = actor_of(request), await typed(request)
    await queries.round_to_import(actor=actor, round_id=round_id)
    kept = await valkey.command("GET", _key(request, round_id))
    table = None
    try:
        if kept is None:
            raise Invalid(N_("This was looked at too long ago. Choose the file again."), field="file")
        cells = msgspec.json.decode(kept, type=list[list[str]])
        table = await queries.read_import(actor=actor, round_id=round_id, cells=cells)
        async with work():
            await service.ask_import(
                actor=actor, round_id=round_id, cells=cells, leaves_out=sent.get("leave_out") == "yes", now=clock.now()
            )
    except (Invalid, Conflict, TooLate) as error:
        await refused(request, error)
        return await _page(request, round_id, table, error)
    await valkey.command("DEL", _key(request, round_id))
    return redirect(f"/submissions/rounds/{round_id}/import")


@post("/submissions/rounds/{round_id:uuid}/import/{import_id:uuid}/again", guards=[organises], status_code=200)
async def again(request: Request, round_id: UUID, import_id: UUID) -> Response[bytes]:
    """One that stopped begins anew."""
    async with work():
        await service.retry_import(actor=actor_of(request), round_id=round_id, import_id=import_id)
    return redirect(f"/submissions/rounds/{round_id}/import")


ROUTES = [ask, look, bring_in, again]
