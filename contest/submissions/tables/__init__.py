"""Submissions, their versions and files, standings and ties."""

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    Boolean,
    Bytea,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.accounts.tables import Organisation, Person
from contest.challenge.tables import Edition, EntryForm, Nomination, PartnerLink, Round, Scene
from contest.files.tables import File
from contest.lib.clock import now
from contest.lib.ids import uuid7


class Submission(Table, tablename="submission"):
    """An entry as its applicant writes it. `revision` rises with every save: none overwrites another unseen.

    `erased_at`: since when it is empty, for whoever had it alone was erased.
    """

    id = UUID(primary_key=True, default=uuid7)
    edition = ForeignKey(Edition, null=False, index=True, on_delete=OnDelete.restrict)
    round = ForeignKey(Round, null=False, index=True, on_delete=OnDelete.restrict)
    owner = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    organisation = ForeignKey(Organisation, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    scene = ForeignKey(Scene, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    form = ForeignKey(EntryForm, null=False, index=True, on_delete=OnDelete.restrict)
    code = Varchar(length=20, unique=True)
    kind = Varchar(length=10)
    state = Varchar(length=12, default="draft")
    country = Varchar(length=2, default="")
    title_en = Varchar(length=200, default="")
    title_zh = Varchar(length=200, default="")
    summary_en = Text(default="")
    summary_zh = Text(default="")
    organisation_name = Varchar(length=200, default="")
    answers = JSONB()
    revision = Integer(default=1)
    is_demo = Boolean(default=False)
    created_at = Timestamptz(default=now)
    saved_at = Timestamptz(default=now)
    submitted_at = Timestamptz(null=True, default=None)
    erased_at = Timestamptz(null=True, default=None)

    submission_state_ck = Check("state in ('draft', 'submitted', 'withdrawn', 'disqualified')")
    submission_kind_ck = Check("kind in ('project', 'solution', 'product', 'talent')")


class SubmissionVersion(Table, tablename="submission_version"):
    """What was handed in, frozen: `content` is all of it, `sha256` its digest, printed on the receipt.

    `translated_title` and `translated_summary` stand beside it, once its applicant approved them: each in the language
    that the content has none in. `redacted_at`: when somebody's erasure struck words from the content, of which
    `sha256` is the digest as it was handed in.
    """

    id = UUID(primary_key=True, default=uuid7)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.restrict)
    number = Integer()
    content = JSONB()
    sha256 = Varchar(length=64)
    submitted_by = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    submitted_at = Timestamptz(default=now)
    translated_title = Text(default="")
    translated_summary = Text(default="")
    redacted_at = Timestamptz(null=True, default=None)

    submission_version_number_uq = Unique([submission, number])


class DraftStep(Table, tablename="draft_step"):
    """What one person changed in one sitting: its answers as they were `before` it and `after` it."""

    id = UUID(primary_key=True, default=uuid7)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.cascade)
    by = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    began_at = Timestamptz(default=now)
    saved_at = Timestamptz(default=now)
    before = JSONB()
    after = JSONB()


class SubmissionFile(Table, tablename="submission_file"):
    """A file at a field of an entry; the newest one that is not removed counts."""

    id = UUID(primary_key=True, default=uuid7)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.restrict)
    file = ForeignKey(File, null=False, unique=True, on_delete=OnDelete.restrict)
    field = Varchar(length=50)
    added_at = Timestamptz(default=now)
    removed_at = Timestamptz(null=True, default=None)


class Standing(Table, tablename="standing"):
    """Where an entry stands in a round; judged is the frozen `version`. `reasons`: of the list, in words of then."""

    id = UUID(primary_key=True, default=uuid7)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.restrict)
    round = ForeignKey(Round, null=False, index=True, on_delete=OnDelete.restrict)
    version = ForeignKey(SubmissionVersion, null=False, index=True, on_delete=OnDelete.restrict)
    state = Varchar(length=14, default="entered")
    reason = Text(null=True, default=None)
    reasons = JSONB(default="[]")
    screened_by = UUID(null=True, default=None)
    changed_at = Timestamptz(default=now)

    standing_submission_round_uq = Unique([submission, round])
    standing_state_ck = Check(
        "state in ('entered', 'eligible', 'more_wanted', 'ineligible', 'in_review', 'advanced', "
        "'not_advanced', 'awarded')"
    )


class Tie(Table, tablename="tie"):
    """A person who is too close to an entry: they see nothing of it anywhere.

    `source` says how it is known, `kind` what of, and `reason` of a found tie the name that stands on both sides.
    """

    id = UUID(primary_key=True, default=uuid7)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.cascade)
    kind = Varchar(length=20)
    source = Varchar(length=12)
    reason = Text(default="")
    created_at = Timestamptz(default=now)

    tie_submission_person_kind_uq = Unique([submission, person, kind])
    tie_kind_ck = Check(
        "kind in ('own', 'team', 'namesake', 'organisation', 'domain', 'investment', 'mentoring', 'coauthor', 'family',"
        " 'city', 'mentor', 'declared', 'ruled')"
    )
    tie_source_ck = Check("source in ('found', 'declared', 'ruled')")


class ScreeningPlan(Table, tablename="screening_plan"):
    """How an edition is screened: `reasons` is a list of `rules.screening.Reason`. Without a row: the defaults."""

    id = UUID(primary_key=True, default=uuid7)
    edition = ForeignKey(Edition, null=False, unique=True, on_delete=OnDelete.cascade)
    reasons = JSONB()
    ai_policy_en = Text(default="")
    ai_policy_zh = Text(default="")
    changed_at = Timestamptz(default=now)


class ScreeningRound(Table, tablename="screening_round"):
    """How a round is screened. Without a row: by one person."""

    id = UUID(primary_key=True, default=uuid7)
    round = ForeignKey(Round, null=False, unique=True, on_delete=OnDelete.cascade)
    needs_second = Boolean(default=False)
    judges_read_letters = Boolean(default=False)
    shortlist_days = Integer(default=14)

    screening_round_days_ck = Check("shortlist_days between 1 and 90")


class Ruling(Table, tablename="ruling"):
    """What a screener said of a version; a refusal may be `proposed` until a second person has said so too."""

    id = UUID(primary_key=True, default=uuid7)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.restrict)
    round = ForeignKey(Round, null=False, index=True, on_delete=OnDelete.restrict)
    version = ForeignKey(SubmissionVersion, null=False, index=True, on_delete=OnDelete.restrict)
    verdict = Varchar(length=12)
    state = Varchar(length=10)
    reasons = JSONB(default="[]")
    note = Text(default="")
    by = UUID()
    at = Timestamptz(default=now)
    second_by = UUID(null=True, default=None)
    second_at = Timestamptz(null=True, default=None)
    second_note = Text(default="")

    ruling_verdict_ck = Check("verdict in ('eligible', 'more_wanted', 'ineligible')")
    ruling_state_ck = Check("state in ('proposed', 'in_force', 'returned', 'lapsed')")
    ruling_second_ck = Check("second_by is null or second_by <> by")


class InformationRequest(Table, tablename="information_request"):
    """Answers that were asked for, at `fields`, until a moment. `version` is what was there before.

    `purpose`: a screener wants to know more, or the entry advanced and the rest of its form is asked of it.
    """

    id = UUID(primary_key=True, default=uuid7)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.restrict)
    round = ForeignKey(Round, null=False, index=True, on_delete=OnDelete.restrict)
    version = ForeignKey(SubmissionVersion, null=False, index=True, on_delete=OnDelete.restrict)
    purpose = Varchar(length=10, default="screening")
    fields = Array(base_column=Varchar(length=40))
    note = Text(default="")
    asked_by = UUID(null=True, default=None)
    asked_at = Timestamptz(default=now)
    until = Timestamptz()
    reminded_at = Timestamptz(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    answer = ForeignKey(SubmissionVersion, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    expired_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)

    information_request_until_ck = Check("asked_at < until")
    information_request_purpose_ck = Check("purpose in ('screening', 'shortlist')")


class Fingerprint(Table, tablename="fingerprint"):
    """What an entry's newest version is compared by: signatures of its text, and `marks` for the index."""

    id = UUID(primary_key=True, default=uuid7)
    submission = ForeignKey(Submission, null=False, unique=True, on_delete=OnDelete.cascade)
    version = ForeignKey(SubmissionVersion, null=False, index=True, on_delete=OnDelete.cascade)
    han = Bytea()
    other = Bytea()
    marks = Array(base_column=Varchar(length=80))


class Resemblance(Table, tablename="resemblance"):
    """Two entries that are alike, and why; whether it is the same work only people say."""

    id = UUID(primary_key=True, default=uuid7)
    one = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.cascade)
    other = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.cascade)
    reasons = JSONB()
    found_at = Timestamptz(default=now)
    settled = Varchar(length=10, default="")
    settled_by = UUID(null=True, default=None)
    settled_at = Timestamptz(null=True, default=None)

    resemblance_pair_uq = Unique([one, other])
    resemblance_order_ck = Check("one < other")
    resemblance_settled_ck = Check("settled in ('', 'same', 'different')")


class Origin(Table, tablename="origin"):
    """How an entry came to be begun; judges never see it. The link is forgotten once the hand-in was counted.

    `self_check` holds the answers (key to answer) that the applicant took along.
    """

    id = UUID(primary_key=True, default=uuid7)
    submission = ForeignKey(Submission, null=False, unique=True, on_delete=OnDelete.cascade)
    link = ForeignKey(PartnerLink, null=True, index=True, default=None, on_delete=OnDelete.set_null)
    nomination = ForeignKey(Nomination, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    self_check = JSONB(null=True, default=None)
