"""Verbs on funders' reports: asked for, frozen line by line, and stored as PDF and XLSX in both languages by a job."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from contest.audit.service import record
from contest.challenge import queries as challenge
from contest.incubator import queries, rules
from contest.incubator.queries.funders import FunderLine, FunderReport, FunderRow
from contest.incubator.rules import funders
from contest.incubator.rules.funders import ReportPlan, plan_faults
from contest.incubator.rules.indicators import INDICATORS
from contest.incubator.rules.indicators import UNITS as VALUE_UNITS
from contest.lib import db, i18n, outbox, pdf, sheets, storage
from contest.lib.actor import SYSTEM, Actor
from contest.lib.config import settings
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import uuid7
from contest.lib.sheets import Sheet
from contest.lib.web.render import render

PRINTED = 300  # rows in a PDF: its layout takes seconds for each hundred; the workbook holds them all
_DONE: dict[str, Lazy] = {"planned": N_("Planned for the years after"), "followed": N_("Followed")}
TYPES = {"pdf": "application/pdf", "xlsx": sheets.MEDIA_TYPES["xlsx"]}


def key_of(report_id: UUID, locale: str, kind: str) -> str:
    return f"funder-reports/{report_id}/{locale}.{kind}"


async def ask_funder_report(*, actor: Actor, edition_id: UUID, plan: ReportPlan, now: datetime) -> UUID:
    """A report to a partner is asked for; a job makes it. Its id."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    faults = plan_faults(
        plan,
        partners=[one.id for one in await challenge.partners(edition_id=edition_id)],
        cohorts=[one.id for one in await queries.cohorts(actor=actor, edition_id=edition_id)],
        rounds=[row["id"] for row in await db.fetch("select id from round where edition = $1", edition_id)],
        today=now.astimezone(ZoneInfo(actor.time_zone)).date(),
    )
    if faults:
        raise Invalid(fields=faults)
    made = uuid7()
    await db.execute(
        "insert into funder_report (id, edition, partner, framework, first_on, until_on, cohort, rounds, targets,"
        " asked_by, asked_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11)",
        made, edition_id, plan.partner, plan.framework, plan.first_on, plan.until_on, plan.cohort, list(plan.rounds),
        msgspec.json.encode(plan.targets).decode(), actor.person_id, now,
    )  # fmt: skip
    await outbox.emit("funder_report.asked", report_id=made)
    data = {"partner": plan.partner, "framework": plan.framework, "from": plan.first_on, "until": plan.until_on}
    await record(actor=actor, action="funder_report.ask", thing="funder_report", thing_id=made, data=data)
    return made


async def freeze_lines(*, report_id: UUID) -> None:
    """Add up the lines of a report and keep the rows of each: once, whatever is reported afterwards."""
    await db.fetchval("select id from funder_report where id = $1 for update", report_id)
    report = await queries.funder_report(actor=SYSTEM, report_id=report_id)
    if await db.fetchval("select exists (select 1 from funder_line where report = $1)", report_id):
        return
    before = await queries.said_before(report=report)
    lines = funders.lines(report.plan, await queries.reported(report=report))
    ids = [uuid7() for _ in lines]
    await db.connection().executemany(
        "insert into funder_line (id, report, position, code, unit, actual, verified, women, young, before)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        [
            (made, report_id, place, one.code, one.unit, one.actual, one.verified, one.women, one.young,
             before.get((one.code, one.unit)))
            for place, (made, one) in enumerate(zip(ids, lines, strict=True), 1)
        ],
    )  # fmt: skip
    await db.connection().copy_records_to_table(
        "funder_row",
        columns=("id", "line", "venture", "value", "what", "happened_on", "amount", "is_verified"),
        records=[
            (uuid7(), made, row.venture, row.value, row.what, row.on, row.amount, row.is_verified)
            for made, one in zip(ids, lines, strict=True)
            for row in one.rows
        ],
    )


async def store_funder_report(*, report_id: UUID) -> None:
    """Write the files of a report whose lines are frozen. Call it outside of any `work()`."""
    report = await queries.funder_report(actor=SYSTEM, report_id=report_id)
    lines = await queries.funder_lines(report=report)
    rows = await queries.funder_rows(report_id=report_id)
    for locale in i18n.LOCALES:
        with i18n.using(locale):
            page = report_page(report, lines, rows)
            book = [part async for part in sheets.book(_sheets(report, lines, rows))]
        made = await lay_out(page, report, locale)
        for kind, data in (("pdf", made), ("xlsx", b"".join(book))):
            await storage.put(key_of(report_id, locale, kind), data, content_type=TYPES[kind])


def report_page(report: FunderReport, lines: Sequence[FunderLine], rows: Sequence[FunderRow]) -> str:
    """What a report's PDF is laid out from, in the language of now."""
    return render("pdf/incubator/funder_report.html", **_shown(report, lines, rows))


async def lay_out(page: str, report: FunderReport, locale: str) -> bytes:
    """The PDF of a report."""
    return await pdf.render_pdf(
        page, css=render("pdf/incubator/funder_report.css"), title=_title(report, locale),
        language="zh-Hans" if locale == "zh" else "en",
    )  # fmt: skip


async def mark_funder_report(*, report_id: UUID, now: datetime) -> None:
    """The files of a report are there."""
    await db.execute("update funder_report set made_at = $2 where id = $1 and made_at is null", report_id, now)
    data = {"report": report_id}
    await record(actor=SYSTEM, action="funder_report.make", thing="funder_report", thing_id=report_id, data=data)


def _title(report: FunderReport, locale: str) -> str:
    partner = (report.partner_zh or report.partner_en) if locale == "zh" else report.partner_en or report.partner_zh
    return f"{partner}, {report.first_on}–{report.until_on}"


def row_words(what: str) -> Lazy | str:
    """What a row is: an indicator, or what a venture did."""
    if what in INDICATORS:
        return INDICATORS[what].words
    return _DONE.get(what) or rules.WORDS.get(what) or what


def unit_words(unit: str) -> Lazy | str:
    return VALUE_UNITS.get(unit) or funders.UNITS.get(unit) or unit


def _shown(report: FunderReport, lines: Sequence[FunderLine], rows: Sequence[FunderRow]) -> dict[str, object]:
    return {
        "report": report, "lines": lines, "rows": rows[:PRINTED], "is_cut": len(rows) > PRINTED,
        "rules": {one.code: one for one in funders.LINES[report.framework]}, "frameworks": funders.FRAMEWORKS,
        "row_words": row_words, "unit_words": unit_words, "note": funders.NOT_ADDED,
        "url": f"{settings().public_url}/incubator/funder-reports/{report.id}", "is_demo": report.is_demo,
    }  # fmt: skip


_HEADS = (
    N_("Code"),
    N_("Indicator"),
    N_("Unit"),
    N_("Baseline"),
    N_("Target"),
    N_("Actual"),
    N_("Of it verified"),
    N_("Change since the last report"),
    N_("Women"),
    N_("Under 30"),
    N_("Counted by another funder too"),
)
_ROW_HEADS = (
    N_("Code"),
    N_("Entry"),
    N_("Venture"),
    N_("What"),
    N_("On"),
    N_("How much"),
    N_("Unit"),
    N_("Evidence"),
    N_("Verified"),
)


def _sheets(report: FunderReport, lines: Sequence[FunderLine], rows: Sequence[FunderRow]) -> list[Sheet]:
    """The results, and every row that a number was added up from by the code of its line, in the language of now."""
    named = {one.code: one for one in funders.LINES[report.framework]}

    def worded(pair: tuple[str, str]) -> str:
        return (pair[1] or pair[0]) if i18n.locale() == "zh" else (pair[0] or pair[1])

    results = [
        (
            *(one.code, str(named[one.code].words), str(unit_words(one.unit))),
            *report.targets.get(one.code, (None, None)),
            *(one.actual, one.verified, one.change, one.women, one.young),
            ", ".join(worded(pair) for pair in one.others),
        )
        for one in lines
    ]
    under = [
        (
            *(one.code, one.entry, worded((one.title_en, one.title_zh)), str(row_words(one.what))),
            "" if one.happened_on is None else one.happened_on.isoformat(),
            *(one.amount, str(unit_words(one.unit)), one.evidence, str(N_("yes") if one.is_verified else N_("no"))),
        )
        for one in rows
    ]
    return [
        Sheet(name=str(N_("Results")), heading=[str(one) for one in _HEADS], rows=results),
        Sheet(name=str(N_("Rows")), heading=[str(one) for one in _ROW_HEADS], rows=under),
    ]
