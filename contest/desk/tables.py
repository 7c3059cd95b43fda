"""Figures of rounds and their entries, counted anew when somebody looks and they are older than a minute."""

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Numeric,
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from contest.challenge.tables import Round
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
