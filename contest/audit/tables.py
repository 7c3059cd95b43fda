"""Records, the texts of people beside them, and the seals."""

from piccolo.columns import JSONB, UUID, BigInt, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from contest.lib.clock import now
from contest.lib.ids import uuid7


class AuditRecord(Table, tablename="audit_record"):
    """One thing that somebody did, or was refused. Holds ids and digests; what people wrote lies in `AuditText`."""

    id = UUID(primary_key=True, default=uuid7)
    at = Timestamptz(default=now)
    actor_id = UUID(null=True, default=None, index=True)
    action = Varchar(length=80)
    thing = Varchar(length=40)
    thing_id = UUID(null=True, default=None, index=True)
    outcome = Varchar(length=12)
    data = JSONB()
    digests = JSONB()


class AuditText(Table, tablename="audit_text"):
    """A person's words and the salt of their digest; erased together, the chain still holds."""

    id = UUID(primary_key=True, default=uuid7)
    record = ForeignKey(AuditRecord, null=False, index=True, on_delete=OnDelete.restrict)
    name = Varchar(length=40)
    salt = Varchar(length=64)
    text = Text()


class AuditSeal(Table, tablename="audit_seal"):
    """A link of the chain: insert only, one for each record, in the order the sealing job met them."""

    number = BigInt(primary_key=True)
    record = ForeignKey(AuditRecord, null=False, unique=True, on_delete=OnDelete.restrict)
    hash = Varchar(length=64)
    sealed_at = Timestamptz(default=now)


class AuditWaiting(Table, tablename="audit_waiting"):
    """The records that no seal covers yet, so that sealing need not look through all of them."""

    record = UUID(primary_key=True)
