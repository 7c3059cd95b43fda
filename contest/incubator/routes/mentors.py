"""Mentors: for who runs the incubator, and for the mentors themselves."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.challenge import queries as challenge
from contest.incubator import queries, rules, service
from contest.incubator.forms import EnterForm, OfferForm, ProfileForm
from contest.incubator.routes.shared import EDITION, edition_of, errors_of, today_for
from contest.incubator.rules.mentors import MINUTES, MOST_IN_A_ROW
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import AppError, Conflict, Invalid, NotAllowed, NotFound
from contest.lib.i18n import LOCALES
from contest.lib.i18n import gettext as _
from contest.lib.languages import LANGUAGES
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

MENTOR = "/incubator/mentors/{mentor_id:uuid}"


@get(EDITION + "/mentors", guards=[requires(rules.MANAGER)])
async def listing(request: Request, edition_id: UUID) -> Response[bytes]:
    """The mentors of an edition, and the form that enters one more."""
    return await _listing(request, edition_id, {})


@post(EDITION + "/mentors", guards=[requires(rules.MANAGER)])
async def enter(request: Request, edition_id: UUID) -> Response[bytes]:
    await edition_of(request, edition_id)
    fields = await typed(request)
    try:
        form = convert(fields, EnterForm)
        async with work():
            made = await service.enter_mentor(
                actor=actor_of(request), edition_id=edition_id, email=form.email, name=form.name, locale=form.locale,
                profile=form.profile(), now=clock.now(),
            )  # fmt: skip
    except (Invalid, NotAllowed) as error:
        return await _listing(request, edition_id, fields, error)
    flash(request, _("Entered. They are written to."))
    return redirect(f"/incubator/mentors/{made}")


async def _listing(
    request: Request, edition_id: UUID, fields: dict[str, Any], error: AppError | None = None
) -> Response[bytes]:
    edition = await edition_of(request, edition_id)
    return page(
        "incubator/mentors.html",
        request,
        status=200 if error is None else error.status,
        edition=edition,
        mentors=await queries.mentors(actor=actor_of(request), edition_id=edition_id, today=today_for(request)),
        scenes=await challenge.scenes(edition_id=edition_id),
        stages=rules.STAGES,
        languages=LANGUAGES,
        locales=LOCALES,
        typed=fields or {"most": 3, "languages": ["en"]},
        errors=errors_of(error),
        is_demo=edition.is_demo,
    )


@get("/incubator/mentoring", guards=[requires(rules.MENTOR)])
async def mentoring(request: Request) -> Response[bytes]:
    """The ventures that this person is with, and what they are as a mentor."""
    actor, now, today = actor_of(request), clock.now(), today_for(request)
    mentors = [
        await queries.mentor(actor=actor, mentor_id=one, today=today) for one in await queries.my_mentors(actor=actor)
    ]
    return page(
        "incubator/mentoring.html",
        request,
        mentors=mentors,
        pairings=await queries.my_pairings(actor=actor, today=today),
        hours=[
            hour
            for one in mentors
            for hour in await queries.hours(actor=actor, mentor_id=one.id, since=now)
            if hour.venture_id is not None
        ],
        stages=rules.WORDS,
        group_of=rules.group_of,
    )


@get(MENTOR, guards=[requires(rules.MANAGER, rules.MENTOR)])
async def mentor(request: Request, mentor_id: UUID) -> Response[bytes]:
    """One mentor: what they are for, whom they are with, and their hours."""
    return await _mentor(request, mentor_id)


@post(MENTOR, guards=[requires(rules.MANAGER, rules.MENTOR)])
async def describe(request: Request, mentor_id: UUID) -> Response[bytes]:
    await queries.mentor(actor=actor_of(request), mentor_id=mentor_id, today=today_for(request))
    fields = await typed(request)
    try:
        form = convert(fields, ProfileForm)
        async with work():
            await service.describe_mentor(
                actor=actor_of(request), mentor_id=mentor_id, profile=form.profile(), now=clock.now()
            )
    except Invalid as error:
        return await _mentor(request, mentor_id, fields, error)
    flash(request, _("Saved."))
    return redirect(f"/incubator/mentors/{mentor_id}")


@post(MENTOR + "/dismiss", guards=[requires(rules.MANAGER)])
async def dismiss(request: Request, mentor_id: UUID) -> Response[bytes]:
    """The role of a mentor is taken back."""
    actor = actor_of(request)
    found = await queries.mentor(actor=actor, mentor_id=mentor_id, today=today_for(request))
    await edition_of(request, found.edition_id)
    fields = await typed(request)
    try:
        async with work():
            await service.dismiss_mentor(
                actor=actor, mentor_id=mentor_id, reason=str(fields.get("reason", "")), now=clock.now()
            )
    except (Invalid, Conflict) as error:
        return await _mentor(request, mentor_id, None, error)
    flash(request, _("They are a mentor no longer. What they noted stays."))
    return redirect(f"/incubator/mentors/{mentor_id}")


@post(MENTOR + "/hours", guards=[requires(rules.MENTOR)])
async def offer(request: Request, mentor_id: UUID) -> Response[bytes]:
    """A mentor offers hours, in the time of the place where they live."""
    actor = actor_of(request)
    found = await queries.mentor(actor=actor, mentor_id=mentor_id, today=today_for(request))
    if found.person_id != actor.person_id:
        raise NotFound
    fields = await typed(request)
    try:
        made = convert(fields, OfferForm).offer(actor.time_zone)
        async with work():
            await service.offer_hours(actor=actor, mentor_id=mentor_id, offer=made, now=clock.now())
    except Invalid as error:
        return await _mentor(request, mentor_id, {}, error, offered=fields)
    flash(request, _("Offered."))
    return redirect(f"/incubator/mentors/{mentor_id}#hours")


@post("/incubator/hours/{hour_id:uuid}/give-back", guards=[requires(rules.MENTOR, rules.FOUNDER)])
async def give_back(request: Request, hour_id: UUID) -> Response[bytes]:
    """An hour is free again, or is offered no more."""
    hour = await queries.hour(hour_id=hour_id)
    try:
        async with work():
            await service.give_back_hour(actor=actor_of(request), hour_id=hour_id, now=clock.now())
    except Conflict as error:
        flash(request, error.message, kind="wrong")
    else:
        flash(request, _("Given back."))
    if hour.person_id == actor_of(request).person_id:
        return redirect(f"/incubator/mentors/{hour.mentor_id}#hours")
    return redirect(f"/incubator/ventures/{hour.venture_id}/mentors")


async def _mentor(
    request: Request,
    mentor_id: UUID,
    fields: dict[str, Any] | None = None,
    error: AppError | None = None,
    offered: dict[str, Any] | None = None,
) -> Response[bytes]:
    actor, now, today = actor_of(request), clock.now(), today_for(request)
    found = await queries.mentor(actor=actor, mentor_id=mentor_id, today=today)
    kept = {name: getattr(found, name) for name in ("scenes", "stages", "languages", "most", "about")}
    return page(
        "incubator/mentor.html",
        request,
        status=200 if error is None else error.status,
        mentor=found,
        is_self=found.person_id == actor.person_id,
        leads=rules.may_run(actor, edition_id=found.edition_id) and found.person_id != actor.person_id,
        pairings=await queries.pairings_of(actor=actor, mentor_id=mentor_id),
        hours=await queries.hours(actor=actor, mentor_id=mentor_id, since=now),
        scenes=await challenge.scenes(edition_id=found.edition_id),
        stages=rules.WORDS,
        entry_stages=rules.STAGES,
        languages=LANGUAGES,
        minutes=MINUTES,
        most_in_a_row=MOST_IN_A_ROW,
        today=today,
        now=now,
        typed=fields or kept,
        offered=offered or {"starts_on": today, "minutes": 45, "count": 2},
        errors=errors_of(error),
        is_demo=found.is_demo,
    )


ROUTES: list[Any] = [listing, enter, mentoring, mentor, describe, dismiss, offer, give_back]
