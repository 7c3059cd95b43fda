"""The door of an event: passes and their QR codes, who is let in, the screen of the house, and its audience."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import segno
from litestar import get, post
from litestar.response import Response, Stream

from contest.accounts.guards import actor_of, public, requires, signed_in
from contest.audit.service import record
from contest.challenge.rules import PROGRAMME, ROUND
from contest.lib import clock, db
from contest.lib.config import settings
from contest.lib.errors import AppError, Conflict, Invalid
from contest.lib.i18n import gettext as _
from contest.lib.i18n import locale
from contest.lib.sheets import Row, each, kind_of
from contest.lib.web import limits
from contest.lib.web.download import download_table
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.lib.web.static import serve_worker
from contest.roadshow import queries, service
from contest.roadshow.forms.door import GuestForm, MarkForm, MarksSent, PhotosForm
from contest.roadshow.routes.events import to
from contest.roadshow.rules.day import PHOTOS

DOOR = "/roadshow/rounds/{round_id:uuid}/door"
PASS = "/roadshow/parties/{party_id:uuid}/pass"  # noqa: S105 - what is shown at a door
GUEST = "/roadshow/guests/{key:str}"
COME = "/roadshow/rounds/{round_id:uuid}/come"
organises = requires(PROGRAMME, ROUND)


def errors_of(error: AppError | None) -> dict[str, Any]:
    if error is None:
        return {}
    return dict(error.fields) if isinstance(error, Invalid) and error.fields else {"": error.message}


def picture(round_id: UUID, code: str) -> str:
    """The QR code of a pass: the address that finds who carries it at the door."""
    address = f"{settings().public_url}/roadshow/rounds/{round_id}/door/{code}"
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=6, border=2, light="white")


@get("/roadshow/offline.js", guards=[public], sync_to_thread=False)
def worker() -> Response[bytes]:
    """Under `/roadshow`, for a browser lets a script answer only for addresses beside it and below."""
    return serve_worker("worker.js")


@get("/roadshow/kept", guards=[signed_in])
async def kept(request: Request) -> Response[bytes]:
    """The addresses of what this person may keep now; what a browser keeps beyond these, it drops."""
    found = await queries.kept_pages(actor=actor_of(request), now=clock.now())
    body = msgspec.json.encode({"open": found})
    return Response(body, media_type="application/json", headers={"cache-control": "private, no-store"})


@get(DOOR, guards=[organises])
async def door(request: Request, round_id: UUID) -> Response[bytes]:
    return await _door(request, round_id)


@get(DOOR + "/{code:str}", guards=[organises])
async def door_of(request: Request, round_id: UUID, code: str) -> Response[bytes]:
    """Where the QR code of a pass leads: the door, with who carries it before all others."""
    return await _door(request, round_id, code=code)


async def _door(
    request: Request,
    round_id: UUID,
    code: str = "",
    fields: dict[str, Any] | None = None,
    error: AppError | None = None,
) -> Response[bytes]:
    found = await queries.door_page(actor=actor_of(request), round_id=round_id)
    return page(
        "roadshow/door.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        code=code.upper(),
        photos=PHOTOS,
        typed=fields or {},
        errors=errors_of(error),
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


@post(DOOR, guards=[organises], status_code=200)
async def mark_arrivals(request: Request, round_id: UUID) -> Response[Any]:
    """One tap of a form, or, as JSON, what a phone kept while it had no line."""
    actor, now = actor_of(request), clock.now()
    await queries.event_to_run(actor=actor, round_id=round_id)
    is_kept = request.headers.get("content-type", "").startswith("application/json")
    if is_kept:
        try:
            marks = msgspec.json.decode(await request.body(), type=MarksSent).all()
        except msgspec.MsgspecError as error:
            raise Invalid(str(error)) from error
    else:
        marks = [convert(await typed(request), MarkForm).mark(now)]
    async with db.work():
        await service.mark_arrivals(actor=actor, round_id=round_id, marks=marks, now=now)
    if is_kept:
        return Response(b'{"done": true}', media_type="application/json")
    return to(f"/roadshow/rounds/{round_id}/door#w-{marks[0].who}")


@post(DOOR + "/walk-in", guards=[organises])
async def walk_in(request: Request, round_id: UUID) -> Response[bytes]:
    """Somebody who is not on the list."""
    actor, fields = actor_of(request), await typed(request)
    await queries.event_to_run(actor=actor, round_id=round_id)
    try:
        plan = convert(fields, GuestForm).plan()
        async with db.work():
            made = await service.walk_in(actor=actor, round_id=round_id, plan=plan, locale=locale(), now=clock.now())
    except Invalid as error:
        return await _door(request, round_id, "", fields, error)
    flash(request, _("Welcome, %(name)s.") % {"name": plan.name})
    return to(f"/roadshow/rounds/{round_id}/door#w-{made}")


@get("/roadshow/rounds/{round_id:uuid}/arrivals/{kind_of_file:str}", guards=[organises])
async def arrivals_table(request: Request, round_id: UUID, kind_of_file: str) -> Stream:
    """Who comes, as `csv`, `json` or `xlsx`: what the door shows, no addresses. That it was taken is recorded."""
    as_file = kind_of(kind_of_file)
    actor = actor_of(request)
    found = await queries.door_page(actor=actor, round_id=round_id)
    await limits.hit(f"exports:{actor.id}", most=300, seconds=3600)
    async with db.work():
        data = {"as": as_file}
        await record(actor=actor, action="roadshow.export_arrivals", thing="round", thing_id=round_id, data=data)
    heading = [_("Name"), _("From"), _("Comes for"), _("Code"), _("Photographs"), _("Walked in"), _("Here since")]
    return await download_table("guests", as_file, heading, each(_rows(found)))


def _rows(found: queries.DoorPage) -> list[Row]:
    """A row for each who comes; `Here since` in the round's own time."""
    zone = ZoneInfo(found.round.time_zone)
    rows = list[Row]()
    for one in found.arrivals:
        party = one.party
        names = [] if party is None else [party.name_en, party.name_zh]
        name = next(filter(None, names[:: -1 if locale() == "zh" else 1]), _("audience"))
        here = "" if one.here_at is None else f"{one.here_at.astimezone(zone):%Y-%m-%d %H:%M}"
        photos = str(PHOTOS[one.photos]) if one.photos else ""
        code = "" if party is None else party.code
        rows.append([one.name, one.body, name, code, photos, _("yes") if one.is_walk_in else "", here])
    return rows


@get("/roadshow/rounds/{round_id:uuid}/now", guards=[organises])
async def now_and_next(request: Request, round_id: UUID) -> Response[bytes]:
    """The screen of the house."""
    found = await queries.now_page(actor=actor_of(request), round_id=round_id, now=clock.now())
    return page(
        "roadshow/now.html",
        request,
        it=found,
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


@get(PASS, guards=[signed_in])
async def own_pass(request: Request, party_id: UUID) -> Response[bytes]:
    found = await queries.my_pass(actor=actor_of(request), party_id=party_id)
    return page(
        "roadshow/pass.html",
        request,
        it=found,
        picture=picture(found.party.round_id, found.code),
        photos=PHOTOS,
        contest={"name_en": found.party.edition_en, "name_zh": found.party.edition_zh},
        is_demo=found.party.is_demo,
    )


@post(PASS, guards=[signed_in])
async def say_photos(request: Request, party_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    await queries.my_pass(actor=actor, party_id=party_id)
    form = convert(fields, PhotosForm)
    async with db.work():
        await service.say_photos(actor=actor, party_id=party_id, photos=form.photos)
    flash(request, _("Saved."))
    return to(f"/roadshow/parties/{party_id}/pass")


@get(COME, guards=[public])
async def come_form(request: Request, round_id: UUID) -> Response[bytes]:
    """Where the public says that it comes."""
    return await _come(request, round_id)


async def _come(
    request: Request, round_id: UUID, fields: dict[str, Any] | None = None, error: AppError | None = None
) -> Response[bytes]:
    found = await queries.invitation(round_id=round_id, now=clock.now())
    return page(
        "roadshow/come.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        photos=PHOTOS,
        typed=fields or {},
        errors=errors_of(error),
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


@post(COME, guards=[public])
async def come(request: Request, round_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    await queries.invitation(round_id=round_id, now=clock.now())
    await limits.hit(f"come:{limits.address(request.scope)}", most=20, seconds=3600)
    try:
        plan = convert(fields, GuestForm).plan()
        async with db.work():
            await service.come(round_id=round_id, plan=plan, locale=locale(), now=clock.now())
    except (Invalid, Conflict) as error:
        return await _come(request, round_id, fields, error)
    flash(request, _("Thank you. Your pass is on its way to %(email)s.") % {"email": plan.email})
    return to(f"/roadshow/rounds/{round_id}/come")


@get(GUEST, guards=[public])
async def guest(request: Request, key: str) -> Response[bytes]:
    """A guest's own pass; the key is in the address."""
    found = await queries.guest_of(key=key)
    return page(
        "roadshow/guest.html",
        request,
        it=found,
        here=f"/roadshow/guests/{key}",
        picture=picture(found.round_id, found.code),
        photos=PHOTOS,
        contest={"name_en": found.edition_en, "name_zh": found.edition_zh},
        is_demo=found.is_demo,
    )


@post(GUEST, guards=[public])
async def change_guest(request: Request, key: str) -> Response[bytes]:
    fields = await typed(request)
    await queries.guest_of(key=key)
    form = convert(fields, PhotosForm)
    async with db.work():
        await service.change_guest(key=key, photos=form.photos, comes=form.comes == "yes", now=clock.now())
    flash(request, _("Saved."))
    return to(f"/roadshow/guests/{key}")


ROUTES: list[Any] = [
    worker, kept, door, door_of, mark_arrivals, walk_in, arrivals_table, now_and_next, own_pass, say_photos, come_form,
    come, guest, change_guest,
]  # fmt: skip
