from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-26T13:33:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "No party and no table has two meetings in a slot that may take place"

ADD = tuple(
    f"create unique index meeting_{column}_slot_uq on meeting ({column}, slot)"
    " where state in ('proposed', 'accepted')"
    for column in ("entry", "other", "seat")
)
DROP = tuple(f"drop index meeting_{column}_slot_uq" for column in ("entry", "other", "seat"))


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def add():
        for what in ADD:
            await RawTable.raw(what)

    async def drop():
        for what in DROP:
            await RawTable.raw(what)

    manager.add_raw(add)
    manager.add_raw_backwards(drop)
    return manager
