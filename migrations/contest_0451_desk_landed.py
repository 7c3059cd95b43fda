from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-27T15:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Figures are counted anew, with what has landed"


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def forget():
        await RawTable.raw("delete from entry_figures")
        await RawTable.raw("delete from round_figures")

    manager.add_raw(forget)
    manager.add_raw_backwards(forget)
    return manager
