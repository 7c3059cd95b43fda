"""What funders are told: each report with its lines, and each line with the rows that it was added up from."""

from piccolo.columns import JSONB, UUID, Array, Boolean, Date, ForeignKey, Integer, Numeric, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.challenge.tables import Edition, Partner
from contest.incubator.tables import Cohort, Venture
from contest.incubator.tables.reports import IndicatorValue
from contest.lib.clock import now
from contest.lib.ids import uuid7


class FunderReport(Table, tablename="funder_report"):
    """A report to a partner about the days from `first_on` to `until_on`, both included. `targets`: by code,
    [baseline, target]; `made_at`: when its lines were frozen and its files stored."""

    id = UUID(primary_key=True, default=uuid7)
    edition = ForeignKey(Edition, null=False, index=True, on_delete=OnDelete.restrict)
    partner = ForeignKey(Partner, null=False, index=True, on_delete=OnDelete.restrict)
    framework = Varchar(length=4)
    first_on = Date()
    until_on = Date()
    cohort = ForeignKey(Cohort, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    rounds = Array(base_column=UUID())
    targets = JSONB(default="{}")
    asked_by = UUID(null=True, default=None)
    asked_at = Timestamptz(default=now)
    made_at = Timestamptz(null=True, default=None)

    funder_report_framework_ck = Check("framework in ('gef', 'eit', 'undp')")
    funder_report_days_ck = Check("first_on <= until_on")


class FunderLine(Table, tablename="funder_line"):
    """A line of a report in one unit; `before`: what the last report to this partner said."""

    id = UUID(primary_key=True, default=uuid7)
    report = ForeignKey(FunderReport, null=False, index=False, on_delete=OnDelete.cascade)
    position = Integer()
    code = Varchar(length=20)
    unit = Varchar(length=40)
    actual = Numeric(digits=(18, 2))
    verified = Numeric(digits=(18, 2))
    women = Numeric(digits=(18, 2), null=True, default=None)
    young = Numeric(digits=(18, 2), null=True, default=None)
    before = Numeric(digits=(18, 2), null=True, default=None)

    funder_line_once_uq = Unique([report, code, unit])


class FunderRow(Table, tablename="funder_row"):
    """What a line was added up from: a reported figure, or a venture itself."""

    id = UUID(primary_key=True, default=uuid7)
    line = ForeignKey(FunderLine, null=False, index=True, on_delete=OnDelete.cascade)
    venture = ForeignKey(Venture, null=False, index=True, on_delete=OnDelete.cascade)
    value = ForeignKey(IndicatorValue, null=True, index=True, default=None, on_delete=OnDelete.cascade)
    what = Varchar(length=20)
    happened_on = Date(null=True, default=None)
    amount = Numeric(digits=(18, 2))
    is_verified = Boolean()
