"""Reports through the verbs: asked once, sent once, reminded while it matters; and the money that waits for them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import pytest
from asyncpg import CheckViolationError, UniqueViolationError

from contest.incubator import queries, service
from contest.incubator.rules.impact import Realised
from contest.incubator.rules.indicators import Figure
from contest.incubator.rules.reports import Sent
from contest.incubator.rules.tranches import GrantPlan, Part
from contest.lib import clock, db
from contest.lib.actor import SYSTEM, Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from tests.incubator.world import World, make_world
from tests.makers import actor_for
from tests.makers.incubator import LATER, make_document, make_impact, make_parts, make_report

AUGUST = datetime(2026, 8, 3, 8, tzinfo=UTC)
FIGURES = {
    "jobs": Figure(value=Decimal(4), unit="people"),
    "customers": Figure(value=Decimal(1), unit="customers"),
    "units": Figure(value=Decimal(20), unit="panels"),
}


@pytest.fixture
async def world() -> World:
    return await make_world()


async def send(actor: Actor, report: UUID, *, now: datetime = AUGUST, **values: Any) -> None:
    sent = msgspec.structs.replace(Sent(figures=FIGURES, news="On course."), **values)
    async with db.work():
        await service.send_report(actor=actor, report_id=report, sent=sent, now=now)


async def ask(now: datetime) -> list[tuple[str, date]]:
    """What is asked of Lin's venture by then."""
    with clock.moved_to(now):
        async with db.work():
            await service.ask_reports()
            await service.chase_reports()
    rows = await db.fetch("select kind, period_on from venture_report order by asked_at, kind, venture")
    return list(dict.fromkeys((row["kind"], row["period_on"]) for row in rows))


async def test_a_report_is_asked_once_and_reminded_while_it_matters(world: World) -> None:
    for _ in range(2):
        assert await ask(AUGUST) == [("pulse", date(2026, 7, 1))]
    count = "select count(*) from outbox_event where name = $1"
    assert await db.fetchval(count, "report.asked") == await db.fetchval("select count(*) from venture_report") == 2
    mine = await db.fetchval("select id from venture_report where venture = $1", world.venture)
    await send(world.lin, mine)
    assert await db.fetchval(count, "report.reminder_due") == 0
    await ask(AUGUST + timedelta(days=4))
    assert await db.fetchval(count, "report.reminder_due") == 1  # Sofia's: Lin's has come
    await db.execute("update venture set stage = 'parked' where id = $1", world.other)
    await ask(AUGUST + timedelta(days=20))
    assert await db.fetchval(count, "report.reminder_due") == 1  # nothing of who has left
    quarter = {"period_on": date(2026, 7, 1), "until_on": date(2026, 9, 30), "due_on": date(2026, 10, 20)}
    await make_report(world.venture, "quarter", **quarter)
    later = {"period_on": date(2026, 8, 1), "until_on": date(2026, 8, 31), "due_on": date(2026, 9, 10)}
    pulse = await make_report(world.venture, **later)
    async with db.work():
        for row in await db.fetch("select id from venture_report order by kind desc"):
            await service.ask_for_report(report_id=row["id"], is_reminder=True)
    messages = await db.fetch("select recipient_id, subject, body from message where kind = 'incubator/report'")
    assert {row["recipient_id"] for row in messages} == {world.lin.id}
    subjects = ["Quarterly figures", "Monthly pulse"]
    assert [row["subject"] for row in messages] == [
        f"Reminder: {one} of “Rainforest village microgrid”" for one in subjects
    ]
    assert "/incubator/reports/" in messages[0]["body"]
    assert queries.report_key(pulse, world.lin.id) not in messages[1]["body"]  # a link is a secret


async def test_a_pulse_is_sent_once_and_what_comes_later_settles_it(world: World) -> None:
    report = await make_report(world.venture)
    for actor in (world.manager, world.sofia):
        with pytest.raises(NotFound):
            await send(actor, report)
    with pytest.raises(Invalid) as refused:
        await send(world.lin, report, figures={"jobs": Figure(value=Decimal(-1), unit="people")}, news="x" * 2001)
    assert set(refused.value.fields) == {"jobs", "customers", "units", "news"}
    await send(world.lin, report)
    with pytest.raises(Conflict):
        await send(world.lin, report)
    assert await db.fetchval("select count(*) from indicator_value") == 3
    august = {"period_on": date(2026, 8, 1), "until_on": date(2026, 8, 31), "due_on": date(2026, 9, 10)}
    september = {"period_on": date(2026, 9, 1), "until_on": date(2026, 9, 30), "due_on": date(2026, 10, 10)}
    missed, latest = await make_report(world.venture, **august), await make_report(world.venture, **september)
    later = FIGURES | {"units": Figure(value=Decimal(30), unit="kWh")}
    with pytest.raises(Invalid) as refused:
        await send(world.lin, latest, figures=later)
    assert set(refused.value.fields) == {"units_unit"}
    today = date(2026, 10, 20)
    assert await queries.overdue_reports(venture_id=world.venture, today=today) == 2
    assert [one.id for one in (await queries.open_reports(actor=world.manager, edition_id=world.edition_id))[0]] == [
        missed,
        latest,
    ]
    await send(world.lin, latest, trouble="A permit.")
    with pytest.raises(Conflict):
        await send(world.lin, missed)
    assert await queries.overdue_reports(venture_id=world.venture, today=today) == 0
    states = {one.id: one.state(today) for one in await queries.reports(venture_id=world.venture)}
    assert states == {report: "sent", missed: "moot", latest: "sent"}
    (rate,) = await queries.report_rates(actor=world.manager, edition_id=world.edition_id, today=today)
    assert (rate.kind, rate.sent, rate.due, rate.percent) == ("pulse", 2, 3, 67)
    last = await queries.last_values(venture_id=world.venture)
    assert {key: one.until_on for key, one in last.items()} == dict.fromkeys(FIGURES, date(2026, 9, 30))
    for query in (queries.open_reports, queries.report_rates):
        more = {"today": today} if query is queries.report_rates else {}
        with pytest.raises(NotFound):
            await query(actor=world.lin, edition_id=world.edition_id, **more)
    with pytest.raises(UniqueViolationError):
        await make_report(world.venture)


async def test_a_figure_is_verified_by_its_document_and_by_the_incubator(world: World) -> None:
    own, foreign = await make_document(world.venture, world.lin.id), await make_document(world.other, world.sofia.id)
    report = await make_report(world.venture, "quarter", period_on=date(2026, 5, 1))
    money = Figure(value=Decimal("1200.50"), unit="EUR", evidence=foreign)
    with pytest.raises(Invalid) as refused:
        await send(world.lin, report, figures={"revenue": money})
    assert set(refused.value.fields) == {"revenue_evidence"}
    await send(world.lin, report, figures={"revenue": msgspec.structs.replace(money, evidence=None)})
    (value,) = await queries.values(venture_id=world.venture)

    async def verify(actor: Actor) -> None:
        async with db.work():
            await service.verify_value(actor=actor, value_id=value.id, now=AUGUST)

    async def show(actor: Actor, evidence: UUID) -> None:
        async with db.work():
            await service.show_value(actor=actor, value_id=value.id, evidence=evidence)

    with pytest.raises(Conflict):
        await verify(world.manager)
    with pytest.raises(Invalid):
        await show(world.lin, foreign)
    for actor in (world.manager, world.sofia):
        with pytest.raises(NotFound):
            await show(actor, own)
    await show(world.lin, own)
    for actor in (world.lin, world.sofia):
        with pytest.raises(NotFound):
            await verify(actor)
    await verify(world.manager)
    for again in (verify(world.manager), show(world.lin, own)):
        with pytest.raises(Conflict):
            await again
    (value,) = await queries.values(venture_id=world.venture)
    assert (value.verifier, value.file_name, value.value) == ("Manager", "licence.pdf", Decimal("1200.50"))
    with pytest.raises(CheckViolationError):
        await db.execute("update indicator_value set evidence = null")


async def test_a_year_is_computed_again_and_stands_beside_the_plan(world: World) -> None:
    version = (await queries.venture(actor=world.manager, venture_id=world.venture)).version_id
    await make_impact(version)
    assert ("year", date(2026, 6, 30)) in await ask(datetime(2027, 7, 1, tzinfo=UTC))
    report = await db.fetchval("select id from venture_report where kind = 'year' and venture = $1", world.venture)
    assert await db.fetchval("select count(*) from venture_report where kind = 'year'") == 1
    own = await make_document(world.venture, world.lin.id)
    with pytest.raises(Invalid) as refused:
        await send(world.lin, report, figures={})
    assert set(refused.value.fields) == {"units"}
    said = Realised(units=80, net_unit_kgco2e=300, off_share=0.25)
    await send(world.lin, report, figures={}, realised=said, evidence=own)
    assert await queries.realised(venture_id=world.venture, awarded_on=date(2026, 6, 30)) == ({1: said}, {1: False})
    (value,) = await queries.values(venture_id=world.venture)
    assert (value.indicator, value.value, value.unit) == ("realised", Decimal("24.00"), "tCO2e")
    async with db.work():
        await service.verify_value(actor=world.manager, value_id=value.id, now=AUGUST)
    assert (await queries.realised(venture_id=world.venture, awarded_on=date(2026, 6, 30)))[1] == {1: True}


async def test_alumni_are_asked_after_their_graduation_and_nothing_else(world: World) -> None:
    await db.execute(
        "update venture set stage = 'alumni', registered_on = '2026-07-02', stage_on = '2026-07-03' where id = $1",
        world.venture,
    )
    await db.execute(
        "insert into venture_step (id, venture, stage, happened_on, reason, at) values"
        " (gen_random_uuid(), $1, 'graduated', '2026-07-02', '', $2)", world.venture, LATER,
    )  # fmt: skip
    await db.execute("update venture set stage = 'failed' where id = $1", world.other)
    old = await make_report(world.venture)
    assert await ask(datetime(2027, 1, 3, tzinfo=UTC)) == [("pulse", date(2026, 7, 1)), ("alumni", date(2027, 1, 2))]
    report = await db.fetchval("select id from venture_report where kind = 'alumni'")
    with pytest.raises(Invalid) as refused:
        await send(world.lin, report, figures={})
    assert set(refused.value.fields) == {"is_running", "jobs"}
    await send(world.lin, report, figures={"jobs": FIGURES["jobs"]}, is_running=False)
    with pytest.raises(Conflict):
        await send(world.lin, old)


async def test_a_link_opens_one_report_for_one_person_of_the_venture(world: World) -> None:
    report, other = await make_report(world.venture), await make_report(world.other)
    key = queries.report_key(report, world.lin.id)
    found, venture, actor = await queries.keyed_report(key=key, now=AUGUST)
    assert (found.id, venture.id, actor.id) == (report, world.venture, world.lin.id)
    mixed = f"{other.hex}.{world.lin.id.hex}.{key[-40:]}"
    for wrong in ("", "a.b", key[:-1], mixed, queries.report_key(report, world.sofia.id),
                  queries.report_key(report, world.manager.id)):  # fmt: skip
        with pytest.raises(NotFound):
            await queries.keyed_report(key=wrong, now=AUGUST)
    await db.execute("update venture_person set left_at = $2 where venture = $1", world.venture, AUGUST)
    with pytest.raises(NotFound):
        await queries.keyed_report(key=key, now=AUGUST)


async def test_a_tranche_waits_for_its_milestone_the_reports_and_two_people(world: World) -> None:
    parts = await make_parts(world.other)
    await db.execute("update venture_report set sent_at = $1", AUGUST)
    tranche_id, milestone = parts["tranche_id"], parts["milestone_id"]

    async def approve(actor: Actor) -> None:
        async with db.work():
            await service.approve_tranche(actor=actor, tranche_id=tranche_id, now=AUGUST)

    async def release(actor: Actor = world.manager, on: date = date(2026, 8, 3), reference: str = "BK 1") -> None:
        async with db.work():
            await service.release_tranche(
                actor=actor, tranche_id=tranche_id, released_on=on, reference=reference, now=AUGUST
            )

    with pytest.raises(Conflict):
        await approve(world.manager)  # the milestone waits
    await db.execute("update milestone set state = 'accepted' where id = $1", milestone)
    late = await make_report(
        world.other, period_on=date(2026, 6, 1), until_on=date(2026, 6, 30), due_on=date(2026, 7, 10)
    )
    await db.execute("delete from indicator_value")
    await db.execute("delete from venture_report where id <> $1", late)
    with pytest.raises(Conflict):
        await approve(world.manager)  # a report is overdue
    await send(world.sofia, late)
    await approve(world.manager)
    for actor, refused in (
        (world.manager, Conflict),
        (world.sofia, NotFound),
        (world.lin, NotFound),
        (SYSTEM, NotFound),
    ):
        with pytest.raises(refused):
            await approve(actor)
    with pytest.raises(UniqueViolationError):
        await db.execute(
            "insert into tranche_approval (id, tranche, person, at) select gen_random_uuid(), tranche, person, at"
            " from tranche_approval"
        )
    with pytest.raises(Invalid):
        await release()
    await approve(world.second)
    for values in ({"on": date(2026, 8, 2)}, {"on": date(2026, 8, 4)}, {"reference": ""}):
        with pytest.raises(Invalid):
            await release(**values)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        await release(world.sofia)
    await release()
    with pytest.raises(Conflict):
        await release()
    with pytest.raises(Conflict):
        await approve(await actor_for(world.second.id))
    grant = await queries.grant(venture_id=world.other, today=AUGUST.date())
    assert grant is not None
    (tranche,) = grant.tranches
    assert (tranche.reference, [one.name for one in tranche.approvals], tranche.missing) == (
        "BK 1", ["Manager", "Second"], [],
    )  # fmt: skip


async def test_a_grant_is_fixed_once_at_the_rate_of_its_award(world: World) -> None:
    milestone = (await make_parts(world.other))["milestone_id"]
    plan = GrantPlan(amount=Decimal(100), currency="EUR", rate=Decimal("7.8"), parts=(Part(milestone, Decimal(100)),))

    async def fix(actor: Actor, venture: UUID) -> None:
        async with db.work():
            await service.fix_grant(actor=actor, venture_id=venture, plan=plan, now=AUGUST)

    with pytest.raises(Conflict):
        await fix(world.manager, world.other)
    with pytest.raises(Invalid) as refused:
        await fix(world.manager, world.venture)  # the milestone is another's
    assert set(refused.value.fields) == {"milestone_1"}
    with pytest.raises(NotFound):
        await fix(world.lin, world.venture)
    assert await queries.grant(venture_id=world.venture, today=AUGUST.date()) is None


async def reopen(actor: Actor, report: UUID, reason: str = "Panels, not boxes.") -> None:
    async with db.work():
        await service.reopen_report(actor=actor, report_id=report, reason=reason, now=AUGUST + timedelta(days=9))


async def test_a_sent_report_is_opened_again_and_what_was_sent_is_kept(world: World) -> None:
    mine = await make_report(world.venture)
    for actor in (world.manager, world.second):
        with pytest.raises(Conflict):  # nothing was sent yet
            await reopen(actor, mine)
    await send(world.lin, mine)
    kept = {one.indicator: one for one in await queries.values(venture_id=world.venture)}
    await db.execute(
        "update indicator_value set verified_at = $2, evidence = $3 where id = $1",
        kept["jobs"].id, LATER, await make_document(world.venture, world.lin.id),
    )  # fmt: skip
    later = await make_report(
        world.venture, period_on=date(2026, 8, 1), until_on=date(2026, 8, 31), due_on=date(2026, 9, 10)
    )
    await send(world.lin, later)
    for actor, reason, error in (
        (world.lin, "x", NotFound),
        (world.sofia, "x", NotFound),
        (world.manager, "", Invalid),
    ):
        with pytest.raises(error):
            await reopen(actor, mine, reason)
    await reopen(world.manager, mine)
    with pytest.raises(Conflict):
        await reopen(world.second, mine)
    found, _venture = await queries.report(actor=world.lin, report_id=mine)
    assert (found.state(AUGUST.date()), found.due_on, found.news) == ("open", date(2026, 8, 26), "On course.")
    assert len(await queries.values(venture_id=world.venture)) == 6  # until it is sent anew, what was sent counts
    assert await db.fetchval("select count(*) from outbox_event where name = 'report.asked'") == 1
    await send(world.lin, mine, news="Corrected.", now=AUGUST + timedelta(days=10))
    one = {each.indicator: each for each in await queries.values(venture_id=world.venture) if each.report_id == mine}
    assert {key: each.id for key, each in one.items()} == {key: each.id for key, each in kept.items()}
    assert one["jobs"].verified_at is None  # its document is another now
    (past,) = await queries.past_reports(report_id=mine)
    assert (past.news, past.reason, past.sender, past.opener) == (
        "On course.",
        "Panels, not boxes.",
        "Lin Xiaoyu",
        "Manager",
    )
    assert {each.indicator: each.value for each in past.figures} == {key: each.value for key, each in FIGURES.items()}
    assert [each.verified_at for each in past.figures if each.indicator == "jobs"] == [LATER]
    found, _venture = await queries.report(actor=world.lin, report_id=mine)
    assert (found.state(AUGUST.date()), found.news) == ("sent", "Corrected.")
    with pytest.raises(Conflict):
        await send(world.lin, mine)
    await db.execute("update venture set stage = 'withdrawn'")
    with pytest.raises(Conflict):
        await reopen(world.manager, mine)
