"""How one's own entry came to be what it is."""

from typing import Any

import msgspec

from contest.accounts.guards import actor_of
from contest.lib.web.api import get
from contest.lib.web.request import Request
from contest.submissions import queries
from contest.submissions.api.entries import OWN, reads
from contest.submissions.api.shapes import Page
from contest.submissions.api.shapes.history import Changes, Edit, History, Step


@get("/entries/{code:str}/history", guards=[reads], operation_id="readHistory", summary="Its history", **OWN)
async def history(request: Request, code: str, page: Page = 1) -> History:
    """Every sitting at its draft and every hand-in, fifty a page."""
    entry = await queries.own_entry(actor=actor_of(request), code=code, to="view")
    found = await queries.past(entry=entry, page=page)
    return History(msgspec.convert(found.lines, list[Step], from_attributes=True), found.total)


@get(
    "/entries/{code:str}/history/{mark:str}",
    guards=[reads],
    operation_id="readChanges",
    summary="What one step changed",
    **OWN,
)
async def changes(request: Request, code: str, mark: str) -> Changes:
    """Of a sitting, or of a hand-in since the one before it. An earlier text is put back with `saveAnswers`."""
    entry = await queries.own_entry(actor=actor_of(request), code=code, to="view")
    found = await queries.changed_by(entry=entry, mark=mark)
    return Changes(
        step=msgspec.convert(found.line, Step, from_attributes=True),
        since=found.since,
        edits=[Edit(key=one.key, label=one.label, before=one.before, after=one.after) for one in found.edits],
    )


ROUTES: list[Any] = [history, changes]
