"""Judging live: which entry is before the judges, and whose scores are shown."""

from piccolo.columns import UUID, ForeignKey, Timestamptz
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.judging.tables import JudgingRound
from contest.lib.ids import uuid7
from contest.submissions.tables import Submission


class LivePitch(Table, tablename="live_pitch"):
    """An entry of a live stage: what the pitch clock says of it, once it has begun, and since when its scores show.

    The one that began last is before the judges. Until `revealed_at` nobody but a judge themselves sees a live score.
    """

    id = UUID(primary_key=True, default=uuid7)
    judging_round = ForeignKey(JudgingRound, null=False, on_delete=OnDelete.cascade)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.restrict)
    begun_at = Timestamptz(null=True, default=None)
    questions_at = Timestamptz(null=True, default=None)
    change_at = Timestamptz(null=True, default=None)
    over_at = Timestamptz(null=True, default=None)
    held_at = Timestamptz(null=True, default=None)
    revealed_at = Timestamptz(null=True, default=None)
    revealed_by = UUID(null=True, default=None)

    live_pitch_uq = Unique([judging_round, submission])
    live_pitch_stages_ck = Check(
        "(begun_at is null) = (over_at is null)"
        " and begun_at <= questions_at and questions_at <= change_at and change_at <= over_at"
    )
