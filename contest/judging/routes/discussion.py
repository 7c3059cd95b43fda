"""What the judges of an entry say about it, and which entries of a round are discussed."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires, signed_in
from contest.judging import queries, service
from contest.judging.routes.panels import errors_of
from contest.judging.routes.reviews import to
from contest.judging.routes.rounds import ORGANISERS
from contest.judging.rules import discussion as rules
from contest.judging.rules.permissions import CHAIR, TermsChanged
from contest.lib import clock, db
from contest.lib.errors import Conflict, Invalid, TooMany
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import typed
from contest.lib.web.render import page
from contest.lib.web.request import Request


@get("/judging/reviews/{review_id:uuid}/discussion", guards=[signed_in])
async def discussion(request: Request, review_id: UUID) -> Response[bytes]:
    return await _page(request, review_id)


async def _page(
    request: Request, review_id: UUID, text: str = "", error: Invalid | Conflict | TooMany | None = None
) -> Response[bytes]:
    try:
        found = await queries.discussion_page(actor=actor_of(request), review_id=review_id)
    except TermsChanged as changed:
        return to(f"/judging/rounds/{changed.round_id}/join")
    return page(
        "judging/discussion.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        text=text,
        errors=errors_of(error),
        longest=rules.LONGEST,
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


@post("/judging/reviews/{review_id:uuid}/discussion", guards=[requires("judge")])
async def say(request: Request, review_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    text = str(fields.get("text", ""))
    try:
        async with db.work():
            await service.say(
                actor=actor_of(request),
                review_id=review_id,
                text=text,
                asks_reopen=fields.get("then") == "ask",
                now=clock.now(),
            )
    except (Invalid, Conflict, TooMany) as error:
        return await _page(request, review_id, text, error)
    return to(f"/judging/reviews/{review_id}/discussion#end")


@get("/judging/rounds/{round_id:uuid}/discussions", guards=[requires(*ORGANISERS, CHAIR)])
async def discussions(request: Request, round_id: UUID) -> Response[bytes]:
    found = await queries.discussions_page(actor=actor_of(request), round_id=round_id)
    return page(
        "judging/discussions.html",
        request,
        it=found,
        opens=rules.OPENS,
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


@post("/judging/rounds/{round_id:uuid}/discussions", guards=[requires(*ORGANISERS)])
async def set_discussion(request: Request, round_id: UUID) -> Response[bytes]:
    opens = str((await typed(request)).get("opens", ""))
    async with db.work():
        await service.set_discussion(actor=actor_of(request), round_id=round_id, opens=opens)
    flash(request, _("Saved."))
    return to(f"/judging/rounds/{round_id}/discussions")


ROUTES: list[Any] = [discussion, say, discussions, set_discussion]
