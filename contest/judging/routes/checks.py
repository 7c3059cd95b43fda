"""The checks before an award."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.accounts.rules.roles import COMPLIANCE
from contest.judging import service
from contest.judging.queries.checks import checks_page
from contest.judging.routes.reviews import to
from contest.judging.routes.rounds import ORGANISERS
from contest.judging.rules import checks as rules
from contest.lib import clock, db
from contest.lib.countries import country_name
from contest.lib.errors import Invalid
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import typed
from contest.lib.web.render import page
from contest.lib.web.request import Request

HERE = "/judging/decisions/{decision_id:uuid}/checks"
FIELDS = ("code", "kind", "result", "source", "note")


@get(HERE, guards=[requires(*ORGANISERS, COMPLIANCE)])
async def checks(request: Request, decision_id: UUID) -> Response[bytes]:
    return await _page(request, decision_id)


@post(HERE, guards=[requires(*ORGANISERS, COMPLIANCE)], status_code=200)
async def record_check(request: Request, decision_id: UUID) -> Response[Any]:
    fields = await typed(request)
    sent = {name: str(fields.get(name, "")) for name in FIELDS}
    try:
        async with db.work():
            await service.record_check(actor=actor_of(request), decision_id=decision_id, now=clock.now(), **sent)
    except Invalid as error:
        return await _page(request, decision_id, sent, error)
    flash(request, _("Written down."))
    return to(f"/judging/decisions/{decision_id}/checks#e-{sent['code']}")


async def _page(
    request: Request, decision_id: UUID, sent: dict[str, str] | None = None, error: Invalid | None = None
) -> Response[bytes]:
    found = await checks_page(actor=actor_of(request), decision_id=decision_id)
    return page(
        "judging/checks.html",
        request,
        status=error.status if error else 200,
        it=found,
        kinds=rules.KINDS,
        meanings=rules.MEANINGS,
        results=rules.RESULTS,
        country_name=country_name,
        typed=sent or dict.fromkeys(FIELDS, ""),
        errors=error.fields if error else {},
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


ROUTES: list[Any] = [checks, record_check]
