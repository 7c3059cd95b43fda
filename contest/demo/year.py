"""A year of the first cohort: two ventures that landed, reported and were paid in parts, one of which fell silent."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from contest.accounts import service as accounts
from contest.demo import PASSWORD
from contest.demo.funders import report_to_funder
from contest.demo.landing import document, step, take_in
from contest.demo.mentors import mentor_venture
from contest.demo.products import show_product
from contest.demo.stage import Stage, jobs_done, later, moment
from contest.incubator import queries, service
from contest.incubator.rules.impact import Realised
from contest.incubator.rules.indicators import Figure
from contest.incubator.rules.landing import Report
from contest.incubator.rules.milestones import MilestonePlan, Move
from contest.incubator.rules.months import months_after
from contest.incubator.rules.reports import Sent
from contest.incubator.rules.tranches import GrantPlan, Part
from contest.lib.actor import SYSTEM, Actor

BEGIN = -425  # days from the day of play
SILENT_MONTHS = 5
FINANCE, OFFICER = "finance", "officer"
_NEWS = (
    "The pilot runs.",
    "Two guests asked for a visit. 两位客户来访。",
    "A second crew is trained. 第二个班组已培训。",
)
_MILESTONES = (("Inception plan 启动计划", -380), ("Pilot in operation 试点运行", -160), ("First invoice 首张发票", 25))
_TROUBLE = "The grid connection waits for an answer. 并网仍待答复。"
_STORM = "A typhoon closed the site for three weeks. 台风致现场停工三周。"
_NO_FIGURE = "The log names no output. Add the figures of each week. 日志缺少产出数据，请补充每周数据。"


async def follow_year(stage: Stage) -> None:
    """From the award more than a year ago to the day of play."""
    await _enter_offices(stage)
    ventures = await take_in(stage, days=BEGIN, name_en="First cohort", name_zh="第一批")
    first, second = ventures[0], ventures[1]
    papers = [await document(stage, first, days, name) for days, name in (
        (-396, "letter-of-intent.pdf"), (-341, "agreement.pdf"), (-301, "business-licence.pdf"),
    )]  # fmt: skip
    for to, days, paper in (
        ("matched", -410, None), ("letter", -395, papers[0]), ("due_diligence", -370, None),
        ("signed", -340, papers[1]), ("registered", -300, papers[2]), ("pilot", -180, None), ("commercial", -30, None),
    ):  # fmt: skip
        await step(stage, first, to, days=days, evidence=paper)
    await step(stage, second, "matched", days=-400, next_days=-330)
    await _landed(stage, first, papers[2])
    await _deliver(stage, first, papers)
    await _report_months(stage, first, second, papers[2])
    lead = await _lead_key(stage, first)
    await mentor_venture(stage, first, lead)
    await show_product(stage, first, lead)
    await report_to_funder(stage)


async def _enter_offices(stage: Stage) -> None:
    """A second person runs the programme, since money is released by two; and one answers for people's data, which is
    asked of the whole installation."""
    await _enter(stage, FINANCE, "Finance Office", "programme_organiser", stage.edition_id)
    await _enter(stage, OFFICER, "Data Protection Office", "compliance_officer", None)


async def _enter(stage: Stage, key: str, name: str, role: str, edition_id: UUID | None) -> None:
    async with moment(later(stage.today, days=BEGIN)) as now:
        stage.people[key] = await accounts.create_person(
            actor=SYSTEM,
            email=f"{key}@demo.example",
            name=name,
            locale="en",
            time_zone="Asia/Shanghai",
            country="CN",
            organisation_id=None,
            password=PASSWORD,
            confirmed=True,
            is_demo=True,
            now=now,
        )
        await accounts.grant_role(
            actor=SYSTEM,
            person_id=stage.people[key],
            role=role,
            edition_id=edition_id,
            reason="demonstration",
            now=now,
        )


async def _landed(stage: Stage, venture: UUID, evidence: UUID) -> None:
    """The steps up to the pilot are done, each in about four weeks."""
    async with moment(later(stage.today, days=-170)) as now:
        actor = await stage.actor("organiser")
        for place, one in enumerate((await queries.landing_steps(venture_id=venture))[:10]):
            begun = later(stage.today, days=-420 + 25 * place).date()
            done = later(stage.today, days=-395 + 24 * place).date()
            report = Report(owner=actor.id, due_on=one.due_on, begun_on=begun, done_on=done, evidence=evidence)
            await service.report_step(actor=actor, step_id=one.id, report=report, now=now)


async def _deliver(stage: Stage, venture: UUID, papers: Sequence[UUID]) -> None:
    """Three milestones, the second moved and returned once; a grant in three parts, the first of which was paid."""
    ones: list[UUID] = []
    async with moment(later(stage.today, days=-420)) as now:
        actor = await stage.actor("organiser")
        for title, days in (
            ("Inception plan 启动计划", -380),
            ("Pilot in operation 试点运行", -160),
            ("First invoice 首张发票", 25),
        ):
            plan = MilestonePlan(
                title=title, due_on=later(stage.today, days=days).date(), after=ones[-1] if ones else None
            )
            ones += await service.plan_milestones(actor=actor, venture_ids=[venture], plan=plan, now=now)
        parts = tuple(Part(one, Decimal(share)) for one, share in zip(ones, (30, 40, 30), strict=True))
        grant = GrantPlan(amount=Decimal(120_000), currency="EUR", rate=Decimal("8.21"), parts=parts)
        await service.fix_grant(actor=actor, venture_id=venture, plan=grant, now=now)
    await _hand_in(stage, venture, ones[0], -385, papers[:1], "accepted")
    async with moment(later(stage.today, days=-200)) as now:
        to = later(stage.today, days=-130).date()
        actor = await stage.actor("organiser")
        await service.move_milestones(actor=actor, milestone_ids=[ones[1]], move=Move(to=to, reason=_STORM), now=now)
    await _hand_in(stage, venture, ones[1], -140, papers[1:2], "returned", _NO_FIGURE)
    await _hand_in(stage, venture, ones[1], -132, papers[1:], "accepted")
    found = await queries.grant(venture_id=venture, today=stage.today.date())
    assert found is not None
    first, second, _last = (one.id for one in found.tranches)
    for tranche, days, key in ((first, -378, "organiser"), (first, -376, FINANCE), (second, -125, FINANCE)):
        async with moment(later(stage.today, days=days)) as now:
            await service.approve_tranche(actor=await stage.actor(key), tranche_id=tranche, now=now)
    async with moment(later(stage.today, days=-374)) as now:
        actor = await stage.actor(FINANCE)
        day = now.astimezone(ZoneInfo("Asia/Shanghai")).date()
        await service.release_tranche(actor=actor, tranche_id=first, released_on=day, reference="BK-0117", now=now)


async def _hand_in(
    stage: Stage, venture: UUID, milestone: UUID, days: float, papers: Sequence[UUID], verdict: str, reason: str = ""
) -> None:
    async with moment(later(stage.today, days=days)) as now:
        lead = await _lead(stage, venture)
        await service.submit_milestone(
            actor=lead, milestone_id=milestone, documents=papers, note="As agreed. 按约完成。", now=now
        )
    async with moment(later(stage.today, days=days + 3)) as now:
        actor = await stage.actor("organiser")
        await service.decide_milestones(actor=actor, milestone_ids=[milestone], verdict=verdict, reason=reason, now=now)


async def _report_months(stage: Stage, first: UUID, second: UUID, evidence: UUID) -> None:
    """A pulse after each month, and what else is asked; the second has been silent for months."""
    day = later(stage.today, days=BEGIN).date().replace(day=1)
    firsts: list[datetime] = []
    while (day := months_after(day, 1)) <= stage.today.date():
        firsts.append(_morning(day))
    for place, at in enumerate(firsts):
        async with moment(at):
            await service.ask_reports()
        await _pulse(stage, first, later(at, days=4), place)
        if place < len(firsts) - SILENT_MONTHS:
            await _pulse(stage, second, later(at, days=4), place)
        await _report_rest(stage, first, evidence, later(at, days=12))
    await _verify(stage, first)
    await jobs_done()


async def _pulse(stage: Stage, venture: UUID, at: datetime, place: int) -> None:
    if at > stage.today:
        return
    async with moment(at) as now:
        lead = await _lead(stage, venture)
        waiting = [one for one in await queries.reports(venture_id=venture) if one.kind == "pulse" and one.is_open]
        if not waiting:
            return
        sent = Sent(
            figures={
                "jobs": Figure(value=Decimal(3 + place // 2), unit="people"),
                "customers": Figure(value=Decimal(place // 3), unit="customers"),
                "units": Figure(value=Decimal(4 * place), unit="installed"),
            },
            news=_NEWS[place % len(_NEWS)],
            trouble=_TROUBLE if place % 5 == 4 else "",
        )
        await service.send_report(actor=lead, report_id=waiting[0].id, sent=sent, now=now)


async def _report_rest(stage: Stage, venture: UUID, evidence: UUID, at: datetime) -> None:
    """The figures of a quarter and of a year, where they are asked for."""
    if at > stage.today:
        return
    async with moment(at) as now:
        lead = await _lead(stage, venture)
        plan = await queries.plan_of(version_id=(await queries.venture(actor=lead, venture_id=venture)).version_id)
        waiting = [one for one in reversed(await queries.reports(venture_id=venture)) if one.is_open]
        for one in waiting:
            if one.kind == "quarter":
                revenue = Figure(value=Decimal(180_000), unit="CNY", evidence=evidence)
                figures = {"revenue": revenue, "trl": Figure(value=Decimal(8), unit="TRL")}
                figures |= {"jobs_women": Figure(value=Decimal(3), unit="people")}
                sent = Sent(figures=figures)
            elif one.kind == "year" and plan is not None:
                result = plan.assessment.host.result
                units, net = 0.8 * result.in_operation[0], 0.95 * result.net_unit_kgco2e.central
                said = Realised(units=units, net_unit_kgco2e=net, off_share=0.15)
                sent = Sent(figures={}, realised=said, evidence=evidence)
            else:
                continue
            await service.send_report(actor=lead, report_id=one.id, sent=sent, now=now)


async def _verify(stage: Stage, venture: UUID) -> None:
    """The incubator has held against its document whatever has one."""
    async with moment(later(stage.today, days=-1)) as now:
        actor = await stage.actor("organiser")
        for value in await queries.values(venture_id=venture):
            if value.evidence is not None:
                await service.verify_value(actor=actor, value_id=value.id, now=now)


async def _lead(stage: Stage, venture: UUID) -> Actor:
    """Who leads the venture, as a guard would find them now."""
    return await stage.actor(await _lead_key(stage, venture))


async def _lead_key(stage: Stage, venture: UUID) -> str:
    people = {person: key for key, person in stage.people.items()}
    lead = next(one for one in await queries.owners(venture_id=venture, edition_id=stage.edition_id) if one.is_team)
    return people[lead.id]


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
