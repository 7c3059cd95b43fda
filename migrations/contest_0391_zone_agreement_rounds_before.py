from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table


ID = "2026-11-27T11:47:40:391000"
VERSION = "1.38.0"
DESCRIPTION = "What was linked to an event was signed at its round"

PLACE = """
update agreement a set round_id = e.round
  from event_agreement l join roadshow_event e on e.id = l.event where l.agreement = a.id
"""


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="contest", description=DESCRIPTION
    )

    async def run():
        await RawTable.raw(PLACE)

    manager.add_raw(run)
    return manager
