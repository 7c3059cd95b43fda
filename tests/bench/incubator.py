"""The incubator of 500 ventures with five years of pulses: its board and lists, measured as `pages` does, and a report
to a funder over all of them beside its PDF layout alone."""

import sys
import time
from collections.abc import Iterator
from uuid import UUID

from contest.challenge.tables import Partner
from contest.incubator import queries, service
from contest.incubator.rules.funders import ReportPlan
from contest.incubator.rules.months import months_after
from contest.incubator.service import funders
from contest.lib import clock, db, i18n
from contest.lib.actor import SYSTEM
from tests.bench import pages
from tests.bench.cases import Case, cases
from tests.bench.figure import Figure
from tests.bench.seed import Seeded

NAMES = ("board", "milestones", "reports", "incubator_late")
OVER_LAYOUT, ROUNDS = 3.0, 2


def measure(seed: int) -> Iterator[Figure]:
    """A bar that is missed is said on standard error."""
    kept: list[Figure] = []

    async def report(seeded: Seeded) -> None:
        kept.extend(await _funder_report(seeded))

    with pages.running(seed, _cases, report) as (run, asked, counted):
        yield from kept
        for case in asked:
            yield from pages.figures(run, case, counted[case.name])


def _cases(seeded: Seeded) -> list[Case]:
    return [case for case in cases(seeded) if case.name in NAMES]


async def _funder_report(seeded: Seeded) -> list[Figure]:
    """The job of a report over five years, and the layout of the same two PDFs; the quickest of `ROUNDS` each."""
    edition, now = UUID(str(seeded.edition)), clock.now()
    partner = Partner(edition=edition, role="funder", name_en="Bank", name_zh="银行", source="bench")
    await partner.save()
    plan = ReportPlan(
        partner=UUID(str(partner.id)), framework="undp", first_on=months_after(now.date(), -59), until_on=now.date()
    )
    whole, layout, rows = [], [], 0
    for _ in range(ROUNDS):
        async with db.work():
            made = await service.ask_funder_report(actor=SYSTEM, edition_id=edition, plan=plan, now=now)
        begun = time.perf_counter()
        async with db.work():
            await service.freeze_lines(report_id=made)
        await service.store_funder_report(report_id=made)
        whole.append(time.perf_counter() - begun)
        report = await queries.funder_report(actor=SYSTEM, report_id=made)
        lines, under = await queries.funder_lines(report=report), await queries.funder_rows(report_id=made)
        rows = len(under)
        spent = 0.0
        for locale in i18n.LOCALES:
            with i18n.using(locale):
                page = funders.report_page(report, lines, under)
            begun = time.perf_counter()
            await funders.lay_out(page, report, locale)
            spent += time.perf_counter() - begun
        layout.append(spent)
    over = round(min(whole) / min(layout), 2)
    if over > OVER_LAYOUT:
        sys.stderr.write(f"incubator: funder_report takes {over} times its layout, the bar is {OVER_LAYOUT}\n")
    return [
        Figure("funder_report", "rows", rows, "rows"),
        Figure("funder_report", "whole_s", round(min(whole), 2), "s"),
        Figure("funder_report", "layout_s", round(min(layout), 2), "s"),
        Figure("funder_report", "over_layout", over, "times"),
    ]
