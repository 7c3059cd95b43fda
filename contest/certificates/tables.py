"""Certificates."""

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.challenge.tables import Edition, Partner, Round
from contest.judging.tables import Decision, DecisionItem
from contest.lib.clock import now
from contest.lib.ids import uuid7
from contest.submissions.tables import Submission


class SigningKey(Table, tablename="signing_key"):
    """The public half of a key that certificates are signed with; it stays for as long as they may be checked.

    `id` is the beginning of the digest of its certificate (PEM), `ed25519` the raw key in hexadecimal.
    """

    id = Varchar(length=12, primary_key=True)
    certificate = Text()
    ed25519 = Varchar(length=64)
    valid_from = Timestamptz()
    valid_until = Timestamptz()
    published_at = Timestamptz(default=now)
    retired_at = Timestamptz(null=True, default=None)


class EditionDesign(Table, tablename="edition_design"):
    """One version of what an edition's certificates look like (`rules.designs.Design`); the newest is printed."""

    id = UUID(primary_key=True, default=uuid7)
    edition = ForeignKey(Edition, null=False, index=True, on_delete=OnDelete.restrict)
    version = Integer()
    design = JSONB()
    made_by = UUID(null=True, default=None)
    made_at = Timestamptz(default=now)

    edition_design_version_uq = Unique([edition, version])


class EditionCertificates(Table, tablename="edition_certificates"):
    """Which kinds of certificates a final decision issues in an edition; no row: `rules.kinds.BY_DECISION`."""

    edition = ForeignKey(Edition, primary_key=True, null=False, on_delete=OnDelete.restrict)
    kinds = Array(base_column=Varchar(length=12))
    changed_by = UUID(null=True, default=None)
    changed_at = Timestamptz(default=now)


class LogoLicence(Table, tablename="logo_licence"):
    """A partner's licence to print its logo (a PNG under `key`): who gave it, on which day, and in which words.

    It holds from `given_on` through `until` until `withdrawn_at`; a logo without one that holds prints nowhere.
    """

    id = UUID(primary_key=True, default=uuid7)
    partner = ForeignKey(Partner, null=False, index=True, on_delete=OnDelete.cascade)
    key = Varchar(length=200)
    given_by = Varchar(length=200)
    given_on = Date()
    until = Date(null=True, default=None)
    words = Text()
    recorded_by = UUID(null=True, default=None)
    recorded_at = Timestamptz(default=now)
    withdrawn_at = Timestamptz(null=True, default=None)

    logo_licence_days_ck = Check("until >= given_on")


class CertificateBatch(Table, tablename="issued_batch"):
    """Certificates that one event, or one person, had issued together. While `stopped_at` is set none is made.

    `warned_at`: when its organisers were written to, since it was last taken up, that some of it cannot be printed.
    `decision`: the final one that earned them. How far it has come is counted from its certificates.
    """

    id = UUID(primary_key=True, default=uuid7)
    edition = ForeignKey(Edition, null=False, index=True, on_delete=OnDelete.restrict)
    round = ForeignKey(Round, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    decision = ForeignKey(Decision, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    cause = Varchar(length=10)
    made_by = UUID(null=True, default=None)
    made_at = Timestamptz(default=now)
    stopped_at = Timestamptz(null=True, default=None)
    warned_at = Timestamptz(null=True, default=None)

    issued_batch_cause_ck = Check("cause in ('decision', 'role', 'landing', 'reissue')")


class Certificate(Table, tablename="certificate"):
    """One certificate; `data` is what it prints. The file's digest is set once the PDF lies in the storage.

    `basis_id` is what it was earned by: a line of a decision (`item`), a round judged in, a partner, a venture. That of
    a team is its owner's to keep. `trouble`: why its file cannot be made. `credential`: the same as a signed Open
    Badge; `status_index` its place in the status list. Of an erased person it keeps number, dates and digests.
    """

    id = UUID(primary_key=True, default=uuid7)
    code = Varchar(length=16, unique=True)
    number = Varchar(length=24)
    version = Integer(default=1)
    edition = ForeignKey(Edition, null=False, index=True, on_delete=OnDelete.restrict)
    round = ForeignKey(Round, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    batch = ForeignKey(CertificateBatch, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    basis_id = UUID()
    item = ForeignKey(DecisionItem, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    submission = ForeignKey(Submission, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    recipient_id = UUID(index=True)
    kind = Varchar(length=20)
    is_team = Boolean(default=False)
    state = Varchar(length=10, default="issued")
    data = JSONB()
    key = Varchar(length=200)
    sha256 = Varchar(length=64, null=True, default=None, index=True)
    credential = Text(null=True, default=None)
    credential_sha256 = Varchar(length=64, null=True, default=None, index=True)
    status_index = Serial(unique=True)
    trouble = Text(default="")
    design = ForeignKey(EditionDesign, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    signing_key = ForeignKey(SigningKey, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    is_demo = Boolean(default=False)
    issued_at = Timestamptz(default=now)
    rendered_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    reason = Text(null=True, default=None)
    erased_at = Timestamptz(null=True, default=None)

    certificate_number_version_uq = Unique([number, version])
    certificate_basis_kind_recipient_uq = Unique([basis_id, kind, recipient_id, is_team, version])
    certificate_state_ck = Check("state in ('issued', 'replaced', 'revoked')")
    certificate_kind_ck = Check("kind in ('award', 'finalist', 'participant', 'judge', 'mentor', 'partner', 'landed')")


class ResultBundle(Table, tablename="result_bundle"):
    """The signed bundle of a published decision, made once: for its `auditors`, or the `public` one."""

    id = UUID(primary_key=True, default=uuid7)
    decision = ForeignKey(Decision, null=False, index=True, on_delete=OnDelete.restrict)
    kind = Varchar(length=10)
    key = Varchar(length=200)
    sha256 = Varchar(length=64)
    size = Integer()
    signing_key = ForeignKey(SigningKey, null=False, index=True, on_delete=OnDelete.restrict)
    made_at = Timestamptz(default=now)

    result_bundle_decision_kind_uq = Unique([decision, kind])
    result_bundle_kind_ck = Check("kind in ('auditors', 'public')")
