"""An assistant's link: made and ended by the person, and what it opens."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, public, signed_in
from contest.lib import clock, db
from contest.lib.config import settings
from contest.lib.errors import Invalid
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.roadshow import forms, queries, service
from contest.roadshow.routes.events import to

HERE = "/roadshow/parties/{party_id:uuid}/assistants"
LINK = "/roadshow/assist/{key:str}"


@get(HERE, guards=[signed_in])
async def assistants(request: Request, party_id: UUID) -> Response[bytes]:
    return await _page(request, party_id)


async def _page(
    request: Request, party_id: UUID, fields: dict[str, Any] | None = None, error: Invalid | None = None
) -> Response[bytes]:
    party, found = await queries.assistants(actor=actor_of(request), party_id=party_id, now=clock.now())
    return page(
        "roadshow/assistants.html",
        request,
        status=200 if error is None else error.status,
        party=party,
        assistants=found,
        base=f"{settings().public_url}/roadshow/assist/",
        typed=fields or {},
        errors=dict(error.fields) if error is not None else {},
        contest={"name_en": party.edition_en, "name_zh": party.edition_zh},
        is_demo=party.is_demo,
    )


@post(HERE, guards=[signed_in])
async def make_assistant(request: Request, party_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    await queries.my_party(actor=actor, party_id=party_id)
    try:
        form = convert(fields, forms.AssistantForm)
        async with db.work():
            await service.make_assistant(
                actor=actor, party_id=party_id, label=form.label, days=form.days, now=clock.now()
            )
    except Invalid as error:
        return await _page(request, party_id, fields, error)
    return to(f"/roadshow/parties/{party_id}/assistants")


@post(f"{HERE}/{{assistant_id:uuid}}/end", guards=[signed_in])
async def revoke_assistant(request: Request, party_id: UUID, assistant_id: UUID) -> Response[bytes]:
    async with db.work():
        await service.revoke_assistant(
            actor=actor_of(request), party_id=party_id, assistant_id=assistant_id, now=clock.now()
        )
    return to(f"/roadshow/parties/{party_id}/assistants")


@get(LINK, guards=[public])
async def assist(request: Request, key: str) -> Response[bytes]:
    """Who has the link marks wishes; of meetings, contacts and notes they see nothing."""
    return await _assist(request, key)


async def _assist(
    request: Request, key: str, fields: dict[str, Any] | None = None, error: Invalid | None = None
) -> Response[bytes]:
    assisted = await queries.assisted(key=key, now=clock.now())
    found = await queries.wish_page(actor=assisted.actor, party_id=assisted.party_id)
    return page(
        "roadshow/assist.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        here=f"/roadshow/assist/{key}",
        person=assisted.actor.name,
        now=clock.now(),
        typed=fields or {},
        errors=dict(error.fields) if error is not None else {},
        contest={"name_en": found.party.edition_en, "name_zh": found.party.edition_zh},
        is_demo=found.party.is_demo,
    )


@post(f"{LINK}/wishes", guards=[public])
async def assist_wish(request: Request, key: str) -> Response[bytes]:
    fields = await typed(request)
    try:
        async with db.work():
            await service.assist_wish(key=key, marks=forms.marks_in(fields), now=clock.now())
    except Invalid as error:
        return await _assist(request, key, fields, error)
    flash(request, _("Saved."))
    return to(f"/roadshow/assist/{key}")


@post(f"{LINK}/times", guards=[public])
async def assist_times(request: Request, key: str) -> Response[bytes]:
    fields = await typed(request)
    try:
        form = convert(fields, forms.TimesForm)
        async with db.work():
            await service.assist_times(
                key=key,
                is_remote=form.attendance == "remote",
                least=form.least,
                most=form.most,
                free=forms.slots_in(fields),
                now=clock.now(),
            )
    except Invalid as error:
        return await _assist(request, key, fields, error)
    flash(request, _("Saved."))
    return to(f"/roadshow/assist/{key}")


ROUTES: list[Any] = [assistants, make_assistant, revoke_assistant, assist, assist_wish, assist_times]
