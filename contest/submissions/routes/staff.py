"""The entries of a round for its staff: the list, and one ruling on many of them."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import get, post
from litestar.params import Parameter
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.challenge import queries as challenge
from contest.challenge.rules import may_organise
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.i18n import ngettext
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.submissions import queries, rules, service
from contest.submissions.forms import BulkForm

staff = requires(*rules.STAFF)


async def screened_round(request: Request, round_id: UUID) -> challenge.RoundFacts:
    facts = await challenge.round_facts(round_id=round_id)
    if facts is None or not rules.may_screen(actor_of(request), edition_id=facts.edition_id, round_id=round_id):
        raise NotFound
    return facts


@get("/submissions/rounds/{round_id:uuid}", guards=[staff])
async def entries(
    request: Request,
    round_id: UUID,
    standing: str = "",
    kind: str = "",
    scene: str = "",
    number: int = Parameter(query="page", default=1, ge=1, le=10_000),
) -> Response[bytes]:
    """What was handed in to a round, a hundred a page."""
    facts = await screened_round(request, round_id)
    found = await queries.round_entries(
        actor=actor_of(request), round_id=round_id, standing=standing, kind=kind, scene=scene, page=number
    )
    chosen = {name: value for name, value in (("standing", standing), ("kind", kind), ("scene", scene)) if value}
    may_plan = may_organise(actor_of(request), edition_id=facts.edition_id, round_id=round_id)
    return page(
        "submissions/round.html",
        request,
        round=facts,
        found=found,
        chosen={"standing": standing, "kind": kind, "scene": scene},
        number=number,
        pages=-(-found.total // queries.PAGE),
        query=urlencode(chosen),
        file_names=rules.FILE_NAMES,
        lists={key: one.name for key, one in queries.ROUND_LISTS.items() if may_plan or not one.is_of_organisers},
        may_plan=may_plan,
        is_demo=facts.is_demo,
    )


@get("/submissions/rounds/{round_id:uuid}/bulk", guards=[staff])
async def bulk(
    request: Request,
    round_id: UUID,
    standing: str = "",
    kind: str = "",
    scene: str = "",
    verdict: str = "",
) -> Response[bytes]:
    """What one ruling on all that fits would change, and what it would leave out. It changes nothing yet."""
    chosen = {"standing": standing, "kind": kind, "scene": scene, "verdict": verdict}
    return await _bulk_page(request, round_id, chosen)


async def _bulk_page(
    request: Request, round_id: UUID, chosen: dict[str, str], error: Invalid | None = None, **sent: Any
) -> Response[bytes]:
    facts = await screened_round(request, round_id)
    actor = actor_of(request)
    lines = await queries.bulk_lines(actor=actor, round_id=round_id, **chosen) if chosen["verdict"] else []
    return page(
        "submissions/bulk.html",
        request,
        status=error.status if error else 200,
        round=facts,
        plan=await queries.screening_plan(edition_id=facts.edition_id, round_id=round_id),
        scenes=await challenge.scenes(edition_id=facts.edition_id),
        chosen=chosen,
        changes=[line for line in lines if line.why_not is None],
        left_out=[line for line in lines if line.why_not is not None],
        errors=error.fields if error else {},
        sent={"reason": "", "reasons": [], "entry": None} | sent,
        is_demo=facts.is_demo,
    )


@post("/submissions/rounds/{round_id:uuid}/bulk", guards=[staff], status_code=200)
async def rule_on_many(request: Request, round_id: UUID) -> Response[bytes]:
    """Do what was shown. Pressed twice it does nothing the second time."""
    await screened_round(request, round_id)
    form = await parse(request, BulkForm)
    try:
        async with work():
            outcome = await service.screen_many(
                actor=actor_of(request),
                round_id=round_id,
                verdict=form.verdict,
                reason=form.reason,
                reasons=form.reasons,
                entries=form.entries,
                now=clock.now(),
            )
    except Invalid as error:
        sent = await typed(request)
        chosen = {name: str(sent.get(name, "")) for name in ("standing", "kind", "scene", "verdict")}
        lists = {"reasons": form.reasons, "entry": list(form.entries)}
        return await _bulk_page(request, round_id, chosen, error, reason=form.reason, **lists)
    done, left_out = len(outcome.done), len(outcome.left_out)
    flash(request, ngettext("One entry changed.", "%(num)s entries changed.", done) % {"num": done})
    if left_out:
        codes = "; ".join(f"{code}: {why}" for code, why in list(outcome.left_out.items())[:5])
        flash(request, _("%(count)s left out: %(codes)s") % {"count": left_out, "codes": codes}, kind="warning")
    return redirect(f"/submissions/rounds/{round_id}")


ROUTES = [entries, bulk, rule_on_many]
