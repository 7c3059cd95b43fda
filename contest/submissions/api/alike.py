"""What else a screener looks at: entries that are like one, and the letters about a talent."""

from typing import Any
from uuid import UUID

from litestar.response import Response

from contest.accounts.guards import actor_of
from contest.files import service as files
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import NotFound
from contest.lib.web.api import BYTES, get, post
from contest.lib.web.download import download
from contest.lib.web.request import Request
from contest.submissions import queries, service
from contest.submissions.api.screening import STAFF, reads, round_of, writes
from contest.submissions.api.shapes import alike as shapes
from contest.submissions.queries.alike import Alike

HERE = "/rounds/{round_id:uuid}/screening/{code:str}"


async def _entry(request: Request, round_id: UUID, code: str) -> UUID:
    """The entry, for who screens the round that it stands in and is not tied to it."""
    await round_of(request, round_id)
    seen = await queries.staff_entry(actor=actor_of(request), code=code)
    if all(stood.round_id != round_id for stood in seen.standings):
        raise NotFound
    return seen.entry.submission_id


@get(HERE + "/alike", guards=[reads], operation_id="listAlike", summary="What an entry is like", **STAFF)
async def alike(request: Request, round_id: UUID, code: str) -> Alike:
    """Why it was found, and what people said. Of entries in rounds of others only how many."""
    return await _alike(request, round_id, code)


async def _alike(request: Request, round_id: UUID, code: str) -> Alike:
    return await queries.alike(actor=actor_of(request), submission_id=await _entry(request, round_id, code))


@get(
    HERE + "/alike/{other:str}", guards=[reads], operation_id="readBeside", summary="Two entries side by side", **STAFF
)
async def beside(request: Request, round_id: UUID, code: str, other: str) -> shapes.Beside:
    """Question by question."""
    facts = await round_of(request, round_id)
    found = await queries.beside(
        actor=actor_of(request), edition_id=facts.edition_id, round_id=round_id, code=code, other=other
    )
    return shapes.Beside(
        code=code,
        other=other,
        settled=found.settled,
        answers=[
            shapes.Answers(
                label=line.label,
                one="".join(piece for piece, _ in line.one),
                other="".join(piece for piece, _ in line.other),
                is_same=line.is_same,
            )
            for line in found.lines
        ],
    )


@post(HERE + "/alike/{other:str}", guards=[writes], operation_id="settleLikeness", summary="Same work, or not", **STAFF)
async def settle(request: Request, round_id: UUID, code: str, other: str, data: shapes.Settle) -> Alike:
    """It changes neither of them."""
    async with work():
        await service.settle_likeness(
            actor=actor_of(request), round_id=round_id, code=code, other=other, verdict=data.verdict, now=clock.now()
        )
    return await _alike(request, round_id, code)


@get(HERE + "/letters", guards=[reads], operation_id="listLetters", summary="Letters about a talent", **STAFF)
async def letters(request: Request, round_id: UUID, code: str) -> shapes.Letters:
    """What referees wrote in confidence: nobody of the entry's team reads it."""
    return shapes.Letters(
        [
            shapes.Letter(
                **{name: getattr(one, name) for name in ("id", "name", "relation", "text", "given_at")},
                has_file=one.file_id is not None,
            )
            for one in await _letters(request, round_id, code)
        ]
    )


async def _letters(request: Request, round_id: UUID, code: str) -> list[queries.Letter]:
    entry_id = await _entry(request, round_id, code)
    return await queries.letters_for_staff(actor=actor_of(request), submission_id=entry_id)


@get(
    HERE + "/letters/{referee_id:uuid}",
    guards=[reads],
    operation_id="readLetter",
    summary="The bytes of a letter",
    **STAFF | BYTES,
)
async def letter(request: Request, round_id: UUID, code: str, referee_id: UUID) -> Response[Any]:
    """Of one that came as a file."""
    found = await _letters(request, round_id, code)
    file_id = next((one.file_id for one in found if one.id == referee_id), None)
    if file_id is None:
        raise NotFound
    return await download(request, await files.stream(file_id=file_id))


ROUTES: list[Any] = [alike, beside, settle, letters, letter]
