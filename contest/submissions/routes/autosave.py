"""What the form sends by itself."""

from typing import Any

import msgspec
from litestar import post

from contest.accounts.guards import actor_of, signed_in
from contest.lib import clock
from contest.lib.db import work
from contest.lib.web.changes import BODY_BYTES, changes
from contest.lib.web.request import Request
from contest.submissions import service


@post("/submissions/{code:str}/autosave", guards=[signed_in], status_code=200, request_max_body_size=BODY_BYTES)
async def autosave(request: Request, code: str) -> Any:
    """The changed answers, each with what it was before; the answer says what was saved when, and what was not."""
    sent = await changes(request)
    async with work():
        saved = await service.autosave(
            actor=actor_of(request), code=code, revision=sent.revision, changes=sent.changes, now=clock.now()
        )
    return msgspec.to_builtins(saved)


ROUTES = [autosave]
