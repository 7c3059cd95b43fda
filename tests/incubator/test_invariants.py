"""What the database promises of ventures: it holds of what the verbs make, and what breaks it is found."""

from datetime import timedelta

from contest.challenge.tables import Partner
from contest.incubator import service
from contest.incubator.queries import INVARIANTS
from contest.incubator.rules import StepPlan
from contest.lib import db
from contest.lib.actor import SYSTEM
from tests.makers import make_edition, make_version
from tests.makers.certificates import FINAL, make_won
from tests.makers.incubator import LATER, make_cohort, make_document, make_funder_report, make_parts, make_venture


async def broken() -> list[str]:
    return [rule for rule, sql in INVARIANTS.items() if await db.fetch(sql)]


async def test_each_promise_holds_and_what_breaks_it_is_found() -> None:
    won = await make_won("Lin Xiaoyu", "Sofia Rossi")
    one, other = [await make_venture(won.edition_id, entry) for entry in won.submissions]
    document = await make_document(one, won.owners[0])
    plan = StepPlan(to="letter", happened_on=FINAL.date(), evidence=document)
    async with db.work():
        await service.step_venture(actor=SYSTEM, venture_id=one, plan=plan, now=LATER + timedelta(days=1))
    parts = await make_parts(one)
    partner = Partner(edition=won.edition_id, role="funder", name_en="Bank", name_zh="", source="x")
    await partner.save()
    await make_funder_report(won.edition_id, partner.id, one)
    await db.execute("update venture_report set sent_at = $1", LATER)
    assert await broken() == []
    foreign = await make_version(won.submissions[1], won.owners[1], number=2)
    cohort = await make_cohort(await make_edition())
    await db.execute(
        "update venture set version = $2, cohort = $3, stage = 'matched' where id = $1", one, foreign, cohort
    )
    await db.execute("update venture_file set venture = $2 where id = $1", document, other)
    others = await make_parts(other)
    await db.execute(
        "update milestone set state = 'submitted', after = $2 where id = $1",
        parts["milestone_id"],
        others["milestone_id"],
    )
    await db.execute("update tranche set released_on = $1, reference = 'x', amount = 1", FINAL.date())
    await db.execute("update venture_report set sent_at = null")
    await db.execute("update prize set settled_on = settle_by where id = $1", parts["prize_id"])
    await db.execute("update office_hour set venture = $2 where id = $1", parts["hour_id"], other)
    await db.execute("update funder_line set actual = 2")
    await db.execute("delete from tie where kind = 'mentor'")
    await db.execute("update roadmap_node set edition = (select edition from cohort where id = $1)", cohort)
    assert await broken() == list(INVARIANTS)
