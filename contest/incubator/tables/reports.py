"""What ventures report: each asked once, and every figure kept once for all who read it."""

from piccolo.columns import JSONB, UUID, Boolean, Date, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.accounts.tables import Person
from contest.incubator.tables import Venture, VentureFile
from contest.lib.clock import now
from contest.lib.ids import uuid7


class VentureReport(Table, tablename="venture_report"):
    """A report that a venture is asked for: a month's pulse, a quarter, a year, or how its alumni are. `period_on` is
    the first day it is about; `reminded`: how often its people were reminded; `impact`: of a year,
    `rules.impact.Realised`. `reopened_at`: it was sent, and is to be sent again; until then what was sent counts."""

    id = UUID(primary_key=True, default=uuid7)
    venture = ForeignKey(Venture, null=False, index=False, on_delete=OnDelete.cascade)
    kind = Varchar(length=7)
    period_on = Date()
    until_on = Date()
    due_on = Date()
    asked_at = Timestamptz(default=now)
    reminded = Integer(default=0)
    sent_at = Timestamptz(null=True, default=None)
    sent_by = ForeignKey(Person, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    news = Text(default="")
    trouble = Text(default="")
    is_running = Boolean(null=True, default=None)
    impact = JSONB(null=True, default=None)
    reopened_at = Timestamptz(null=True, default=None)

    venture_report_reopened_ck = Check("reopened_at is null or sent_at is not null")
    venture_report_once_uq = Unique([venture, kind, period_on])
    venture_report_kind_ck = Check("kind in ('pulse', 'quarter', 'year', 'alumni')")
    venture_report_days_ck = Check("period_on <= until_on and until_on <= due_on")


class ReopenedReport(Table, tablename="reopened_report"):
    """A report as it was sent before somebody of the incubator opened it again, and why. `figures`: a list of
    `rules.reports.PastFigure`; it stays as it is."""

    id = UUID(primary_key=True, default=uuid7)
    report = ForeignKey(VentureReport, null=False, index=True, on_delete=OnDelete.cascade)
    sent_at = Timestamptz()
    sent_by = UUID(null=True, default=None)
    news = Text(default="")
    trouble = Text(default="")
    is_running = Boolean(null=True, default=None)
    impact = JSONB(null=True, default=None)
    figures = JSONB()
    reason = Text()
    reopened_by = UUID(null=True, default=None)
    reopened_at = Timestamptz(default=now)

    reopened_report_reason_ck = Check("reason <> ''")


class IndicatorValue(Table, tablename="indicator_value"):
    """A figure of a venture at the end of a period, as its report said it. Only the incubator verifies one, by its
    document."""

    id = UUID(primary_key=True, default=uuid7)
    venture = ForeignKey(Venture, null=False, index=False, on_delete=OnDelete.cascade)
    report = ForeignKey(VentureReport, null=False, index=True, on_delete=OnDelete.cascade)
    indicator = Varchar(length=20)
    until_on = Date()
    value = Numeric(digits=(18, 2))
    unit = Varchar(length=40)
    evidence = ForeignKey(VentureFile, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    verified_by = UUID(null=True, default=None)
    verified_at = Timestamptz(null=True, default=None)

    indicator_value_once_uq = Unique([venture, indicator, until_on])
    indicator_value_verified_ck = Check("verified_at is null or evidence is not null")
