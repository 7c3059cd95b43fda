"""The people of an entry, and what they were invited to."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts import queries as accounts
from contest.accounts.guards import actor_of, signed_in
from contest.accounts.rules.consents import place_name
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
from contest.submissions.forms import InviteForm
from contest.submissions.routes.agreeing import boxes, give_ticked
from contest.submissions.routes.shared import home_of, refused


@get("/submissions/{code:str}/team", guards=[signed_in])
async def team(request: Request, code: str) -> Response[bytes]:
    """Who is on it; the owner invites, moves, removes and hands over."""
    return await _page(request, await queries.own_entry(actor=actor_of(request), code=code, to="view"))


async def _page(
    request: Request, entry: queries.Working, error: Invalid | Conflict | None = None, **sent: Any
) -> Response[bytes]:
    errors: dict[str, Any] = {}
    if error is not None:
        errors = dict(error.fields) if isinstance(error, Invalid) else {"": error.message}
    actor = actor_of(request)
    may_own = entry.allows(actor, "own") and entry.state in {"draft", "submitted"}
    return page(
        "submissions/team.html",
        request,
        status=error.status if error else 200,
        entry=entry,
        waiting=await queries.open_invitations(submission_id=entry.id, now=clock.now()),
        may_own=may_own,
        places=[(place, str(rules.PLACE_WORDS[place])) for place in rules.OFFERED],
        words=rules.PLACE_WORDS,
        kept_from={
            person: [place_name(place) for place in places]
            for person, places in (
                await accounts.kept_from_judges(
                    people=[one.person_id for one in entry.team if may_own or one.person_id == actor.person_id],
                    country=entry.values["country"],
                )
            ).items()
        },
        errors=errors,
        sent={"email": "", "place": "edit"} | sent,
        is_demo=entry.is_demo,
    )


@post("/submissions/{code:str}/team", guards=[signed_in], status_code=200)
async def invite(request: Request, code: str) -> Response[bytes]:
    """Invite somebody, or with the place `own` offer the entry to somebody who is on the team."""
    actor = actor_of(request)
    entry = await queries.own_entry(actor=actor, code=code, to="own")
    try:
        form = await parse(request, InviteForm)
        await limits.hit(f"invitations:{actor.id}", most=40, seconds=86_400)
        async with work():
            await service.invite(actor=actor, code=code, email=form.email, place=form.place, now=clock.now())
    except (Invalid, Conflict) as error:
        await refused(request, error)
        sent = await typed(request)
        return await _page(request, entry, error, email=sent.get("email", ""), place=sent.get("place", "edit"))
    flash(request, _("The invitation is on its way to %(email)s.") % {"email": form.email})
    return redirect(home_of(code, "team"))


@post("/submissions/{code:str}/team/invitations/{invitation_id:uuid}/withdraw", guards=[signed_in], status_code=200)
async def withdraw_invitation(request: Request, code: str, invitation_id: UUID) -> Response[bytes]:
    async with work():
        await service.withdraw_invitation(
            actor=actor_of(request), code=code, invitation_id=invitation_id, now=clock.now()
        )
    flash(request, _("The invitation is withdrawn: its link is worth nothing any more."))
    return redirect(home_of(code, "team"))


@post("/submissions/{code:str}/team/{person_id:uuid}", guards=[signed_in], status_code=200)
async def change_place(request: Request, code: str, person_id: UUID) -> Response[bytes]:
    actor, place = actor_of(request), str((await typed(request)).get("place", ""))
    try:
        async with work():
            await service.change_place(actor=actor, code=code, person_id=person_id, place=place)
    except (Invalid, Conflict) as error:
        await refused(request, error)
        return await _page(request, await queries.own_entry(actor=actor, code=code, to="own"), error)
    flash(request, _("Saved."))
    return redirect(home_of(code, "team"))


@post("/submissions/{code:str}/team/{person_id:uuid}/leave", guards=[signed_in], status_code=200)
async def leave(request: Request, code: str, person_id: UUID) -> Response[bytes]:
    """Leave the team, or be taken off it by the owner."""
    actor = actor_of(request)
    async with work():
        await service.leave(actor=actor, code=code, person_id=person_id, now=clock.now())
    if person_id == actor.id:
        flash(request, _("You have left the team."))
        return redirect("/submissions")
    flash(request, _("This person is no longer on the team."))
    return redirect(home_of(code, "team"))


@get("/submissions/join", guards=[signed_in])
async def look(request: Request, key: str = "") -> Response[bytes]:
    """What an invitation offers. Looking uses nothing up: mail programs open links before people do."""
    found = await queries.invitation(key=key)
    actor = actor_of(request)
    is_good = found is not None and found.is_good(clock.now())
    return page(
        "submissions/join.html",
        request,
        status=200 if is_good else 404,
        invitation=found if is_good else None,
        key=key,
        is_mine=found is not None and found.is_for(actor),
        offers=await boxes(request, found.country, {}) if found is not None and found.is_for(actor) else [],
        place_name=place_name,
        words=rules.PLACE_WORDS,
        is_demo=found is not None and found.is_demo,
    )


@post("/submissions/join", guards=[signed_in], status_code=200)
async def join(request: Request) -> Response[bytes]:
    """Accept or decline, by the link's key or, for one's own proved address, by the invitation's id."""
    actor, sent = actor_of(request), await typed(request)
    key, accept = str(sent.get("key", "")), sent.get("answer") == "accept"
    found = await queries.invitation(key=key)
    if found is None:
        mine = await queries.my_invitations(actor=actor, now=clock.now())
        found = next((one for one in mine if str(one.id) == sent.get("invitation")), None)
    if found is None:
        raise NotFound
    try:
        async with work():
            await service.answer_invitation(actor=actor, invitation=found, accept=accept, now=clock.now())
            if accept:
                await give_ticked(request, found.code, sent)
    except Conflict as error:
        await refused(request, error)
        flash(request, error.message, kind="error")
        return redirect("/submissions")
    flash(request, _("You are on the team.") if accept else _("You declined the invitation."))
    return redirect(home_of(found.code) if accept else "/submissions")


ROUTES = [team, invite, withdraw_invitation, change_place, leave, look, join]
