from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-27T11:12:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "Recovery codes that were shown stay good: their digests were made with the factor"

FILL = "update recovery_code c set person = f.person, lot = f.id from second_factor f where f.id = c.factor"
BACK = "update recovery_code c set factor = f.id from second_factor f where f.person = c.person and f.id = c.lot"


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def run():
        await RawTable.raw(FILL)

    async def undo():
        await RawTable.raw(BACK)

    manager.add_raw(run)
    manager.add_raw_backwards(undo)
    return manager
