"""What a partner of the demonstration is told: the tonnes and people of the first cohort, counted as GEF does."""

from decimal import Decimal

from contest.demo.stage import Stage, jobs_done, later, moment
from contest.incubator import service
from contest.incubator.rules.funders import ReportPlan
from contest.lib import db


async def report_to_funder(stage: Stage) -> None:
    """Two reports, so that the second says what changed."""
    partner = await db.fetchval(
        "select pp.partner from partner_person pp join partner p on p.id = pp.partner where p.edition = $1 limit 1",
        stage.edition_id,
    )
    for days in (-32, -1):
        async with moment(later(stage.today, days=days)) as now:
            plan = ReportPlan(
                partner=partner, framework="gef", first_on=later(stage.today, days=-425).date(),
                until_on=later(now, days=-1).date(),
                targets={"6-direct": (Decimal(0), Decimal(40)), "11": (Decimal(0), Decimal(12))},
            )  # fmt: skip
            await service.ask_funder_report(
                actor=await stage.actor("organiser"), edition_id=stage.edition_id, plan=plan, now=now
            )
        await jobs_done()  # what the next one compares itself with
