"""Cohorts, the ventures in them with their people and files, and every step that a venture took."""

from piccolo.columns import JSONB, UUID, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.accounts.tables import Person
from contest.challenge.tables import Edition, Round
from contest.files.tables import File
from contest.lib.clock import now
from contest.lib.ids import uuid7
from contest.submissions.tables import Submission, SubmissionVersion

_STAGES = (
    "('shortlisted', 'matched', 'letter', 'due_diligence', 'signed', 'registered', 'pilot', 'commercial', 'graduated',"
    " 'alumni', 'parked', 'withdrawn', 'failed')"
)


class Cohort(Table, tablename="cohort"):
    """Ventures of an edition that are followed together for a time."""

    id = UUID(primary_key=True, default=uuid7)
    edition = ForeignKey(Edition, null=False, index=True, on_delete=OnDelete.restrict)
    name_en = Varchar(length=120, default="")
    name_zh = Varchar(length=120, default="")
    starts_on = Date()
    ends_on = Date()
    created_at = Timestamptz(default=now)

    cohort_name_ck = Check("name_en <> '' or name_zh <> ''")
    cohort_days_ck = Check("starts_on <= ends_on")


class Venture(Table, tablename="venture"):
    """An entry that lands. `version` is what was judged in `round`; days are those of the round's time zone.

    `stage_on`: when it entered its stage; `next_on`: when the next step is expected; `registered_on`: since when it is
    registered, without a break.
    """

    id = UUID(primary_key=True, default=uuid7)
    submission = ForeignKey(Submission, null=False, unique=True, on_delete=OnDelete.restrict)
    version = ForeignKey(SubmissionVersion, null=False, index=True, on_delete=OnDelete.restrict)
    round = ForeignKey(Round, null=False, index=True, on_delete=OnDelete.restrict)
    cohort = ForeignKey(Cohort, null=False, index=True, on_delete=OnDelete.restrict)
    stage = Varchar(length=14, default="shortlisted")
    stage_on = Date()
    next_on = Date(null=True, default=None)
    awarded_on = Date()
    registered_on = Date(null=True, default=None)
    created_at = Timestamptz(default=now)

    venture_stage_ck = Check(f"stage in {_STAGES}")
    venture_days_ck = Check("awarded_on <= stage_on and awarded_on <= registered_on")
    venture_registered_ck = Check(
        "stage not in ('registered', 'pilot', 'commercial', 'graduated', 'alumni') or registered_on is not null"
    )


class VenturePerson(Table, tablename="venture_person"):
    """Somebody who works on a venture, carried over from the entry's team; `lead` owned the entry."""

    id = UUID(primary_key=True, default=uuid7)
    venture = ForeignKey(Venture, null=False, index=True, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    role = Varchar(length=6)
    joined_at = Timestamptz(default=now)
    left_at = Timestamptz(null=True, default=None)

    venture_person_uq = Unique([venture, person])
    venture_person_role_ck = Check("role in ('lead', 'member')")


class VentureFile(Table, tablename="venture_file"):
    """A file of a venture: of the judged version (`added_by` is null), or added since."""

    id = UUID(primary_key=True, default=uuid7)
    venture = ForeignKey(Venture, null=False, index=True, on_delete=OnDelete.cascade)
    file = ForeignKey(File, null=False, unique=True, on_delete=OnDelete.restrict)
    added_by = UUID(null=True, default=None)
    added_at = Timestamptz(default=now)


class VentureStep(Table, tablename="venture_step"):
    """A step that a venture took; it stays as it is."""

    id = UUID(primary_key=True, default=uuid7)
    venture = ForeignKey(Venture, null=False, index=True, on_delete=OnDelete.cascade)
    stage = Varchar(length=14)
    happened_on = Date(index=True)
    reason = Text(default="")
    evidence = ForeignKey(VentureFile, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    by = UUID(null=True, default=None)
    at = Timestamptz(default=now)

    venture_step_stage_ck = Check(f"stage in {_STAGES}")
    venture_step_evidence_ck = Check("stage not in ('letter', 'signed', 'registered') or evidence is not null")


class LandingTemplate(Table, tablename="landing_template"):
    """How ventures of a kind land in an edition: `steps` is a list of `rules.landing.StepText`. Without a row: the
    defaults."""

    id = UUID(primary_key=True, default=uuid7)
    edition = ForeignKey(Edition, null=False, index=True, on_delete=OnDelete.cascade)
    kind = Varchar(length=10)
    steps = JSONB()
    changed_at = Timestamptz(default=now)

    landing_template_kind_uq = Unique([edition, kind])
    landing_template_kind_ck = Check("kind in ('company', 'talent')")


class LandingStep(Table, tablename="landing_step"):
    """A step of a venture's landing, copied from the template of then. Done with a document, or not at all.
    `blocked_on`: since when it has a blocker."""

    id = UUID(primary_key=True, default=uuid7)
    venture = ForeignKey(Venture, null=False, index=True, on_delete=OnDelete.cascade)
    position = Integer()
    name_en = Varchar(length=200, default="")
    name_zh = Varchar(length=200, default="")
    owner = ForeignKey(Person, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    due_on = Date(null=True, default=None)
    begun_on = Date(null=True, default=None)
    done_on = Date(null=True, default=None)
    blocker = Text(default="")
    blocked_on = Date(null=True, default=None)
    evidence = ForeignKey(VentureFile, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    changed_at = Timestamptz(default=now)

    landing_step_position_uq = Unique([venture, position])
    landing_step_blocked_ck = Check("blocked_on is null or blocker <> ''")
    landing_step_done_ck = Check(
        "done_on is null or (evidence is not null and begun_on is not null and begun_on <= done_on and blocker = '')"
    )
