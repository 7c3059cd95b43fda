"""How long what is kept, what is held back from it, what went; and breaches with whom they concern."""

from piccolo.columns import UUID, Array, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
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


class Breach(Table, tablename="breach"):
    """A breach of people's data, known since `known_at`; what happened lies between `began_at` and `ended_at`.

    The authority is told, or a reason says why not; a reason also says why it was told late.
    """

    id = UUID(primary_key=True, default=uuid7)
    title = Varchar(length=200)
    words = Text()
    known_at = Timestamptz()
    began_at = Timestamptz()
    ended_at = Timestamptz()
    noted_by = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    noted_at = Timestamptz(default=now)
    told_at = Timestamptz(null=True, default=None)
    unneeded_at = Timestamptz(null=True, default=None)
    reason = Text(default="")

    breach_ck = Check("began_at <= ended_at and (told_at is null or unneeded_at is null)")


class BreachPerson(Table, tablename="breach_person"):
    """Somebody whom a breach concerns: by which search they were found, and the notice that was drafted to them."""

    id = UUID(primary_key=True, default=uuid7)
    breach = ForeignKey(Breach, null=False, index=True, on_delete=OnDelete.restrict)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    way = Varchar(length=8)
    found_at = Timestamptz(default=now)
    message = UUID(null=True, default=None)

    breach_person_uq = Unique([breach, person])
    breach_person_ck = Check("way in ('entries', 'files', 'role', 'window')")
