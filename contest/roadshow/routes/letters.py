"""Letters of invitation for a visa, recorded pitches, and what is printed for the house."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response, Stream

from contest.accounts.guards import actor_of, requires, signed_in
from contest.challenge.rules import PROGRAMME, ROUND
from contest.lib import clock, db, storage
from contest.lib.countries import countries
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web.download import disposition
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.roadshow import queries, service
from contest.roadshow.forms.letters import DecideForm, PassportForm, RecordingForm
from contest.roadshow.routes.door import errors_of
from contest.roadshow.routes.events import to

PARTY = "/roadshow/parties/{party_id:uuid}"
ROUNDS = "/roadshow/rounds/{round_id:uuid}"
PDF = {"cache-control": "private, no-store"}
organises = requires(PROGRAMME, ROUND)


@get(PARTY + "/letter", guards=[signed_in])
async def letter(request: Request, party_id: UUID) -> Response[bytes]:
    return await _letter(request, party_id)


async def _letter(
    request: Request,
    party_id: UUID,
    fields: dict[str, Any] | None = None,
    error: Invalid | Conflict | None = None,
) -> Response[bytes]:
    found = await queries.letter_page(actor=actor_of(request), party_id=party_id, now=clock.now())
    party = found.own.party
    return page(
        "roadshow/letter.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        countries=countries(),
        typed=fields or {},
        errors=errors_of(error),
        contest={"name_en": party.edition_en, "name_zh": party.edition_zh},
        is_demo=party.is_demo,
    )


@post(PARTY + "/letter", guards=[signed_in])
async def ask_letter(request: Request, party_id: UUID) -> Response[bytes]:
    actor, fields, now = actor_of(request), await typed(request), clock.now()
    await queries.my_pass(actor=actor, party_id=party_id)
    try:
        passport = convert(fields, PassportForm).passport()
        async with db.work():
            await service.ask_letter(actor=actor, party_id=party_id, passport=passport, now=now)
    except (Invalid, Conflict) as error:
        return await _letter(request, party_id, fields, error)
    flash(request, _("Asked. The organisers answer here."))
    return to(f"/roadshow/parties/{party_id}/letter")


@get(PARTY + "/letter.pdf", guards=[signed_in])
async def letter_pdf(request: Request, party_id: UUID) -> Response[bytes]:
    body = await service.letter_pdf(actor=actor_of(request), party_id=party_id, now=clock.now())
    headers = PDF | {"content-disposition": disposition("letter.pdf")}
    return Response(body, media_type="application/pdf", headers=headers)


@post(PARTY + "/recording", guards=[signed_in])
async def set_recording(request: Request, party_id: UUID) -> Response[bytes]:
    actor = actor_of(request)
    form = convert(await typed(request), RecordingForm)
    async with db.work():
        await service.set_recording(actor=actor, party_id=party_id, address=form.recording.strip())
    flash(request, _("Saved."))
    return to(f"/roadshow/parties/{party_id}/programme#recording")


@get(ROUNDS + "/letters", guards=[organises])
async def letters(request: Request, round_id: UUID) -> Response[bytes]:
    found = await queries.letters_page(actor=actor_of(request), round_id=round_id)
    return page(
        "roadshow/letters.html",
        request,
        it=found,
        countries=dict(countries()),
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


@post(ROUNDS + "/letters/{letter_id:uuid}", guards=[organises])
async def decide_letter(request: Request, round_id: UUID, letter_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    await queries.event_to_run(actor=actor, round_id=round_id)
    form = convert(fields, DecideForm)
    async with db.work():
        await service.decide_letter(
            actor=actor, round_id=round_id, letter_id=letter_id, is_issued=form.then == "issue", now=clock.now()
        )
    return to(f"/roadshow/rounds/{round_id}/letters")


@get(ROUNDS + "/pack", guards=[organises])
async def pack(request: Request, round_id: UUID) -> Response[bytes]:
    found = await queries.pack_page(actor=actor_of(request), round_id=round_id)
    return page(
        "roadshow/pack.html",
        request,
        it=found,
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


@post(ROUNDS + "/pack", guards=[organises])
async def ask_pack(request: Request, round_id: UUID) -> Response[bytes]:
    async with db.work():
        await service.ask_pack(actor=actor_of(request), round_id=round_id, now=clock.now())
    return to(f"/roadshow/rounds/{round_id}/pack")


@get(ROUNDS + "/pack/{number:int}", guards=[organises])
async def pack_file(request: Request, round_id: UUID, number: int) -> Stream:
    """A file of the pack that this organiser asked for; they are numbered from 1."""
    found = await queries.pack_page(actor=actor_of(request), round_id=round_id)
    if found.pack is None or not 1 <= number <= len(found.pack.files):
        raise NotFound
    one = found.pack.files[number - 1]
    headers = PDF | {"content-disposition": disposition(f"{one.kind}-{one.part}.pdf")}
    return Stream(storage.stream(one.key), media_type="application/pdf", headers=headers)


ROUTES: list[Any] = [
    letter, ask_letter, letter_pdf, set_recording, letters, decide_letter, pack, ask_pack, pack_file,
]  # fmt: skip
