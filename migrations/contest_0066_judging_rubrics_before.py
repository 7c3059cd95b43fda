from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-25T23:11:36:000000"
VERSION = "1.38.0"
DESCRIPTION = "What rubrics meant before they said so: all kinds, the mean, then climate impact"

MEANT = """
update rubric ru
   set kinds = array['project', 'solution', 'product', 'talent'],
       tie_break = array['mean'] || array(select c.key from criterion c
                                           where c.rubric = ru.id and c.key = 'climate_impact')
"""


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def say():
        await RawTable.raw(MEANT)

    async def unsay():
        pass

    manager.add_raw(say)
    manager.add_raw_backwards(unsay)
    return manager
