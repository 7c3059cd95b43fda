"""What the staff translate of an entry, for its applicant to approve."""

from piccolo.columns import JSONB, UUID, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from contest.lib.clock import now
from contest.lib.ids import uuid7
from contest.submissions.tables import Submission, SubmissionVersion


class Translation(Table, tablename="translation"):
    """Title and summary of an entry in the language that it was not entered in.

    `original`: title and summary as they were in `version`, by column; `revision` rises with every save, so that what
    is checked and approved is what was read. `note`: why its applicant sent it back.
    """

    id = UUID(primary_key=True, default=uuid7)
    submission = ForeignKey(Submission, null=False, unique=True, on_delete=OnDelete.cascade)
    version = ForeignKey(SubmissionVersion, null=False, index=True, on_delete=OnDelete.cascade)
    original = JSONB()
    title = Text(default="")
    summary = Text(default="")
    state = Varchar(length=8, default="draft")
    note = Text(default="")
    revision = Integer(default=1)
    drafted_by = UUID()
    drafted_at = Timestamptz(default=now)
    checked_by = UUID(null=True, default=None)
    checked_at = Timestamptz(null=True, default=None)
    answered_by = UUID(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)

    translation_state_ck = Check("state in ('draft', 'checked', 'approved', 'returned', 'stale')")
    translation_second_ck = Check("checked_by is null or checked_by <> drafted_by")
