"""Who goes on by a rule: asked for, looked at, and drafted as the round's decision."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.judging import queries, service
from contest.judging.forms.advancing import WILD_ROWS, read_ask
from contest.judging.routes.reviews import to
from contest.judging.routes.rounds import ORGANISERS
from contest.judging.rules import advancement
from contest.judging.rules.advancement import Asked, Chosen
from contest.lib import clock, db
from contest.lib.errors import Invalid
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import typed
from contest.lib.web.render import page
from contest.lib.web.request import Request


@get("/judging/rounds/{round_id:uuid}/advancement", guards=[requires(*ORGANISERS)])
async def advancement_page(request: Request, round_id: UUID, group: str = "") -> Response[bytes]:
    """The rule that was asked for, and what it makes of the entries; the address alone tells both."""
    found = await queries.contenders(actor=actor_of(request), round_id=round_id, group=group)
    fields = dict(request.query_params)
    if "way" in fields:
        return await _answered(request, found, fields)
    before = found.before or Asked(ask=advancement.Ask(way=advancement.TOP, number=Decimal(found.round.quota or 0)))
    return _page(request, found, advancement.as_fields(before))


async def _answered(
    request: Request, found: queries.Contenders, fields: Mapping[str, Any], error: Invalid | None = None
) -> Response[bytes]:
    try:
        asked = _read(found, fields)
    except Invalid as wrong:
        return _page(request, found, fields, error=wrong)
    chosen = await service.choose_by_rule(found=found, asked=asked)
    return _page(request, found, fields, asked=asked, chosen=chosen, error=error)


def _read(found: queries.Contenders, fields: Mapping[str, Any]) -> Asked:
    return read_ask(fields, keys=found.keys, codes={one.key for one in found.candidates if not one.is_barred})


def _page(
    request: Request,
    found: queries.Contenders,
    fields: Mapping[str, Any],
    *,
    asked: Asked | None = None,
    chosen: Chosen | None = None,
    error: Invalid | None = None,
) -> Response[bytes]:
    clash = [] if chosen is None else chosen.clash
    remedies = [advancement.remedy_words(one, found.names) for one in clash]
    return page(
        "judging/advancement.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        lines={line.code: line for line in found.lines},
        typed=fields,
        errors=(error.fields or {"": error.message}) if error is not None else {},
        chosen=chosen,
        ways={} if chosen is None else advancement.ways(chosen),
        how=advancement.HOW_WORDS,
        clash=[advancement.limit_words(one, found.names) for one in clash],
        remedies=[one for one in remedies if one is not None],
        rule=[] if asked is None else advancement.ask_words(asked.ask, found.names),
        reasons={} if asked is None else asked.reasons,
        wild_rows=range(1, WILD_ROWS + 1),
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


@post("/judging/rounds/{round_id:uuid}/advancement", guards=[requires(*ORGANISERS)])
async def draft_by_rule(request: Request, round_id: UUID) -> Response[bytes]:
    """Draft the decision by the rule that was looked at."""
    actor, fields = actor_of(request), await typed(request)
    found = await queries.contenders(actor=actor, round_id=round_id, group=str(fields.get("group", "")))
    try:
        asked = _read(found, fields)
    except Invalid as error:
        return _page(request, found, fields, error=error)
    try:
        async with db.work():
            made = await service.draft_by_rule(
                actor=actor,
                round_id=round_id,
                group=found.group,
                asked=asked,
                seen=str(fields.get("seen", "")),
                now=clock.now(),
            )
    except Invalid as error:
        found = await queries.contenders(actor=actor, round_id=round_id, group=found.group)
        return await _answered(request, found, fields, error)
    flash(request, _("Drafted by this rule. Nobody outside sees it before you publish it."))
    return to(f"/judging/decisions/{made}")


ROUTES: list[Any] = [advancement_page, draft_by_rule]
