"""Mentors for programs: who they are, and whom they are with."""

from typing import Any
from uuid import UUID

from contest.accounts.guards import actor_of
from contest.incubator import queries, rules, service
from contest.incubator.api.shared import BOTH, EDITION, MINE, RUNS, VENTURE, mentored, today_for, venture_of
from contest.incubator.forms import EnterForm, PairForm, PartForm, ProfileForm
from contest.incubator.forms.programs import mentors as shapes
from contest.incubator.forms.programs import told
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import NotFound
from contest.lib.web.api import cleaned, get, post, put
from contest.lib.web.request import Request

MENTOR = "/mentors/{mentor_id:uuid}"


@get(EDITION + "/mentors", operation_id="listMentors", summary="The mentors of an edition", **RUNS)
async def listing(request: Request, edition_id: UUID) -> list[shapes.MentorOf]:
    """Who is one no longer comes last."""
    return await _listing(request, edition_id)


async def _listing(request: Request, edition_id: UUID) -> list[shapes.MentorOf]:
    found = await queries.mentors(actor=actor_of(request), edition_id=edition_id, today=today_for(request))
    return [told(one, shapes.MentorOf) for one in found]


@post(EDITION + "/mentors", operation_id="enterMentor", summary="One more mentor", **RUNS)
async def enter(request: Request, edition_id: UUID, data: EnterForm) -> list[shapes.MentorOf]:
    """They are written to."""
    said = cleaned(data)
    async with work():
        await service.enter_mentor(
            actor=actor_of(request), edition_id=edition_id, email=said.email, name=said.name, locale=said.locale,
            profile=said.profile(), now=clock.now(),
        )  # fmt: skip
    return await _listing(request, edition_id)


@get(MENTOR, operation_id="readMentor", summary="One mentor", **BOTH)
async def mentor(request: Request, mentor_id: UUID) -> shapes.MentorWhole:
    """For themselves and who runs the incubator: whom they are with, and their hours."""
    return await whole(request, mentor_id)


async def known(request: Request, mentor_id: UUID) -> queries.Mentor:
    """A mentor where the token's place holds their edition."""
    actor = actor_of(request)
    found = await queries.mentor(actor=actor, mentor_id=mentor_id, today=today_for(request))
    if not actor.has(rules.MENTOR, rules.MANAGER, edition_id=found.edition_id):
        raise NotFound
    return found


async def whole(request: Request, mentor_id: UUID) -> shapes.MentorWhole:
    """The same as it is told."""
    actor, found = actor_of(request), await known(request, mentor_id)
    pairings = await queries.pairings_of(actor=actor, mentor_id=mentor_id)
    hours = await queries.hours(actor=actor, mentor_id=mentor_id, since=clock.now())
    return shapes.MentorWhole(
        mentor=told(found, shapes.MentorOf),
        pairings=[told(one, shapes.PairingOf) for one in pairings],
        hours=[told(one, shapes.HourOf) for one in hours],
    )


@put(MENTOR, operation_id="describeMentor", summary="What they are for", **BOTH)
async def describe(request: Request, mentor_id: UUID, data: ProfileForm) -> shapes.MentorWhole:
    """And how many ventures they take."""
    said = cleaned(data)
    await known(request, mentor_id)
    async with work():
        await service.describe_mentor(
            actor=actor_of(request), mentor_id=mentor_id, profile=said.profile(), now=clock.now()
        )
    return await whole(request, mentor_id)


@post(MENTOR + "/dismiss", operation_id="dismissMentor", summary="They are one no longer", **RUNS)
async def dismiss(request: Request, mentor_id: UUID, data: PartForm) -> shapes.MentorWhole:
    """409 while they are with a venture. What they noted stays."""
    said, actor = cleaned(data), actor_of(request)
    async with work():
        await service.dismiss_mentor(actor=actor, mentor_id=mentor_id, reason=said.reason, now=clock.now())
    return await whole(request, mentor_id)


@get("/mentoring", operation_id="readMentoring", summary="Whom you are with as a mentor", **MINE)
async def mentoring(request: Request) -> shapes.Mentoring:
    """And the hours that were booked."""
    actor, now = actor_of(request), clock.now()
    ids = await queries.my_mentors(actor=actor)
    found = [await queries.mentor(actor=actor, mentor_id=one, today=today_for(request)) for one in ids]
    here = [one for one in found if actor.has(rules.MENTOR, edition_id=one.edition_id)]
    hours = [one for each in here for one in await queries.hours(actor=actor, mentor_id=each.id, since=now)]
    pairings = await queries.my_pairings(actor=actor, today=today_for(request))
    return shapes.Mentoring(
        mentors=[told(one, shapes.MentorOf) for one in here],
        pairings=[told(one, shapes.PairingOf) for one in pairings if one.mentor_id in {each.id for each in here}],
        hours=[told(one, shapes.HourOf) for one in hours if one.venture_id is not None],
    )


@get(VENTURE + "/mentors", operation_id="readVentureMentors", summary="The mentors of a venture", **BOTH)
async def of_venture(request: Request, venture_id: UUID) -> shapes.VentureMentors:
    """Their hours, every session, and who else would fit."""
    return await venture_mentors(request, await mentored(request, venture_id))


async def venture_mentors(request: Request, found: queries.Venture) -> shapes.VentureMentors:
    """The same of a venture that was found for the actor."""
    actor, now = actor_of(request), clock.now()
    today, pairings = service.today_of(found, now), await queries.pairings(venture_id=found.id)
    leads = not found.is_team and rules.may_run(actor, edition_id=found.edition_id)
    is_mentor = any(one.is_of(actor, today) for one in pairings)
    fits = await queries.fits(actor=actor, venture=found, today=today, now=now) if leads and not is_mentor else []
    hours = await queries.venture_hours(venture_id=found.id, now=now, today=today)
    return shapes.VentureMentors(
        pairings=[told(one, shapes.PairingOf) for one in pairings],
        hours=[told(one, shapes.HourOf) for one in hours],
        sessions=[told(one, shapes.SessionOf) for one in await queries.sessions(actor=actor, venture=found)],
        fits=[shapes.fit(*one) for one in fits],
    )


@get(VENTURE + "/pre-read", operation_id="readPreRead", summary="One page before a session", **BOTH)
async def pre_read(request: Request, venture_id: UUID) -> shapes.PreReadOf:
    """Where a venture stands: for its people, its mentors and who runs the incubator."""
    found, now = await mentored(request, venture_id), clock.now()
    today = service.today_of(found, now)
    known = await queries.pre_read(actor=actor_of(request), venture=found, today=today, now=now)
    return shapes.pre_read(found, known, today)


@post(VENTURE + "/mentors", operation_id="pairMentor", summary="A mentor for a venture", **RUNS)
async def pair(request: Request, venture_id: UUID, data: PairForm) -> shapes.VentureMentors:
    """Both are written to. The mentor can never judge this entry again."""
    actor = actor_of(request)
    async with work():
        await service.pair_mentor(
            actor=actor, venture_id=venture_id, mentor_id=data.mentor, until_on=data.until_on, now=clock.now()
        )
    return await venture_mentors(request, await venture_of(request, venture_id))


@post("/pairings/{pairing_id:uuid}/end", operation_id="partMentor", summary="They part", **RUNS)
async def part(request: Request, pairing_id: UUID, data: PartForm) -> shapes.VentureMentors:
    """With a reason; hours that were booked are free again."""
    said, actor = cleaned(data), actor_of(request)
    _pairing, found = await queries.pairing(actor=actor, pairing_id=pairing_id)
    async with work():
        await service.part_mentor(actor=actor, pairing_id=pairing_id, reason=said.reason, now=clock.now())
    return await venture_mentors(request, found)


ROUTES: list[Any] = [listing, enter, mentor, describe, dismiss, mentoring, of_venture, pre_read, pair, part]
