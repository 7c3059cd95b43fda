"""What judges ask for themselves: wishes before a plan, and the next entry while they are present."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.judging import queries, service
from contest.judging.routes.decisions import PageNumber
from contest.judging.routes.reviews import to
from contest.judging.routes.rounds import ORGANISERS
from contest.lib import clock, db
from contest.lib.errors import Conflict, Invalid
from contest.lib.i18n import N_
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import typed
from contest.lib.web.render import page
from contest.lib.web.request import Request

WISHES = {"1": 1, "0": 0, "-1": -1}


@post("/judging/rounds/{round_id:uuid}/ways", guards=[requires(*ORGANISERS)])
async def set_ways(request: Request, round_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    async with db.work():
        await service.set_ways(
            actor=actor_of(request),
            round_id=round_id,
            takes_bids=fields.get("takes_bids") == "yes",
            on_request=fields.get("on_request") == "yes",
        )
    flash(request, _("Saved."))
    return to(f"/judging/rounds/{round_id}/assignment")


@get("/judging/rounds/{round_id:uuid}/bids", guards=[requires("judge")])
async def bids(request: Request, round_id: UUID, at: PageNumber = 1) -> Response[bytes]:
    found = await queries.bid_page(actor=actor_of(request), round_id=round_id, page=at)
    return page(
        "judging/bids.html",
        request,
        it=found,
        page=at,
        contest={"name_en": found.seat.edition_en, "name_zh": found.seat.edition_zh},
        is_demo=found.seat.is_demo,
    )


@post("/judging/rounds/{round_id:uuid}/bids", guards=[requires("judge")])
async def place_bids(request: Request, round_id: UUID, at: PageNumber = 1) -> Response[bytes]:
    """Save the wishes of one page; an entry that is no longer open to the judge is passed over."""
    actor, fields = actor_of(request), await typed(request)
    found = await queries.bid_page(actor=actor, round_id=round_id, page=at)
    said = {line.submission_id: str(fields.get(f"wish.{line.code}", line.wish)) for line in found.lines}
    if set(said.values()) - set(WISHES):
        raise Invalid(N_("Choose one of the answers offered."))
    async with db.work():
        wishes = {entry: WISHES[wish] for entry, wish in said.items()}
        await service.place_bids(actor=actor, round_id=round_id, wishes=wishes, now=clock.now())
    flash(request, _("Saved."))
    return to(f"/judging/rounds/{round_id}/bids?page={at + (fields.get('then') == 'next')}")


@post("/judging/rounds/{round_id:uuid}/next", guards=[requires("judge")])
async def take_next(request: Request, round_id: UUID) -> Response[bytes]:
    try:
        async with db.work():
            review = await service.take_next(actor=actor_of(request), round_id=round_id, now=clock.now())
    except Conflict as error:
        flash(request, str(error.message))
        return to("/judging/reviews")
    return to(f"/judging/reviews/{review}")


ROUTES: list[Any] = [set_ways, bids, place_bids, take_next]
