"""The programme of an event, for programs of who organises it: made, drawn, released."""

from typing import Any
from uuid import UUID

import msgspec

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import RUN_ROUNDS
from contest.judging.rules.pitching import Minutes
from contest.lib import clock
from contest.lib.db import work
from contest.lib.web.api import cleaned, delete, get, post, put
from contest.lib.web.request import Request
from contest.roadshow import queries, service
from contest.roadshow.forms import program_events as shapes

HERE = "/rounds/{round_id:uuid}/programme"
RUNS: dict[str, Any] = {"tags": ["events"], "guards": [scoped(RUN_ROUNDS)]}


@get(HERE, operation_id="readProgramme", summary="The programme", **RUNS)
async def programme(request: Request, round_id: UUID) -> shapes.ProgrammeOf:
    """As it would be released now, with its draws, its versions, and what is wrong with it."""
    return await _programme(request, round_id)


async def _programme(request: Request, round_id: UUID) -> shapes.ProgrammeOf:
    return shapes.programme(await queries.programme_page(actor=actor_of(request), round_id=round_id))


@post(HERE + "/items", operation_id="addItem", summary="A new line", **RUNS)
async def add_item(request: Request, round_id: UUID, data: shapes.SaveItem) -> shapes.ProgrammeOf:
    """Nobody is told before it is released."""
    plan = cleaned(data).plan()
    async with work():
        await service.save_item(actor=actor_of(request), round_id=round_id, plan=plan)
    return await _programme(request, round_id)


@put(HERE + "/items/{item_id:uuid}", operation_id="changeItem", summary="Change a line", **RUNS)
async def change_item(request: Request, round_id: UUID, item_id: UUID, data: shapes.SaveItem) -> shapes.ProgrammeOf:
    """Nobody is told before it is released."""
    plan = cleaned(data).plan()
    async with work():
        await service.save_item(actor=actor_of(request), round_id=round_id, plan=plan, item_id=item_id)
    return await _programme(request, round_id)


@delete(HERE + "/items/{item_id:uuid}", operation_id="removeItem", summary="Take a line off", **RUNS)
async def remove_item(request: Request, round_id: UUID, item_id: UUID) -> shapes.ProgrammeOf:
    """Nobody is told before it is released."""
    async with work():
        await service.remove_item(actor=actor_of(request), round_id=round_id, item_id=item_id)
    return await _programme(request, round_id)


@put(HERE + "/minutes", operation_id="setMinutes", summary="How long a pitch lasts", **RUNS)
async def minutes(request: Request, round_id: UUID, data: shapes.SetMinutes) -> shapes.ProgrammeOf:
    """With its questions and the change to the next one."""
    said = Minutes(**msgspec.structs.asdict(data))
    async with work():
        await service.set_minutes(actor=actor_of(request), round_id=round_id, minutes=said)
    return await _programme(request, round_id)


@post(HERE + "/draws", operation_id="drawOrder", summary="Draw the running order", **RUNS)
async def draw(request: Request, round_id: UUID, data: shapes.AskDraw) -> shapes.ProgrammeOf:
    """Every draw stays and is published with the next version."""
    said, actor = cleaned(data), actor_of(request)
    async with work():
        await service.draw_order(
            actor=actor, round_id=round_id, seed=said.seed, source=said.source, reason=said.reason, now=clock.now()
        )
    return await _programme(request, round_id)


@put(HERE + "/pitches/{pitch_id:uuid}", operation_id="movePitch", summary="Another place in the order", **RUNS)
async def move(request: Request, round_id: UUID, pitch_id: UUID, data: shapes.MovePitch) -> shapes.ProgrammeOf:
    """With a reason that everybody reads."""
    said, actor = cleaned(data), actor_of(request)
    async with work():
        await service.move_pitch(
            actor=actor, round_id=round_id, pitch_id=pitch_id, place=said.place, reason=said.reason
        )
    return await _programme(request, round_id)


@post(HERE + "/releases", operation_id="releaseProgramme", summary="Release it", **RUNS)
async def release(request: Request, round_id: UUID, data: shapes.AskRelease) -> shapes.ProgrammeOf:
    """Only those for whom something changes are told; meetings that both accepted are published with it."""
    said, actor = cleaned(data), actor_of(request)
    async with work():
        await service.release_programme(
            actor=actor, round_id=round_id, note_en=said.note_en, note_zh=said.note_zh, now=clock.now()
        )
    return await _programme(request, round_id)


ROUTES: list[Any] = [programme, add_item, change_item, remove_item, minutes, draw, move, release]
