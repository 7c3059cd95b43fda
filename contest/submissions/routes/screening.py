"""The desk on which one entry after the other is screened, and two that are alike lie side by side."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of
from contest.challenge import queries as challenge
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.submissions import queries, service
from contest.submissions.forms import ScreenForm, SecondForm
from contest.submissions.routes.shared import refused
from contest.submissions.routes.staff import screened_round, staff
from contest.submissions.rules import end_of_day


def _desk_of(round_id: UUID, *more: str) -> str:
    return "/".join([f"/submissions/rounds/{round_id}/screening", *more])


@get("/submissions/rounds/{round_id:uuid}/screening", guards=[staff])
async def queue(request: Request, round_id: UUID) -> Response[bytes]:
    """The first entry that waits; where none does, so it is said."""
    facts = await screened_round(request, round_id)
    found = await queries.queue_entry(actor=actor_of(request), edition_id=facts.edition_id, round_id=round_id)
    if found is None:
        return page("submissions/screened.html", request, round=facts, is_demo=facts.is_demo)
    return await _desk(request, facts, found)


@get("/submissions/rounds/{round_id:uuid}/screening/{code:str}", guards=[staff])
async def one(request: Request, round_id: UUID, code: str) -> Response[bytes]:
    facts = await screened_round(request, round_id)
    return await _desk(request, facts, await _queued(request, facts, code))


async def _queued(request: Request, facts: challenge.RoundFacts, code: str) -> queries.QueueEntry:
    found = await queries.queue_entry(
        actor=actor_of(request), edition_id=facts.edition_id, round_id=facts.id, code=code
    )
    if found is None:
        raise NotFound
    return found


@post("/submissions/rounds/{round_id:uuid}/screening/{code:str}", guards=[staff], status_code=200)
async def screen(request: Request, round_id: UUID, code: str) -> Response[bytes]:
    """Take the verdict and put the next entry on the desk."""
    facts = await screened_round(request, round_id)
    try:
        form = await parse(request, ScreenForm)
        is_question = form.verdict == "more_wanted"
        async with work():
            await service.screen(
                actor=actor_of(request),
                code=code,
                round_id=round_id,
                verdict=form.verdict,
                reason=form.question if is_question else form.reason,
                reasons=form.reasons,
                fields=form.fields if is_question else [],
                until=end_of_day(form.until, facts.time_zone) if is_question else None,
                number=form.number,
                now=clock.now(),
            )
    except (Invalid, Conflict) as error:
        return await _again(request, facts, code, error)
    flash(request, _("%(code)s is screened.") % {"code": code})
    return redirect(_desk_of(round_id))


@post("/submissions/rounds/{round_id:uuid}/screening/{code:str}/second", guards=[staff], status_code=200)
async def second(request: Request, round_id: UUID, code: str) -> Response[bytes]:
    """A second person confirms a refusal, or sends it back."""
    facts = await screened_round(request, round_id)
    form = await parse(request, SecondForm)
    agrees = form.answer == "confirm"
    try:
        async with work():
            await service.second(
                actor=actor_of(request),
                code=code,
                round_id=round_id,
                agrees=agrees,
                note=form.note,
                number=form.number,
                now=clock.now(),
            )
    except (Invalid, Conflict, NotAllowed) as error:
        return await _again(request, facts, code, error)
    flash(
        request,
        (_("The refusal of %(code)s is confirmed.") if agrees else _("%(code)s is sent back.")) % {"code": code},
    )
    return redirect(_desk_of(round_id))


async def _again(
    request: Request, facts: challenge.RoundFacts, code: str, error: Invalid | Conflict | NotAllowed
) -> Response[bytes]:
    """The desk with what was typed and what is wrong with it."""
    await refused(request, error)
    return await _desk(request, facts, await _queued(request, facts, code), error=error, sent=await typed(request))


async def _desk(
    request: Request,
    facts: challenge.RoundFacts,
    found: queries.QueueEntry,
    *,
    error: Invalid | Conflict | NotAllowed | None = None,
    sent: dict[str, Any] | None = None,
) -> Response[bytes]:
    actor = actor_of(request)
    errors = {} if error is None else dict(error.fields) if isinstance(error, Invalid) else {"": error.message}
    if sent and sent.get("verdict") == "more_wanted" and "reason" in errors:
        errors["question"] = errors.pop("reason")
    start = {
        "verdict": "",
        "reason": found.reason or "" if found.standing == "ineligible" else "",
        "question": "",
        "reasons": [reason.key for reason in found.reasons],
        "fields": [],
        "until": "",
        "note": "",
    }
    given = sent or {}
    lists = {name: [given[name]] if isinstance(given.get(name), str) else given.get(name, []) for name in _LISTS}
    return page(
        "submissions/screening.html",
        request,
        status=error.status if error else 200,
        round=facts,
        found=found,
        plan=await queries.screening_plan(edition_id=facts.edition_id, round_id=facts.id),
        alike=await queries.alike(actor=actor, submission_id=found.entry.submission_id),
        is_mine=found.last is not None and found.last.by == actor.person_id,
        errors=errors,
        typed=start | (given | lists if sent else {}),
        is_demo=found.is_demo,
    )


_LISTS = ("reasons", "fields")


@get("/submissions/rounds/{round_id:uuid}/screening/{code:str}/beside/{other:str}", guards=[staff])
async def beside(request: Request, round_id: UUID, code: str, other: str) -> Response[bytes]:
    """Two entries next to each other, with what both say marked."""
    facts = await screened_round(request, round_id)
    found = await queries.beside(
        actor=actor_of(request), edition_id=facts.edition_id, round_id=round_id, code=code, other=other
    )
    is_demo = found.one.is_demo or found.other.is_demo
    return page("submissions/beside.html", request, round=facts, found=found, is_demo=is_demo)


@post("/submissions/rounds/{round_id:uuid}/screening/{code:str}/beside/{other:str}", guards=[staff], status_code=200)
async def settle(request: Request, round_id: UUID, code: str, other: str) -> Response[bytes]:
    """Keep what a person says of two entries; neither changes by it."""
    verdict = str((await typed(request)).get("verdict", ""))
    async with work():
        await service.settle_likeness(
            actor=actor_of(request), round_id=round_id, code=code, other=other, verdict=verdict, now=clock.now()
        )
    flash(request, _("Noted. Both entries stay as they are."))
    return redirect(_desk_of(round_id, code))


ROUTES = [queue, one, screen, second, beside, settle]
