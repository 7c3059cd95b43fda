from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-26T16:15:10:000000"
VERSION = "1.38.0"
DESCRIPTION = "What certificates that were issued before batches rest on"

STEPS = (
    "update certificate c set basis_id = c.item, edition = s.edition, round = d.round"
    " from submission s, decision_item i join decision d on d.id = i.decision"
    " where s.id = c.submission and i.id = c.item",
)


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def run():
        for step in STEPS:
            await RawTable.raw(step)

    async def undo():
        """What was filled goes with its columns."""

    manager.add_raw(run)
    manager.add_raw_backwards(undo)
    return manager
