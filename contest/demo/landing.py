"""What became of the first winners: a cohort, and how far each of its ventures is."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import structs

from contest.demo.stage import Stage, jobs_done, later, moment
from contest.incubator import queries, service
from contest.incubator.rules import CohortPlan, StepPlan
from contest.incubator.rules.landing import Report
from contest.lib import clock, db
from contest.lib.pdf import render_pdf
from contest.lib.web.render import render

_WAITS = "The team looks for money first and comes back in spring."
_BLOCKER = "The register of sanctions has not answered. 制裁名单查询尚未答复。"
_LETTER = "letter-of-intent.pdf"


async def land(stage: Stage) -> None:
    """The awarded entries are taken in; one has its letter of intent, one is late, one waits."""
    ventures = await _take_in(stage)
    first, second, third = ventures[0], ventures[1], ventures[-1]
    for venture in ventures:
        await _step(stage, venture, "matched", days=-42, next_days=-9 if venture == second else 20)
    evidence = await _letter(stage, first, later(stage.today, days=-30))
    await _step(stage, first, "letter", days=-29, evidence=evidence)
    await _report(stage, first, evidence)
    await _step(stage, first, "due_diligence", days=-12, next_days=18)
    await _step(stage, third, "parked", days=-8, reason=_WAITS)


async def _take_in(stage: Stage) -> list[UUID]:
    async with moment(later(stage.today, days=-48)) as now:
        actor = await stage.actor("organiser")
        plan = CohortPlan(
            name_en="First cohort",
            name_zh="第一批",
            starts_on=now.date(),
            ends_on=later(now, days=365).date(),
        )
        cohort = await service.save_cohort(actor=actor, edition_id=stage.edition_id, plan=plan, now=now)
        entries = await queries.candidates(actor=actor, edition_id=stage.edition_id)
        return await service.take_in(
            actor=actor,
            edition_id=stage.edition_id,
            cohort_id=cohort,
            submission_ids=[one.submission_id for one in entries],
            now=now,
        )


async def _step(
    stage: Stage,
    venture: UUID,
    to: str,
    *,
    days: float,
    next_days: float | None = None,
    reason: str = "",
    evidence: UUID | None = None,
) -> None:
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


async def _letter(stage: Stage, venture: UUID, at: datetime) -> UUID:
    """The letter of intent of a venture, uploaded and looked into; the id of its line."""
    async with moment(at):
        actor = await stage.actor("organiser")
        found = await queries.venture(actor=actor, venture_id=venture)
    made = await render_pdf(
        render("pdf/demo/letter.html", venture=found, day=at.date()),
        css=render("pdf/demo/deck.css"),
        title="Letter of intent",
        language="en",
    )

    async def bytes_of_it() -> AsyncIterator[bytes]:
        yield made

    with clock.moved_to(at):
        file = await service.add_file(
            actor=actor, venture_id=venture, name=_LETTER, declared_size=len(made), chunks=bytes_of_it(), now=at
        )
    await jobs_done()
    link: UUID = await db.fetchval("select id from venture_file where file = $1", file)
    return link
