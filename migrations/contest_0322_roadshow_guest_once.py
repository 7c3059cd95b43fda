from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-27T01:46:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Nobody is on the list of an event's audience twice"

ADD = "create unique index event_guest_email_uq on event_guest (event, email) where email <> ''"
DROP = "drop index event_guest_email_uq"


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def add():
        await RawTable.raw(ADD)

    async def drop():
        await RawTable.raw(DROP)

    manager.add_raw(add)
    manager.add_raw_backwards(drop)
    return manager
