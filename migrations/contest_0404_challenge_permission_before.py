from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-27T11:40:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "Demonstrations that were played before name partners as those played from now on"

FILL = """
update partner p set permission = 'Demonstration: ' || p.source || '. Nobody was asked, and it is no endorsement.',
                     permitted_at = e.created_at
  from edition e where e.id = p.edition and e.is_demo
"""


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def run():
        await RawTable.raw(FILL)

    manager.add_raw(run)
    return manager
