"""Files."""

from piccolo.columns import UUID, Array, BigInt, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.lib.clock import now
from contest.lib.ids import uuid7


class File(Table, tablename="file"):
    """One upload. `sha256`, `size` and `content_type` are what was found in the bytes, not what was said of them.

    `upload_id` is the storage's, once a first part was asked for; `moved_at` the last time something came.
    `scanned_with` names the virus scanner that passed it; empty where an organiser waived it (`is_scan_waived`).
    `drawn` is how many of its pages are there as pictures; None while nobody has tried.
    """

    id = UUID(primary_key=True, default=uuid7)
    owner_id = UUID(index=True)
    purpose = Varchar(length=40)
    name = Varchar(length=200)
    key = Varchar(length=200, unique=True)
    declared_size = BigInt()
    most_bytes = BigInt(default=20 * 1024 * 1024)
    accepts = Array(base_column=Varchar(length=10), default=["pdf"])
    part_bytes = BigInt(default=5 * 1024 * 1024)
    upload_id = Text(null=True, default=None)
    is_scan_waived = Boolean(default=False)
    size = BigInt(null=True, default=None)
    sha256 = Varchar(length=64, null=True, default=None)
    content_type = Varchar(length=100, null=True, default=None)
    pages = Integer(null=True, default=None)
    scanned_with = Text(default="")
    drawn = Integer(null=True, default=None)
    state = Varchar(length=10, default="announced")
    reason = Text(null=True, default=None)
    is_demo = Boolean(default=False)
    announced_at = Timestamptz(default=now)
    moved_at = Timestamptz(default=now)
    uploaded_at = Timestamptz(null=True, default=None)
    checked_at = Timestamptz(null=True, default=None)

    file_state_ck = Check("state in ('announced', 'uploaded', 'checked', 'refused', 'dropped')")


class FilePart(Table, tablename="file_part"):
    """What was said of one part before its bytes came; it never changes. Whether they came, the storage says."""

    id = UUID(primary_key=True, default=uuid7)
    file = ForeignKey(File, null=False, on_delete=OnDelete.cascade)
    number = Integer()
    size = BigInt()
    sha256 = Varchar(length=64)
    announced_at = Timestamptz(default=now)

    file_part_number_uq = Unique([file, number])
