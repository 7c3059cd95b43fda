"""Office hours and sessions for programs: offered, booked, given back, and noted."""

from typing import Any
from uuid import UUID

from contest.accounts.guards import actor_of
from contest.incubator import queries, service
from contest.incubator.api.mentors import known, venture_mentors, whole
from contest.incubator.api.shared import BOTH, MINE, VENTURE, holds, mentored, venture_of
from contest.incubator.forms import BookForm, DoneForm, SessionForm
from contest.incubator.forms.programs import Done, told
from contest.incubator.forms.programs import mentors as shapes
from contest.incubator.forms.programs.ventures import DayOf
from contest.lib import clock
from contest.lib.db import work
from contest.lib.web.api import cleaned, delete, get, post, put
from contest.lib.web.request import Request


@post("/mentors/{mentor_id:uuid}/hours", operation_id="offerHours", summary="Offer hours", **MINE)
async def offer(request: Request, mentor_id: UUID, data: shapes.OfferHours) -> shapes.MentorWhole:
    """Of one's own, in the future, and not over others."""
    made, actor = cleaned(data).offer(), actor_of(request)
    await known(request, mentor_id)
    async with work():
        await service.offer_hours(actor=actor, mentor_id=mentor_id, offer=made, now=clock.now())
    return await whole(request, mentor_id)


@get("/ventures/calendar", operation_id="readOwnDays", summary="The days in your calendar", **BOTH)
async def days(request: Request) -> shapes.OwnDays:
    """Of the ventures that you work on or follow, and your office hours, from a year back. A calendar subscribes to the
    same by its address."""
    actor, now = actor_of(request), clock.now()
    due = await queries.feed(actor=actor, today=now.date())
    hours = await queries.feed_hours(actor=actor, now=now)
    return shapes.OwnDays(
        days=[told(one, DayOf) for one in due if holds(request, one)],
        hours=[told(one, shapes.HourOf) for one in hours if holds(request, one)],
    )


@post(VENTURE + "/hours", operation_id="bookHour", summary="Book an hour", **MINE)
async def book(request: Request, venture_id: UUID, data: BookForm) -> shapes.VentureMentors:
    """Of a mentor who is with the venture; they read the question before."""
    said, found = cleaned(data), await venture_of(request, venture_id)
    async with work():
        await service.book_hour(
            actor=actor_of(request), venture_id=venture_id, hour_id=said.hour, question=said.question, now=clock.now()
        )
    return await venture_mentors(request, found)


@delete("/hours/{hour_id:uuid}", operation_id="giveBackHour", summary="Give an hour back", **MINE)
async def give_back(request: Request, hour_id: UUID) -> Done:
    """Before it begins: a venture's is free again, a mentor's is offered no more."""
    actor = actor_of(request)
    hour = await queries.hour(hour_id=hour_id)
    if hour.person_id == actor.person_id:
        await known(request, hour.mentor_id)
    elif hour.venture_id is not None:
        await venture_of(request, hour.venture_id)
    async with work():
        await service.give_back_hour(actor=actor, hour_id=hour_id, now=clock.now())
    return Done()


@post(VENTURE + "/sessions", operation_id="noteSession", summary="What came of a session", **MINE)
async def note(request: Request, venture_id: UUID, data: SessionForm) -> shapes.VentureMentors:
    """By a mentor who is with the venture; a next step has an owner and a day."""
    said, found = cleaned(data), await mentored(request, venture_id)
    async with work():
        await service.note_session(
            actor=actor_of(request), venture_id=venture_id, hour_id=said.hour, session=said.session(), now=clock.now()
        )
    return await venture_mentors(request, found)


@put("/sessions/{session_id:uuid}/done", operation_id="finishStep", summary="What was agreed is done", **MINE)
async def done(request: Request, session_id: UUID, data: DoneForm) -> shapes.VentureMentors:
    """As the venture's people or its mentor say."""
    found = await mentored(request, (await queries.session(session_id=session_id)).venture_id)
    async with work():
        await service.finish_step(actor=actor_of(request), session_id=session_id, done_on=data.done_on, now=clock.now())
    return await venture_mentors(request, found)


ROUTES: list[Any] = [days, offer, book, give_back, note, done]
