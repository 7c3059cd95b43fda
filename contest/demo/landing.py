"""What became of the first winners: a cohort, and how far each of its ventures is."""

from collections.abc import AsyncIterator
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import structs

from contest.demo.stage import Stage, jobs_done, later, moment
from contest.incubator import queries, service
from contest.incubator.rules import CohortPlan, StepPlan
from contest.incubator.rules.desk import Handling
from contest.incubator.rules.landing import Report
from contest.incubator.rules.prizes import PrizePlan
from contest.lib import clock, db
from contest.lib.pdf import render_pdf
from contest.lib.web.render import render

_WAITS = "The team looks for money first and comes back in spring."
_BLOCKER = "The register of sanctions has not answered. 制裁名单查询尚未答复。"
_HALL = "A hall of about 200 m² with a loading bay, from spring on. 约200平方米、带装卸口的厂房，春季起用。"
_HALL_ANSWER = "Hall 3 is free from March; a visit can be arranged any Tuesday. 3号厂房三月起可用，周二可看房。"
_VISAS = "Work permits for two engineers. 两名工程师的工作许可。"
_PAPERS = {
    "letter-of-intent.pdf": ("Letter of intent", "合作意向书"),
    "agreement.pdf": ("Agreement", "合作协议"),
    "business-licence.pdf": ("Business licence", "营业执照"),
}


async def land(stage: Stage) -> None:
    """The awarded entries are taken in; one has its letter of intent, one is late, one waits; what stalls is
    listed."""
    ventures = await take_in(stage, days=-48, name_en="Second cohort", name_zh="第二批")
    first, second, third = ventures[0], ventures[1], ventures[-1]
    for venture in ventures:
        await step(stage, venture, "matched", days=-42, next_days=-9 if venture == second else 20)
    evidence = await document(stage, first, -30, "letter-of-intent.pdf")
    await step(stage, first, "letter", days=-29, evidence=evidence)
    await _report(stage, first, evidence)
    await _ask(stage, first, second)
    await _promise(stage, first, evidence)
    await step(stage, first, "due_diligence", days=-12, next_days=18)
    await step(stage, third, "parked", days=-8, reason=_WAITS)
    async with moment(later(stage.today, days=-7)):
        await service.list_stalls()


async def take_in(stage: Stage, *, days: float, name_en: str, name_zh: str) -> list[UUID]:
    """A cohort of what was decided by then."""
    async with moment(later(stage.today, days=days)) as now:
        actor = await stage.actor("organiser")
        plan = CohortPlan(
            name_en=name_en,
            name_zh=name_zh,
            starts_on=now.date(),
            ends_on=later(now, days=365).date(),
        )
        cohort = await service.save_cohort(actor=actor, edition_id=stage.edition_id, plan=plan, now=now)
        entries = await queries.candidates(actor=actor, edition_id=stage.edition_id)
        return await service.take_in(
            actor=actor,
            edition_id=stage.edition_id,
            cohort_id=cohort,
            submission_ids=[one.submission_id for one in entries if one.decided_at < now],
            now=now,
        )


async def step(
    stage: Stage,
    venture: UUID,
    to: str,
    *,
    days: float,
    next_days: float | None = None,
    reason: str = "",
    evidence: UUID | None = None,
) -> None:
    """A venture enters a stage."""
    async with moment(later(stage.today, days=days)) as now:
        actor = await stage.actor("organiser")
        found = await queries.venture(actor=actor, venture_id=venture)
        plan = StepPlan(
            to=to,
            happened_on=now.astimezone(ZoneInfo(found.time_zone)).date(),
            reason=reason,
            evidence=evidence,
            next_on=None if next_days is None else later(stage.today, days=next_days).date(),
        )
        await service.step_venture(actor=actor, venture_id=venture, plan=plan, now=now)


async def _report(stage: Stage, venture: UUID, evidence: UUID) -> None:
    """Of the first steps of its landing one is done, and one waits for somebody else."""
    async with moment(later(stage.today, days=-20)) as now:
        actor = await stage.actor("organiser")
        landing = await queries.landing_steps(venture_id=venture)
        begun, done = later(now, days=-18).date(), later(now, days=-9).date()
        for step, report in (
            (landing[1], Report(due_on=landing[1].due_on, begun_on=begun, done_on=done, evidence=evidence)),
            (landing[2], Report(due_on=landing[2].due_on, begun_on=done, blocker=_BLOCKER)),
        ):
            report = structs.replace(report, owner=actor.id)
            await service.report_step(actor=actor, step_id=step.id, report=report, now=now)


async def _ask(stage: Stage, first: UUID, second: UUID) -> None:
    """The desk has answered one venture; another waits for longer than it should."""
    async with moment(later(stage.today, days=-26)) as now:
        actor = await stage.actor("organiser")
        answered = await service.ask_desk(actor=actor, venture_id=first, kind="premises", text=_HALL, now=now)
    async with moment(later(stage.today, days=-22)) as now:
        actor = await stage.actor("organiser")
        plan = Handling(owner=actor.id, due_on=now.date(), answer=_HALL_ANSWER)
        await service.handle_request(actor=actor, request_id=answered, plan=plan, now=now)
    async with moment(later(stage.today, days=-10)) as now:
        await service.ask_desk(actor=actor, venture_id=second, kind="permits", text=_VISAS, now=now)


async def _promise(stage: Stage, venture: UUID, evidence: UUID) -> None:
    """The prize of the first, with one of its two conditions met."""
    async with moment(later(stage.today, days=-40)) as now:
        actor = await stage.actor("organiser")
        name_en, name_zh = await queries.promised(venture_id=venture)
        plan = PrizePlan(
            name_en=name_en,
            name_zh=name_zh,
            amount=Decimal(200_000),
            currency="CNY",
            settle_by=later(now, days=365).date(),
            conditions=("Sign a letter of intent. 签署意向书。", "Register a company in the zone. 在合作区注册公司。"),
        )
        prize = await service.promise_prize(actor=actor, venture_id=venture, plan=plan, now=now)
    async with moment(later(stage.today, days=-28)) as now:
        first = (await queries.prize(actor=actor, prize_id=prize))[0].conditions[0]
        await service.meet_condition(
            actor=actor,
            prize_id=prize,
            condition_id=first.id,
            met_on=later(now, days=-1).date(),
            evidence=evidence,
            now=now,
        )


async def document(stage: Stage, venture: UUID, days: float, name: str) -> UUID:
    """A document of a venture, uploaded and looked into; the id of its line."""
    at = later(stage.today, days=days)
    title_en, title_zh = _PAPERS[name]
    async with moment(at):
        actor = await stage.actor("organiser")
        found = await queries.venture(actor=actor, venture_id=venture)
    made = await render_pdf(
        render("pdf/demo/paper.html", venture=found, day=at.date(), title_en=title_en, title_zh=title_zh),
        css=render("pdf/demo/deck.css"),
        title=title_en,
        language="en",
    )

    async def bytes_of_it() -> AsyncIterator[bytes]:
        yield made

    with clock.moved_to(at):
        file = await service.add_file(
            actor=actor, venture_id=venture, name=name, declared_size=len(made), chunks=bytes_of_it(), now=at
        )
    await jobs_done()
    link: UUID = await db.fetchval("select id from venture_file where file = $1", file)
    return link
