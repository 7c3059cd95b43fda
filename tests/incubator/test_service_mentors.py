"""Mentors: entered, with a venture, tied to its entry for good, their hours and what they noted."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from contest.incubator import queries, service
from contest.incubator.rules.mentors import Offer, Profile, Session
from contest.judging.rules import ties
from contest.lib import clock, db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.submissions.queries import ties_hide_sql
from contest.submissions.service import lift_ties
from tests.incubator.world import World, make_world
from tests.makers import actor_for, make_person
from tests.makers.incubator import LATER

PROFILE = Profile(languages=("zh",), stages=("pilot",), most=1, about="Twenty years of grids.")
DAY = LATER.date()


@pytest.fixture
async def world() -> World:
    return await make_world()


async def enter(
    world: World, email: str = "mei@example.org", actor: Actor | None = None, now: datetime = LATER
) -> UUID:
    async with db.work():
        return await service.enter_mentor(
            actor=actor or world.manager, edition_id=world.edition_id, email=email, name="Mei Tan", locale="zh",
            profile=PROFILE, now=now,
        )  # fmt: skip


async def pair(world: World, mentor: UUID, venture: UUID, actor: Actor | None = None, **values: Any) -> UUID:
    async with db.work():
        return await service.pair_mentor(
            actor=actor or world.manager, venture_id=venture, mentor_id=mentor,
            **{"until_on": None, "now": LATER} | values,
        )  # fmt: skip


async def person_of(mentor: UUID) -> UUID:
    found: UUID = await db.fetchval("select person from mentor where id = $1", mentor)
    return found


async def sees(actor: Actor, venture: UUID) -> bool:
    try:
        await queries.mentored(actor=actor, venture_id=venture, today=DAY)
    except NotFound:
        return False
    return True


async def test_a_mentor_is_written_to_and_is_with_as_many_ventures_as_they_take(world: World) -> None:
    await make_person("Mei Tan", email="mei@example.org")
    mentor = await enter(world)
    mei = await actor_for(await person_of(mentor))
    assert mei.has("mentor", edition_id=world.edition_id)
    assert await db.fetchval("select count(*) from message where kind = 'incubator/mentor'") == 1
    with pytest.raises(Invalid):
        await enter(world)
    with pytest.raises(NotFound):
        await enter(world, "x@example.org", world.lin)
    assert not await sees(mei, world.venture)
    with pytest.raises(NotFound):
        await pair(world, mentor, world.venture, world.lin)
    made = await pair(world, mentor, world.venture)
    assert await sees(mei, world.venture) and not await sees(mei, world.other)
    with pytest.raises(NotFound):  # what its people and its manager see stays theirs
        await queries.venture(actor=mei, venture_id=world.venture)
    with pytest.raises(Conflict):
        await pair(world, mentor, world.venture)
    with pytest.raises(Invalid) as full:
        await pair(world, mentor, world.other)
    assert set(full.value.fields) == {"mentor"}
    async with db.work():
        await service.tell_paired(pairing_id=made)
    assert await db.fetchval("select count(*) from message where kind = 'incubator/paired'") == 2
    async with db.work():
        await service.part_mentor(actor=world.manager, pairing_id=made, reason="Moves away.", now=LATER)
    assert not await sees(mei, world.venture)
    assert [one.holds(DAY) for one in await queries.pairings(venture_id=world.venture)] == [False]
    await pair(world, mentor, world.other)
    await db.execute("update mentor set most = 5")
    own = await enter(world, "lin@example.org")
    await db.execute("update mentor set person = $2 where id = $1", own, world.owners[0])
    with pytest.raises(Invalid):
        await pair(world, own, world.venture)


async def test_who_mentored_a_venture_is_tied_to_its_entry_for_good(world: World) -> None:
    mentor = await enter(world)
    person = await person_of(mentor)
    made = await pair(world, mentor, world.venture)
    seen = f"select exists (select 1 from submission s where s.id = $1 and {ties_hide_sql('$2')})"
    assert not await db.fetchval(seen, world.submissions[0], person)
    assert await db.fetchval(seen, world.submissions[1], person)
    payload = await db.fetchval("select payload::text from outbox_event where name = 'mentor.paired'")
    assert str(world.submissions[0]) in payload  # from which its reviews are looked for, and ended
    assert "mentor" not in ties.MAY_BE_CLEARED and ties.words("mentor")
    async with db.work():
        await service.part_mentor(actor=world.manager, pairing_id=made, reason="Done.", now=LATER)
        await lift_ties(actor=world.manager, submission_id=world.submissions[0], person_id=person, reason="x")
    assert not await db.fetchval(seen, world.submissions[0], person)


async def offered(world: World, mentor: UUID, mei: Actor) -> list[queries.Hour]:
    offer = Offer(starts_at=LATER + timedelta(days=1), minutes=30, count=3, place="Room 3")
    async with db.work():
        await service.offer_hours(actor=mei, mentor_id=mentor, offer=offer, now=LATER)
    return await queries.venture_hours(venture_id=world.venture, now=LATER, today=DAY)


async def book(world: World, actor: Actor, venture: UUID, hour: UUID, question: str = "Which grid?") -> None:
    async with db.work():
        await service.book_hour(actor=actor, venture_id=venture, hour_id=hour, question=question, now=LATER)


async def give_back(actor: Actor, hour: UUID) -> None:
    async with db.work():
        await service.give_back_hour(actor=actor, hour_id=hour, now=LATER)


async def test_an_hour_is_booked_once_by_who_the_mentor_is_with_and_can_be_given_back(world: World) -> None:
    mentor = await enter(world)
    mei = await actor_for(await person_of(mentor))
    await pair(world, mentor, world.venture)
    first, second, third = await offered(world, mentor, mei)
    async with db.work():
        with pytest.raises(NotFound):
            await service.offer_hours(
                actor=world.manager, mentor_id=mentor, offer=Offer(starts_at=LATER, minutes=30, count=1), now=LATER
            )
    with pytest.raises(Invalid) as empty:
        await book(world, world.lin, world.venture, first.id, "")
    assert set(empty.value.fields) == {"question"}
    for actor, venture in ((world.sofia, world.other), (world.sofia, world.venture), (world.manager, world.venture)):
        with pytest.raises(NotFound):
            await book(world, actor, venture, first.id)
    await book(world, world.lin, world.venture, first.id)
    with pytest.raises(Invalid):
        await book(world, world.lin, world.venture, first.id)
    await book(world, world.lin, world.venture, second.id)
    with pytest.raises(Invalid):  # two are held already
        await book(world, world.lin, world.venture, third.id)
    async with db.work():
        await service.tell_hour(hour_id=first.id, venture_id=world.venture, is_booked=True)
        await service.tell_hour(hour_id=third.id, venture_id=world.venture, is_booked=True)  # nobody did
    assert await db.fetchval("select count(*) from message where kind = 'incubator/hour'") == 1
    for actor, hour in ((world.sofia, first), (world.sofia, third), (world.manager, first)):
        with pytest.raises(NotFound):
            await give_back(actor, hour.id)
    await give_back(world.lin, first.id)
    await give_back(mei, second.id)
    left = await queries.venture_hours(venture_id=world.venture, now=LATER, today=DAY)
    assert [(one.id, one.venture_id) for one in left] == [(first.id, None), (third.id, None)]
    with pytest.raises(Conflict):
        await give_back(mei, second.id)


async def test_a_session_is_noted_by_its_mentor_and_its_note_is_not_the_ventures(world: World) -> None:
    mentor = await enter(world)
    mei = await actor_for(await person_of(mentor))
    await pair(world, mentor, world.venture)
    hour = (await offered(world, mentor, mei))[0]
    await book(world, world.lin, world.venture, hour.id)
    said = {"held_on": DAY + timedelta(days=1), "minutes": 30, "way": "place", "topic": "Grid", "note": "They quarrel."}
    session = Session(**said, next_step="Call.", next_owner=world.owners[0], next_on=DAY + timedelta(days=9))
    after = LATER + timedelta(days=1, hours=1)

    async def note(actor: Actor, hour_id: UUID | None, now: Any = after) -> UUID:
        async with db.work():
            return await service.note_session(
                actor=actor, venture_id=world.venture, hour_id=hour_id, session=session, now=now
            )

    with pytest.raises(Invalid):  # it has not begun
        await note(mei, hour.id, LATER)
    for actor in (world.manager, world.lin, world.sofia):
        with pytest.raises(NotFound):
            await note(actor, hour.id)
    made = await note(mei, hour.id)
    with pytest.raises(Invalid):
        await note(mei, hour.id)
    venture = await queries.mentored(actor=mei, venture_id=world.venture, today=DAY)
    of_lin = await queries.venture(actor=world.lin, venture_id=world.venture)
    notes = [(await queries.sessions(actor=who, venture=of))[0].note for who, of in (
        (mei, venture), (world.manager, venture), (world.lin, of_lin))]  # fmt: skip
    assert notes == ["They quarrel.", "They quarrel.", ""]
    assert (await queries.mentor(actor=mei, mentor_id=mentor, today=DAY)).minutes == 30
    led = await queries.venture(actor=world.manager, venture_id=world.venture)
    assert (
        await queries.fits(actor=world.manager, venture=led, today=DAY, now=after) == []
    )  # who is there is not offered
    other = await queries.venture(actor=world.manager, venture_id=world.other)
    ((fitting, how),) = await queries.fits(actor=world.manager, venture=other, today=DAY, now=after)
    assert (fitting.id, how.is_full) == (mentor, fitting.load >= fitting.most)
    with clock.moved_to(after):
        for actor in (world.sofia, world.manager):
            async with db.work():
                with pytest.raises(NotFound):
                    await service.finish_step(actor=actor, session_id=made, done_on=DAY, now=after)
        async with db.work():
            with pytest.raises(Invalid):
                await service.finish_step(actor=world.lin, session_id=made, done_on=DAY, now=after)
            await service.finish_step(actor=world.lin, session_id=made, done_on=after.date(), now=after)
            with pytest.raises(Conflict):
                await service.finish_step(actor=mei, session_id=made, done_on=after.date(), now=after)


async def test_a_stranger_finds_no_mentor(world: World) -> None:
    mentor = await enter(world)
    for actor in (world.lin, await actor_for(await make_person("Stranger"))):
        with pytest.raises(NotFound):
            await queries.mentor(actor=actor, mentor_id=mentor, today=DAY)
        with pytest.raises(NotFound):
            await queries.mentors(actor=actor, edition_id=world.edition_id, today=DAY)


async def test_the_role_of_a_mentor_is_taken_back_and_given_again(world: World) -> None:
    await make_person("Mei Tan", email="mei@example.org")
    mentor = await enter(world)
    mei = await actor_for(await person_of(mentor))
    assert mei.has("mentor", edition_id=world.edition_id)
    pairing = await pair(world, mentor, world.venture)
    async with db.work():
        offer = Offer(starts_at=LATER + timedelta(days=2), minutes=45, count=2, place="Room 3")
        await service.offer_hours(actor=mei, mentor_id=mentor, offer=offer, now=LATER)
    first = await db.fetchval("select id from office_hour order by starts_at limit 1")
    async with db.work():
        await service.book_hour(actor=world.lin, venture_id=world.venture, hour_id=first, question="Grid?", now=LATER)
    for actor, booked in ((mei, 2), (world.lin, 1), (world.sofia, 0)):
        assert len(await queries.feed_hours(actor=actor, now=LATER)) == booked

    async def dismiss(actor: Actor, reason: str = "Moved away.") -> None:
        async with db.work():
            await service.dismiss_mentor(actor=actor, mentor_id=mentor, reason=reason, now=LATER + timedelta(hours=1))

    with pytest.raises(Conflict):
        await dismiss(world.manager)
    async with db.work():
        await service.part_mentor(actor=world.manager, pairing_id=pairing, reason="Done.", now=LATER)
    for actor, reason, error in ((mei, "x", NotFound), (world.lin, "x", NotFound), (world.manager, "", Invalid)):
        with pytest.raises(error):
            await dismiss(actor, reason)
    await dismiss(world.manager)
    with pytest.raises(Conflict):
        await dismiss(world.manager)
    assert not (await actor_for(mei.id)).has("mentor", edition_id=world.edition_id)
    assert await queries.feed_hours(actor=mei, now=LATER) == []
    with pytest.raises(Invalid):
        await pair(world, mentor, world.venture)
    assert await enter(world, now=LATER + timedelta(hours=2)) == mentor
    assert (await actor_for(mei.id)).has("mentor", edition_id=world.edition_id)
