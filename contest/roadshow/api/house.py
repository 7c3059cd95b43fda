"""The house of an event, for programs of who organises it: letters, the audience, what is printed, what was signed."""

from typing import Any
from uuid import UUID

import msgspec
from litestar.response import Stream

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import RUN_ROUNDS
from contest.lib import clock, storage
from contest.lib.db import work
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_, locale
from contest.lib.web.api import BYTES, cleaned, delete, get, post, put
from contest.lib.web.download import disposition
from contest.lib.web.request import Request
from contest.roadshow import queries, service
from contest.roadshow.forms import program_people as shapes
from contest.roadshow.forms.programs import Done

ROUNDS = "/rounds/{round_id:uuid}"
RUNS: dict[str, Any] = {"tags": ["events"], "guards": [scoped(RUN_ROUNDS)]}


@get(ROUNDS + "/letters", operation_id="listInvited", summary="Letters of invitation", **RUNS)
async def letters(request: Request, round_id: UUID) -> list[shapes.LetterOf]:
    """Those that wait first; `time` is what there was when they asked."""
    return await _letters(request, round_id)


async def _letters(request: Request, round_id: UUID) -> list[shapes.LetterOf]:
    found = await queries.letters_page(actor=actor_of(request), round_id=round_id)
    return [shapes.letter(one, lead) for one, _party, lead in found.letters]


@put(ROUNDS + "/letters/{letter_id:uuid}", operation_id="decideLetter", summary="Issue it or not", **RUNS)
async def decide(request: Request, round_id: UUID, letter_id: UUID, data: shapes.DecideLetter) -> list[shapes.LetterOf]:
    """Who asked is told by mail."""
    async with work():
        await service.decide_letter(
            actor=actor_of(request), round_id=round_id, letter_id=letter_id, is_issued=data.issue, now=clock.now()
        )
    return await _letters(request, round_id)


@post(ROUNDS + "/guests", operation_id="walkIn", summary="Let somebody in", **RUNS)
async def walk_in(request: Request, round_id: UUID, data: shapes.WalkIn) -> shapes.Added:
    """Who is not on the list; they are here from now on, and among the arrivals."""
    plan = cleaned(data).plan()
    async with work():
        made = await service.walk_in(
            actor=actor_of(request), round_id=round_id, plan=plan, locale=locale(), now=clock.now()
        )
    return shapes.Added(made)


@get(ROUNDS + "/pack", operation_id="readPack", summary="What is printed", **RUNS)
async def pack(request: Request, round_id: UUID) -> shapes.PackOf:
    """The person's own pack: it holds what they may see."""
    return await _pack(request, round_id)


async def _pack(request: Request, round_id: UUID) -> shapes.PackOf:
    found = (await queries.pack_page(actor=actor_of(request), round_id=round_id)).pack
    if found is None:
        return shapes.PackOf(state="none", asked_at=None, files=[])
    files = msgspec.convert(found.files, list[shapes.PackFile], from_attributes=True)
    return shapes.PackOf(state=found.state, asked_at=found.asked_at, files=files)


@post(ROUNDS + "/pack", operation_id="askPack", summary="Ask for it as it stands", **RUNS)
async def ask_pack(request: Request, round_id: UUID) -> shapes.PackOf:
    """A job makes it; ask again until it is done."""
    async with work():
        await service.ask_pack(actor=actor_of(request), round_id=round_id, now=clock.now())
    return await _pack(request, round_id)


@get(ROUNDS + "/pack/{number:int}", operation_id="takePack", summary="A file of it", **RUNS | BYTES)
async def pack_file(request: Request, round_id: UUID, number: int) -> Stream:
    """A PDF; they are numbered from 1."""
    found = (await queries.pack_page(actor=actor_of(request), round_id=round_id)).pack
    if found is None or not 1 <= number <= len(found.files):
        raise NotFound
    one = found.files[number - 1]
    headers = {"cache-control": "private, no-store", "content-disposition": disposition(f"{one.kind}-{one.part}.pdf")}
    return Stream(storage.stream(one.key), media_type="application/octet-stream", headers=headers)


@put(ROUNDS + "/agreements/{agreement_id:uuid}", operation_id="linkAgreement", summary="It was signed here", **RUNS)
async def link(request: Request, round_id: UUID, agreement_id: UUID, data: shapes.Signed) -> Done:
    """An agreement of the register: at one event, which keeps it from then on."""
    if (data.entry is None) != (data.other is None):
        raise Invalid(N_("Name both, or neither."), field="other")
    pair = None if data.entry is None or data.other is None else (data.entry, data.other)
    async with work():
        await service.link_agreement(
            actor=actor_of(request), round_id=round_id, agreement_id=agreement_id, pair=pair, now=clock.now()
        )
    return Done()


@delete(ROUNDS + "/agreements/{agreement_id:uuid}", operation_id="unlinkAgreement", summary="It was not", **RUNS)
async def unlink(request: Request, round_id: UUID, agreement_id: UUID) -> Done:
    """It stays in the register."""
    async with work():
        await service.unlink_agreement(actor=actor_of(request), round_id=round_id, agreement_id=agreement_id)
    return Done()


ROUTES: list[Any] = [letters, decide, walk_in, pack, ask_pack, pack_file, link, unlink]
