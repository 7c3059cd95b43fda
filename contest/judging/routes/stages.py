"""From one stage of a round's judging to the next: who goes on, then the step."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.judging import queries, service
from contest.judging.queries.stages import SHOWN_ROWS
from contest.judging.routes.reviews import to
from contest.judging.routes.rounds import ORGANISERS
from contest.judging.rules.capacity import STAGE_WORDS
from contest.lib import clock, db
from contest.lib.errors import Invalid
from contest.lib.i18n import ngettext
from contest.lib.web.flash import flash
from contest.lib.web.forms import typed
from contest.lib.web.render import page
from contest.lib.web.request import Request


@get("/judging/rounds/{round_id:uuid}/next-stage", guards=[requires(*ORGANISERS)])
async def next_stage(request: Request, round_id: UUID) -> Response[bytes]:
    return await _page(request, round_id)


async def _page(request: Request, round_id: UUID, error: Invalid | None = None) -> Response[bytes]:
    found = await queries.stage_page(actor=actor_of(request), round_id=round_id)
    return page(
        "judging/next_stage.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        words=STAGE_WORDS,
        most=SHOWN_ROWS,
        errors={"": error.message} if error is not None else {},
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


@post("/judging/rounds/{round_id:uuid}/next-stage", guards=[requires(*ORGANISERS)])
async def take_on(request: Request, round_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    try:
        async with db.work():
            count = await service.take_on(
                actor=actor_of(request), round_id=round_id, seen=str(fields.get("seen", "")), now=clock.now()
            )
    except Invalid as error:
        return await _page(request, round_id, error)
    said = ngettext(
        "One entry goes on. Assign its judges now.", "%(num)s entries go on. Assign their judges now.", count
    )
    flash(request, said % {"num": count})
    return to(f"/judging/rounds/{round_id}")


ROUTES: list[Any] = [next_stage, take_on]
