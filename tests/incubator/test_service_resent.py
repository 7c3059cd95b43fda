"""A quarter that is opened again and sent with fewer figures: what is no longer said counts nowhere any more."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from contest.incubator import queries, service
from contest.incubator.rules.funders import ReportPlan
from contest.incubator.rules.indicators import Figure
from contest.incubator.rules.reports import Sent
from contest.lib import db
from tests.incubator.world import World, make_world
from tests.makers.incubator import make_document, make_report

OCTOBER = datetime(2026, 10, 5, 8, tzinfo=UTC)
REVENUE = Figure(value=Decimal(900), unit="CNY")
PARTNER = "insert into partner (id, edition, role, name_en, name_zh, source) values ($1, $2, 'funder', 'Fund', '', 'x')"


@pytest.fixture
async def world() -> World:
    return await make_world()


async def send(world: World, report: UUID, **figures: Figure) -> None:
    async with db.work():
        await service.send_report(actor=world.lin, report_id=report, sent=Sent(figures=figures), now=OCTOBER)


async def ask_funder_report(world: World, partner: UUID) -> UUID:
    plan = ReportPlan(partner=partner, framework="undp", first_on=date(2026, 1, 1), until_on=date(2026, 9, 30))
    async with db.work():
        made = await service.ask_funder_report(actor=world.manager, edition_id=world.edition_id, plan=plan, now=OCTOBER)
        await service.freeze_lines(report_id=made)
        await service.mark_funder_report(report_id=made, now=OCTOBER)
    return made


async def revenue_of(world: World, report: UUID) -> tuple[Any, list[Decimal]]:
    found = await queries.funder_report(actor=world.manager, report_id=report)
    line = next(one for one in await queries.funder_lines(report=found) if one.code == "2.2")
    return line.actual, [row.amount for row in await queries.funder_rows(report_id=report, line_id=line.id)]


async def test_a_quarter_sent_anew_with_fewer_figures_counts_only_those(world: World) -> None:
    partner = UUID(int=7)
    await db.execute(PARTNER, partner, world.edition_id)
    days = {"until_on": date(2026, 9, 30), "due_on": date(2026, 10, 20)}
    mine = await make_report(world.venture, "quarter", period_on=date(2026, 7, 1), **days)
    proof = await make_document(world.venture, world.lin.id)
    signed = Figure(value=Decimal(2), unit="agreements", evidence=proof)
    await send(world, mine, agreements=signed, revenue=REVENUE)
    kept = {one.indicator: one.id for one in await queries.values(venture_id=world.venture)}
    async with db.work():
        await service.verify_value(actor=world.manager, value_id=kept["agreements"], now=OCTOBER)
    before = await ask_funder_report(world, partner)
    async with db.work():
        await service.reopen_report(actor=world.manager, report_id=mine, reason="Revenue is the group's.", now=OCTOBER)
    await send(world, mine, agreements=signed)

    (left,) = await queries.values(venture_id=world.venture)
    assert (left.id, left.indicator, left.verifier) == (kept["agreements"], "agreements", "Manager")  # as it was
    assert set(await queries.last_values(venture_id=world.venture)) == {"agreements"}
    (past,) = await queries.past_reports(report_id=mine)
    assert {one.indicator: one.value for one in past.figures} == {"agreements": 2, "revenue": 900}
    # What a funder was told stays as it was frozen, with its row; what they are told next has it no more.
    assert await revenue_of(world, before) == (Decimal(900), [Decimal(900)])
    assert await revenue_of(world, await ask_funder_report(world, partner)) == (Decimal(0), [])

    async with db.work():
        await service.reopen_report(actor=world.manager, report_id=mine, reason="It was right.", now=OCTOBER)
    await send(world, mine, agreements=signed, revenue=REVENUE)
    found = {one.indicator: one.value for one in await queries.values(venture_id=world.venture)}
    assert found == {"agreements": 2, "revenue": 900}  # once each
