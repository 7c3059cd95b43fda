"""Who is too close to what: the ties of a round, the rulings on them, and a look before somebody is invited."""

from typing import Annotated, Any
from uuid import UUID

from litestar import get, post
from litestar.params import Parameter
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.judging import queries, service
from contest.judging.forms import people as forms
from contest.judging.queries.closeness import PAGE
from contest.judging.routes.panels import ORGANISERS, errors_of
from contest.judging.routes.reviews import to
from contest.judging.rules.inviting import read_candidates
from contest.judging.rules.permissions import CHAIR
from contest.lib import clock, db
from contest.lib.errors import AppError, Conflict, Invalid
from contest.lib.i18n import gettext as _
from contest.lib.i18n import ngettext
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request


@get("/judging/rounds/{round_id:uuid}/ties", guards=[requires(*ORGANISERS)])
async def ties(
    request: Request, round_id: UUID, at: Annotated[int, Parameter(query="page", ge=1, le=10_000)] = 1
) -> Response[bytes]:
    return await _ties_page(request, round_id, at)


async def _ties_page(
    request: Request, round_id: UUID, at: int = 1, fields: dict[str, Any] | None = None, error: AppError | None = None
) -> Response[bytes]:
    found = await queries.ties_page(actor=actor_of(request), round_id=round_id, page=at)
    return page(
        "judging/ties.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        page=at,
        pages=max(1, -(-found.total // PAGE)),
        typed=fields or {},
        errors=errors_of(error),
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


@post("/judging/rounds/{round_id:uuid}/ties", guards=[requires(*ORGANISERS)])
async def rule_tie(request: Request, round_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    try:
        form = convert(fields, forms.RulingForm)
        async with db.work():
            await service.rule_tie(
                actor=actor_of(request),
                round_id=round_id,
                code=form.code,
                person_id=form.person_id,
                is_tied=form.is_tied == "yes",
                reason=form.reason,
                now=clock.now(),
            )
    except (Invalid, Conflict) as error:
        return await _ties_page(request, round_id, fields=fields, error=error)
    flash(request, _("Ruled. No later search undoes it."))
    return to(f"/judging/rounds/{round_id}/ties")


@post("/judging/rounds/{round_id:uuid}/ties/look", guards=[requires(*ORGANISERS)])
async def look_for_ties(request: Request, round_id: UUID) -> Response[bytes]:
    async with db.work():
        new = await service.look_for_ties(actor=actor_of(request), round_id=round_id, now=clock.now())
    flash(request, ngettext("One new tie was found.", "%(num)s new ties were found.", new) % {"num": new})
    return to(f"/judging/rounds/{round_id}/ties")


@get("/judging/rounds/{round_id:uuid}/check", guards=[requires(*ORGANISERS, CHAIR)])
async def check_form(request: Request, round_id: UUID) -> Response[bytes]:
    return await _check_page(request, round_id, "")


@post("/judging/rounds/{round_id:uuid}/check", guards=[requires(*ORGANISERS, CHAIR)], status_code=200)
async def check(request: Request, round_id: UUID) -> Response[bytes]:
    """Nothing is written, not even that somebody looked: the people are not asked yet."""
    return await _check_page(request, round_id, str((await typed(request)).get("people", "")))


async def _check_page(request: Request, round_id: UUID, people: str) -> Response[bytes]:
    found = await queries.check(actor=actor_of(request), round_id=round_id, candidates=read_candidates(people))
    return page(
        "judging/check.html",
        request,
        it=found,
        people=people,
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


ROUTES: list[Any] = [ties, rule_tie, look_for_ties, check_form, check]
