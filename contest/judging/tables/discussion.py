"""What the judges of an entry say to one another about it."""

from piccolo.columns import UUID, Boolean, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from contest.accounts.tables import Person
from contest.judging.tables import JudgingRound
from contest.lib.clock import now
from contest.lib.ids import uuid7
from contest.submissions.tables import Submission


class DiscussionMessage(Table, tablename="discussion_message"):
    """One message about an entry in one stage. `asks_reopen`: its author would change their signed score."""

    id = UUID(primary_key=True, default=uuid7)
    judging_round = ForeignKey(JudgingRound, null=False, on_delete=OnDelete.restrict)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.restrict)
    stage = Varchar(length=10)
    author = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    text = Text()
    asks_reopen = Boolean(default=False)
    at = Timestamptz(default=now)

    discussion_message_stage_ck = Check("stage in ('triage', 'full', 'live')")
