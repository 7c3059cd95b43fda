"""Milestones of one venture: planned, changed, moved, handed in, accepted or returned."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires, signed_in
from contest.incubator import queries, rules, service
from contest.incubator.forms import ChangeForm, DecideForm, DropForm, MilestoneForm, MoveDayForm, SubmitForm
from contest.incubator.routes.shared import errors_of
from contest.incubator.rules.milestones import EVENTS, OPEN, STATES
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import AppError, Conflict, Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

OF_VENTURE = "/incubator/ventures/{venture_id:uuid}/milestones"
MILESTONE = "/incubator/milestones/{milestone_id:uuid}"


@get(OF_VENTURE, guards=[signed_in])
async def milestones(request: Request, venture_id: UUID) -> Response[bytes]:
    """The milestones of a venture by day; for who runs its incubator with the form of one more."""
    return await _milestones(request, venture_id, {})


@post(OF_VENTURE, guards=[requires(rules.MANAGER)])
async def plan(request: Request, venture_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    if not leads(request, await queries.venture(actor=actor, venture_id=venture_id)):
        raise NotFound
    try:
        asked = convert(fields, MilestoneForm).plan()
        async with work():
            await service.plan_milestones(actor=actor, venture_ids=[venture_id], plan=asked, now=clock.now())
    except Invalid as error:
        return await _milestones(request, venture_id, fields, error)
    flash(request, _("Saved."))
    return redirect(f"/incubator/ventures/{venture_id}/milestones")


async def _milestones(
    request: Request, venture_id: UUID, fields: dict[str, Any], error: AppError | None = None
) -> Response[bytes]:
    found = await queries.venture(actor=actor_of(request), venture_id=venture_id)
    return page(
        "incubator/milestones.html",
        request,
        status=200 if error is None else error.status,
        venture=found,
        milestones=await queries.milestones(venture_id=venture_id),
        owners=await queries.owners(venture_id=venture_id, edition_id=found.edition_id),
        leads=leads(request, found),
        states=STATES,
        today=service.today_of(found, clock.now()),
        typed=fields,
        errors=errors_of(error),
        is_demo=found.is_demo,
    )


@get(MILESTONE, guards=[signed_in])
async def milestone(request: Request, milestone_id: UUID) -> Response[bytes]:
    """One milestone: what it is, what shows it, what became of it, and what this reader may do now."""
    return await _milestone(request, milestone_id)


@post(MILESTONE, guards=[requires(rules.MANAGER)])
async def change(request: Request, milestone_id: UUID) -> Response[bytes]:
    """What is to be delivered, by whom and after what."""
    line, _venture = await _led(request, milestone_id)
    fields = await typed(request)
    try:
        asked = convert(fields, ChangeForm).plan(line.due_on)
        async with work():
            await service.change_milestone(
                actor=actor_of(request), milestone_id=milestone_id, plan=asked, now=clock.now()
            )
    except (Invalid, Conflict) as error:
        return await _milestone(request, milestone_id, fields | {"form": "change"}, error)
    return _saved(request, milestone_id)


@post(MILESTONE + "/move", guards=[requires(rules.MANAGER)])
async def move(request: Request, milestone_id: UUID) -> Response[bytes]:
    """Another day, with the reason for it."""
    await _led(request, milestone_id)
    fields = await typed(request)
    try:
        asked = convert(fields, MoveDayForm).move()
        async with work():
            await service.move_milestones(
                actor=actor_of(request), milestone_ids=[milestone_id], move=asked, now=clock.now()
            )
    except (Invalid, Conflict) as error:
        return await _milestone(request, milestone_id, fields | {"form": "move"}, error)
    return _saved(request, milestone_id)


@post(MILESTONE + "/submit", guards=[requires(rules.FOUNDER)])
async def submit(request: Request, milestone_id: UUID) -> Response[bytes]:
    """Its people hand it in."""
    actor, fields = actor_of(request), await typed(request)
    _line, venture = await queries.milestone(actor=actor, milestone_id=milestone_id)
    if not venture.is_team:
        raise NotFound
    try:
        form = convert(fields, SubmitForm)
        async with work():
            await service.submit_milestone(
                actor=actor, milestone_id=milestone_id, documents=form.documents, note=form.note, now=clock.now()
            )
    except (Invalid, Conflict) as error:
        return await _milestone(request, milestone_id, fields | {"form": "submit"}, error)
    flash(request, _("Handed in. The incubator looks at it."))
    return redirect(f"/incubator/milestones/{milestone_id}")


@post(MILESTONE + "/decide", guards=[requires(rules.MANAGER)])
async def decide(request: Request, milestone_id: UUID) -> Response[bytes]:
    """It is accepted, or returned with a reason."""
    await _led(request, milestone_id)
    fields = await typed(request)
    try:
        form = convert(fields, DecideForm)
        async with work():
            await service.decide_milestones(
                actor=actor_of(request),
                milestone_ids=[milestone_id],
                verdict=form.verdict,
                reason=form.reason,
                now=clock.now(),
            )
    except (Invalid, Conflict) as error:
        return await _milestone(request, milestone_id, fields | {"form": "decide"}, error)
    return _saved(request, milestone_id)


@post(MILESTONE + "/drop", guards=[requires(rules.MANAGER)])
async def drop(request: Request, milestone_id: UUID) -> Response[bytes]:
    """It is given up."""
    await _led(request, milestone_id)
    fields = await typed(request)
    try:
        form = convert(fields, DropForm)
        async with work():
            await service.drop_milestones(
                actor=actor_of(request), milestone_ids=[milestone_id], reason=form.reason, now=clock.now()
            )
    except (Invalid, Conflict) as error:
        return await _milestone(request, milestone_id, fields | {"form": "drop"}, error)
    return _saved(request, milestone_id)


async def _milestone(
    request: Request, milestone_id: UUID, fields: dict[str, Any] | None = None, error: AppError | None = None
) -> Response[bytes]:
    found, venture = await queries.milestone(actor=actor_of(request), milestone_id=milestone_id)
    others = [one for one in await queries.milestones(venture_id=venture.id) if one.id != milestone_id]
    shown = await queries.milestone_documents(milestone_id=milestone_id)
    sent = fields or {"form": ""}
    ticked = sent.get("documents", [str(one.link_id) for one in shown])
    names = ("title", "deliverable", "owner", "after")
    kept = {name: value or "" for name, value in msgspec.structs.asdict(found).items() if name in names}
    return page(
        "incubator/milestone.html",
        request,
        status=200 if error is None else error.status,
        milestone=found,
        venture=venture,
        events=await queries.milestone_events(milestone_id=milestone_id),
        shown=shown,
        others=others,
        owners=await queries.owners(venture_id=venture.id, edition_id=venture.edition_id),
        documents=[one for one in await queries.files(venture_id=venture.id) if one.state == "checked"],
        ticked=[ticked] if isinstance(ticked, str) else ticked,
        leads=leads(request, venture),
        is_open=found.state in OPEN,
        states=STATES,
        words=EVENTS,
        today=service.today_of(venture, clock.now()),
        kept=kept | sent if sent["form"] == "change" else kept,
        typed=sent,
        errors=errors_of(error),
        is_demo=venture.is_demo,
    )


def leads(request: Request, of: queries.Venture) -> bool:
    """Whether the reader runs the venture's incubator and is not of its team."""
    return not of.is_team and rules.may_run(actor_of(request), edition_id=of.edition_id)


async def _led(request: Request, milestone_id: UUID) -> tuple[queries.Milestone, queries.Venture]:
    """To who does not lead the venture nothing is there."""
    found, venture = await queries.milestone(actor=actor_of(request), milestone_id=milestone_id)
    if not leads(request, venture):
        raise NotFound
    return found, venture


def _saved(request: Request, milestone_id: UUID) -> Response[bytes]:
    flash(request, _("Saved."))
    return redirect(f"/incubator/milestones/{milestone_id}")


ROUTES: list[Any] = [milestones, plan, milestone, change, move, submit, decide, drop]
