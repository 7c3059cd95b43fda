"""Figures of rounds and their entries, searches and letters of the desk, and what it tells other programs."""

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    BigInt,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Numeric,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.accounts.tables import Person
from contest.challenge.tables import Edition, Round
from contest.lib.clock import now
from contest.lib.ids import uuid7
from contest.submissions.tables import Submission


class RoundFigures(Table, tablename="round_figures"):
    """What was counted in a round at one moment: `rules.funnel.Tally` lines, and a `rules.coverage.Coverage`."""

    id = UUID(primary_key=True, default=uuid7)
    round = ForeignKey(Round, null=False, unique=True, on_delete=OnDelete.cascade)
    counted_at = Timestamptz(default=now)
    funnel = JSONB(default="[]")
    coverage = JSONB(default="{}")


class EntryFigures(Table, tablename="entry_figures"):
    """What one entry adds to the figures of a round, as it was counted.

    So what a person may not know of is taken off the very figures that it is in. `stage` is `rules.funnel.STAGES`;
    `mean` that of the signed totals; `signed_on` the days of the signatures in the round's zone.
    """

    id = UUID(primary_key=True, default=uuid7)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.cascade)
    round = ForeignKey(Round, null=False, on_delete=OnDelete.cascade)
    stage = SmallInt()
    kind = Varchar(length=10)
    scene = Varchar(length=40)
    country = Varchar(length=2)
    is_waiting = Boolean(default=False)
    is_proposed = Boolean(default=False)
    asks = Integer(default=0)
    given = Integer(default=0)
    signed = Integer(default=0)
    mean = Numeric(digits=(5, 2), null=True, default=None)
    signed_on = Array(base_column=Date())

    entry_figures_round_submission_uq = Unique([round, submission])


class SavedSearch(Table, tablename="saved_search"):
    """A query that a person wants again. It says nothing of what they may find: that is asked each time."""

    id = UUID(primary_key=True, default=uuid7)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.cascade)
    name = Varchar(length=80)
    looks_in = Varchar(length=10)
    query = Varchar(length=1000)
    saved_at = Timestamptz(default=now)

    saved_search_uq = Unique([person, name])


class SearchColumns(Table, tablename="search_columns"):
    """Which columns of a list of what is found a person wants to see; without a row the usual ones."""

    id = UUID(primary_key=True, default=uuid7)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade)
    looks_in = Varchar(length=10)
    columns = Array(base_column=Varchar(length=20))

    search_columns_uq = Unique([person, looks_in])


class BulkJob(Table, tablename="bulk_job"):
    """One thing that is done to many entries, as they were found and looked at before: by a job, entry by entry.

    `plan` is a `rules.bulk.Plan`. `entries` and `rounds` belong together; the first `done` of them are dealt with:
    `changed` counts what came of them, `left_out` says by code why of the others nothing did.
    """

    id = UUID(primary_key=True, default=uuid7)
    asked_by = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    query = Varchar(length=1000)
    plan = JSONB()
    entries = Array(base_column=UUID())
    rounds = Array(base_column=UUID())
    state = Varchar(length=8, default="running")
    done = Integer(default=0)
    changed = Integer(default=0)
    left_out = JSONB(default="{}")
    asked_at = Timestamptz(default=now)
    finished_at = Timestamptz(null=True, default=None)

    bulk_job_state_ck = Check("state in ('running', 'stopped', 'done')")


class BulkRow(Table, tablename="bulk_row"):
    """A row of a list that a job takes away, as it was when its entry's turn came: its code, and the other `cells` as
    JSON. Kept for a week."""

    id = UUID(primary_key=True, default=uuid7)
    job = ForeignKey(BulkJob, null=False, on_delete=OnDelete.cascade)
    entry = UUID(index=True)
    code = Varchar(length=24)
    cells = JSONB()

    bulk_row_job_entry_uq = Unique([job, entry])


class Webhook(Table, tablename="webhook"):
    """An address that is told of some `events` of an edition, or of one round of it, in the name of who asked for it.

    `sealed_key` signs each call. One that did not answer rests for a while. Ended, it is told nothing more; its log
    stays until it is old.
    """

    id = UUID(primary_key=True, default=uuid7)
    edition = ForeignKey(Edition, null=False, index=True, on_delete=OnDelete.cascade)
    round = ForeignKey(Round, null=True, index=True, default=None, on_delete=OnDelete.cascade)
    name = Varchar(length=80)
    address = Varchar(length=500)
    sealed_key = Text()
    events = Array(base_column=Varchar(length=40))
    made_by = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.cascade)
    made_at = Timestamptz(default=now)
    rests_until = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)


class WebhookDelivery(Table, tablename="webhook_delivery"):
    """One call, of an `entry` or none, and what became of it. No address is told twice of one `occasion`."""

    id = UUID(primary_key=True, default=uuid7)
    webhook = ForeignKey(Webhook, null=False, on_delete=OnDelete.cascade)
    occasion = UUID()
    entry = ForeignKey(Submission, null=True, index=True, default=None, on_delete=OnDelete.cascade)
    event = Varchar(length=40)
    body = Text()
    state = Varchar(length=10, default="waiting")
    attempts = Integer(default=0)
    status = Integer(null=True, default=None)
    error = Varchar(length=300, default="")
    made_at = Timestamptz(default=now)
    answered_at = Timestamptz(null=True, default=None)

    webhook_delivery_occasion_uq = Unique([webhook, occasion])
    webhook_delivery_state_ck = Check("state in ('waiting', 'delivered', 'failed')")


class ReminderRule(Table, tablename="reminder_rule"):
    """So many `hours` after a moment (before it where negative) of each round of an edition, or of one, who is told.

    Nobody is written to from `quiet_from` until `quiet_until`, full hours where they live.
    """

    id = UUID(primary_key=True, default=uuid7)
    edition = ForeignKey(Edition, null=False, index=True, on_delete=OnDelete.cascade)
    round = ForeignKey(Round, null=True, index=True, default=None, on_delete=OnDelete.cascade)
    moment = Varchar(length=12)
    hours = Integer()
    channel = Varchar(length=10)
    webhook = ForeignKey(Webhook, null=True, index=True, default=None, on_delete=OnDelete.cascade)
    quiet_from = SmallInt(default=21)
    quiet_until = SmallInt(default=8)
    made_by = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.cascade)
    made_at = Timestamptz(default=now)
    ended_at = Timestamptz(null=True, default=None)

    reminder_rule_moment_ck = Check("moment in ('entries_due', 'reviews_due', 'invited', 'wishes_due')")
    reminder_rule_channel_ck = Check(
        "channel in ('person', 'organiser', 'webhook') and (channel = 'webhook') = (webhook is not null)"
    )


class ReminderSent(Table, tablename="reminder_sent"):
    """That a person or a webhook was told by a rule of a round and its moment: once, and again where that is moved."""

    id = UUID(primary_key=True, default=uuid7)
    rule = ForeignKey(ReminderRule, null=False, on_delete=OnDelete.cascade)
    round = ForeignKey(Round, null=False, index=True, on_delete=OnDelete.cascade)
    told = UUID()
    moment_at = Timestamptz()
    sent_at = Timestamptz(default=now)

    reminder_sent_uq = Unique([rule, round, told, moment_at])


class BackupRun(Table, tablename="backup_run"):
    """One backup, or one rehearsal of restoring one, and what came of it.

    `size` in bytes, `rows` of all tables, `files`; `seconds` by part of `lib.backup.rules.PARTS`; `error` is what
    went wrong, in the words for the operator.
    """

    id = UUID(primary_key=True, default=uuid7)
    kind = Varchar(length=9)
    state = Varchar(length=6)
    archive = Varchar(length=200)
    began_at = Timestamptz(default=now, index=True)
    ended_at = Timestamptz(default=now)
    size = BigInt(default=0)
    rows = BigInt(default=0)
    files = Integer(default=0)
    seconds = JSONB(default="{}")
    error = Text(default="")

    backup_run_kind_ck = Check("kind in ('backup', 'rehearsal')")
    backup_run_state_ck = Check("state in ('done', 'failed') and (state = 'failed') = (error <> '')")
