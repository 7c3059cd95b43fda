"""What jobs work out for a round: who might judge what, and where entries stand."""

from piccolo.columns import JSONB, UUID, Boolean, ForeignKey, Integer, Numeric, SmallInt, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.accounts.tables import Person
from contest.judging.tables import JudgingRound
from contest.lib.clock import now
from contest.lib.ids import uuid7
from contest.submissions.tables import Submission


class AssignmentPlan(Table, tablename="assignment_plan"):
    """A plan of who judges what: asked for, worked out by a job, looked at, and then applied or not.

    `share` is how much of the work is done, in thousandths. `terms` is what was asked beyond the round's own rules,
    `mark` tells from which panel, entries and reviews it was worked out, `plan` what came of it.
    """

    id = UUID(primary_key=True, default=uuid7)
    judging_round = ForeignKey(JudgingRound, null=False, index=True, on_delete=OnDelete.cascade)
    state = Varchar(length=8, default="asked")
    share = Integer(default=0)
    terms = JSONB()
    mark = Varchar(length=64, default="")
    plan = JSONB(null=True, default=None)
    error = Text(default="")
    asked_by = UUID(null=True, default=None)
    asked_at = Timestamptz(default=now)
    finished_at = Timestamptz(null=True, default=None)
    applied_at = Timestamptz(null=True, default=None)

    assignment_plan_state_ck = Check("state in ('asked', 'running', 'done', 'failed', 'stopped')")
    assignment_plan_share_ck = Check("share >= 0 and share <= 1000")
    assignment_plan_done_ck = Check("(state = 'done') = (plan is not null)")


class PairRuling(Table, tablename="pair_ruling"):
    """An organiser's word that a judge reads an entry (`is_pinned`), or does not: no plan undoes it."""

    id = UUID(primary_key=True, default=uuid7)
    judging_round = ForeignKey(JudgingRound, null=False, index=True, on_delete=OnDelete.cascade)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.cascade)
    judge = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.cascade)
    is_pinned = Boolean()
    ruled_by = UUID()
    ruled_at = Timestamptz(default=now)

    pair_ruling_uq = Unique([judging_round, submission, judge])


class Bid(Table, tablename="bid"):
    """What a judge would like to read (`wish` 1), and what rather not (-1)."""

    id = UUID(primary_key=True, default=uuid7)
    judging_round = ForeignKey(JudgingRound, null=False, index=True, on_delete=OnDelete.cascade)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.cascade)
    judge = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.cascade)
    wish = SmallInt()
    saved_at = Timestamptz(default=now)

    bid_uq = Unique([judging_round, judge, submission])
    bid_wish_ck = Check("wish in (-1, 1)")


class Ranking(Table, tablename="ranking"):
    """The figures of a round as a job worked them out. `mark` tells from which scores; others need them anew.

    `asked` is the mark for which a job was asked last; `groups` are `queries.ranking.Summary`.
    """

    id = UUID(primary_key=True, default=uuid7)
    judging_round = ForeignKey(JudgingRound, null=False, unique=True, on_delete=OnDelete.cascade)
    mark = Varchar(length=120, default="")
    asked = Varchar(length=120, default="")
    groups = JSONB()
    worked_at = Timestamptz(null=True, default=None)


class RankingLine(Table, tablename="ranking_line"):
    """Where an entry stands, on the `place`-th row of its round; `data` is `queries.ranking.Stands`."""

    id = UUID(primary_key=True, default=uuid7)
    ranking = ForeignKey(Ranking, null=False, index=True, on_delete=OnDelete.cascade)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.cascade)
    place = Integer()
    chance = Numeric(digits=(4, 3), null=True, default=None)
    data = JSONB()

    ranking_line_place_uq = Unique([ranking, place])
    ranking_line_submission_uq = Unique([ranking, submission])
