"""What a party sees of its event: its times, its wishes, its meetings."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, signed_in
from contest.files import service as files
from contest.lib import clock, db
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web.download import download
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.roadshow import forms, queries, service
from contest.roadshow.routes.events import to
from contest.zone.rules.agreements import CONFIDENTIALITY, KINDS


@get("/roadshow/meetings", guards=[signed_in])
async def my_events(request: Request) -> Response[bytes]:
    actor = actor_of(request)
    return page(
        "roadshow/events.html",
        request,
        parties=await queries.my_parties(actor=actor),
        signed=await queries.team_agreements(actor=actor),
        kinds=KINDS,
        confidentiality=CONFIDENTIALITY,
    )


@get("/roadshow/agreements/{agreement_id:uuid}/file", guards=[signed_in])
async def agreement_file(request: Request, agreement_id: UUID) -> Response[Any]:
    """The document of what an entry signed, for its team."""
    found = await queries.team_agreement(actor=actor_of(request), agreement_id=agreement_id)
    if found.file is None:
        raise NotFound
    return await download(request, await files.stream(file_id=found.file))


@get("/roadshow/parties/{party_id:uuid}", guards=[signed_in])
async def wishes(request: Request, party_id: UUID) -> Response[bytes]:
    return await _page(request, party_id)


async def _page(
    request: Request, party_id: UUID, fields: dict[str, Any] | None = None, error: Invalid | None = None
) -> Response[bytes]:
    found = await queries.wish_page(actor=actor_of(request), party_id=party_id)
    return page(
        "roadshow/wishes.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        now=clock.now(),
        typed=fields or {},
        errors=dict(error.fields) if error is not None else {},
        contest={"name_en": found.party.edition_en, "name_zh": found.party.edition_zh},
        is_demo=found.party.is_demo,
    )


@post("/roadshow/parties/{party_id:uuid}/join", guards=[signed_in])
async def join_event(request: Request, party_id: UUID) -> Response[bytes]:
    async with db.work():
        await service.join_event(actor=actor_of(request), party_id=party_id, now=clock.now())
    return to(f"/roadshow/parties/{party_id}")


@post("/roadshow/parties/{party_id:uuid}/leave", guards=[signed_in])
async def leave_event(request: Request, party_id: UUID) -> Response[bytes]:
    async with db.work():
        await service.leave_event(actor=actor_of(request), party_id=party_id, now=clock.now())
    flash(request, _("You no longer take part in this event."))
    return to("/roadshow/meetings")


@post("/roadshow/parties/{party_id:uuid}/times", guards=[signed_in])
async def set_times(request: Request, party_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    try:
        form = convert(fields, forms.TimesForm)
        async with db.work():
            await service.set_times(
                actor=actor_of(request),
                party_id=party_id,
                is_remote=form.attendance == "remote",
                least=form.least,
                most=form.most,
                free=forms.slots_in(fields),
                now=clock.now(),
            )
    except Invalid as error:
        return await _page(request, party_id, fields, error)
    flash(request, _("Saved."))
    return to(f"/roadshow/parties/{party_id}")


@post("/roadshow/parties/{party_id:uuid}/wishes", guards=[signed_in])
async def wish(request: Request, party_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    try:
        async with db.work():
            await service.wish(
                actor=actor_of(request), party_id=party_id, marks=forms.marks_in(fields), now=clock.now()
            )
    except Invalid as error:
        return await _page(request, party_id, fields, error)
    flash(request, _("Saved."))
    return to(f"/roadshow/parties/{party_id}")


@post("/roadshow/parties/{party_id:uuid}/notes", guards=[signed_in])
async def note_wish(request: Request, party_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    try:
        form = convert({**fields, "note": fields.get(f"note.{fields.get('about')}", "")}, forms.NoteForm)
        async with db.work():
            await service.note_wish(
                actor=actor_of(request), party_id=party_id, about=form.about, note=form.note, now=clock.now()
            )
    except Invalid as error:
        return await _page(request, party_id, fields, error)
    flash(request, _("Saved."))
    return to(f"/roadshow/parties/{party_id}#p-{form.about}")


@post("/roadshow/meetings/{meeting_id:uuid}", guards=[signed_in])
async def answer_meeting(request: Request, meeting_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    async with db.work():
        party = await service.answer_meeting(
            actor=actor_of(request), meeting_id=meeting_id, is_yes=fields.get("answer") == "yes"
        )
    flash(request, _("Noted."))
    return to(f"/roadshow/parties/{party}")


ROUTES: list[Any] = [
    my_events,
    agreement_file,
    wishes,
    join_event,
    leave_event,
    set_times,
    wish,
    note_wish,
    answer_meeting,
]
