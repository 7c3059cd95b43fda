"""The people of one's own entries: invited, moved, taken off; referees asked, and who must never see an entry."""

from typing import Any
from uuid import UUID

import msgspec

from contest.accounts.guards import actor_of
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import NotFound
from contest.lib.web import limits
from contest.lib.web.api import cleaned, delete, get, post, put
from contest.lib.web.request import Request
from contest.submissions import queries, service
from contest.submissions.api.entries import reads, writes
from contest.submissions.api.shapes import teams as shapes

OWN: dict[str, Any] = {"tags": ["teams"]}


@get("/entries/{code:str}/team", guards=[reads], operation_id="readTeam", summary="The team of an entry", **OWN)
async def team(request: Request, code: str) -> shapes.Team:
    """Who is on it, and who is invited."""
    return await _team(request, code)


async def _team(request: Request, code: str) -> shapes.Team:
    entry = await queries.own_entry(actor=actor_of(request), code=code, to="view")
    waiting = await queries.open_invitations(submission_id=entry.id, now=clock.now())
    return shapes.Team(
        [shapes.Member(one.person_id, one.name, one.place) for one in entry.team],
        msgspec.convert(waiting, list[shapes.Invited], from_attributes=True),
    )


@post("/entries/{code:str}/team", guards=[writes], operation_id="invite", summary="Invite somebody", **OWN)
async def invite(request: Request, code: str, data: shapes.Invite) -> shapes.Team:
    """By mail; only the owner. An open invitation to the same address is replaced. Forty a day at most."""
    actor, said = actor_of(request), cleaned(data)
    await queries.own_entry(actor=actor, code=code, to="own")
    await limits.hit(f"invitations:{actor.id}", most=40, seconds=86_400)
    async with work():
        await service.invite(actor=actor, code=code, email=said.email, place=said.place, now=clock.now())
    return await _team(request, code)


@delete(
    "/entries/{code:str}/team/invitations/{invitation_id:uuid}",
    guards=[writes],
    operation_id="withdrawInvitation",
    summary="Withdraw an invitation",
    **OWN,
)
async def withdraw(request: Request, code: str, invitation_id: UUID) -> shapes.Team:
    """Its link is worth nothing any more. 409 where it was answered."""
    async with work():
        await service.withdraw_invitation(
            actor=actor_of(request), code=code, invitation_id=invitation_id, now=clock.now()
        )
    return await _team(request, code)


@put(
    "/entries/{code:str}/team/{person_id:uuid}",
    guards=[writes],
    operation_id="changePlace",
    summary="Give somebody another place",
    **OWN,
)
async def move(request: Request, code: str, person_id: UUID, data: shapes.Move) -> shapes.Team:
    """Only the owner; their own place changes when another accepts the entry."""
    async with work():
        await service.change_place(actor=actor_of(request), code=code, person_id=person_id, place=data.place)
    return await _team(request, code)


@delete(
    "/entries/{code:str}/team/{person_id:uuid}",
    guards=[writes],
    operation_id="leaveTeam",
    summary="Take somebody off, or leave",
    **OWN,
)
async def leave(request: Request, code: str, person_id: UUID) -> shapes.Replied:
    """The owner takes anybody off but themselves; everybody may leave."""
    async with work():
        await service.leave(actor=actor_of(request), code=code, person_id=person_id, now=clock.now())
    return shapes.Replied(code, accepted=False)


@get("/invitations", guards=[reads], operation_id="listInvitations", summary="Invitations to me", **OWN)
async def invitations(request: Request) -> shapes.Invitations:
    """Those that wait for an answer; at most 20."""
    found = await queries.my_invitations(actor=actor_of(request), now=clock.now())
    return shapes.Invitations(msgspec.convert(found, list[shapes.Invitation], from_attributes=True))


@post(
    "/invitations/{invitation_id:uuid}",
    guards=[writes],
    operation_id="answerInvitation",
    summary="Accept or decline",
    **OWN,
)
async def answer(request: Request, invitation_id: UUID, data: shapes.Reply) -> shapes.Replied:
    """Whoever is of a team can neither judge nor screen its entry any more."""
    actor = actor_of(request)
    mine = await queries.my_invitations(actor=actor, now=clock.now())
    found = next((one for one in mine if one.id == invitation_id), None)
    if found is None:
        raise NotFound
    async with work():
        await service.answer_invitation(actor=actor, invitation=found, accept=data.accept, now=clock.now())
    return shapes.Replied(found.code, data.accept)


@get("/entries/{code:str}/referees", guards=[reads], operation_id="readReferees", summary="Referees of a talent", **OWN)
async def referees(request: Request, code: str) -> shapes.Referees:
    """Who was asked, and who must never see the entry. What a referee wrote is not told."""
    return await _referees(request, code)


async def _referees(request: Request, code: str) -> shapes.Referees:
    entry = await queries.own_entry(actor=actor_of(request), code=code, to="view")
    if entry.kind != "talent":
        raise NotFound
    asked, now = await queries.referees(submission_id=entry.id), clock.now()
    plain = ("id", "name", "email", "asked_at", "expires_at")
    return shapes.Referees(
        [shapes.Referee(**{name: getattr(one, name) for name in plain}, state=one.state(now)) for one in asked],
        msgspec.convert(await queries.never_seen(submission_id=entry.id), list[shapes.Never], from_attributes=True),
    )


@post("/entries/{code:str}/referees", guards=[writes], operation_id="askReferee", summary="Ask a referee", **OWN)
async def ask(request: Request, code: str, data: shapes.AskReferee) -> shapes.Referees:
    """For a confidential letter, by mail. Twenty a day at most."""
    actor, said = actor_of(request), cleaned(data)
    await _referees(request, code)
    await limits.hit(f"referees:{actor.id}", most=20, seconds=86_400)
    async with work():
        await service.ask_referee(actor=actor, code=code, name=said.name, email=said.email, now=clock.now())
    return await _referees(request, code)


@delete(
    "/entries/{code:str}/referees/{referee_id:uuid}",
    guards=[writes],
    operation_id="withdrawReferee",
    summary="Stop asking a referee",
    **OWN,
)
async def stop_asking(request: Request, code: str, referee_id: UUID) -> shapes.Referees:
    """A letter that was given stays."""
    async with work():
        await service.withdraw_referee(actor=actor_of(request), code=code, referee_id=referee_id, now=clock.now())
    return await _referees(request, code)


@post("/entries/{code:str}/never-seen", guards=[writes], operation_id="keepFrom", summary="Keep a talent from", **OWN)
async def keep_from(request: Request, code: str, data: shapes.KeepFrom) -> shapes.Referees:
    """From whoever belongs to the organisation or has an address at the domain: everywhere, at once."""
    said = cleaned(data)
    async with work():
        await service.keep_from(actor=actor_of(request), code=code, name=said.name, domain=said.domain, now=clock.now())
    return await _referees(request, code)


@delete(
    "/entries/{code:str}/never-seen/{line_id:uuid}",
    guards=[writes],
    operation_id="noLongerKeepFrom",
    summary="Take an organisation off that list",
    **OWN,
)
async def let_see(request: Request, code: str, line_id: UUID) -> shapes.Referees:
    """Its people see the entry again as far as their roles let them."""
    async with work():
        await service.no_longer_keep_from(actor=actor_of(request), code=code, line_id=line_id)
    return await _referees(request, code)


ROUTES: list[Any] = [
    *(team, invite, withdraw, move, leave, invitations, answer),
    *(referees, ask, stop_asking, keep_from, let_see),
]
