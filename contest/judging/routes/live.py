"""Judging live: the screen of a judge follows the pitches, who runs the round turns the clock and reveals."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.judging import queries, service
from contest.judging.routes.reviews import to
from contest.judging.routes.rounds import ORGANISERS
from contest.lib import clock, db
from contest.lib.errors import NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import typed
from contest.lib.web.render import page
from contest.lib.web.request import Request


@get("/judging/rounds/{round_id:uuid}/live", guards=[requires("judge")])
async def live(request: Request, round_id: UUID, at: UUID | None = None) -> Response[bytes]:
    """What is pitched now. Asked by a page that stays open, it sends it on to the review that is to be written."""
    found = await queries.live_now(actor=actor_of(request), round_id=round_id, at=at, now=clock.now())
    if found.go_to is not None:
        address = f"/judging/reviews/{found.go_to}"
        is_asked_by_page = request.headers.get("hx-request") == "true"
        return Response(b"", headers={"hx-redirect": address}) if is_asked_by_page else to(address)
    return page(
        "judging/live.html",
        request,
        it=found,
        at=at,
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


@get("/judging/rounds/{round_id:uuid}/pitches", guards=[requires(*ORGANISERS)])
async def pitches(request: Request, round_id: UUID) -> Response[bytes]:
    found = await queries.pitches_page(actor=actor_of(request), round_id=round_id, now=clock.now())
    return page(
        "judging/pitches.html",
        request,
        it=found,
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


@post("/judging/rounds/{round_id:uuid}/pitches", guards=[requires(*ORGANISERS)])
async def turn(request: Request, round_id: UUID) -> Response[bytes]:
    """One button of the list: `start`, `hold`, `resume`, `next`, `reveal`."""
    actor, fields, now = actor_of(request), await typed(request), clock.now()
    found = await queries.pitches_page(actor=actor, round_id=round_id, now=now)
    entry = next((one.submission_id for one in found.lines if one.code == fields.get("code")), None)
    what = str(fields.get("to", ""))
    if entry is None:
        raise NotFound
    async with db.work():
        if what == "start":
            await service.start_pitch(actor=actor, round_id=round_id, submission_id=entry, now=now)
        elif what == "reveal":
            await service.reveal_scores(actor=actor, round_id=round_id, submission_id=entry, now=now)
            flash(request, _("The scores are shown."))
        else:
            await service.turn_pitch(actor=actor, round_id=round_id, submission_id=entry, to=what, now=now)
    return to(f"/judging/rounds/{round_id}/pitches")


ROUTES: list[Any] = [live, pitches, turn]
