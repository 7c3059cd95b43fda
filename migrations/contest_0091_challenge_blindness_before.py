from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-26T11:21:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Rounds that were blind hide names, and their judges do not learn of one another"

BEFORE = "update round set blindness = 'names', judges_known = 'never' where is_blind"
UNDO = "update round set is_blind = blindness <> 'none'"


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def take_over():
        await RawTable.raw(BEFORE)

    async def undo():
        await RawTable.raw(UNDO)

    manager.add_raw(take_over)
    manager.add_raw_backwards(undo)
    return manager
