"""What somebody does for their party at an event beside meetings: notes, assistants, a pass, a letter; and coming."""

from typing import Any
from uuid import UUID

from litestar.response import Response

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import MEETINGS
from contest.files import service as files
from contest.lib import clock
from contest.lib.config import settings
from contest.lib.db import work
from contest.lib.errors import NotFound
from contest.lib.web import limits
from contest.lib.web.api import BYTES, cleaned, delete, get, post, put
from contest.lib.web.download import disposition, download
from contest.lib.web.request import Request
from contest.roadshow import queries, service
from contest.roadshow.forms import program_people as shapes
from contest.roadshow.forms.programs import Done

PARTY = "/parties/{party_id:uuid}"
MINE: dict[str, Any] = {"tags": ["meetings"], "guards": [scoped(MEETINGS)]}


@put(PARTY + "/notes/{about_id:uuid}", operation_id="noteWish", summary="A note on somebody", **MINE)
async def note(request: Request, party_id: UUID, about_id: UUID, data: shapes.Note) -> Done:
    """For the party's own people; the other side never sees it."""
    said = cleaned(data)
    async with work():
        await service.note_wish(
            actor=actor_of(request), party_id=party_id, about=about_id, note=said.note, now=clock.now()
        )
    return Done()


@get(PARTY + "/assistants", operation_id="listAssistants", summary="Links for assistants", **MINE)
async def assistants(request: Request, party_id: UUID) -> list[shapes.AssistantOf]:
    """The person's own links that hold."""
    return await _assistants(request, party_id)


async def _assistants(request: Request, party_id: UUID) -> list[shapes.AssistantOf]:
    _party, found = await queries.assistants(actor=actor_of(request), party_id=party_id, now=clock.now())
    base = f"{settings().public_url}/roadshow/assist/"
    return [shapes.assistant(one, base) for one in found]


@post(PARTY + "/assistants", operation_id="makeAssistant", summary="A link for an assistant", **MINE)
async def make_assistant(request: Request, party_id: UUID, data: shapes.MakeAssistant) -> list[shapes.AssistantOf]:
    """Who has it marks wishes and times, and sees no meeting, contact or note."""
    said = cleaned(data)
    async with work():
        await service.make_assistant(
            actor=actor_of(request), party_id=party_id, label=said.label, days=said.days, now=clock.now()
        )
    return await _assistants(request, party_id)


@delete(PARTY + "/assistants/{assistant_id:uuid}", operation_id="endAssistant", summary="End a link", **MINE)
async def end_assistant(request: Request, party_id: UUID, assistant_id: UUID) -> list[shapes.AssistantOf]:
    """What was marked with it stays."""
    async with work():
        await service.revoke_assistant(
            actor=actor_of(request), party_id=party_id, assistant_id=assistant_id, now=clock.now()
        )
    return await _assistants(request, party_id)


@get(PARTY + "/pass", operation_id="readPass", summary="The pass for the door", **MINE)
async def own_pass(request: Request, party_id: UUID) -> shapes.OwnPass:
    """Once the party takes part."""
    return await _pass(request, party_id)


async def _pass(request: Request, party_id: UUID) -> shapes.OwnPass:
    found = await queries.my_pass(actor=actor_of(request), party_id=party_id)
    return shapes.OwnPass(code=found.code, photos=found.photos)


@put(PARTY + "/pass", operation_id="sayPhotos", summary="Whether to be photographed", **MINE)
async def photos(request: Request, party_id: UUID, data: shapes.SayPhotos) -> shapes.OwnPass:
    """The person's own answer; the door shows it."""
    async with work():
        await service.say_photos(actor=actor_of(request), party_id=party_id, photos=data.photos)
    return await _pass(request, party_id)


@put(PARTY + "/recording", operation_id="setRecording", summary="A pitch recorded before", **MINE)
async def recording(request: Request, party_id: UUID, data: shapes.SetRecording) -> Done:
    """Of an entry: it is shown should nobody be able to give the pitch."""
    said = cleaned(data)
    async with work():
        await service.set_recording(actor=actor_of(request), party_id=party_id, address=said.address)
    return Done()


@get(PARTY + "/letter", operation_id="readOwnLetter", summary="The person's letter of invitation", **MINE)
async def letter(request: Request, party_id: UUID) -> shapes.OwnLetter:
    """How far it is, and whether there is time for a visa."""
    return await _letter(request, party_id)


async def _letter(request: Request, party_id: UUID) -> shapes.OwnLetter:
    found = await queries.letter_page(actor=actor_of(request), party_id=party_id, now=clock.now())
    return shapes.own_letter(found)


@put(PARTY + "/letter", operation_id="askLetter", summary="Ask to be invited in writing", **MINE)
async def ask_letter(request: Request, party_id: UUID, data: shapes.AskLetter) -> shapes.OwnLetter:
    """Asked again, it is corrected and decided anew."""
    passport = cleaned(data).passport()
    async with work():
        await service.ask_letter(actor=actor_of(request), party_id=party_id, passport=passport, now=clock.now())
    return await _letter(request, party_id)


@get(PARTY + "/letter/pdf", operation_id="takeLetter", summary="The letter as PDF", **MINE | BYTES)
async def letter_pdf(request: Request, party_id: UUID) -> Response[bytes]:
    """Once it is issued."""
    body = await service.letter_pdf(actor=actor_of(request), party_id=party_id, now=clock.now())
    headers = {"cache-control": "private, no-store", "content-disposition": disposition("letter.pdf")}
    return Response(body, media_type="application/octet-stream", headers=headers)


@get("/meetings/agreements", operation_id="listEntryAgreements", summary="What your entries signed", **MINE)
async def agreements(request: Request) -> list[shapes.EntryAgreement]:
    """Linked to an event as theirs, and not closed to its parties; the newest first."""
    return [shapes.entry_agreement(one) for one in await queries.team_agreements(actor=actor_of(request))]


@get(
    "/meetings/agreements/{agreement_id:uuid}/file",
    operation_id="readEntryAgreement",
    summary="The document of one",
    **MINE | BYTES,
)
async def agreement_file(request: Request, agreement_id: UUID) -> Response[Any]:
    """Once it was checked; with `range`, a part of it."""
    found = await queries.team_agreement(actor=actor_of(request), agreement_id=agreement_id)
    if found.file is None:
        raise NotFound
    return await download(request, await files.stream(file_id=found.file))


@post("/events/{round_id:uuid}/come", operation_id="come", summary="Say that somebody comes", **MINE)
async def come(request: Request, round_id: UUID, data: shapes.Come) -> Done:
    """Of the audience; said again their pass is sent again and nothing changes."""
    said = cleaned(data)
    await limits.hit(f"come:{actor_of(request).id}", most=20, seconds=3600)
    async with work():
        await service.come(round_id=round_id, plan=said.plan(), locale=said.locale, now=clock.now())
    return Done()


ROUTES: list[Any] = [
    note, assistants, make_assistant, end_assistant, own_pass, photos, recording, letter, ask_letter, letter_pdf, come,
    agreements, agreement_file,
]  # fmt: skip
