from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-26T17:25:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A party that does not come, and its meetings"

STATES = "'proposed', 'accepted', 'declined', 'published', 'cancelled'"


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def add():
        await RawTable.raw("alter table meeting drop constraint meeting_state_ck")
        await RawTable.raw(f"alter table meeting add constraint meeting_state_ck check (state in ({STATES}, 'no_show'))")

    async def back():
        await RawTable.raw("update meeting set state = 'cancelled' where state = 'no_show'")
        await RawTable.raw("alter table meeting drop constraint meeting_state_ck")
        await RawTable.raw(f"alter table meeting add constraint meeting_state_ck check (state in ({STATES}))")

    manager.add_raw(add)
    manager.add_raw_backwards(back)
    return manager
