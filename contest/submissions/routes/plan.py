"""How an edition and a round are screened, for who organises them."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.challenge import queries as challenge
from contest.challenge.rules import PROGRAMME, ROUND, may_organise
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.submissions import forms, queries, service
from contest.submissions.rules import Words
from contest.submissions.rules.screening import Plan, Reason

organisers = requires(PROGRAMME, ROUND)
_ROWS_MORE = 3  # empty ones, for new reasons


async def _round(request: Request, round_id: UUID) -> challenge.RoundFacts:
    facts = await challenge.round_facts(round_id=round_id)
    if facts is None or not may_organise(actor_of(request), edition_id=facts.edition_id, round_id=round_id):
        raise NotFound
    return facts


@get("/submissions/rounds/{round_id:uuid}/plan", guards=[organisers])
async def plan(request: Request, round_id: UUID) -> Response[bytes]:
    """Whether refusals need a second person; for whom the whole edition is theirs also its reasons and rules on AI."""
    facts = await _round(request, round_id)
    found = await queries.screening_plan(edition_id=facts.edition_id, round_id=round_id)
    return await _page(request, facts, found, list(found.reasons), found.ai_policy)


@post("/submissions/rounds/{round_id:uuid}/plan", guards=[organisers], status_code=200)
async def set_round(request: Request, round_id: UUID) -> Response[bytes]:
    facts = await _round(request, round_id)
    actor, sent = actor_of(request), await typed(request)
    days = str(sent.get("shortlist_days", ""))
    try:
        async with work():
            await service.set_second_person(
                actor=actor, round_id=round_id, needs_second=sent.get("needs_second") == "yes"
            )
            await service.let_judges_read_letters(actor=actor, round_id=round_id, may=sent.get("letters") == "yes")
            await service.set_shortlist_days(
                actor=actor, round_id=round_id, days=int(days) if days.isdecimal() and len(days) < 5 else None
            )
    except Invalid as error:
        found = await queries.screening_plan(edition_id=facts.edition_id, round_id=round_id)
        shown = msgspec.structs.replace(
            found,
            needs_second=sent.get("needs_second") == "yes",
            judges_read_letters=sent.get("letters") == "yes",
        )
        return await _page(request, facts, shown, list(found.reasons), found.ai_policy, error, days=days)
    flash(request, _("Saved."))
    return redirect(f"/submissions/rounds/{round_id}/plan")


@post("/submissions/rounds/{round_id:uuid}/plan/edition", guards=[requires(PROGRAMME)], status_code=200)
async def set_edition(request: Request, round_id: UUID) -> Response[bytes]:
    """The list of reasons and the rules on AI of the whole edition; what is wrong comes back with every word."""
    facts, sent = await _round(request, round_id), await typed(request)
    reasons = forms.reasons(sent)
    policy = Words(str(sent.get("ai_policy_en", "")), str(sent.get("ai_policy_zh", "")))
    try:
        async with work():
            await service.plan_screening(
                actor=actor_of(request),
                edition_id=facts.edition_id,
                reasons=reasons,
                ai_policy=policy,
                now=clock.now(),
            )
    except Invalid as error:
        found = await queries.screening_plan(edition_id=facts.edition_id, round_id=round_id)
        return await _page(request, facts, found, reasons, policy, error)
    flash(request, _("Saved."))
    return redirect(f"/submissions/rounds/{round_id}/plan")


@post("/submissions/rounds/{round_id:uuid}/plan/caps", guards=[requires(PROGRAMME)], status_code=200)
async def set_caps(request: Request, round_id: UUID) -> Response[bytes]:
    """How many entries of the edition a person and an organisation may have."""
    facts = await _round(request, round_id)
    try:
        form = await parse(request, forms.CapForm)
        async with work():
            await service.set_cap(
                actor=actor_of(request),
                edition_id=facts.edition_id,
                per_person=form.per_person,
                per_organisation=form.per_organisation,
            )
    except Invalid as error:
        found = await queries.screening_plan(edition_id=facts.edition_id, round_id=round_id)
        sent = await typed(request)
        return await _page(request, facts, found, list(found.reasons), found.ai_policy, error, sent)
    flash(request, _("Saved."))
    return redirect(f"/submissions/rounds/{round_id}/plan")


async def _page(
    request: Request,
    facts: challenge.RoundFacts,
    plan: Plan,
    reasons: list[Reason],
    policy: Words,
    error: Invalid | None = None,
    caps: dict[str, Any] | None = None,
    *,
    days: str | None = None,
) -> Response[bytes]:
    cap = await queries.cap(edition_id=facts.edition_id)
    context: dict[str, Any] = {
        "caps": {"per_person": cap.per_person or "", "per_organisation": cap.per_organisation or ""} | (caps or {}),
        "round": facts,
        "plan": plan,
        "shortlist_days": plan.shortlist_days if days is None else days,
        "reasons": [*reasons, *(Reason("", "", "") for _row in range(_ROWS_MORE))],
        "policy": policy,
        "may_edit": may_organise(actor_of(request), edition_id=facts.edition_id),
        "errors": error.fields if error else {},
    }
    status = error.status if error else 200
    return page("submissions/plan.html", request, status=status, is_demo=facts.is_demo, **context)


@get("/submissions/editions/{edition_id:uuid}/forms", guards=[organisers])
async def forms_used(request: Request, edition_id: UUID) -> Response[bytes]:
    """How many entries keep which version of their form."""
    used = await queries.forms_used(actor=actor_of(request), edition_id=edition_id)
    edition = await challenge.edition_facts(edition_id=edition_id)
    if edition is None:
        raise NotFound
    return page("submissions/forms.html", request, edition=edition, used=used, is_demo=edition.is_demo)


ROUTES = [plan, set_round, set_edition, set_caps, forms_used]
