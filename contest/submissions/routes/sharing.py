"""Data rooms: what an applicant allows, with whom organisers share it, and what counterparts read."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.response import Response, Stream
from msgspec import Meta

from contest.accounts.guards import actor_of, requires, signed_in
from contest.challenge import queries as challenge
from contest.challenge.rules import PROGRAMME, ROUND, may_organise
from contest.files import service as files
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import AppError, Conflict, Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.i18n import ngettext
from contest.lib.web.download import download
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import BELONGS_TO, page
from contest.lib.web.request import Request
from contest.submissions import queries, service
from contest.submissions.queries import sharing
from contest.submissions.routes.shared import home_of, refused
from contest.submissions.rules.sharing import LEVELS
from contest.zone import queries as zone
from contest.zone.rules import COUNTERPART, COUNTERPART_KINDS

ROOMS = "/submissions/shared"
acting = requires(COUNTERPART)


class LevelForm(msgspec.Struct):
    level: Annotated[str, Meta(max_length=10)]


class ShareForm(msgspec.Struct, kw_only=True):
    counterpart_id: UUID
    codes: list[str] = []


@get("/submissions/{code:str}/sharing", guards=[signed_in])
async def entry_sharing(request: Request, code: str) -> Response[bytes]:
    """What counterparts may read of one's own entry, with whom it is shared, and who opened what."""
    return await _own(request, code)


async def _own(request: Request, code: str, error: Invalid | None = None) -> Response[bytes]:
    entry = await queries.own_entry(actor=actor_of(request), code=code, to="view")
    level, since = await sharing.consent_level(submission_id=entry.id)
    return page(
        "submissions/sharing.html",
        request,
        status=200 if error is None else error.status,
        entry=entry,
        level=level,
        since=since,
        levels=LEVELS,
        readers=await sharing.readers(submission_id=entry.id),
        openings=await sharing.openings(submission_id=entry.id),
        kinds=COUNTERPART_KINDS,
        may_change=entry.allows(actor_of(request), "own"),
        errors=error.fields if error else {},
        is_demo=entry.is_demo,
    )


@post("/submissions/{code:str}/sharing", guards=[signed_in])
async def agree_to_sharing(request: Request, code: str) -> Response[bytes]:
    await queries.own_entry(actor=actor_of(request), code=code, to="view")
    try:
        form = await parse(request, LevelForm)
        async with work():
            await service.agree_to_sharing(actor=actor_of(request), code=code, level=form.level, now=clock.now())
    except Invalid as error:
        return await _own(request, code, error)
    flash(request, _("Saved."))
    return redirect(home_of(code, "sharing"))


@post("/submissions/{code:str}/sharing/{share_id:uuid}/stop", guards=[signed_in])
async def stop_sharing(request: Request, code: str, share_id: UUID) -> Response[bytes]:
    async with work():
        await service.stop_sharing(actor=actor_of(request), code=code, share_id=share_id, now=clock.now())
    return redirect(home_of(code, "sharing"))


@get("/submissions/rounds/{round_id:uuid}/sharing", guards=[requires(PROGRAMME, ROUND)])
async def round_sharing(request: Request, round_id: UUID) -> Response[bytes]:
    """The entries of a round whose applicants agreed, to be shared with counterparts."""
    return await _round(request, round_id)


async def _round(
    request: Request, round_id: UUID, fields: dict[str, Any] | None = None, error: AppError | None = None
) -> Response[bytes]:
    actor, sent = actor_of(request), fields or {}
    facts = await challenge.round_facts(round_id=round_id)
    if facts is None or not may_organise(actor, edition_id=facts.edition_id, round_id=round_id):
        raise NotFound
    codes = sent.get("codes", [])
    return page(
        "submissions/round_sharing.html",
        request,
        status=200 if error is None else error.status,
        round=facts,
        entries=await sharing.round_sharing(actor=actor, round_id=round_id),
        counterparts=await zone.counterparts(actor=actor, edition_id=facts.edition_id),
        levels=LEVELS,
        typed=sent,
        chosen=[codes] if isinstance(codes, str) else codes,
        errors={} if error is None else (dict(getattr(error, "fields", {})) or {"": error.message}),
        is_demo=facts.is_demo,
    )


@post("/submissions/rounds/{round_id:uuid}/sharing", guards=[requires(PROGRAMME, ROUND)])
async def share_entries(request: Request, round_id: UUID) -> Response[bytes]:
    try:
        form = await parse(request, ShareForm)
        async with work():
            count = await service.share_entries(
                actor=actor_of(request),
                round_id=round_id,
                codes=form.codes,
                counterpart_id=form.counterpart_id,
                now=clock.now(),
            )
    except (Invalid, Conflict) as error:
        await refused(request, error)
        return await _round(request, round_id, await typed(request), error)
    flash(
        request,
        ngettext("One entry is shared with it now.", "%(num)s entries are shared with it now.", count) % {"num": count},
    )
    return redirect(f"/submissions/rounds/{round_id}/sharing")


@post("/submissions/rounds/{round_id:uuid}/sharing/{share_id:uuid}/end", guards=[requires(PROGRAMME, ROUND)])
async def end_share(request: Request, round_id: UUID, share_id: UUID) -> Response[bytes]:
    """Taken back by who shared it."""
    async with work():
        await service.end_share(actor=actor_of(request), round_id=round_id, share_id=share_id, now=clock.now())
    flash(request, _("Taken back: it is hidden from them at once."))
    return redirect(f"/submissions/rounds/{round_id}/sharing")


@get(ROOMS, guards=[acting])
async def rooms(request: Request) -> Response[bytes]:
    """The entries that are shared with the counterparts for which somebody acts."""
    found = await sharing.shared_entries(actor=actor_of(request))
    return page(
        "submissions/rooms.html",
        request,
        entries=found,
        levels=LEVELS,
        is_demo=actor_of(request).is_demo or any(one.is_demo for one in found),
    )


@get(ROOMS + "/{code:str}", guards=[acting])
async def room(request: Request, code: str) -> Response[bytes]:
    """One shared entry, as far as its applicant agreed. That it was opened is kept."""
    async with work():
        found = await service.open_shared(actor=actor_of(request), code=code, file_id=None, now=clock.now())
    request.state[BELONGS_TO] = ROOMS
    return page("submissions/room.html", request, room=found, entry=found.entry, is_demo=found.is_demo)


@get(ROOMS + "/{code:str}/files/{file_id:uuid}", guards=[acting])
async def room_file(request: Request, code: str, file_id: UUID) -> Response[bytes] | Stream:
    async with work():
        found = await service.open_shared(actor=actor_of(request), code=code, file_id=file_id, now=clock.now())
    name = next(file.name for file in found.entry.files if file.file_id == file_id)
    return await download(request, await files.stream(file_id=file_id), name=name)


ROUTES: list[Any] = [
    entry_sharing,
    agree_to_sharing,
    stop_sharing,
    round_sharing,
    share_entries,
    end_share,
    rooms,
    room,
    room_file,
]
