"""The staff's work on a round: its list, its queue, verdicts, and the questions that wait."""

from typing import Any
from uuid import UUID

from litestar.response import Response

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import READ_SCREENING, WRITE_SCREENING
from contest.challenge import queries as challenge
from contest.files import service as files
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import NotFound
from contest.lib.web import limits
from contest.lib.web.api import BYTES, cleaned, get, post
from contest.lib.web.download import download
from contest.lib.web.request import Request
from contest.submissions import queries, rules, service
from contest.submissions.api import made, shapes
from contest.submissions.api.shapes import own, staff

STAFF: dict[str, Any] = {"tags": ["screening"]}
reads, writes = scoped(READ_SCREENING), scoped(WRITE_SCREENING)


async def round_of(request: Request, round_id: UUID) -> challenge.RoundFacts:
    facts = await challenge.round_facts(round_id=round_id)
    if facts is None or not rules.may_screen(actor_of(request), edition_id=facts.edition_id, round_id=round_id):
        raise NotFound
    return facts


@get("/rounds/{round_id:uuid}/entries", guards=[reads], operation_id="listRound", summary="What was handed in", **STAFF)
async def entries(
    request: Request,
    round_id: UUID,
    standing: shapes.Chosen = "",
    kind: shapes.Chosen = "",
    scene: shapes.Chosen = "",
    page: shapes.Page = 1,
) -> queries.EntryPage:
    """A hundred a page, less what the person is too close to."""
    await round_of(request, round_id)
    return await queries.round_entries(
        actor=actor_of(request), round_id=round_id, standing=standing, kind=kind, scene=scene, page=page
    )


@get("/rounds/{round_id:uuid}/screening", guards=[reads], operation_id="nextEntry", summary="What waits", **STAFF)
async def queue(request: Request, round_id: UUID) -> staff.Queue:
    """The first entry that waits for a verdict of this person's."""
    return await _queue(request, round_id)


async def _queue(request: Request, round_id: UUID, code: str = "") -> staff.Queue:
    facts = await round_of(request, round_id)
    found = await queries.queue_entry(
        actor=actor_of(request), edition_id=facts.edition_id, round_id=round_id, code=code
    )
    plan = await queries.screening_plan(edition_id=facts.edition_id, round_id=round_id)
    return staff.Queue(made.screened(found) if found else None, list(plan.reasons))


@get(
    "/rounds/{round_id:uuid}/screening/{code:str}",
    guards=[reads],
    operation_id="readScreening",
    summary="An entry on the desk",
    **STAFF,
)
async def one(request: Request, round_id: UUID, code: str) -> staff.Queue:
    """The version that stands in this round."""
    return await _queue(request, round_id, code)


@post(
    "/rounds/{round_id:uuid}/screening/{code:str}",
    guards=[writes],
    operation_id="screen",
    summary="Say a verdict",
    **STAFF,
)
async def screen(request: Request, round_id: UUID, code: str, data: staff.Screen) -> staff.Queue:
    """It answers with the entry as it stands then. 409 where it was handed in again or judging has begun."""
    await round_of(request, round_id)
    said = cleaned(data)
    is_question = said.verdict == "more_wanted"
    async with work():
        await service.screen(
            actor=actor_of(request),
            code=code,
            round_id=round_id,
            verdict=said.verdict,
            reason=said.reason,
            reasons=said.reasons,
            fields=said.fields if is_question else [],
            until=said.until if is_question else None,
            number=said.number,
            now=clock.now(),
        )
    return await _queue(request, round_id, code)


@post(
    "/rounds/{round_id:uuid}/screening/{code:str}/second",
    guards=[writes],
    operation_id="second",
    summary="Confirm a refusal, or send it back",
    **STAFF,
)
async def second(request: Request, round_id: UUID, code: str, data: staff.Second) -> staff.Queue:
    """By another person than the one who proposed it."""
    await round_of(request, round_id)
    said = cleaned(data)
    async with work():
        await service.second(
            actor=actor_of(request),
            code=code,
            round_id=round_id,
            agrees=said.agrees,
            note=said.note,
            number=said.number,
            now=clock.now(),
        )
    return await _queue(request, round_id, code)


@get(
    "/rounds/{round_id:uuid}/screening/{code:str}/files/{file_id:uuid}",
    guards=[reads],
    operation_id="readScreenedFile",
    summary="The bytes of a file that was handed in",
    **STAFF | BYTES,
)
async def file(request: Request, round_id: UUID, code: str, file_id: UUID) -> Response[Any]:
    """Of the version that stands in this round."""
    seen = (await _queue(request, round_id, code)).entry
    if seen is None or all(one.file_id != file_id for one in seen.files):
        raise NotFound
    return await download(request, await files.stream(file_id=file_id))


@get("/questions", guards=[reads], operation_id="listWaiting", summary="Questions that wait", **STAFF)
async def waiting(request: Request) -> staff.Waiting:
    """What teams have asked and nobody has answered, the oldest first; at most 50."""
    return staff.Waiting(await queries.waiting_threads(actor=actor_of(request)))


@get("/questions/{code:str}", guards=[reads], operation_id="readThread", summary="The thread of an entry", **STAFF)
async def thread(request: Request, code: str) -> own.Thread:
    """As the staff read it."""
    return await _thread(request, code)


async def _thread(request: Request, code: str) -> own.Thread:
    found = await queries.thread(actor=actor_of(request), code=code)
    if found.side != "staff":
        raise NotFound
    return own.Thread(code=found.code, messages=found.messages)


@post("/questions/{code:str}", guards=[writes], operation_id="answerThread", summary="Answer a team", **STAFF)
async def say(request: Request, code: str, data: staff.Say) -> own.Thread:
    """One more message of the staff. Sixty an hour at most."""
    actor, said = actor_of(request), cleaned(data)
    await _thread(request, code)
    await limits.hit(f"questions:{actor.id}", most=60, seconds=3600)
    async with work():
        await service.say(
            actor=actor, code=code, text=said.text, is_internal=said.is_internal, asks=said.asks, now=clock.now()
        )
    return await _thread(request, code)


ROUTES: list[Any] = [entries, queue, one, screen, second, file, waiting, thread, say]
