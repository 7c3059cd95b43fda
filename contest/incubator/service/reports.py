"""Verbs on what ventures report: asked once, sent once, verified by its document, and reminded while it matters."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from contest.audit.service import record
from contest.incubator import queries
from contest.incubator.rules import impact
from contest.incubator.rules.indicators import TONNES, Figure, figure_faults
from contest.incubator.rules.reports import CORRECT_WITHIN, Followed, PastFigure, Sent, asked, remind_on, text_faults
from contest.incubator.rules.stages import EXITS, LONGEST_REASON
from contest.incubator.service.holding import checked_files, hold, hold_led, today_of
from contest.lib import clock, db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7

_FOLLOWED = """
select n.id, n.stage, n.created_at, n.awarded_on, r.time_zone, v.content->'impact' is not null as has_impact,
       (select max(t.happened_on) from venture_step t where t.venture = n.id and t.stage = 'graduated') as graduated_on
  from venture n join round r on r.id = n.round join submission_version v on v.id = n.version
 where n.stage not in ('parked', 'withdrawn', 'failed')
"""

_ASK = """
insert into venture_report (id, venture, kind, period_on, until_on, due_on, asked_at, reminded, news, trouble)
select id, venture, kind, period_on, until_on, due_on, $7, 0, '', ''
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::date[], $5::date[], $6::date[])
    as t(id, venture, kind, period_on, until_on, due_on)
on conflict (venture, kind, period_on) do nothing returning id
"""

_TO_REMIND = f"""
select r.id, r.due_on, r.reminded, d.time_zone from venture_report r join venture n on n.id = r.venture
  join round d on d.id = n.round
 where r.reminded < 2 and r.due_on <= $1::date + 4 and {queries.OPEN_REPORT} and {queries.NEWEST}
 order by r.due_on limit 500 for update of r skip locked
"""  # noqa: S608 - fixed conditions


async def ask_reports() -> None:
    """Ask every venture for what is over by now, each report once. Runs by itself, inside a `work()`."""
    now = clock.now()
    rows: list[tuple[Any, ...]] = []
    for one in await db.fetch(_FOLLOWED):
        zone = ZoneInfo(one["time_zone"])
        of = Followed(
            stage=one["stage"],
            taken_on=one["created_at"].astimezone(zone).date(),
            awarded_on=one["awarded_on"],
            graduated_on=one["graduated_on"],
            has_impact=one["has_impact"],
        )
        today = now.astimezone(zone).date()
        rows.extend(
            (uuid7(), one["id"], each.kind, each.period_on, each.until_on, each.due_on(today))
            for each in asked(of, today)
        )
    if not rows:
        return
    columns = [list(column) for column in zip(*rows, strict=True)]
    for made in await db.fetch(_ASK, *columns, now):
        await outbox.emit("report.asked", report_id=made["id"])


async def chase_reports() -> None:
    """Remind of what is due soon, and once more of what is late. Runs by itself, inside a `work()`."""
    now = clock.now()
    for row in await db.fetch(_TO_REMIND, now.date()):
        day = remind_on(row["due_on"], row["reminded"])
        if day is not None and day <= now.astimezone(ZoneInfo(row["time_zone"])).date():
            await db.execute("update venture_report set reminded = reminded + 1 where id = $1", row["id"])
            await outbox.emit("report.reminder_due", report_id=row["id"])


async def send_report(*, actor: Actor, report_id: UUID, sent: Sent, now: datetime) -> None:
    """What a venture's people report, once: figures are counted once, and earlier reports of its kind are moot."""
    line, found = await queries.report(actor=actor, report_id=report_id)
    await hold(actor, found.id)
    line, found = await queries.report(actor=actor, report_id=report_id)
    if not found.is_team:
        raise NotFound
    if line.sent_at is not None and line.reopened_at is None:
        raise Conflict(N_("This report was sent already. Nothing was counted twice."))
    if not line.is_open:
        raise Conflict(N_("This report is needed no more: a later one has come, or the venture has left."))
    files = await checked_files(found.id)
    last = {key: one.unit for key, one in (await queries.last_values(venture_id=found.id, beside=line.id)).items()}
    faults = figure_faults(line.kind, sent.figures, last_units=last, files=files) | text_faults(sent.news, sent.trouble)
    if line.kind == "alumni" and sent.is_running is None:
        faults["is_running"] = N_("This answer is needed.")
    figures = dict(sent.figures)
    if line.kind == "year":
        faults |= _year_faults(sent, files)
    if faults:
        raise Invalid(fields=faults)
    if line.kind == "year":
        figures = {"realised": await _realised(found, sent)}
    await _keep(actor, line, sent, figures, now)
    data = {"report": report_id, "kind": line.kind, "figures": sorted(figures)}
    await record(actor=actor, action="report.send", thing="venture", thing_id=found.id, data=data)


def _year_faults(sent: Sent, files: set[UUID]) -> dict[str, Any]:
    if sent.realised is None:
        return {"units": N_("This answer is needed.")}
    found: dict[str, Any] = impact.realised_faults(sent.realised)
    if sent.evidence is not None and sent.evidence not in files:
        found["evidence"] = N_("Choose one of this venture’s own files that was checked.")
    return found


async def _realised(found: queries.Venture, sent: Sent) -> Figure:
    plan = await queries.plan_of(version_id=found.version_id)
    if plan is None or sent.realised is None:
        raise NotFound
    tonnes = impact.realised(plan, sent.realised).central
    return Figure(value=round(Decimal(str(tonnes)), 2), unit=TONNES, evidence=sent.evidence)


async def _keep(actor: Actor, line: queries.Report, sent: Sent, figures: Mapping[str, Figure], now: datetime) -> None:
    kept = None if sent.realised is None else msgspec.json.encode(sent.realised).decode()
    await db.execute(
        "update venture_report set sent_at = $2, sent_by = $3, news = $4, trouble = $5, is_running = $6, impact = $7,"
        " reopened_at = null where id = $1",
        line.id, now, actor.person_id, sent.news, sent.trouble, sent.is_running, kept,
    )  # fmt: skip
    await db.execute(
        "update funder_row set value = null where value in"
        " (select id from indicator_value where report = $1 and indicator <> all($2::text[]))",
        line.id, list(figures),
    )  # fmt: skip
    await db.execute(
        "delete from indicator_value where report = $1 and indicator <> all($2::text[])", line.id, list(figures)
    )
    await db.connection().executemany(
        _KEEP_VALUE,
        [
            (uuid7(), line.venture_id, line.id, key, line.until_on, one.value, one.unit, one.evidence)
            for key, one in figures.items()
        ],
    )


# A corrected figure is verified anew; one that stayed the same stays verified.
_KEEP_VALUE = """
insert into indicator_value as i (id, venture, report, indicator, until_on, value, unit, evidence)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (venture, indicator, until_on) do update set value = excluded.value, unit = excluded.unit,
   evidence = excluded.evidence,
   verified_by = case when (i.value, i.unit, i.evidence) is not distinct from
     (excluded.value, excluded.unit, excluded.evidence) then i.verified_by end,
   verified_at = case when (i.value, i.unit, i.evidence) is not distinct from
     (excluded.value, excluded.unit, excluded.evidence) then i.verified_at end
 where i.report = excluded.report
"""


async def reopen_report(*, actor: Actor, report_id: UUID, reason: str, now: datetime) -> None:
    """A report that was sent is to be sent again, by who runs the incubator. What was sent is kept with the reason,
    and counts until then; its people have two weeks and are asked as for any other."""
    line, found = await queries.report(actor=actor, report_id=report_id)
    await hold_led(actor, found.id)
    line, found = await queries.report(actor=actor, report_id=report_id)
    if line.sent_at is None or line.reopened_at is not None:
        raise Conflict(N_("Only a report that was sent can be opened again."))
    if found.stage in EXITS:
        raise Conflict(N_("The venture has left: its reports stay as they are."))
    if not reason:
        raise Invalid(N_("Say why."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(N_("Use at most %(most)s characters.", most=LONGEST_REASON), field="reason")
    figures = [
        PastFigure(indicator=one.indicator, value=one.value, unit=one.unit, verified_at=one.verified_at)
        for one in await queries.values(venture_id=found.id)
        if one.report_id == report_id
    ]
    await db.execute(
        "insert into reopened_report (id, report, sent_at, sent_by, news, trouble, is_running, impact, figures, reason,"
        " reopened_by, reopened_at) select $2, id, sent_at, sent_by, news, trouble, is_running, impact, $3::jsonb, $4,"
        " $5, $6 from venture_report where id = $1",
        report_id, uuid7(), msgspec.json.encode(figures).decode(), reason, actor.person_id, now,
    )  # fmt: skip
    await db.execute(
        "update venture_report set reopened_at = $2, due_on = greatest(due_on, $3::date), reminded = 0 where id = $1",
        report_id, now, today_of(found, now) + CORRECT_WITHIN,
    )  # fmt: skip
    await outbox.emit("report.asked", report_id=report_id)
    data = {"report": report_id, "kind": line.kind}
    await record(
        actor=actor, action="report.reopen", thing="venture", thing_id=found.id, data=data, texts={"reason": reason}
    )


async def verify_value(*, actor: Actor, value_id: UUID, now: datetime) -> None:
    """A claimed figure was held against its document, by who runs the incubator."""
    one, found = await queries.value(actor=actor, value_id=value_id)
    await hold_led(actor, found.id)
    one, found = await queries.value(actor=actor, value_id=value_id)
    if one.verified_at is not None:
        raise Conflict(N_("This figure is verified already."))
    if one.evidence is None:
        raise Conflict(N_("A figure is not verified without a document that shows it."))
    await db.execute(
        "update indicator_value set verified_by = $2, verified_at = $3 where id = $1", value_id, actor.person_id, now
    )
    data = {"value": value_id, "indicator": one.indicator, "until_on": one.until_on}
    await record(actor=actor, action="report.verify", thing="venture", thing_id=found.id, data=data)


async def show_value(*, actor: Actor, value_id: UUID, evidence: UUID) -> None:
    """A venture's people add the document that shows a figure they reported."""
    one, found = await queries.value(actor=actor, value_id=value_id)
    await hold(actor, found.id)
    if not found.is_team:
        raise NotFound
    if one.verified_at is not None:
        raise Conflict(N_("This figure is verified already."))
    if evidence not in await checked_files(found.id):
        raise Invalid(N_("Choose one of this venture’s own files that was checked."), field="evidence")
    await db.execute("update indicator_value set evidence = $2 where id = $1", value_id, evidence)
    data = {"value": value_id, "evidence": evidence}
    await record(actor=actor, action="report.show", thing="venture", thing_id=found.id, data=data)
