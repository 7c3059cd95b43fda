from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2990-01-01T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A column more, filled from another, and found by an index: what expanding is"

STEPS = (
    "alter table message add column next_words text not null default ''",
    "update message set next_words = subject",
    "create index message_next_words on message (next_words)",
)


class RawTable(Table):
    pass


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="next", description=DESCRIPTION)

    async def run():
        for step in STEPS:
            await RawTable.raw(step)

    manager.add_raw(run)
    return manager
