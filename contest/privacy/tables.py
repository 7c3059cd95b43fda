"""How long what is kept, what is held back from it, and what went."""

from piccolo.columns import UUID, Array, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from contest.accounts.tables import Person
from contest.lib.clock import now
from contest.lib.ids import uuid7
from contest.submissions.tables import Submission


class RetentionRule(Table, tablename="retention_rule"):
    """A kind of data that goes by itself, `months` after it was last needed. While it is stopped, nothing goes."""

    kind = Varchar(length=16, primary_key=True)
    months = Integer()
    started_at = Timestamptz(null=True, default=None)
    set_by = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    set_at = Timestamptz(default=now)

    retention_rule_ck = Check(
        "kind in ('drafts', 'not_shortlisted', 'shortlisted', 'awarded', 'mails') and months between 1 and 240"
    )


class RetentionHold(Table, tablename="retention_hold"):
    """An entry of which nothing goes while a dispute lasts: neither by its age nor by an erasure."""

    id = UUID(primary_key=True, default=uuid7)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.restrict)
    reason = Text()
    set_by = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    set_at = Timestamptz(default=now)
    lifted_by = ForeignKey(Person, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    lifted_at = Timestamptz(null=True, default=None)

    retention_hold_ck = Check("(lifted_by is null) = (lifted_at is null)")


class RetentionRun(Table, tablename="retention_run"):
    """A batch that went: of which kind, what had ended before `until`, and the ids of `rows` things."""

    id = UUID(primary_key=True, default=uuid7)
    kind = Varchar(length=16)
    at = Timestamptz(default=now)
    until = Timestamptz()
    rows = Integer()
    things = Array(base_column=UUID())
