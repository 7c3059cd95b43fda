"""How an event is laid out, for programs of who organises it."""

from typing import Any
from uuid import UUID

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import RUN_ROUNDS
from contest.lib import clock
from contest.lib.db import work
from contest.lib.web.api import cleaned, delete, get, post, put
from contest.lib.web.request import Request
from contest.roadshow import queries, service
from contest.roadshow.forms import program_events as shapes
from contest.roadshow.forms.programs import Counted

HERE = "/rounds/{round_id:uuid}/event"
RUNS: dict[str, Any] = {"tags": ["events"], "guards": [scoped(RUN_ROUNDS)]}


@get(HERE, operation_id="readLayout", summary="How an event is laid out", **RUNS)
async def layout(request: Request, round_id: UUID) -> shapes.Layout:
    """Its times, tables and numbers."""
    return await _layout(request, round_id)


async def _layout(request: Request, round_id: UUID) -> shapes.Layout:
    _facts, event = await queries.event_to_run(actor=actor_of(request), round_id=round_id)
    return shapes.layout(event, await queries.slots_of(event.id), await queries.tables_of(event.id))


@post(HERE, operation_id="layOutEvent", summary="Lay an event out", **RUNS)
async def lay_out(request: Request, round_id: UUID, data: shapes.LayOut) -> shapes.Layout:
    """Once; then it is changed."""
    plan = cleaned(data).plan()
    async with work():
        await service.lay_out_event(actor=actor_of(request), round_id=round_id, plan=plan, now=clock.now())
    return await _layout(request, round_id)


@put(HERE, operation_id="changeEvent", summary="Change its numbers", **RUNS)
async def change(request: Request, round_id: UUID, data: shapes.ChangeEvent) -> shapes.Layout:
    """What was wished and planned stays."""
    plan = cleaned(data).plan()
    async with work():
        await service.edit_event(actor=actor_of(request), round_id=round_id, plan=plan)
    return await _layout(request, round_id)


@post(HERE + "/times", operation_id="addTime", summary="One more time for meetings", **RUNS)
async def add_time(request: Request, round_id: UUID, data: shapes.AddTime) -> shapes.Layout:
    """Everybody can come then until they say otherwise."""
    async with work():
        await service.add_slot(
            actor=actor_of(request), round_id=round_id, starts_at=data.checked(), minutes=data.minutes, now=clock.now()
        )
    return await _layout(request, round_id)


@delete(HERE + "/times/{slot_id:uuid}", operation_id="removeTime", summary="Take a time away", **RUNS)
async def remove_time(request: Request, round_id: UUID, slot_id: UUID) -> shapes.Layout:
    """Unless meetings stand in it."""
    async with work():
        await service.remove_slot(actor=actor_of(request), round_id=round_id, slot_id=slot_id)
    return await _layout(request, round_id)


@post(HERE + "/tables", operation_id="addTables", summary="More tables in a room", **RUNS)
async def add_tables(request: Request, round_id: UUID, data: shapes.AddTables) -> shapes.Layout:
    """Numbered on."""
    said = cleaned(data)
    async with work():
        await service.add_tables(actor=actor_of(request), round_id=round_id, room=said.room, count=said.count)
    return await _layout(request, round_id)


@delete(HERE + "/tables/{table_id:uuid}", operation_id="removeTable", summary="Take a table away", **RUNS)
async def remove_table(request: Request, round_id: UUID, table_id: UUID) -> shapes.Layout:
    """Unless meetings stand at it."""
    async with work():
        await service.remove_table(actor=actor_of(request), round_id=round_id, table_id=table_id)
    return await _layout(request, round_id)


@post(HERE + "/parties", operation_id="bringIn", summary="Ask who is not there yet", **RUNS)
async def bring_in(request: Request, round_id: UUID) -> Counted:
    """Every entry of the round and counterpart of the edition; how many were asked."""
    async with work():
        count = await service.bring_in(actor=actor_of(request), round_id=round_id)
    return Counted(count)


ROUTES: list[Any] = [layout, lay_out, change, add_time, remove_time, add_tables, remove_table, bring_in]
