"""Meetings for programs: of a party that takes part, and of an event for who organises it."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import MEETINGS, RUN_ROUNDS
from contest.lib import clock
from contest.lib.db import work
from contest.lib.web.api import cleaned, get, post, put
from contest.lib.web.request import Request
from contest.roadshow import queries, service
from contest.roadshow.forms import programs as shapes
from contest.roadshow.rules.after import Outcome
from contest.roadshow.rules.day import Mark

MINE: dict[str, Any] = {"tags": ["meetings"], "guards": [scoped(MEETINGS)]}
RUNS: dict[str, Any] = {"tags": ["events"], "guards": [scoped(RUN_ROUNDS)]}


@get("/meetings", operation_id="listParties", summary="The events you come to", **MINE)
async def parties(request: Request) -> list[shapes.Party]:
    """Each entry or counterpart for which the person comes to an event, the newest event first."""
    return [shapes.party(one) for one in await queries.my_parties(actor=actor_of(request))]


@get("/parties/{party_id:uuid}", operation_id="readParty", summary="Whom to meet, and when", **MINE)
async def party(request: Request, party_id: UUID) -> shapes.PartyPage:
    """What was said for this party, whom it may meet, and its meetings. Nothing of what another wished for."""
    return await _party(request, party_id)


async def _party(request: Request, party_id: UUID) -> shapes.PartyPage:
    found = await queries.wish_page(actor=actor_of(request), party_id=party_id)
    return shapes.PartyPage(
        party=shapes.party(found.party),
        times=[shapes.Time(one.id, one.starts_at, one.ends_at, one.id not in found.away) for one in found.slots],
        others=msgspec.convert(found.lines, list[shapes.Other], from_attributes=True),
        meetings=[shapes.meeting(one) for one in found.meetings],
    )


@post("/parties/{party_id:uuid}/join", operation_id="joinEvent", summary="Take part", **MINE)
async def join(request: Request, party_id: UUID) -> shapes.PartyPage:
    """From then on the other side sees it."""
    async with work():
        await service.join_event(actor=actor_of(request), party_id=party_id, now=clock.now())
    return await _party(request, party_id)


@post("/parties/{party_id:uuid}/leave", operation_id="leaveEvent", summary="No longer take part", **MINE)
async def leave(request: Request, party_id: UUID) -> shapes.Done:
    """Its meetings are cancelled and its wishes deleted."""
    async with work():
        await service.leave_event(actor=actor_of(request), party_id=party_id, now=clock.now())
    return shapes.Done()


@put("/parties/{party_id:uuid}/times", operation_id="setTimes", summary="Say when it can come", **MINE)
async def times(request: Request, party_id: UUID, data: shapes.SetTimes) -> shapes.PartyPage:
    """And how many meetings it wants; every time that is not named is one at which it can't come."""
    async with work():
        await service.set_times(
            actor=actor_of(request), party_id=party_id, is_remote=data.is_remote, least=data.least, most=data.most,
            free=data.free, now=clock.now(),
        )  # fmt: skip
    return await _party(request, party_id)


@put("/parties/{party_id:uuid}/wishes", operation_id="wish", summary="Say whom it wants to meet", **MINE)
async def wish(request: Request, party_id: UUID, data: shapes.Wishes) -> shapes.PartyPage:
    """Who is not named keeps the mark they have."""
    marks = {one.about: one.mark for one in data.marks}
    async with work():
        await service.wish(actor=actor_of(request), party_id=party_id, marks=marks, now=clock.now())
    return await _party(request, party_id)


@post("/meetings/{meeting_id:uuid}/answer", operation_id="answerMeeting", summary="Accept or decline", **MINE)
async def answer(request: Request, meeting_id: UUID, data: shapes.Answer) -> shapes.PartyPage:
    """Contacts are told once both have accepted."""
    async with work():
        party_id = await service.answer_meeting(actor=actor_of(request), meeting_id=meeting_id, is_yes=data.accept)
    return await _party(request, party_id)


@put("/meetings/{meeting_id:uuid}/outcome", operation_id="sayOutcome", summary="Say what came of it", **MINE)
async def outcome(request: Request, meeting_id: UUID, data: shapes.SayOutcome) -> shapes.Done:
    """The other side sees nothing of it, organisers all but the note."""
    said = cleaned(data)
    plain = {name: getattr(said, name) for name in Outcome.__struct_fields__}
    async with work():
        await service.say_outcome(
            actor=actor_of(request), meeting_id=meeting_id, said=Outcome(**plain), now=clock.now()
        )
    return shapes.Done()


@get("/rounds/{round_id:uuid}/meetings", operation_id="readEvent", summary="The meetings of a round", **RUNS)
async def event(request: Request, round_id: UUID) -> shapes.Event:
    """Who takes part, the meetings there are, and the plan that was asked for last."""
    return await _event(request, round_id)


async def _event(request: Request, round_id: UUID) -> shapes.Event:
    found = await queries.event_page(actor=actor_of(request), round_id=round_id)
    plain = {name: getattr(found.event, name) for name in ("venue_en", "venue_zh", "wishes_close_at")}
    return shapes.Event(
        **plain,
        parties=msgspec.convert(found.parties, list[shapes.Taking], from_attributes=True),
        meetings=msgspec.convert(found.meetings, list[shapes.Planned], from_attributes=True),
        plan=None if found.facts is None else msgspec.convert(found.facts, shapes.Plan, from_attributes=True),
    )


@post("/rounds/{round_id:uuid}/meetings/plan", operation_id="planMeetings", summary="Ask for a plan", **RUNS)
async def plan(request: Request, round_id: UUID, data: shapes.AskPlan) -> shapes.Event:
    """A job works it out; ask for the event again until it is done."""
    async with work():
        await service.ask_plan(actor=actor_of(request), round_id=round_id, is_to_prove=data.prove, now=clock.now())
    return await _event(request, round_id)


@post("/meeting-plans/{meeting_plan_id:uuid}/propose", operation_id="proposeMeetings", summary="Propose it", **RUNS)
async def propose(request: Request, meeting_plan_id: UUID) -> shapes.Counted:
    """To both sides of each meeting; how many."""
    async with work():
        count = await service.propose_plan(actor=actor_of(request), plan_id=meeting_plan_id, now=clock.now())
    return shapes.Counted(count)


@post("/rounds/{round_id:uuid}/meetings/refill", operation_id="refillMeetings", summary="Fill freed time", **RUNS)
async def refill(request: Request, round_id: UUID) -> shapes.Refilled:
    """Only who lost a meeting gets a new one; two in a hundred of what stands may move."""
    actor, now = actor_of(request), clock.now()
    worked = await service.work_out_refill(actor=actor, round_id=round_id, now=now)
    async with work():
        made = await service.refill(actor=actor, round_id=round_id, worked=worked, now=now)
    return shapes.Refilled(made.added, made.moved)


@put("/meetings/{meeting_id:uuid}/place", operation_id="moveMeeting", summary="Move a meeting", **RUNS)
async def move(request: Request, meeting_id: UUID, data: shapes.Place) -> shapes.Done:
    """Checked at once; both sides are asked again."""
    async with work():
        await service.move_meeting(
            actor=actor_of(request), meeting_id=meeting_id, slot_id=data.time, table_id=data.table, now=clock.now()
        )
    return shapes.Done()


@get("/rounds/{round_id:uuid}/arrivals", operation_id="listArrivals", summary="Who comes, and who is here", **RUNS)
async def arrivals(request: Request, round_id: UUID) -> list[shapes.Arrival]:
    """People of parties and the audience. `code` is what the QR code of a pass says at its end."""
    return await _arrivals(request, round_id)


async def _arrivals(request: Request, round_id: UUID) -> list[shapes.Arrival]:
    found = await queries.door_page(actor=actor_of(request), round_id=round_id)
    return [
        shapes.Arrival(
            id=one.id, party=None if one.party is None else one.party.id, name=one.name, body=one.body,
            photos=one.photos, is_walk_in=one.is_walk_in, here_at=one.here_at, code=one.code,
        )
        for one in found.arrivals
    ]  # fmt: skip


@put("/rounds/{round_id:uuid}/arrivals", operation_id="markArrivals", summary="Let people in", **RUNS)
async def let_in(request: Request, round_id: UUID, data: shapes.Arrivals) -> list[shapes.Arrival]:
    """All of them, or none; said twice it is the same."""
    now: datetime = clock.now()
    marks = [Mark(who=str(one.who), here=one.here, at=one.at or now) for one in data.marks]
    async with work():
        await service.mark_arrivals(actor=actor_of(request), round_id=round_id, marks=marks, now=now)
    return await _arrivals(request, round_id)


@put("/rounds/{round_id:uuid}/absent/{party_id:uuid}", operation_id="markAbsent", summary="A no-show", **RUNS)
async def absent(request: Request, round_id: UUID, party_id: UUID, data: shapes.Absent) -> shapes.Counted:
    """Nobody of a party comes, or they came after all; how many meetings are off by it."""
    actor, off = actor_of(request), 0
    async with work():
        if data.is_absent:
            off = await service.mark_absent(actor=actor, round_id=round_id, party_id=party_id, now=clock.now())
        else:
            await service.mark_back(actor=actor, round_id=round_id, party_id=party_id)
    return shapes.Counted(off)


@get("/rounds/{round_id:uuid}/outcomes", operation_id="readOutcomes", summary="What came of it", **RUNS)
async def outcomes(request: Request, round_id: UUID) -> shapes.Outcomes:
    """How many meetings came how far, in all and by counterpart; each agreement signed there counts once."""
    found = await queries.after_page(actor=actor_of(request), round_id=round_id)
    return shapes.Outcomes(
        funnel=found.funnel,
        by_counterpart=[
            shapes.OfCounterpart(one.id, one.name_en, one.name_zh, counts) for one, counts in found.by_other
        ],
        agreements=len(found.signed),
    )


ROUTES: list[Any] = [
    parties, party, join, leave, times, wish, answer, outcome, event, plan, propose, refill, move, arrivals, let_in,
    absent, outcomes,
]  # fmt: skip
