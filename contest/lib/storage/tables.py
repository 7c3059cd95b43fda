"""Rows about stored files that belong to no slice."""

from piccolo.columns import UUID, Timestamptz, Varchar
from piccolo.table import Table

from contest.lib.clock import now
from contest.lib.ids import uuid7


class SparedObject(Table, tablename="spared_object"):
    """A key of the storage that was deleted while a backup was taken. Keys are not used twice, so it goes later."""

    id = UUID(primary_key=True, default=uuid7)
    key = Varchar(length=1024, unique=True)
    spared_at = Timestamptz(default=now)
