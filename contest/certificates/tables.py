"""Certificates."""

from piccolo.columns import JSONB, UUID, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.challenge.tables import Edition
from contest.judging.tables import DecisionItem
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


class Certificate(Table, tablename="certificate"):
    """One certificate; `data` is what it prints. The file's digest is set once the PDF lies in the storage."""

    id = UUID(primary_key=True, default=uuid7)
    code = Varchar(length=16, unique=True)
    number = Varchar(length=24)
    version = Integer(default=1)
    item = ForeignKey(DecisionItem, null=False, index=True, on_delete=OnDelete.restrict)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.restrict)
    recipient_id = UUID(index=True)
    kind = Varchar(length=20)
    state = Varchar(length=10, default="issued")
    data = JSONB()
    key = Varchar(length=200)
    sha256 = Varchar(length=64, null=True, default=None, index=True)
    design = ForeignKey(EditionDesign, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    signing_key = ForeignKey(SigningKey, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    is_demo = Boolean(default=False)
    issued_at = Timestamptz(default=now)
    rendered_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    reason = Text(null=True, default=None)

    certificate_number_version_uq = Unique([number, version])
    certificate_item_kind_recipient_uq = Unique([item, kind, recipient_id, version])
    certificate_state_ck = Check("state in ('issued', 'replaced', 'revoked')")
