"""Ventures that have come to a stop, week by week."""

from piccolo.columns import UUID, Date, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.accounts.tables import Person
from contest.incubator.tables import Venture
from contest.lib.clock import now
from contest.lib.ids import uuid7


class StallWeek(Table, tablename="stall_week"):
    """A week whose list was made: each is made once."""

    id = UUID(primary_key=True, default=uuid7)
    week_on = Date(unique=True)
    made_at = Timestamptz(default=now)


class StallAlert(Table, tablename="stall_alert"):
    """A rule found that a venture stalls: `about` is the milestone or landing step, or the venture itself; `since`:
    from when on. It ends when a later list does not find it any more."""

    id = UUID(primary_key=True, default=uuid7)
    venture = ForeignKey(Venture, null=False, index=True, on_delete=OnDelete.cascade)
    rule = Varchar(length=7)
    about = UUID()
    since = Date()
    week_on = Date(index=True)
    name_en = Varchar(length=200, default="")
    name_zh = Varchar(length=200, default="")
    ended_on = Date(null=True, default=None)
    acknowledged_by = ForeignKey(Person, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    acknowledged_at = Timestamptz(null=True, default=None)
    note = Text(default="")

    stall_alert_once_uq = Unique([venture, rule, about, since])
    stall_alert_rule_ck = Check("rule in ('missed', 'silent', 'blocked')")
    stall_alert_acknowledged_ck = Check("(acknowledged_by is null) = (acknowledged_at is null)")
