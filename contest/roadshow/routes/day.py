"""The day of an event, for who runs it: the clock of the pitches, on their phone and on the screen of the hall."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.challenge.rules import PROGRAMME, ROUND
from contest.lib import clock, db
from contest.lib.i18n import ngettext
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.roadshow import queries, service
from contest.roadshow.forms.programme import HereForm
from contest.roadshow.routes.events import to

ORGANISERS = (PROGRAMME, ROUND)


async def _page(request: Request, template: str, round_id: UUID) -> Response[bytes]:
    found = await queries.day_page(actor=actor_of(request), round_id=round_id, now=clock.now())
    return page(
        template,
        request,
        it=found,
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


@get("/roadshow/rounds/{round_id:uuid}/day", guards=[requires(*ORGANISERS)])
async def day(request: Request, round_id: UUID) -> Response[bytes]:
    return await _page(request, "roadshow/day.html", round_id)


@get("/roadshow/rounds/{round_id:uuid}/hall", guards=[requires(*ORGANISERS)])
async def hall(request: Request, round_id: UUID) -> Response[bytes]:
    return await _page(request, "roadshow/hall.html", round_id)


@post("/roadshow/rounds/{round_id:uuid}/pitches/{pitch_id:uuid}/start", guards=[requires(*ORGANISERS)])
async def start_pitch(request: Request, round_id: UUID, pitch_id: UUID) -> Response[bytes]:
    async with db.work():
        await service.start_pitch(actor=actor_of(request), round_id=round_id, pitch_id=pitch_id, now=clock.now())
    return to(f"/roadshow/rounds/{round_id}/day")


@post("/roadshow/rounds/{round_id:uuid}/pitches/{pitch_id:uuid}/clock", guards=[requires(*ORGANISERS)])
async def turn_clock(request: Request, round_id: UUID, pitch_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    async with db.work():
        await service.turn_clock(
            actor=actor_of(request), round_id=round_id, pitch_id=pitch_id, to=str(fields.get("to")), now=clock.now()
        )
    return to(f"/roadshow/rounds/{round_id}/day")


@post("/roadshow/rounds/{round_id:uuid}/here", guards=[requires(*ORGANISERS)])
async def mark_here(request: Request, round_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    await queries.round_to_run(actor=actor, round_id=round_id)
    form = convert(fields, HereForm)
    async with db.work():
        await service.mark_here(
            actor=actor, round_id=round_id, party_person_id=form.person, is_here=form.here == "yes", now=clock.now()
        )
    return to(f"/roadshow/rounds/{round_id}/day#p-{form.person}")


@post("/roadshow/rounds/{round_id:uuid}/absent/{party_id:uuid}", guards=[requires(*ORGANISERS)])
async def mark_absent(request: Request, round_id: UUID, party_id: UUID) -> Response[bytes]:
    """A party does not come, or came after all; in the same tap the freed time is proposed to others."""
    actor, fields, now = actor_of(request), await typed(request), clock.now()
    if fields.get("absent") == "no":
        async with db.work():
            await service.mark_back(actor=actor, round_id=round_id, party_id=party_id)
        return to(f"/roadshow/rounds/{round_id}/day#party-{party_id}")
    async with db.work():
        off = await service.mark_absent(actor=actor, round_id=round_id, party_id=party_id, now=now)
    added = 0
    if off:
        worked = await service.work_out_refill(actor=actor, round_id=round_id, now=now)
        async with db.work():
            added = (await service.refill(actor=actor, round_id=round_id, worked=worked, now=now)).added
    said = ngettext("One meeting is off.", "%(num)s meetings are off.", off) % {"num": off}
    flash(
        request, said + " " + ngettext("One new is proposed.", "%(num)s new ones are proposed.", added) % {"num": added}
    )
    return to(f"/roadshow/rounds/{round_id}/day#party-{party_id}")


ROUTES: list[Any] = [day, hall, start_pitch, turn_clock, mark_here, mark_absent]
