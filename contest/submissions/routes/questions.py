"""The thread of an entry, for its team and for the staff of its rounds."""

from typing import Any

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires, signed_in
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Invalid
from contest.lib.i18n import gettext as _
from contest.lib.web import limits
from contest.lib.web.flash import flash
from contest.lib.web.forms import typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import BELONGS_TO, page
from contest.lib.web.request import Request
from contest.submissions import queries, rules, service
from contest.submissions.routes.shared import home_of
from contest.submissions.rules.questions import LONGEST_MESSAGE


@get("/submissions/questions", guards=[requires(*rules.STAFF)])
async def waiting(request: Request) -> Response[bytes]:
    """What teams have asked and nobody has answered, the oldest first."""
    request.state[BELONGS_TO] = "/desk"
    return page("submissions/waiting.html", request, threads=await queries.waiting_threads(actor=actor_of(request)))


@get("/submissions/{code:str}/questions", guards=[signed_in])
async def read(request: Request, code: str) -> Response[bytes]:
    return await _page(request, code)


async def _page(request: Request, code: str, error: Invalid | None = None, text: str = "") -> Response[bytes]:
    actor = actor_of(request)
    found = await queries.thread(actor=actor, code=code)
    entry = await queries.working(code=code)
    if found.side == "staff":
        request.state[BELONGS_TO] = "/desk"
    return page(
        "submissions/questions.html",
        request,
        status=error.status if error else 200,
        thread=found,
        may_write=found.side == "staff" or (entry is not None and entry.allows(actor, "edit")),
        limit=LONGEST_MESSAGE,
        text=text,
        errors=error.fields if error else {},
        is_demo=found.is_demo,
    )


@post("/submissions/{code:str}/questions", guards=[signed_in], status_code=200)
async def write(request: Request, code: str) -> Response[bytes]:
    """One more message; with `audience` internal only the staff read it."""
    actor, sent = actor_of(request), await typed(request)
    text: Any = sent.get("text", "")
    text = text if isinstance(text, str) else ""
    await queries.thread(actor=actor, code=code)
    await limits.hit(f"questions:{actor.id}", most=60, seconds=3600)
    try:
        async with work():
            await service.say(
                actor=actor,
                code=code,
                text=text,
                is_internal=sent.get("audience") == "internal",
                asks=sent.get("audience") != "told",
                now=clock.now(),
            )
    except Invalid as error:
        return await _page(request, code, error, text)
    flash(request, _("Sent.") if sent.get("audience") != "internal" else _("Noted."))
    return redirect(home_of(code, "questions") + "#last")


@post("/submissions/{code:str}/questions/settle", guards=[signed_in], status_code=200)
async def settle(request: Request, code: str) -> Response[bytes]:
    """What the other side asked needs no answer."""
    async with work():
        await service.settle_questions(actor=actor_of(request), code=code, now=clock.now())
    flash(request, _("Marked as done."))
    return redirect(home_of(code, "questions"))


ROUTES = [waiting, read, write, settle]
