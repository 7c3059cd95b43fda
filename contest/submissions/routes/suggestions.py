"""Entries of a round suggested for a need, each with what speaks for it and what is missing."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.challenge import queries as challenge
from contest.challenge.queries import RoundFacts
from contest.challenge.rules import PROGRAMME, ROUND, may_organise
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.submissions import service
from contest.submissions.queries import suggestions as queries
from contest.submissions.rules import suggest
from contest.submissions.rules.sharing import LEVELS
from contest.zone import queries as zone
from contest.zone.rules import KINDS

HERE = "/submissions/rounds/{round_id:uuid}/suggestions"
organises = requires(PROGRAMME, ROUND)
ANSWERED = frozenset({"open", "under_way"})


async def _organised(request: Request, round_id: UUID) -> RoundFacts:
    facts = await challenge.round_facts(round_id=round_id)
    if facts is None or not may_organise(actor_of(request), edition_id=facts.edition_id, round_id=round_id):
        raise NotFound
    return facts


@get(HERE, guards=[organises])
async def suggestions(request: Request, round_id: UUID, need: UUID | None = None) -> Response[bytes]:
    """The entries that fit a need, the best first; the needs to choose from where none was chosen."""
    return await _page(request, await _organised(request, round_id), need)


async def _page(
    request: Request,
    facts: RoundFacts,
    need_id: UUID | None,
    fields: dict[str, Any] | None = None,
    error: Invalid | None = None,
) -> Response[bytes]:
    actor = actor_of(request)
    needs = [one for one in await zone.needs(actor=actor, edition_id=facts.edition_id) if one.state in ANSWERED]
    chosen = next((one for one in needs if one.id == need_id), None)
    if need_id is not None and chosen is None:
        raise NotFound
    found = [] if chosen is None else await queries.suggestions(actor=actor, round_id=facts.id, need=chosen)
    counterparts = await zone.counterparts(actor=actor, edition_id=facts.edition_id)
    return page(
        "submissions/suggestions.html",
        request,
        status=200 if error is None else error.status,
        round=facts,
        needs=needs,
        need=chosen,
        fits=[one for one in found if not one.match.refused],
        refused=[one for one in found if one.match.refused],
        counterpart=next((one for one in counterparts if chosen and one.organisation == chosen.owner), None),
        kinds=KINDS,
        levels=LEVELS,
        parts=suggest.PARTS,
        weights=await queries.weights_of(round_id=facts.id),
        typed=fields or {},
        errors={} if error is None else error.fields,
        is_demo=facts.is_demo,
    )


@post(HERE, guards=[organises])
async def set_weights(request: Request, round_id: UUID) -> Response[bytes]:
    """How much each part counts."""
    facts, fields = await _organised(request, round_id), await typed(request)
    given = {key: str(fields.get(f"weight.{key}", "")) for key in suggest.PARTS}
    weights = {key: int(text) if text.isdecimal() and len(text) < 6 else -1 for key, text in given.items()}
    try:
        async with work():
            await service.set_suggestion_weights(
                actor=actor_of(request), round_id=round_id, weights=weights, now=clock.now()
            )
    except Invalid as error:
        return await _page(request, facts, None, fields, error)
    flash(request, _("Saved."))
    return redirect(f"/submissions/rounds/{round_id}/suggestions")


ROUTES: list[Any] = [suggestions, set_weights]
