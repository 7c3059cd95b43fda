"""More time: for a whole round, for one applicant, and by codes for latecomers."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires, signed_in
from contest.challenge import queries as challenge
from contest.challenge import service as rounds
from contest.challenge.rules import PROGRAMME, ROUND
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web import limits
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.submissions import queries, rules, service
from contest.submissions.forms import ExtensionForm, LateCodeForm, LateForm, MoveForm
from contest.submissions.routes.shared import refused
from contest.submissions.rules import end_of_day

organisers = requires(PROGRAMME, ROUND)
HERE = "/submissions/rounds/{}/deadline"
STEPS = (24, 48, 168)  # hours that one press of a button adds


async def _round(request: Request, round_id: UUID) -> challenge.RoundFacts:
    facts = await challenge.round_facts(round_id=round_id)
    if facts is None or not rules.may_extend(actor_of(request), edition_id=facts.edition_id, round_id=round_id):
        raise NotFound
    return facts


@get("/submissions/rounds/{round_id:uuid}/deadline", guards=[organisers])
async def deadline(request: Request, round_id: UUID) -> Response[bytes]:
    """The deadline of a round, who has more time, and the codes that give it."""
    return await _page(request, await _round(request, round_id))


@post("/submissions/rounds/{round_id:uuid}/deadline", guards=[organisers], status_code=200)
async def move(request: Request, round_id: UUID) -> Response[bytes]:
    """Move the deadline for everybody. `by` is so many hours, or `day`: the end of the day that was chosen."""
    facts = await _round(request, round_id)

    async def do() -> str:
        form = await parse(request, MoveForm)
        becomes = end_of_day(form.day, facts.time_zone)
        if form.by != "day":
            becomes = facts.closes_at + timedelta(hours=int(form.by))
        await rounds.extend_round(
            actor=actor_of(request),
            round_id=round_id,
            closes_at=becomes,
            reason_en=form.reason_en,
            reason_zh=form.reason_zh,
            now=clock.now(),
        )
        return _("The deadline is moved. Everybody who has begun an entry is told by mail.")

    return await _done(request, facts, do)


@post("/submissions/rounds/{round_id:uuid}/deadline/extensions", guards=[organisers], status_code=200)
async def grant(request: Request, round_id: UUID) -> Response[bytes]:
    facts = await _round(request, round_id)

    async def do() -> str:
        form = await parse(request, ExtensionForm)
        await service.grant_extension(
            actor=actor_of(request),
            round_id=round_id,
            code=form.code,
            until=end_of_day(form.until, facts.time_zone),
            reason=form.reason,
            now=clock.now(),
        )
        return _("The applicant has more time, and is told by mail.")

    return await _done(request, facts, do)


@post("/submissions/rounds/{round_id:uuid}/deadline/codes", guards=[organisers], status_code=200)
async def make_code(request: Request, round_id: UUID) -> Response[bytes]:
    """Make a code and show it, this once."""
    facts, now = await _round(request, round_id), clock.now()
    try:
        form = await parse(request, LateCodeForm)
        async with work():
            code = await service.make_late_code(
                actor=actor_of(request),
                round_id=round_id,
                kinds=form.kinds,
                most=form.most,
                until=end_of_day(form.late_until, facts.time_zone),
                good_until=end_of_day(form.good_until, facts.time_zone),
                reason=form.late_reason,
                now=now,
            )
    except (Invalid, Conflict) as error:
        return await _again(request, facts, error)
    return await _page(request, facts, made=code)


@post("/submissions/extensions/{extension_id:uuid}/revoke", guards=[organisers], status_code=200)
async def revoke(request: Request, extension_id: UUID) -> Response[bytes]:
    async with work():
        round_id = await service.revoke_extension(actor=actor_of(request), extension_id=extension_id, now=clock.now())
    flash(request, _("The extension is taken back, and the applicant is told by mail."))
    return redirect(HERE.format(round_id) + "#extensions")


@post("/submissions/late-codes/{code_id:uuid}/revoke", guards=[organisers], status_code=200)
async def revoke_code(request: Request, code_id: UUID) -> Response[bytes]:
    async with work():
        round_id = await service.revoke_late_code(actor=actor_of(request), code_id=code_id, now=clock.now())
    flash(request, _("Nobody can use this code any more. Who has used it keeps their time."))
    return redirect(HERE.format(round_id) + "#codes")


async def _done(request: Request, facts: challenge.RoundFacts, do: Callable[[], Awaitable[str]]) -> Response[bytes]:
    """Do it and say so; what cannot be done comes back with every word."""
    try:
        async with work():
            said = await do()
    except (Invalid, Conflict) as error:
        return await _again(request, facts, error)
    flash(request, said)
    return redirect(HERE.format(facts.id))


async def _again(request: Request, facts: challenge.RoundFacts, error: Invalid | Conflict) -> Response[bytes]:
    await refused(request, error)
    errors: dict[str, Any] = error.fields if isinstance(error, Invalid) else {"": error.message}
    return await _page(request, facts, status=error.status, errors=errors, values=await typed(request))


async def _page(
    request: Request,
    facts: challenge.RoundFacts,
    *,
    status: int = 200,
    errors: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
    made: str = "",
) -> Response[bytes]:
    now = clock.now()
    return page(
        "submissions/deadline.html",
        request,
        status=status,
        round=facts,
        now=now,
        steps=[(hours, at) for hours, at in _steps(facts.closes_at) if at > now],
        reached=await queries.reached(round_id=facts.id),
        changes=[change for change in await challenge.changes(round_id=facts.id) if change.kind == "deadline"],
        extensions=await queries.extensions(actor=actor_of(request), round_id=facts.id),
        codes=await queries.late_codes(round_id=facts.id),
        grace_rule=rules.GRACE_RULE,
        errors=errors or {},
        values=values or {},
        made=made,
        is_demo=facts.is_demo,
    )


def _steps(closes_at: datetime) -> list[tuple[int, datetime]]:
    return [(hours, closes_at + timedelta(hours=hours)) for hours in STEPS]


@get("/submissions/late", guards=[signed_in])
async def late(request: Request) -> Response[bytes]:
    """Where a latecomer types the code that an organiser gave them."""
    return page("submissions/late.html", request, errors={}, typed="", is_demo=False)


@post("/submissions/late", guards=[signed_in], status_code=200)
async def use_code(request: Request) -> Response[bytes]:
    """Take the time that a code gives, and go on to beginning an entry. A dozen tries an hour: nobody guesses one."""
    actor = actor_of(request)
    await limits.hit(f"late:{actor.id}", most=12, seconds=3600)
    await limits.hit(f"late-from:{limits.address(request.scope)}", most=60, seconds=3600)
    try:
        form = await parse(request, LateForm)
        async with work():
            round_id = await service.use_late_code(actor=actor, code=form.late_code, now=clock.now())
    except Invalid as error:
        sent = await typed(request)
        return page(
            "submissions/late.html",
            request,
            status=error.status,
            errors=error.fields,
            typed=str(sent.get("late_code", "")),
            is_demo=False,
        )
    flash(request, _("You have more time. It is shown with the round and with your entry."))
    return redirect(f"/submissions/new?round_id={round_id}")


ROUTES = [late, use_code, deadline, move, grant, make_code, revoke, revoke_code]
