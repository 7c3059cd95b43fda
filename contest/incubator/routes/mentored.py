"""A venture and its mentors: who fits, their hours, one page to read before, and what came of the sessions."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires, signed_in
from contest.incubator import queries, rules, service
from contest.incubator.forms import BookForm, DoneForm, PairForm, PartForm, SessionForm
from contest.incubator.routes.milestones import leads
from contest.incubator.routes.shared import errors_of, today_for
from contest.incubator.rules.indicators import INDICATORS, UNITS
from contest.incubator.rules.mentors import ASPECTS, WAYS
from contest.incubator.rules.milestones import STATES
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import AppError, Conflict, Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

VENTURE = "/incubator/ventures/{venture_id:uuid}"


@get(VENTURE + "/mentors", guards=[signed_in])
async def mentors(request: Request, venture_id: UUID) -> Response[bytes]:
    """Who is with a venture, their hours, and every session."""
    return await _mentors(request, venture_id, {})


@post(VENTURE + "/mentors", guards=[requires(rules.MANAGER)])
async def pair(request: Request, venture_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    if not leads(request, await queries.venture(actor=actor, venture_id=venture_id)):
        raise NotFound
    try:
        form = convert(fields, PairForm)
        async with work():
            await service.pair_mentor(
                actor=actor, venture_id=venture_id, mentor_id=form.mentor, until_on=form.until_on, now=clock.now()
            )
    except (Invalid, Conflict) as error:
        return await _mentors(request, venture_id, fields, error)
    flash(request, _("They are together now, and both are written to."))
    return redirect(f"/incubator/ventures/{venture_id}/mentors")


@post("/incubator/pairings/{pairing_id:uuid}/end", guards=[requires(rules.MANAGER)])
async def part(request: Request, pairing_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    _pairing, venture = await queries.pairing(actor=actor, pairing_id=pairing_id)
    if not leads(request, venture):
        raise NotFound
    try:
        form = convert(fields, PartForm)
        async with work():
            await service.part_mentor(actor=actor, pairing_id=pairing_id, reason=form.reason, now=clock.now())
    except (Invalid, Conflict) as error:
        return await _mentors(request, venture.id, fields | {"pairing": str(pairing_id)}, error)
    flash(request, _("Saved."))
    return redirect(f"/incubator/ventures/{venture.id}/mentors")


@post(VENTURE + "/hours", guards=[requires(rules.FOUNDER)])
async def book(request: Request, venture_id: UUID) -> Response[bytes]:
    """A venture's people book an hour."""
    actor, fields = actor_of(request), await typed(request)
    if not (await queries.venture(actor=actor, venture_id=venture_id)).is_team:
        raise NotFound
    try:
        form = convert(fields, BookForm)
        async with work():
            await service.book_hour(
                actor=actor, venture_id=venture_id, hour_id=form.hour, question=form.question, now=clock.now()
            )
    except Invalid as error:
        return await _mentors(request, venture_id, fields, error)
    flash(request, _("Booked. Your mentor is told what it is about."))
    return redirect(f"/incubator/ventures/{venture_id}/mentors")


@post(VENTURE + "/sessions", guards=[requires(rules.MENTOR)])
async def note(request: Request, venture_id: UUID) -> Response[bytes]:
    """A mentor notes what came of a session."""
    actor, fields = actor_of(request), await typed(request)
    await queries.mentored(actor=actor, venture_id=venture_id, today=today_for(request))
    try:
        form = convert(fields, SessionForm)
        async with work():
            await service.note_session(
                actor=actor, venture_id=venture_id, hour_id=form.hour, session=form.session(), now=clock.now()
            )
    except Invalid as error:
        return await _mentors(request, venture_id, fields, error)
    flash(request, _("Noted."))
    return redirect(f"/incubator/ventures/{venture_id}/mentors#sessions")


@post("/incubator/sessions/{session_id:uuid}/done", guards=[requires(rules.MENTOR, rules.FOUNDER)])
async def done(request: Request, session_id: UUID) -> Response[bytes]:
    """What was agreed is done."""
    venture_id = (await queries.session(session_id=session_id)).venture_id
    await queries.mentored(actor=actor_of(request), venture_id=venture_id, today=today_for(request))
    try:
        form = convert(await typed(request), DoneForm)
        async with work():
            await service.finish_step(
                actor=actor_of(request), session_id=session_id, done_on=form.done_on, now=clock.now()
            )
    except (Invalid, Conflict) as error:
        return await _mentors(request, venture_id, {}, error)
    flash(request, _("Saved."))
    return redirect(f"/incubator/ventures/{venture_id}/mentors#sessions")


@get(VENTURE + "/pre-read", guards=[signed_in])
async def pre_read(request: Request, venture_id: UUID) -> Response[bytes]:
    """One page on where a venture stands, for a mentor to read before they meet."""
    actor, now = actor_of(request), clock.now()
    found = await queries.mentored(actor=actor, venture_id=venture_id, today=today_for(request))
    today = service.today_of(found, now)
    return page(
        "incubator/pre_read.html",
        request,
        venture=found,
        known=await queries.pre_read(actor=actor, venture=found, today=today, now=now),
        words=rules.WORDS,
        group_of=rules.group_of,
        states=STATES,
        indicators=INDICATORS,
        units=UNITS,
        today=today,
        is_demo=found.is_demo,
    )


async def _mentors(
    request: Request, venture_id: UUID, fields: dict[str, Any], error: AppError | None = None
) -> Response[bytes]:
    actor, now = actor_of(request), clock.now()
    found = await queries.mentored(actor=actor, venture_id=venture_id, today=today_for(request))
    today = service.today_of(found, now)
    pairings = await queries.pairings(venture_id=venture_id)
    is_mentor = any(one.is_of(actor, today) for one in pairings)
    leads_it = not is_mentor and leads(request, found)
    return page(
        "incubator/venture_mentors.html",
        request,
        status=200 if error is None else error.status,
        venture=found,
        pairings=pairings,
        hours=await queries.venture_hours(venture_id=venture_id, now=now, today=today),
        sessions=await queries.sessions(actor=actor, venture=found),
        members=await queries.members(venture_id=venture_id),
        fits=await queries.fits(actor=actor, venture=found, today=today, now=now) if leads_it else [],
        aspects=ASPECTS,
        ways=WAYS,
        is_mentor=is_mentor,
        leads=leads_it,
        today=today,
        now=now,
        typed=fields or {"held_on": today, "minutes": 45, "way": "online"},
        errors=errors_of(error),
        is_demo=found.is_demo,
    )


ROUTES: list[Any] = [mentors, pair, part, book, note, done, pre_read]
