"""The organisers' page of a self-check, of an edition and of a round."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import route
from litestar.response import Response

from contest.accounts.guards import actor_of
from contest.challenge import queries, service
from contest.challenge.forms import check_questions
from contest.challenge.routes.shared import EDITIONS, edition_at, organisers, programme, see_other
from contest.challenge.rules.checks import MOST, Question
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import typed
from contest.lib.web.render import page
from contest.lib.web.request import Request


@route(EDITIONS + "/{slug:str}/check", http_method=["GET", "POST"], guards=[programme])
async def edition_check(request: Request, slug: str) -> Response[Any]:
    """What is asked before somebody enters any round of this edition."""
    found = await edition_at(request, slug, whole=True)
    return await _check(request, found.id, None, f"{EDITIONS}/{slug}", edition=found, round=None, is_demo=found.is_demo)


@route("/challenge/rounds/{round_id:uuid}/check", http_method=["GET", "POST"], guards=[organisers])
async def round_check(request: Request, round_id: UUID) -> Response[Any]:
    """What is asked before somebody enters this round, instead of what its edition asks."""
    facts = await queries.round_(actor=actor_of(request), round_id=round_id)
    if facts is None:
        raise NotFound
    back = f"/challenge/rounds/{round_id}"
    return await _check(request, facts.edition_id, round_id, back, edition=None, round=facts, is_demo=facts.is_demo)


async def _check(request: Request, edition_id: UUID, round_id: UUID | None, back: str, **context: Any) -> Response[Any]:
    kept = await queries.planned_check(edition_id=edition_id, round_id=round_id)
    if request.method == "GET":
        return _page(request, kept, back, **context)
    sent = check_questions(await typed(request))
    try:
        async with work():
            await service.plan_check(
                actor=actor_of(request), edition_id=edition_id, round_id=round_id, questions=sent, now=clock.now()
            )
    except Invalid as error:
        return _page(request, sent, back, errors=error.fields, **context)
    flash(request, _("Saved."))
    return see_other(f"{back}/check")


def _page(
    request: Request, questions: Sequence[Question], back: str, errors: dict[str, Any] | None = None, **context: Any
) -> Response[bytes]:
    rows: list[Question | None] = [*questions, *[None] * min(3, max(0, MOST - len(questions)))]
    return page(
        "challenge/check.html",
        request,
        status=422 if errors else 200,
        rows=rows,
        back=back,
        errors=errors or {},
        **context,
    )


ROUTES = [edition_check, round_check]
