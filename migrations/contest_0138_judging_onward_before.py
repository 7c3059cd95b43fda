from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-26T13:56:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Before there was a question, whoever sent entries on ran the next round too: that was their yes"

ACCEPTED = """
update decision set onward_accepted_at = coalesce(final_at, published_at, drafted_at) where leads_to is not null
"""


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def run():
        await RawTable.raw(ACCEPTED)

    manager.add_raw(run)
    return manager
