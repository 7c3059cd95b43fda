"""Files."""

from piccolo.columns import UUID, BigInt, Boolean, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Check
from piccolo.table import Table

from contest.lib.clock import now
from contest.lib.ids import uuid7


class File(Table, tablename="file"):
    """One upload. `sha256`, `size` and `content_type` are what was found in the bytes, not what was said of them."""

    id = UUID(primary_key=True, default=uuid7)
    owner_id = UUID(index=True)
    purpose = Varchar(length=40)
    name = Varchar(length=200)
    key = Varchar(length=200, unique=True)
    declared_size = BigInt()
    size = BigInt(null=True, default=None)
    sha256 = Varchar(length=64, null=True, default=None)
    content_type = Varchar(length=100, null=True, default=None)
    pages = Integer(null=True, default=None)
    state = Varchar(length=10, default="announced")
    reason = Text(null=True, default=None)
    is_demo = Boolean(default=False)
    announced_at = Timestamptz(default=now)
    uploaded_at = Timestamptz(null=True, default=None)
    checked_at = Timestamptz(null=True, default=None)

    file_state_ck = Check("state in ('announced', 'uploaded', 'checked', 'refused')")
