"""What follows a published decision: objections to it, and feedback to the applicants."""

from piccolo.columns import UUID, Array, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.accounts.tables import Person
from contest.challenge.tables import Round
from contest.files.tables import File
from contest.judging.tables import Decision, Review
from contest.lib.clock import now
from contest.lib.ids import uuid7
from contest.submissions.tables import Submission


class Objection(Table, tablename="objection"):
    """What the team of an entry, or somebody else under their name, has against a published decision, and the answer.

    While one is open, or upheld, the decision cannot become final. `evidence` says what shows it.
    """

    id = UUID(primary_key=True, default=uuid7)
    decision = ForeignKey(Decision, null=False, index=True, on_delete=OnDelete.restrict)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.restrict)
    raised_by = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    raised_at = Timestamptz(default=now)
    by_team = Boolean(default=True)
    text = Text()
    evidence = Text(default="")
    answer_due_at = Timestamptz(null=True, default=None)
    state = Varchar(length=10, default="open")
    answer = Text(default="")
    answered_by = UUID(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    reminded_at = Timestamptz(null=True, default=None)

    objection_raised_uq = Unique([decision, submission, raised_by])
    objection_state_ck = Check("state in ('open', 'upheld', 'dismissed')")
    objection_answered_ck = Check("(state = 'open') = (answered_at is null)")


class ObjectionFile(Table, tablename="objection_file"):
    """A file that shows what an objection says: of who raised it, for who answers."""

    id = UUID(primary_key=True, default=uuid7)
    objection = ForeignKey(Objection, null=False, index=True, on_delete=OnDelete.restrict)
    file = ForeignKey(File, null=False, unique=True, on_delete=OnDelete.restrict)
    added_at = Timestamptz(default=now)


class Feedback(Table, tablename="feedback"):
    """What the applicants of a decided round are told: `shows` a rank, a band, or neither beside the judges' words.

    `share` per cent of the texts that nothing was noticed about are read too, drawn by `seed`.
    """

    id = UUID(primary_key=True, default=uuid7)
    decision = ForeignKey(Decision, null=False, unique=True, on_delete=OnDelete.restrict)
    shows = Varchar(length=8)
    share = Integer()
    seed = Varchar(length=32)
    prepared_by = UUID(null=True, default=None)
    prepared_at = Timestamptz(default=now)
    released_by = UUID(null=True, default=None)
    released_at = Timestamptz(null=True, default=None)

    feedback_shows_ck = Check("shows in ('rank', 'band', 'nothing')")
    feedback_share_ck = Check("share between 0 and 100")


class FeedbackText(Table, tablename="feedback_text"):
    """What one judge wrote for one applicant, as it is to be released. The review keeps it as it was written.

    `flags` say what was noticed (`rules.feedback.FLAGS`); a text that is flagged or drawn waits until it was read.
    """

    id = UUID(primary_key=True, default=uuid7)
    feedback = ForeignKey(Feedback, null=False, index=True, on_delete=OnDelete.cascade)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.restrict)
    review = ForeignKey(Review, null=False, index=True, on_delete=OnDelete.restrict)
    text = Text()
    flags = Array(base_column=Varchar(length=10))
    state = Varchar(length=8)
    moderated_by = UUID(null=True, default=None)
    moderated_at = Timestamptz(null=True, default=None)

    feedback_text_review_uq = Unique([feedback, review])
    feedback_text_state_ck = Check("state in ('clear', 'waiting', 'passed', 'edited', 'withheld')")


class AwardCheck(Table, tablename="award_check"):
    """What somebody found who looked into an entry before its award in a round. Of a kind the last one counts."""

    id = UUID(primary_key=True, default=uuid7)
    round = ForeignKey(Round, null=False, on_delete=OnDelete.cascade)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.restrict)
    kind = Varchar(length=12)
    result = Varchar(length=5)
    source = Varchar(length=300)
    note = Text(default="")
    checked_by = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    checked_at = Timestamptz(default=now)

    award_check_kind_ck = Check("kind in ('sanctions', 'export', 'affiliation')")
    award_check_result_ck = Check("result in ('clear', 'hit')")
